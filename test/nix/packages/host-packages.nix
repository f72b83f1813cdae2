# What the miniature package set has beyond its compiler: attributes of nixpkgs, and the Debian packages that stand for
# them. An attribute that is not here does not exist, as an attribute that nixpkgs lacks.
let
  further = import ./host-libraries.nix;
in
{
  inherit (further) sets;

  # Linked against, by their development packages.
  libraries = further.libraries // {
    acl = [ "libacl1-dev" ];
    alsa-lib = [ "libasound2-dev" ];
    at-spi2-core = [ "libatspi2.0-dev" ];
    attr = [ "libattr1-dev" ];
    boost = [ "libboost-all-dev" ];
    brotli = [ "libbrotli-dev" ];
    bzip2 = [ "libbz2-dev" ];
    c-ares = [ "libc-ares-dev" ];
    cairo = [ "libcairo2-dev" ];
    catch2 = [ "catch2" ];
    catch2_3 = [ "catch2" ];
    check = [ "check" ];
    cjson = [ "libcjson-dev" ];
    cmocka = [ "libcmocka-dev" ];
    cppunit = [ "libcppunit-dev" ];
    curl = [ "libcurl4-openssl-dev" ];
    db = [ "libdb-dev" ];
    dbus = [ "libdbus-1-dev" ];
    dbus-glib = [ "libdbus-glib-1-dev" ];
    eigen = [ "libeigen3-dev" ];
    elfutils = [
      "libelf-dev"
      "libdw-dev"
    ];
    enchant = [ "libenchant-2-dev" ];
    expat = [ "libexpat1-dev" ];
    fftw = [ "libfftw3-dev" ];
    file = [ "libmagic-dev" ];
    flac = [ "libflac-dev" ];
    fmt = [ "libfmt-dev" ];
    fontconfig = [ "libfontconfig-dev" ];
    freetype = [ "libfreetype-dev" ];
    fribidi = [ "libfribidi-dev" ];
    fuse = [ "libfuse-dev" ];
    fuse3 = [ "libfuse3-dev" ];
    gdbm = [ "libgdbm-dev" ];
    gdk-pixbuf = [ "libgdk-pixbuf-2.0-dev" ];
    giflib = [ "libgif-dev" ];
    gflags = [ "libgflags-dev" ];
    glew = [ "libglew-dev" ];
    glfw = [ "libglfw3-dev" ];
    glib = [
      "libglib2.0-dev"
      "libglib2.0-dev-bin"
    ];
    glog = [ "libgoogle-glog-dev" ];
    gmp = [ "libgmp-dev" ];
    gnutls = [ "libgnutls28-dev" ];
    graphite2 = [ "libgraphite2-dev" ];
    gsl = [ "libgsl-dev" ];
    gtest = [
      "libgtest-dev"
      "libgmock-dev"
    ];
    gtk3 = [ "libgtk-3-dev" ];
    gtk2 = [ "libgtk2.0-dev" ];
    harfbuzz = [ "libharfbuzz-dev" ];
    icu = [ "libicu-dev" ];
    imlib2 = [ "libimlib2-dev" ];
    jansson = [ "libjansson-dev" ];
    json-glib = [ "libjson-glib-dev" ];
    json_c = [ "libjson-c-dev" ];
    keyutils = [ "libkeyutils-dev" ];
    lame = [ "libmp3lame-dev" ];
    lcms2 = [ "liblcms2-dev" ];
    leptonica = [ "libleptonica-dev" ];
    libao = [ "libao-dev" ];
    libarchive = [ "libarchive-dev" ];
    libassuan = [ "libassuan-dev" ];
    libayatana-appindicator = [ "libayatana-appindicator3-dev" ];
    libbsd = [ "libbsd-dev" ];
    libcap = [ "libcap-dev" ];
    libcap_ng = [ "libcap-ng-dev" ];
    libconfig = [
      "libconfig-dev"
      "libconfig++-dev"
    ];
    libconfuse = [ "libconfuse-dev" ];
    libdrm = [ "libdrm-dev" ];
    libedit = [ "libedit-dev" ];
    libev = [ "libev-dev" ];
    libevdev = [ "libevdev-dev" ];
    libevent = [ "libevent-dev" ];
    libexif = [ "libexif-dev" ];
    libffi = [ "libffi-dev" ];
    libfm = [ "libfm-dev" ];
    libgcrypt = [ "libgcrypt20-dev" ];
    libgpg-error = [ "libgpg-error-dev" ];
    libGL = [ "libgl-dev" ];
    libGLU = [ "libglu1-mesa-dev" ];
    freeglut = [ "freeglut3-dev" ];
    libid3tag = [ "libid3tag0-dev" ];
    libidn = [ "libidn-dev" ];
    libidn2 = [ "libidn2-dev" ];
    libinput = [ "libinput-dev" ];
    libjpeg = [ "libjpeg-dev" ];
    libksba = [ "libksba-dev" ];
    libmad = [ "libmad0-dev" ];
    libmicrohttpd = [ "libmicrohttpd-dev" ];
    libmnl = [ "libmnl-dev" ];
    libnetfilter_conntrack = [ "libnetfilter-conntrack-dev" ];
    libnl = [
      "libnl-3-dev"
      "libnl-genl-3-dev"
      "libnl-route-3-dev"
    ];
    libnotify = [ "libnotify-dev" ];
    libogg = [ "libogg-dev" ];
    libopus = [ "libopus-dev" ];
    libpcap = [ "libpcap-dev" ];
    libpng = [ "libpng-dev" ];
    libpq = [ "libpq-dev" ];
    libpulseaudio = [ "libpulse-dev" ];
    libsamplerate = [ "libsamplerate0-dev" ];
    libseccomp = [ "libseccomp-dev" ];
    libselinux = [ "libselinux1-dev" ];
    libsndfile = [ "libsndfile1-dev" ];
    libsodium = [ "libsodium-dev" ];
    libssh = [ "libssh-dev" ];
    libssh2 = [ "libssh2-1-dev" ];
    libtasn1 = [ "libtasn1-6-dev" ];
    libtiff = [ "libtiff-dev" ];
    libunistring = [ "libunistring-dev" ];
    libunwind = [ "libunwind-dev" ];
    libusb-compat-0_1 = [ "libusb-dev" ];
    libusb1 = [ "libusb-1.0-0-dev" ];
    libuv = [ "libuv1-dev" ];
    libvorbis = [ "libvorbis-dev" ];
    libwebp = [ "libwebp-dev" ];
    libxcrypt = [ "libcrypt-dev" ];
    libxkbcommon = [ "libxkbcommon-dev" ];
    libxml2 = [
      "libxml2-dev"
      "libxml2-utils"
    ];
    libxslt = [
      "libxslt1-dev"
      "xsltproc"
    ];
    libyaml = [ "libyaml-dev" ];
    libzip = [ "libzip-dev" ];
    lmdb = [ "liblmdb-dev" ];
    lua5 = [ "liblua5.4-dev" ];
    luajit = [ "libluajit-5.1-dev" ];
    lz4 = [ "liblz4-dev" ];
    lzo = [ "liblzo2-dev" ];
    mpfr = [ "libmpfr-dev" ];
    libmpc = [ "libmpc-dev" ];
    ncurses = [
      "libncurses-dev"
      "ncurses-bin"
    ];
    nettle = [ "nettle-dev" ];
    nghttp2 = [ "libnghttp2-dev" ];
    nlohmann_json = [ "nlohmann-json3-dev" ];
    oniguruma = [ "libonig-dev" ];
    openal = [ "libopenal-dev" ];
    openldap = [ "libldap-dev" ];
    openssl = [ "libssl-dev" ];
    pam = [ "libpam0g-dev" ];
    pango = [ "libpango1.0-dev" ];
    pciutils = [ "libpci-dev" ];
    pcre = [ "libpcre3-dev" ];
    pcre2 = [ "libpcre2-dev" ];
    pixman = [ "libpixman-1-dev" ];
    polkit = [
      "libpolkit-gobject-1-dev"
      "libpolkit-agent-1-dev"
    ];
    popt = [ "libpopt-dev" ];
    portaudio = [ "portaudio19-dev" ];
    protobuf = [
      "libprotobuf-dev"
      "protobuf-compiler"
    ];
    readline = [ "libreadline-dev" ];
    SDL = [ "libsdl1.2-dev" ];
    SDL2 = [ "libsdl2-dev" ];
    SDL2_image = [ "libsdl2-image-dev" ];
    SDL2_mixer = [ "libsdl2-mixer-dev" ];
    SDL2_ttf = [ "libsdl2-ttf-dev" ];
    slang = [ "libslang2-dev" ];
    spdlog = [ "libspdlog-dev" ];
    speex = [ "libspeex-dev" ];
    sqlite = [ "libsqlite3-dev" ];
    systemdLibs = [
      "libsystemd-dev"
      "libudev-dev"
    ];
    taglib = [ "libtag1-dev" ];
    talloc = [ "libtalloc-dev" ];
    tinyxml-2 = [ "libtinyxml2-dev" ];
    udev = [ "libudev-dev" ];
    util-linux = [
      "libblkid-dev"
      "libmount-dev"
      "uuid-dev"
    ];
    vte = [ "libvte-2.91-dev" ];
    wayland = [ "libwayland-dev" ];
    wayland-protocols = [ "wayland-protocols" ];
    libx11 = [
      "libx11-dev"
      "libx11-xcb-dev"
    ];
    libxau = [ "libxau-dev" ];
    libxcb = [
      "libxcb1-dev"
      "libxcb-randr0-dev"
      "libxcb-shm0-dev"
      "libxcb-xfixes0-dev"
      "libxcb-render0-dev"
      "libxcb-shape0-dev"
      "libxcb-xinerama0-dev"
      "libxcb-xkb-dev"
      "libxcb-composite0-dev"
      "libxcb-damage0-dev"
      "libxcb-sync-dev"
      "libxcb-present-dev"
      "libxcb-dri2-0-dev"
      "libxcb-dri3-dev"
      "libxcb-glx0-dev"
      "libxcb-res0-dev"
      "libxcb-record0-dev"
      "libxcb-xtest0-dev"
      "libxcb-screensaver0-dev"
      "libxcb-xinput-dev"
      "libxcb-dpms0-dev"
      "libxcb-xv0-dev"
    ];
    libxcomposite = [ "libxcomposite-dev" ];
    libxcursor = [ "libxcursor-dev" ];
    libxdamage = [ "libxdamage-dev" ];
    libxext = [ "libxext-dev" ];
    libxfixes = [ "libxfixes-dev" ];
    libxft = [ "libxft-dev" ];
    libxi = [ "libxi-dev" ];
    libxinerama = [ "libxinerama-dev" ];
    libxmu = [ "libxmu-dev" ];
    libxpm = [ "libxpm-dev" ];
    libxrandr = [ "libxrandr-dev" ];
    libxrender = [ "libxrender-dev" ];
    libxscrnsaver = [ "libxss-dev" ];
    libxt = [ "libxt-dev" ];
    libxtst = [ "libxtst-dev" ];
    libice = [ "libice-dev" ];
    libsm = [ "libsm-dev" ];
    xorgproto = [ "x11proto-dev" ];
    cfitsio = [ "libcfitsio-dev" ];
    hwloc = [ "libhwloc-dev" ];
    gpm = [ "libgpm-dev" ];
    libgphoto2 = [ "libgphoto2-dev" ];
    libjack2 = [ "libjack-jackd2-dev" ];
    libraw = [ "libraw-dev" ];
    lilv = [ "liblilv-dev" ];
    lv2 = [ "lv2-dev" ];
    utf8proc = [ "libutf8proc-dev" ];
    gtkmm3 = [ "libgtkmm-3.0-dev" ];
    hdf5 = [ "libhdf5-dev" ];
    libsoup_2_4 = [ "libsoup2.4-dev" ];
    libsoup_3 = [ "libsoup-3.0-dev" ];
    systemd = [ "systemd" ];
    libsecret = [ "libsecret-1-dev" ];
    libgudev = [ "libgudev-1.0-dev" ];
    pugixml = [ "libpugixml-dev" ];
    xxhash = [ "libxxhash-dev" ];
    xz = [ "liblzma-dev" ];
    yaml-cpp = [ "libyaml-cpp-dev" ];
    zlib = [ "zlib1g-dev" ];
    zstd = [ "libzstd-dev" ];
  };

  # Run during a build.
  tools = {
    asciidoc = [ "asciidoc-base" ];
    asciidoctor = [ "asciidoctor" ];
    autoconf = [ "autoconf" ];
    autoconf-archive = [ "autoconf-archive" ];
    automake = [ "automake" ];
    bison = [
      "bison"
      "m4"
    ];
    desktop-file-utils = [ "desktop-file-utils" ];
    docbook-xsl-nons = [ "docbook-xsl" ];
    docbook_xsl = [ "docbook-xsl" ];
    docutils = [ "python3-docutils" ];
    doxygen = [ "doxygen" ];
    flex = [
      "flex"
      "m4"
    ];
    gettext = [
      "gettext"
      "autopoint"
    ];
    glib-tools = [ "libglib2.0-dev-bin" ];
    gobject-introspection = [
      "gobject-introspection"
      "libgirepository1.0-dev"
    ];
    gperf = [ "gperf" ];
    groff = [ "groff" ];
    gtk-doc = [ "gtk-doc-tools" ];
    help2man = [ "help2man" ];
    imagemagick = [
      "imagemagick"
      "libmagickwand-dev"
      "libmagickcore-dev"
      "libmagick++-dev"
    ];
    # In nixpkgs it propagates these.
    intltool = [
      "intltool"
      "gettext"
      "perl"
      "perl-base"
    ];
    itstool = [ "itstool" ];
    libtool = [
      "libtool"
      "libtool-bin"
      "libltdl-dev"
    ];
    m4 = [ "m4" ];
    makeWrapper = [ ];
    wrapGAppsHook3 = [ ];
    wrapGAppsHook4 = [ ];
    git = [ ];
    docbook_xml_dtd_42 = [ "docbook-xml" ];
    docbook_xml_dtd_43 = [ "docbook-xml" ];
    docbook_xml_dtd_45 = [ "docbook-xml" ];
    swig = [ "swig" ];
    ragel = [ "ragel" ];
    re2c = [ "re2c" ];
    rpcsvc-proto = [ "rpcsvc-proto" ];
    shared-mime-info = [ "shared-mime-info" ];
    gtk-update-icon-cache = [ "gtk-update-icon-cache" ];
    glibcLocales = [ "locales" ];
    bc = [ "bc" ];
    ed = [ "ed" ];
    xfce4-dev-tools = [ "xfce4-dev-tools" ];
    gnome-common = [ "gnome-common" ];
    sassc = [ "sassc" ];
    inkscape = [ "inkscape" ];
    po4a = [ "po4a" ];
    mandoc = [ "mandoc" ];
    lowdown = [ "lowdown" ];
    go-md2man = [ "go-md2man" ];
    blueprint-compiler = [ "blueprint-compiler" ];
    appstream-glib = [ "appstream-util" ];
    gfortran = [ "gfortran" ];
    nasm = [ "nasm" ];
    pandoc = [ "pandoc" ];
    perl = [
      "perl"
      "perl-base"
    ];
    pkg-config = [
      "pkgconf"
      "pkgconf-bin"
    ];
    python3 = [
      "python3"
      "python3-minimal"
    ];
    ronn = [ "ronn" ];
    ruby = [ "ruby" ];
    scdoc = [ "scdoc" ];
    sphinx = [ "python3-sphinx" ];
    tcl = [ "tcl" ];
    texinfo = [ "texinfo" ];
    txt2man = [ "txt2man" ];
    unzip = [ "unzip" ];
    util-linuxMinimal = [ "util-linux" ];
    vala = [ "valac" ];
    wayland-scanner = [
      "libwayland-bin"
      "libwayland-dev"
    ];
    which = [ "debianutils" ];
    xmlto = [ "xmlto" ];
    xxd = [ "xxd" ];
    yasm = [ "yasm" ];
    zip = [ "zip" ];
  };

  # Modules of Python, by their attribute in python3Packages.
  pythonModules = further.pythonModules // {
    asttokens = [ "python3-asttokens" ];
    executing = [ "python3-executing" ];
    adal = [ "python3-adal" ];
    msrest = [ "python3-msrest" ];
    biopython = [ "python3-biopython" ];
    mappy = [ "python3-mappy" ];
    whoosh = [ "python3-whoosh" ];
    astropy = [ "python3-astropy" ];
    bottle = [ "python3-bottle" ];
    cheetah3 = [ "python3-cheetah" ];
    dbus-python = [ "python3-dbus" ];
    elasticsearch = [ "python3-elasticsearch" ];
    evdev = [ "python3-evdev" ];
    genshi = [ "python3-genshi" ];
    geopy = [ "python3-geopy" ];
    gpxpy = [ "python3-gpxpy" ];
    h5py = [ "python3-h5py" ];
    influxdb = [ "python3-influxdb" ];
    lazy-object-proxy = [ "python3-lazy-object-proxy" ];
    logilab-common = [ "python3-logilab-common" ];
    musicbrainzngs = [ "python3-musicbrainzngs" ];
    nose2 = [ "python3-nose2" ];
    ordered-set = [ "python3-ordered-set" ];
    paho-mqtt = [ "python3-paho-mqtt" ];
    pika = [ "python3-pika" ];
    plotly = [ "python3-plotly" ];
    pyaudio = [ "python3-pyaudio" ];
    pybtex = [ "python3-pybtex" ];
    pyftpdlib = [ "python3-pyftpdlib" ];
    pygame = [ "python3-pygame" ];
    pymongo = [ "python3-pymongo" ];
    pypdf2 = [ "python3-pypdf2" ];
    pysam = [ "python3-pysam" ];
    pyscard = [ "python3-pyscard" ];
    pytest-cov = [ "python3-pytest-cov" ];
    python-gnupg = [ "python3-gnupg" ];
    python-ldap = [ "python3-ldap" ];
    python-lsp-jsonrpc = [ "python3-pylsp-jsonrpc" ];
    python-mpd2 = [ "python3-mpd" ];
    pyudev = [ "python3-pyudev" ];
    pywavelets = [ "python3-pywt" ];
    sentry-sdk = [ "python3-sentry-sdk" ];
    snowballstemmer = [ "python3-snowballstemmer" ];
    tldextract = [ "python3-tldextract" ];
    twisted = [ "python3-twisted" ];
    xattr = [ "python3-xattr" ];
    zeroconf = [ "python3-zeroconf" ];
    aiofiles = [ "python3-aiofiles" ];
    aiohttp = [ "python3-aiohttp" ];
    alembic = [ "python3-alembic" ];
    anyio = [ "python3-anyio" ];
    appdirs = [ "python3-appdirs" ];
    argcomplete = [ "python3-argcomplete" ];
    asgiref = [ "python3-asgiref" ];
    asn1crypto = [ "python3-asn1crypto" ];
    attrs = [ "python3-attr" ];
    babel = [ "python3-babel" ];
    bcrypt = [ "python3-bcrypt" ];
    beautifulsoup4 = [ "python3-bs4" ];
    bitarray = [ "python3-bitarray" ];
    bleach = [ "python3-bleach" ];
    blinker = [ "python3-blinker" ];
    boto3 = [ "python3-boto3" ];
    botocore = [ "python3-botocore" ];
    brotli = [ "python3-brotli" ];
    build = [ "python3-build" ];
    cachecontrol = [ "python3-cachecontrol" ];
    cachetools = [ "python3-cachetools" ];
    cbor2 = [ "python3-cbor2" ];
    certifi = [ "python3-certifi" ];
    cffi = [ "python3-cffi" ];
    chardet = [ "python3-chardet" ];
    charset-normalizer = [ "python3-charset-normalizer" ];
    click = [ "python3-click" ];
    cloudpickle = [ "python3-cloudpickle" ];
    colorama = [ "python3-colorama" ];
    coloredlogs = [ "python3-coloredlogs" ];
    configargparse = [ "python3-configargparse" ];
    configobj = [ "python3-configobj" ];
    construct = [ "python3-construct" ];
    coverage = [ "python3-coverage" ];
    croniter = [ "python3-croniter" ];
    cryptography = [ "python3-cryptography" ];
    cssselect = [ "python3-cssselect" ];
    cycler = [ "python3-cycler" ];
    cython = [ "cython3" ];
    dataclasses-json = [ "python3-dataclasses-json" ];
    decorator = [ "python3-decorator" ];
    defusedxml = [ "python3-defusedxml" ];
    deprecated = [ "python3-deprecated" ];
    dill = [ "python3-dill" ];
    distlib = [ "python3-distlib" ];
    distro = [ "python3-distro" ];
    django = [ "python3-django" ];
    dnspython = [ "python3-dnspython" ];
    docker = [ "python3-docker" ];
    docopt = [ "python3-docopt" ];
    docutils = [ "python3-docutils" ];
    dulwich = [ "python3-dulwich" ];
    ephem = [ "python3-ephem" ];
    exceptiongroup = [ "python3-exceptiongroup" ];
    fastapi = [ "python3-fastapi" ];
    feedparser = [ "python3-feedparser" ];
    filelock = [ "python3-filelock" ];
    flask = [ "python3-flask" ];
    flit-core = [ "flit" ];
    fonttools = [ "python3-fonttools" ];
    frozendict = [ "python3-frozendict" ];
    frozenlist = [ "python3-frozenlist" ];
    fsspec = [ "python3-fsspec" ];
    future = [ "python3-future" ];
    gevent = [ "python3-gevent" ];
    gitdb = [ "python3-gitdb" ];
    gitpython = [ "python3-git" ];
    greenlet = [ "python3-greenlet" ];
    gunicorn = [ "python3-gunicorn" ];
    h11 = [ "python3-h11" ];
    h2 = [ "python3-h2" ];
    hatch-vcs = [ "python3-hatch-vcs" ];
    hatchling = [ "python3-hatchling" ];
    html2text = [ "python3-html2text" ];
    html5lib = [ "python3-html5lib" ];
    httpcore = [ "python3-httpcore" ];
    httplib2 = [ "python3-httplib2" ];
    httpx = [ "python3-httpx" ];
    humanfriendly = [ "python3-humanfriendly" ];
    humanize = [ "python3-humanize" ];
    hyperlink = [ "python3-hyperlink" ];
    icalendar = [ "python3-icalendar" ];
    idna = [ "python3-idna" ];
    imagesize = [ "python3-imagesize" ];
    importlib-metadata = [ "python3-importlib-metadata" ];
    importlib-resources = [ "python3-importlib-resources" ];
    inflection = [ "python3-inflection" ];
    iniconfig = [ "python3-iniconfig" ];
    intervaltree = [ "python3-intervaltree" ];
    invoke = [ "python3-invoke" ];
    ipython = [ "python3-ipython" ];
    isodate = [ "python3-isodate" ];
    itsdangerous = [ "python3-itsdangerous" ];
    jaraco-classes = [ "python3-jaraco.classes" ];
    jedi = [ "python3-jedi" ];
    jeepney = [ "python3-jeepney" ];
    jinja2 = [ "python3-jinja2" ];
    jmespath = [ "python3-jmespath" ];
    joblib = [ "python3-joblib" ];
    jsonpatch = [ "python3-jsonpatch" ];
    jsonschema = [ "python3-jsonschema" ];
    keyring = [ "python3-keyring" ];
    kiwisolver = [ "python3-kiwisolver" ];
    ldap3 = [ "python3-ldap3" ];
    lxml = [ "python3-lxml" ];
    lz4 = [ "python3-lz4" ];
    mako = [ "python3-mako" ];
    markdown = [ "python3-markdown" ];
    markdown-it-py = [ "python3-markdown-it" ];
    markupsafe = [ "python3-markupsafe" ];
    marshmallow = [ "python3-marshmallow" ];
    matplotlib = [ "python3-matplotlib" ];
    mccabe = [ "python3-mccabe" ];
    mdurl = [ "python3-mdurl" ];
    meson-python = [ "python3-mesonpy" ];
    mistune = [ "python3-mistune" ];
    mock = [ "python3-mock" ];
    more-itertools = [ "python3-more-itertools" ];
    mpmath = [ "python3-mpmath" ];
    msgpack = [ "python3-msgpack" ];
    multidict = [ "python3-multidict" ];
    mutagen = [ "python3-mutagen" ];
    mypy-extensions = [ "python3-mypy-extensions" ];
    natsort = [ "python3-natsort" ];
    nbformat = [ "python3-nbformat" ];
    netaddr = [ "python3-netaddr" ];
    netifaces = [ "python3-netifaces" ];
    networkx = [ "python3-networkx" ];
    numpy = [ "python3-numpy" ];
    oauthlib = [ "python3-oauthlib" ];
    olefile = [ "python3-olefile" ];
    openpyxl = [ "python3-openpyxl" ];
    packaging = [ "python3-packaging" ];
    pandas = [ "python3-pandas" ];
    paramiko = [ "python3-paramiko" ];
    parso = [ "python3-parso" ];
    passlib = [ "python3-passlib" ];
    pathspec = [ "python3-pathspec" ];
    patsy = [ "python3-patsy" ];
    pbr = [ "python3-pbr" ];
    pdm-backend = [ "python3-pdm-pep517" ];
    peewee = [ "python3-peewee" ];
    pendulum = [ "python3-pendulum" ];
    pexpect = [ "python3-pexpect" ];
    pillow = [ "python3-pil" ];
    pkginfo = [ "python3-pkginfo" ];
    platformdirs = [ "python3-platformdirs" ];
    pluggy = [ "python3-pluggy" ];
    ply = [ "python3-ply" ];
    poetry-core = [ "python3-poetry-core" ];
    portalocker = [ "python3-portalocker" ];
    prettytable = [ "python3-prettytable" ];
    prometheus-client = [ "python3-prometheus-client" ];
    prompt-toolkit = [ "python3-prompt-toolkit" ];
    protobuf = [ "python3-protobuf" ];
    psutil = [ "python3-psutil" ];
    psycopg2 = [ "python3-psycopg2" ];
    ptyprocess = [ "python3-ptyprocess" ];
    py = [ "python3-py" ];
    pyasn1 = [ "python3-pyasn1" ];
    pyasn1-modules = [ "python3-pyasn1-modules" ];
    pycodestyle = [ "python3-pycodestyle" ];
    pycparser = [ "python3-pycparser" ];
    pycryptodome = [ "python3-pycryptodome" ];
    pycryptodomex = [ "python3-pycryptodome" ];
    pycurl = [ "python3-pycurl" ];
    pydantic = [ "python3-pydantic" ];
    pydot = [ "python3-pydot" ];
    pyelftools = [ "python3-pyelftools" ];
    pyflakes = [ "python3-pyflakes" ];
    pygments = [ "python3-pygments" ];
    pygobject3 = [ "python3-gi" ];
    pyjwt = [ "python3-jwt" ];
    pymysql = [ "python3-pymysql" ];
    pynacl = [ "python3-nacl" ];
    pyopenssl = [ "python3-openssl" ];
    pyparsing = [ "python3-pyparsing" ];
    pyperclip = [ "python3-pyperclip" ];
    pyqt5 = [ "python3-pyqt5" ];
    pyrsistent = [ "python3-pyrsistent" ];
    pyserial = [ "python3-serial" ];
    pysocks = [ "python3-socks" ];
    pytest = [ "python3-pytest" ];
    pytest-runner = [ "python3-pytest-runner" ];
    python-dateutil = [ "python3-dateutil" ];
    python-dotenv = [ "python3-dotenv" ];
    python-magic = [ "python3-magic" ];
    python-slugify = [ "python3-slugify" ];
    pytz = [ "python3-tz" ];
    pyusb = [ "python3-usb" ];
    pyxdg = [ "python3-xdg" ];
    pyyaml = [ "python3-yaml" ];
    pyzmq = [ "python3-zmq" ];
    rarfile = [ "python3-rarfile" ];
    rdflib = [ "python3-rdflib" ];
    redis = [ "python3-redis" ];
    regex = [ "python3-regex" ];
    reportlab = [ "python3-reportlab" ];
    requests = [ "python3-requests" ];
    requests-oauthlib = [ "python3-requests-oauthlib" ];
    requests-toolbelt = [ "python3-requests-toolbelt" ];
    rich = [ "python3-rich" ];
    rsa = [ "python3-rsa" ];
    ruamel-yaml = [ "python3-ruamel.yaml" ];
    s3transfer = [ "python3-s3transfer" ];
    scikit-build = [ "python3-skbuild" ];
    scikit-learn = [ "python3-sklearn" ];
    scipy = [ "python3-scipy" ];
    secretstorage = [ "python3-secretstorage" ];
    semver = [ "python3-semver" ];
    setuptools = [ "python3-setuptools" ];
    setuptools-scm = [ "python3-setuptools-scm" ];
    shapely = [ "python3-shapely" ];
    simplejson = [ "python3-simplejson" ];
    six = [ "python3-six" ];
    smmap = [ "python3-smmap" ];
    sniffio = [ "python3-sniffio" ];
    sortedcontainers = [ "python3-sortedcontainers" ];
    soupsieve = [ "python3-soupsieve" ];
    sphinx = [ "python3-sphinx" ];
    sqlalchemy = [ "python3-sqlalchemy" ];
    sqlparse = [ "python3-sqlparse" ];
    starlette = [ "python3-starlette" ];
    sympy = [ "python3-sympy" ];
    tabulate = [ "python3-tabulate" ];
    tenacity = [ "python3-tenacity" ];
    termcolor = [ "python3-termcolor" ];
    texttable = [ "python3-texttable" ];
    tinycss2 = [ "python3-tinycss2" ];
    toml = [ "python3-toml" ];
    tomli = [ "python3-tomli" ];
    tomlkit = [ "python3-tomlkit" ];
    toolz = [ "python3-toolz" ];
    tornado = [ "python3-tornado" ];
    tqdm = [ "python3-tqdm" ];
    traitlets = [ "python3-traitlets" ];
    trove-classifiers = [ "python3-trove-classifiers" ];
    typer = [ "python3-typer" ];
    typing-extensions = [ "python3-typing-extensions" ];
    tzlocal = [ "python3-tzlocal" ];
    ujson = [ "python3-ujson" ];
    unidecode = [ "python3-unidecode" ];
    uritemplate = [ "python3-uritemplate" ];
    urllib3 = [ "python3-urllib3" ];
    urwid = [ "python3-urwid" ];
    uvicorn = [ "python3-uvicorn" ];
    versioneer = [ "python3-versioneer" ];
    virtualenv = [ "python3-virtualenv" ];
    watchdog = [ "python3-watchdog" ];
    wcwidth = [ "python3-wcwidth" ];
    webencodings = [ "python3-webencodings" ];
    websockets = [ "python3-websockets" ];
    werkzeug = [ "python3-werkzeug" ];
    wheel = [ "python3-wheel" ];
    wrapt = [ "python3-wrapt" ];
    xlrd = [ "python3-xlrd" ];
    xlsxwriter = [ "python3-xlsxwriter" ];
    xmltodict = [ "python3-xmltodict" ];
    yarl = [ "python3-yarl" ];
    zipp = [ "python3-zipp" ];
    zope-interface = [ "python3-zope.interface" ];
    zstandard = [ "python3-zstandard" ];
  };
}
