# Further libraries of the miniature package set, and sets within it, as in nixpkgs. See host-packages.nix.
{
  libraries = {
    SDL2_gfx = [ "libsdl2-gfx-dev" ];
    SDL2_net = [ "libsdl2-net-dev" ];
    SDL_gfx = [ "libsdl-gfx1.2-dev" ];
    SDL_image = [ "libsdl-image1.2-dev" ];
    SDL_mixer = [ "libsdl-mixer1.2-dev" ];
    SDL_net = [ "libsdl-net1.2-dev" ];
    SDL_ttf = [ "libsdl-ttf2.0-dev" ];
    a52dec = [ "liba52-0.7.4-dev" ];
    aalib = [ "libaa1-dev" ];
    abseil-cpp = [ "libabsl-dev" ];
    accountsservice = [ "libaccountsservice-dev" ];
    airspy = [ "libairspy-dev" ];
    allegro5 = [ "liballegro5-dev" ];
    anthy = [ "libanthy-dev" ];
    appstream = [ "libappstream-dev" ];
    apr = [ "libapr1-dev" ];
    aprutil = [ "libaprutil1-dev" ];
    apt = [ "libapt-pkg-dev" ];
    argtable = [ "libargtable2-dev" ];
    armadillo = [ "libarmadillo-dev" ];
    arpack = [ "libarpack2-dev" ];
    aspell = [ "libaspell-dev" ];
    assimp = [ "libassimp-dev" ];
    atk = [ "libatk1.0-dev" ];
    atkmm = [ "libatkmm-1.6-dev" ];
    aubio = [ "libaubio-dev" ];
    audiofile = [ "libaudiofile-dev" ];
    audit = [
      "libaudit-dev"
      "libauparse-dev"
    ];
    avahi = [
      "libavahi-client-dev"
      "libavahi-core-dev"
      "libavahi-glib-dev"
      "libavahi-gobject-dev"
    ];
    babl = [ "libbabl-dev" ];
    blas = [ "libblas-dev" ];
    bluez = [ "libbluetooth-dev" ];
    boehmgc = [ "libgc-dev" ];
    botan2 = [ "libbotan-2-dev" ];
    btrfs-progs = [
      "libbtrfs-dev"
      "libbtrfsutil-dev"
    ];
    bullet = [ "libbullet-dev" ];
    cairomm = [ "libcairomm-1.0-dev" ];
    cairomm_1_16 = [ "libcairomm-1.16-dev" ];
    capnproto = [
      "libcapnp-dev"
      "capnproto"
    ];
    capstone = [ "libcapstone-dev" ];
    cbc = [ "coinor-libcbc-dev" ];
    cddlib = [ "libcdd-dev" ];
    cdparanoia-iii = [ "libcdparanoia-dev" ];
    cereal = [ "libcereal-dev" ];
    ceres-solver = [ "libceres-dev" ];
    cgal = [ "libcgal-dev" ];
    chromaprint = [ "libchromaprint-dev" ];
    cli11 = [ "libcli11-dev" ];
    cliquer = [ "libcliquer-dev" ];
    cln = [ "libcln-dev" ];
    clp = [ "coinor-libclp-dev" ];
    cmark = [ "libcmark-dev" ];
    codec2 = [ "libcodec2-dev" ];
    colord = [ "libcolord-dev" ];
    cpputest = [ "cpputest" ];
    cppzmq = [ "cppzmq-dev" ];
    criterion = [ "libcriterion-dev" ];
    cryptopp = [ "libcrypto++-dev" ];
    cryptsetup = [ "libcryptsetup-dev" ];
    cunit = [ "libcunit1-dev" ];
    cups = [
      "libcups2-dev"
      "libcupsimage2-dev"
    ];
    cxxopts = [ "libcxxopts-dev" ];
    cyrus_sasl = [ "libsasl2-dev" ];
    czmq = [ "libczmq-dev" ];
    dav1d = [ "libdav1d-dev" ];
    discount = [ "libmarkdown2-dev" ];
    djvulibre = [ "libdjvulibre-dev" ];
    doctest = [ "doctest-dev" ];
    dpkg = [ "libdpkg-dev" ];
    dssi = [ "dssi-dev" ];
    e2fsprogs = [
      "libext2fs-dev"
      "comerr-dev"
      "ss-dev"
    ];
    ecm = [ "libecm-dev" ];
    enca = [ "libenca-dev" ];
    enet = [ "libenet-dev" ];
    evolution-data-server = [
      "libebook1.2-dev"
      "libecal2.0-dev"
      "libedataserver1.2-dev"
      "libcamel1.2-dev"
      "libedataserverui1.2-dev"
    ];
    exiv2 = [ "libexiv2-dev" ];
    faad2 = [ "libfaad-dev" ];
    fcitx5 = [
      "libfcitx5core-dev"
      "libfcitx5config-dev"
      "libfcitx5utils-dev"
      "fcitx5-modules-dev"
    ];
    ffmpeg = [
      "libavcodec-dev"
      "libavformat-dev"
      "libavutil-dev"
      "libswscale-dev"
      "libswresample-dev"
      "libavfilter-dev"
      "libavdevice-dev"
    ];
    flatbuffers = [
      "libflatbuffers-dev"
      "flatbuffers-compiler"
    ];
    flatpak = [ "libflatpak-dev" ];
    flint = [ "libflint-dev" ];
    fltk = [ "libfltk1.3-dev" ];
    fluidsynth = [ "libfluidsynth-dev" ];
    freealut = [ "libalut-dev" ];
    freeipmi = [
      "libfreeipmi-dev"
      "libipmimonitoring-dev"
    ];
    freetds = [ "freetds-dev" ];
    frei0r = [ "frei0r-plugins-dev" ];
    ftgl = [ "libftgl-dev" ];
    game-music-emu = [ "libgme-dev" ];
    gamin = [ "libgamin-dev" ];
    gbenchmark = [ "libbenchmark-dev" ];
    gcr = [ "libgcr-3-dev" ];
    gd = [ "libgd-dev" ];
    gdal = [ "libgdal-dev" ];
    gegl = [ "libgegl-dev" ];
    geoclue2 = [
      "libgeoclue-2-dev"
      "geoclue-2.0"
    ];
    geoip = [ "libgeoip-dev" ];
    geos = [ "libgeos-dev" ];
    gexiv2 = [ "libgexiv2-dev" ];
    ginac = [ "libginac-dev" ];
    givaro = [ "libgivaro-dev" ];
    glade = [ "libgladeui-dev" ];
    gle = [ "libgle3-dev" ];
    glibmm = [ "libglibmm-2.4-dev" ];
    glibmm_2_68 = [ "libglibmm-2.68-dev" ];
    glm = [ "libglm-dev" ];
    gloox = [ "libgloox-dev" ];
    glpk = [ "libglpk-dev" ];
    gmime3 = [ "libgmime-3.0-dev" ];
    gnome-desktop = [
      "libgnome-desktop-3-dev"
      "libgnome-desktop-4-dev"
    ];
    gnome-menus = [ "libgnome-menu-3-dev" ];
    goffice = [ "libgoffice-0.10-dev" ];
    goocanvas_2 = [ "libgoocanvas-2.0-dev" ];
    gperftools = [ "libgoogle-perftools-dev" ];
    gpgme = [
      "libgpgme-dev"
      "libgpgmepp-dev"
    ];
    gpsd = [ "libgps-dev" ];
    graphicsmagick = [
      "libgraphicsmagick1-dev"
      "libgraphicsmagick++1-dev"
    ];
    graphviz = [
      "libgraphviz-dev"
      "graphviz"
    ];
    grilo = [ "libgrilo-0.3-dev" ];
    grpc = [
      "protobuf-compiler-grpc"
      "libgrpc++-dev"
      "libgrpc-dev"
    ];
    gsasl = [ "libgsasl-dev" ];
    gsettings-desktop-schemas = [ "gsettings-desktop-schemas-dev" ];
    gspell = [ "libgspell-1-dev" ];
    gssdp_1_6 = [ "libgssdp-1.6-dev" ];
    gtk-layer-shell = [ "libgtk-layer-shell-dev" ];
    gtk4 = [ "libgtk-4-dev" ];
    gtkmm4 = [ "libgtkmm-4.0-dev" ];
    gtksourceview4 = [ "libgtksourceview-4-dev" ];
    gtksourceview5 = [ "libgtksourceview-5-dev" ];
    gtkspell2 = [ "libgtkspell-dev" ];
    gtkspell3 = [ "libgtkspell3-3-dev" ];
    gts = [ "libgts-dev" ];
    guile = [ "guile-3.0-dev" ];
    guile_2_2 = [ "guile-2.2-dev" ];
    gumbo = [ "libgumbo-dev" ];
    gupnp-av = [ "libgupnp-av-1.0-dev" ];
    gupnp_1_6 = [ "libgupnp-1.6-dev" ];
    hackrf = [ "libhackrf-dev" ];
    hamlib = [ "libhamlib-dev" ];
    hidapi = [ "libhidapi-dev" ];
    hiredis = [ "libhiredis-dev" ];
    html-tidy = [ "libtidy-dev" ];
    htslib = [ "libhts-dev" ];
    http-parser = [ "libhttp-parser-dev" ];
    hunspell = [ "libhunspell-dev" ];
    i2c-tools = [ "libi2c-dev" ];
    ibus = [ "libibus-1.0-dev" ];
    igraph = [ "libigraph-dev" ];
    imath = [ "libimath-dev" ];
    indilib = [ "libindi-dev" ];
    inih = [ "libinih-dev" ];
    iniparser = [ "libiniparser-dev" ];
    iptables = [
      "libxtables-dev"
      "libip4tc-dev"
      "libip6tc-dev"
      "libiptc-dev"
    ];
    isl = [ "libisl-dev" ];
    jbig2dec = [ "libjbig2dec0-dev" ];
    jbigkit = [ "libjbig-dev" ];
    jemalloc = [ "libjemalloc-dev" ];
    jsoncpp = [ "libjsoncpp-dev" ];
    keybinder3 = [ "libkeybinder-3.0-dev" ];
    kmod = [ "libkmod-dev" ];
    kyotocabinet = [ "libkyotocabinet-dev" ];
    ladspaH = [ "ladspa-sdk" ];
    lapack = [
      "liblapack-dev"
      "liblapacke-dev"
    ];
    ldb = [ "libldb-dev" ];
    ldns = [ "libldns-dev" ];
    leveldb = [ "libleveldb-dev" ];
    libadwaita = [ "libadwaita-1-dev" ];
    libaio = [ "libaio-dev" ];
    libaom = [ "libaom-dev" ];
    libapparmor = [ "libapparmor-dev" ];
    libappindicator-gtk3 = [ "libayatana-appindicator3-dev" ];
    libargon2 = [ "libargon2-dev" ];
    libass = [ "libass-dev" ];
    libatomic_ops = [ "libatomic-ops-dev" ];
    libavc1394 = [ "libavc1394-dev" ];
    libavif = [ "libavif-dev" ];
    libayatana-indicator = [ "libayatana-indicator3-dev" ];
    libb2 = [ "libb2-dev" ];
    libbfd = [ "binutils-dev" ];
    libbluray = [ "libbluray-dev" ];
    libbpf = [ "libbpf-dev" ];
    libburn = [ "libburn-dev" ];
    libcaca = [ "libcaca-dev" ];
    libcanberra-gtk3 = [
      "libcanberra-dev"
      "libcanberra-gtk3-dev"
    ];
    libcbor = [ "libcbor-dev" ];
    libcddb = [ "libcddb2-dev" ];
    libcdio = [
      "libcdio-dev"
      "libiso9660-dev"
    ];
    libcdio-paranoia = [
      "libcdio-cdda-dev"
      "libcdio-paranoia-dev"
    ];
    libcec = [ "libcec-dev" ];
    libcerf = [ "libcerf-dev" ];
    libcgroup = [ "libcgroup-dev" ];
    libchewing = [ "libchewing3-dev" ];
    libctl = [ "libctl-dev" ];
    libcue = [ "libcue-dev" ];
    libdap = [ "libdap-dev" ];
    libdaemon = [ "libdaemon-dev" ];
    libdazzle = [ "libdazzle-1.0-dev" ];
    libdbusmenu = [ "libdbusmenu-glib-dev" ];
    libdbusmenu-gtk3 = [ "libdbusmenu-gtk3-dev" ];
    libdc1394 = [ "libdc1394-dev" ];
    libdeflate = [ "libdeflate-dev" ];
    libdiscid = [ "libdiscid-dev" ];
    libdmtx = [ "libdmtx-dev" ];
    libdnet = [ "libdumbnet-dev" ];
    libdockapp = [ "libdockapp-dev" ];
    libdv = [ "libdv4-dev" ];
    libdvdnav = [ "libdvdnav-dev" ];
    libdvdread = [ "libdvdread-dev" ];
    libdwarf = [ "libdwarf-dev" ];
    libebur128 = [ "libebur128-dev" ];
    libepoxy = [ "libepoxy-dev" ];
    libesmtp = [ "libesmtp-dev" ];
    libetpan = [ "libetpan-dev" ];
    libexttextcat = [ "libexttextcat-dev" ];
    libfido2 = [ "libfido2-dev" ];
    libfontenc = [ "libfontenc-dev" ];
    libftdi = [ "libftdi-dev" ];
    libftdi1 = [ "libftdi1-dev" ];
    libgbm = [ "libgbm-dev" ];
    libgee = [ "libgee-0.8-dev" ];
    libgeotiff = [ "libgeotiff-dev" ];
    libgit2 = [ "libgit2-dev" ];
    libgit2-glib = [ "libgit2-glib-1.0-dev" ];
    libgpiod = [ "libgpiod-dev" ];
    libgsf = [ "libgsf-1-dev" ];
    libgtop = [ "libgtop2-dev" ];
    libgweather = [ "libgweather-4-dev" ];
    libhandy = [ "libhandy-1-dev" ];
    libhangul = [ "libhangul-dev" ];
    libharu = [ "libhpdf-dev" ];
    libheif = [ "libheif-dev" ];
    libiberty = [ "libiberty-dev" ];
    libical = [ "libical-dev" ];
    libiec61883 = [ "libiec61883-dev" ];
    libieee1284 = [ "libieee1284-3-dev" ];
    libimobiledevice = [ "libimobiledevice-dev" ];
    libisoburn = [ "libisoburn-dev" ];
    libisofs = [ "libisofs-dev" ];
    libjxl = [ "libjxl-dev" ];
    libkrb5 = [ "libkrb5-dev" ];
    liblo = [ "liblo-dev" ];
    liblockfile = [ "liblockfile-dev" ];
    libmaa = [ "libmaa-dev" ];
    libmaxminddb = [ "libmaxminddb-dev" ];
    libmbim = [ "libmbim-glib-dev" ];
    libmcrypt = [ "libmcrypt-dev" ];
    libmd = [ "libmd-dev" ];
    libmediaart = [ "libmediaart-2.0-dev" ];
    libmemcached = [ "libmemcached-dev" ];
    libmhash = [ "libmhash-dev" ];
    libmikmod = [ "libmikmod-dev" ];
    libmilter = [ "libmilter-dev" ];
    libmng = [ "libmng-dev" ];
    libmodbus = [ "libmodbus-dev" ];
    libmodplug = [ "libmodplug-dev" ];
    libmpdclient = [ "libmpdclient-dev" ];
    libmspack = [ "libmspack-dev" ];
    libmtp = [ "libmtp-dev" ];
    libmypaint = [ "libmypaint-dev" ];
    libmysqlclient = [ "default-libmysqlclient-dev" ];
    libnatpmp = [ "libnatpmp-dev" ];
    libndp = [ "libndp-dev" ];
    libnet = [ "libnet1-dev" ];
    libnetfilter_log = [ "libnetfilter-log-dev" ];
    libnetfilter_queue = [ "libnetfilter-queue-dev" ];
    libnfc = [ "libnfc-dev" ];
    libnfnetlink = [ "libnfnetlink-dev" ];
    libnftnl = [ "libnftnl-dev" ];
    libnice = [ "libnice-dev" ];
    libnids = [ "libnids-dev" ];
    libnova = [ "libnova-dev" ];
    libopenmpt = [ "libopenmpt-dev" ];
    liboping = [ "liboping-dev" ];
    libosip = [ "libosip2-dev" ];
    libosmocore = [ "libosmocore-dev" ];
    libotr = [ "libotr5-dev" ];
    libp11 = [ "libp11-dev" ];
    libpaper = [ "libpaper-dev" ];
    libpciaccess = [ "libpciaccess-dev" ];
    libpeas = [ "libpeas-dev" ];
    libplist = [
      "libplist-dev"
      "libplist++-dev"
    ];
    libportal = [ "libportal-dev" ];
    libportal-gtk3 = [ "libportal-gtk3-dev" ];
    libpsl = [ "libpsl-dev" ];
    libqalculate = [ "libqalculate-dev" ];
    libqmi = [ "libqmi-glib-dev" ];
    libraw1394 = [ "libraw1394-dev" ];
    librdf_raptor2 = [ "libraptor2-dev" ];
    librdf_rasqal = [ "librasqal3-dev" ];
    librdf_redland = [ "librdf0-dev" ];
    librest_1_0 = [ "librest-dev" ];
    librevenge = [ "librevenge-dev" ];
    librsvg = [ "librsvg2-dev" ];
    librsync = [ "librsync-dev" ];
    libsemanage = [ "libsemanage-dev" ];
    libsepol = [ "libsepol-dev" ];
    libserialport = [ "libserialport-dev" ];
    libshout = [ "libshout3-dev" ];
    libsidplayfp = [ "libsidplayfp-dev" ];
    libsigcxx = [ "libsigc++-2.0-dev" ];
    libsigcxx30 = [ "libsigc++-3.0-dev" ];
    libsigsegv = [ "libsigsegv-dev" ];
    libslirp = [ "libslirp-dev" ];
    libsoundio = [ "libsoundio-dev" ];
    libspatialindex = [ "libspatialindex-dev" ];
    libspatialite = [ "libspatialite-dev" ];
    libspectre = [ "libspectre-dev" ];
    libspiro = [ "libspiro-dev" ];
    libstartup_notification = [ "libstartup-notification0-dev" ];
    libstemmer = [ "libstemmer-dev" ];
    libtermkey = [ "libtermkey-dev" ];
    libtheora = [ "libtheora-dev" ];
    libtirpc = [ "libtirpc-dev" ];
    libtomcrypt = [ "libtomcrypt-dev" ];
    libtommath = [ "libtommath-dev" ];
    libtorrent-rasterbar = [ "libtorrent-rasterbar-dev" ];
    libunibreak = [ "libunibreak-dev" ];
    liburcu = [ "liburcu-dev" ];
    liburing = [ "liburing-dev" ];
    libusbmuxd = [ "libusbmuxd-dev" ];
    libutempter = [ "libutempter-dev" ];
    libva = [ "libva-dev" ];
    libvdpau = [ "libvdpau-dev" ];
    libvirt = [ "libvirt-dev" ];
    libvirt-glib = [ "libvirt-glib-1.0-dev" ];
    libvncserver = [ "libvncserver-dev" ];
    libvpx = [ "libvpx-dev" ];
    libvterm-neovim = [ "libvterm-dev" ];
    libwacom = [ "libwacom-dev" ];
    libwebsockets = [ "libwebsockets-dev" ];
    libwmf = [ "libwmf-dev" ];
    libwnck = [ "libwnck-3-dev" ];
    libwnck2 = [ "libwnck-dev" ];
    libwpd = [ "libwpd-dev" ];
    libwpg = [ "libwpg-dev" ];
    libwps = [ "libwps-dev" ];
    libx86emu = [ "libx86emu-dev" ];
    libxaw = [ "libxaw7-dev" ];
    libxc = [ "libxc-dev" ];
    libxcb-cursor = [ "libxcb-cursor-dev" ];
    libxcb-image = [ "libxcb-image0-dev" ];
    libxcb-keysyms = [ "libxcb-keysyms1-dev" ];
    libxcb-render-util = [ "libxcb-render-util0-dev" ];
    libxcb-util = [ "libxcb-util-dev" ];
    libxcb-wm = [
      "libxcb-ewmh-dev"
      "libxcb-icccm4-dev"
    ];
    libxcvt = [ "libxcvt-dev" ];
    libxdmcp = [ "libxdmcp-dev" ];
    libxfont_2 = [ "libxfont-dev" ];
    libxkbfile = [ "libxkbfile-dev" ];
    libxklavier = [ "libxklavier-dev" ];
    libxlsxwriter = [ "libxlsxwriter-dev" ];
    libxmlxx = [ "libxml++2.6-dev" ];
    libxmp = [ "libxmp-dev" ];
    libxpresent = [ "libxpresent-dev" ];
    libxres = [ "libxres-dev" ];
    libxshmfence = [ "libxshmfence-dev" ];
    libxv = [ "libxv-dev" ];
    libxvmc = [ "libxvmc-dev" ];
    libxxf86vm = [ "libxxf86vm-dev" ];
    libyubikey = [ "libyubikey-dev" ];
    lirc = [ "liblirc-dev" ];
    lksctp-tools = [ "libsctp-dev" ];
    lm_sensors = [ "libsensors-dev" ];
    log4cplus = [ "liblog4cplus-dev" ];
    log4cpp = [ "liblog4cpp5-dev" ];
    loudmouth = [ "libloudmouth1-dev" ];
    lua5_1 = [
      "liblua5.1-0-dev"
      "lua5.1"
    ];
    lua5_2 = [
      "liblua5.2-dev"
      "lua5.2"
    ];
    lua5_3 = [
      "liblua5.3-dev"
      "lua5.3"
    ];
    lua5_4 = [
      "liblua5.4-dev"
      "lua5.4"
    ];
    lvm2 = [ "libdevmapper-dev" ];
    lxc = [ "lxc-dev" ];
    lzlib = [ "liblz-dev" ];
    m17n_lib = [ "libm17n-dev" ];
    m4ri = [ "libm4ri-dev" ];
    marisa = [ "libmarisa-dev" ];
    matio = [ "libmatio-dev" ];
    mbedtls = [ "libmbedtls-dev" ];
    mdds = [ "libmdds-dev" ];
    menu-cache = [ "libmenu-cache-dev" ];
    metis = [ "libmetis-dev" ];
    mimalloc = [ "libmimalloc-dev" ];
    miniupnpc = [ "libminiupnpc-dev" ];
    minizip = [ "libminizip-dev" ];
    modemmanager = [
      "libmm-glib-dev"
      "modemmanager-dev"
    ];
    mosquitto = [ "libmosquitto-dev" ];
    motif = [ "libmotif-dev" ];
    mpfi = [ "libmpfi-dev" ];
    mpg123 = [
      "libmpg123-dev"
      "libout123-0"
    ];
    msgpack-c = [ "libmsgpack-dev" ];
    mtdev = [ "libmtdev-dev" ];
    munge = [ "libmunge-dev" ];
    muparser = [ "libmuparser-dev" ];
    mxml = [ "libmxml-dev" ];
    nanomsg = [ "libnanomsg-dev" ];
    nauty = [ "libnauty2-dev" ];
    neon = [ "libneon27-dev" ];
    net-snmp = [ "libsnmp-dev" ];
    netcdf = [ "libnetcdf-dev" ];
    netcdfcxx4 = [ "libnetcdf-c++4-dev" ];
    networkmanager = [ "libnm-dev" ];
    newt = [ "libnewt-dev" ];
    nftables = [ "libnftables-dev" ];
    nlopt = [ "libnlopt-dev" ];
    nspr = [ "libnspr4-dev" ];
    nss = [ "libnss3-dev" ];
    ntl = [ "libntl-dev" ];
    numactl = [ "libnuma-dev" ];
    oath-toolkit = [ "liboath-dev" ];
    ocl-icd = [ "ocl-icd-opencl-dev" ];
    ode = [ "libode-dev" ];
    onetbb = [ "libtbb-dev" ];
    openbabel = [ "libopenbabel-dev" ];
    openblas = [ "libopenblas-dev" ];
    opencascade-occt = [
      "libocct-data-exchange-dev"
      "libocct-draw-dev"
    ];
    opencc = [ "libopencc-dev" ];
    opencv = [ "libopencv-dev" ];
    openexr = [ "libopenexr-dev" ];
    openjpeg = [ "libopenjp2-7-dev" ];
    openmpi = [ "libopenmpi-dev" ];
    openscenegraph = [ "libopenscenegraph-dev" ];
    opusfile = [ "libopusfile-dev" ];
    ostree = [ "libostree-dev" ];
    p11-kit = [ "libp11-kit-dev" ];
    packagekit = [ "libpackagekit-glib2-dev" ];
    pangomm = [ "libpangomm-1.4-dev" ];
    papi = [ "libpapi-dev" ];
    pari = [ "libpari-dev" ];
    parted = [ "libparted-dev" ];
    pcsclite = [ "libpcsclite-dev" ];
    physfs = [ "libphysfs-dev" ];
    pidgin = [
      "libpurple-dev"
      "pidgin-dev"
    ];
    pipewire = [
      "libpipewire-0.3-dev"
      "libspa-0.2-dev"
    ];
    plplot = [ "libplplot-dev" ];
    poco = [ "libpoco-dev" ];
    podofo = [ "libpodofo-dev" ];
    poppler = [
      "libpoppler-dev"
      "libpoppler-glib-dev"
      "libpoppler-cpp-dev"
    ];
    portmidi = [ "libportmidi-dev" ];
    potrace = [ "libpotrace-dev" ];
    ppl = [ "libppl-dev" ];
    proj = [ "libproj-dev" ];
    protobufc = [
      "libprotobuf-c-dev"
      "protobuf-c-compiler"
    ];
    qdbm = [ "libqdbm-dev" ];
    qhull = [ "libqhull-dev" ];
    qpdf = [ "libqpdf-dev" ];
    qrencode = [ "libqrencode-dev" ];
    rabbitmq-c = [ "librabbitmq-dev" ];
    range-v3 = [ "librange-v3-dev" ];
    rapidjson = [ "rapidjson-dev" ];
    rdkafka = [ "librdkafka-dev" ];
    rdma-core = [
      "libibverbs-dev"
      "librdmacm-dev"
      "libibumad-dev"
      "libibmad-dev"
    ];
    re2 = [ "libre2-dev" ];
    rocksdb = [ "librocksdb-dev" ];
    rpm = [ "librpm-dev" ];
    rtaudio = [ "librtaudio-dev" ];
    rtl-sdr = [ "librtlsdr-dev" ];
    rtmidi = [ "librtmidi-dev" ];
    rtmpdump = [ "librtmp-dev" ];
    rubberband = [ "librubberband-dev" ];
    sane-backends = [ "libsane-dev" ];
    scotch = [ "libscotch-dev" ];
    sdbus-cpp = [ "libsdbus-c++-dev" ];
    seatd = [ "libseat-dev" ];
    secp256k1 = [ "libsecp256k1-dev" ];
    serd = [ "libserd-dev" ];
    shaderc = [ "libshaderc-dev" ];
    shapelib = [ "libshp-dev" ];
    skalibs = [ "skalibs-dev" ];
    slurm = [ "libslurm-dev" ];
    snappy = [ "libsnappy-dev" ];
    soapysdr = [ "libsoapysdr-dev" ];
    sofia_sip = [ "libsofia-sip-ua-dev" ];
    sord = [ "libsord-dev" ];
    soundtouch = [ "libsoundtouch-dev" ];
    speexdsp = [ "libspeexdsp-dev" ];
    spice-gtk = [
      "libspice-client-gtk-3.0-dev"
      "libspice-client-glib-2.0-dev"
    ];
    spice-protocol = [ "libspice-protocol-dev" ];
    sratom = [ "libsratom-dev" ];
    srtp = [ "libsrtp2-dev" ];
    subunit = [ "libsubunit-dev" ];
    suil = [ "libsuil-dev" ];
    suitesparse = [ "libsuitesparse-dev" ];
    superlu = [ "libsuperlu-dev" ];
    tclap = [ "libtclap-dev" ];
    tdb = [ "libtdb-dev" ];
    telepathy-glib = [ "libtelepathy-glib-dev" ];
    tevent = [ "libtevent-dev" ];
    tinyxml = [ "libtinyxml-dev" ];
    tk = [ "tk-dev" ];
    tokyocabinet = [ "libtokyocabinet-dev" ];
    totem-pl-parser = [ "libtotem-plparser-dev" ];
    tpm2-tss = [ "libtss2-dev" ];
    tre = [ "libtre-dev" ];
    trousers = [ "libtspi-dev" ];
    twolame = [ "libtwolame-dev" ];
    uchardet = [ "libuchardet-dev" ];
    udisks = [ "libudisks2-dev" ];
    udunits = [ "libudunits2-dev" ];
    unbound = [ "libunbound-dev" ];
    unibilium = [ "libunibilium-dev" ];
    unittest-cpp = [ "libunittest++-dev" ];
    unixODBC = [ "unixodbc-dev" ];
    upower = [ "libupower-glib-dev" ];
    uriparser = [ "liburiparser-dev" ];
    util-macros = [ "xutils-dev" ];
    v4l-utils = [ "libv4l-dev" ];
    valgrind = [ "valgrind" ];
    vte-gtk4 = [ "libvte-2.91-gtk4-dev" ];
    vtk = [ "libvtk9-dev" ];
    vulkan-headers = [ "libvulkan-dev" ];
    vulkan-loader = [ "libvulkan-dev" ];
    wavpack = [ "libwavpack-dev" ];
    wcslib = [ "wcslib-dev" ];
    webkitgtk_4_1 = [ "libwebkit2gtk-4.1-dev" ];
    wildmidi = [ "libwildmidi-dev" ];
    wolfssl = [ "libwolfssl-dev" ];
    wxGTK32 = [ "libwxgtk3.2-dev" ];
    x264 = [ "libx264-dev" ];
    x265 = [ "libx265-dev" ];
    xapian = [ "libxapian-dev" ];
    xcb-proto = [ "xcb-proto" ];
    xercesc = [ "libxerces-c-dev" ];
    xfsprogs = [ "xfslibs-dev" ];
    xorg-server = [ "xserver-xorg-dev" ];
    xosd = [ "libxosd-dev" ];
    xtrans = [ "xtrans-dev" ];
    yajl = [ "libyajl-dev" ];
    yubikey-personalization = [ "libykpers-1-dev" ];
    zbar = [ "libzbar-dev" ];
    zeromq = [ "libzmq3-dev" ];
    zita-alsa-pcmi = [ "libzita-alsa-pcmi-dev" ];
    zita-convolver = [ "libzita-convolver-dev" ];
    zita-resampler = [ "libzita-resampler-dev" ];
    zziplib = [ "libzzip-dev" ];
  };

  # qt5.qtbase and its like. What only wraps programs does nothing here: the host finds its plugins.
  sets = {
    gst_all_1 = {
      gst-plugins-bad = [ "libgstreamer-plugins-bad1.0-dev" ];
      gst-plugins-base = [ "libgstreamer-plugins-base1.0-dev" ];
      gstreamer = [ "libgstreamer1.0-dev" ];
    };
    kdePackages = {
      extra-cmake-modules = [ "extra-cmake-modules" ];
    };
    libsForQt5 = {
      karchive = [ "libkf5archive-dev" ];
      kauth = [ "libkf5auth-dev" ];
      kbookmarks = [ "libkf5bookmarks-dev" ];
      kcmutils = [ "libkf5kcmutils-dev" ];
      kcodecs = [ "libkf5codecs-dev" ];
      kcompletion = [ "libkf5completion-dev" ];
      kconfig = [ "libkf5config-dev" ];
      kconfigwidgets = [ "libkf5configwidgets-dev" ];
      kcoreaddons = [ "libkf5coreaddons-dev" ];
      kcrash = [ "libkf5crash-dev" ];
      kdbusaddons = [ "libkf5dbusaddons-dev" ];
      kdeclarative = [ "libkf5declarative-dev" ];
      kdoctools = [ "libkf5doctools-dev" ];
      kglobalaccel = [ "libkf5globalaccel-dev" ];
      kguiaddons = [ "libkf5guiaddons-dev" ];
      ki18n = [ "libkf5i18n-dev" ];
      kiconthemes = [ "libkf5iconthemes-dev" ];
      kidletime = [ "libkf5idletime-dev" ];
      kio = [ "libkf5kio-dev" ];
      kirigami2 = [ "kirigami2-dev" ];
      kitemmodels = [ "libkf5itemmodels-dev" ];
      kitemviews = [ "libkf5itemviews-dev" ];
      kjobwidgets = [ "libkf5jobwidgets-dev" ];
      knewstuff = [ "libkf5newstuff-dev" ];
      knotifications = [ "libkf5notifications-dev" ];
      knotifyconfig = [ "libkf5notifyconfig-dev" ];
      kpackage = [ "libkf5package-dev" ];
      kparts = [ "libkf5parts-dev" ];
      krunner = [ "libkf5runner-dev" ];
      kservice = [ "libkf5service-dev" ];
      ktexteditor = [ "libkf5texteditor-dev" ];
      ktextwidgets = [ "libkf5textwidgets-dev" ];
      kwallet = [ "libkf5wallet-dev" ];
      kwidgetsaddons = [ "libkf5widgetsaddons-dev" ];
      kwindowsystem = [ "libkf5windowsystem-dev" ];
      kxmlgui = [ "libkf5xmlgui-dev" ];
      libdbusmenu = [ "libdbusmenu-qt5-dev" ];
      networkmanager-qt = [ "libkf5networkmanagerqt-dev" ];
      phonon = [ "libphonon4qt5-dev" ];
      plasma-framework = [ "libkf5plasma-dev" ];
      qca = [ "libqca-qt5-2-dev" ];
      qtkeychain = [ "qtkeychain-qt5-dev" ];
      quazip = [ "libquazip5-dev" ];
      solid = [ "libkf5solid-dev" ];
      sonnet = [ "libkf5sonnet-dev" ];
      syntax-highlighting = [ "libkf5syntaxhighlighting-dev" ];
      threadweaver = [ "libkf5threadweaver-dev" ];
    };
    qt5 = {
      qtbase = [
          "qtbase5-dev"
          "libqt5opengl5-dev"
          "qtbase5-private-dev"
      ];
      qtcharts = [ "libqt5charts5-dev" ];
      qtconnectivity = [ "qtconnectivity5-dev" ];
      qtdeclarative = [ "qtdeclarative5-dev" ];
      qtlocation = [
          "qtlocation5-dev"
          "qtpositioning5-dev"
      ];
      qtmultimedia = [ "qtmultimedia5-dev" ];
      qtquickcontrols2 = [ "qtquickcontrols2-5-dev" ];
      qtscript = [ "qtscript5-dev" ];
      qtsensors = [ "libqt5sensors5-dev" ];
      qtserialport = [ "libqt5serialport5-dev" ];
      qtsvg = [ "libqt5svg5-dev" ];
      qttools = [
          "qttools5-dev"
          "qttools5-dev-tools"
      ];
      qtwayland = [ "libqt5waylandclient5-dev" ];
      qtwebchannel = [ "libqt5webchannel5-dev" ];
      qtwebengine = [ "qtwebengine5-dev" ];
      qtwebsockets = [ "libqt5websockets5-dev" ];
      qtx11extras = [ "libqt5x11extras5-dev" ];
      qtxmlpatterns = [ "libqt5xmlpatterns5-dev" ];
      wrapQtAppsHook = [
      ];
    };
    qt6 = {
      qt5compat = [ "qt6-5compat-dev" ];
      qtbase = [ "qt6-base-dev" ];
      qtcharts = [ "qt6-charts-dev" ];
      qtdeclarative = [ "qt6-declarative-dev" ];
      qtmultimedia = [ "qt6-multimedia-dev" ];
      qtserialport = [ "qt6-serialport-dev" ];
      qtsvg = [ "qt6-svg-dev" ];
      qttools = [
          "qt6-tools-dev"
          "qt6-tools-dev-tools"
          "qt6-l10n-tools"
      ];
      qtwayland = [ "qt6-wayland-dev" ];
      qtwebsockets = [ "qt6-websockets-dev" ];
      wrapQtAppsHook = [
      ];
    };
    xfce = {
      exo = [ "libexo-2-dev" ];
      garcon = [
          "libgarcon-1-dev"
          "libgarcon-gtk3-1-dev"
      ];
      libxfce4ui = [ "libxfce4ui-2-dev" ];
      libxfce4util = [ "libxfce4util-dev" ];
      xfce4-panel = [ "libxfce4panel-2.0-dev" ];
      xfconf = [ "libxfconf-0-dev" ];
    };
  };

  # Modules of Python, by their attribute in python3Packages.
  pythonModules = {
    affine = [ "python3-affine" ];
    aioresponses = [ "python3-aioresponses" ];
    amqp = [ "python3-amqp" ];
    amqplib = [ "python3-amqplib" ];
    aniso8601 = [ "python3-aniso8601" ];
    ansible-runner = [ "python3-ansible-runner" ];
    anyjson = [ "python3-anyjson" ];
    aplpy = [ "python3-aplpy" ];
    apscheduler = [ "python3-apscheduler" ];
    arrow = [ "python3-arrow" ];
    asdf = [ "python3-asdf" ];
    ase = [ "python3-ase" ];
    astral = [ "python3-astral" ];
    astroid = [ "python3-astroid" ];
    astroquery = [ "python3-astroquery" ];
    async-generator = [ "python3-async-generator" ];
    async-timeout = [ "python3-async-timeout" ];
    asyncssh = [ "python3-asyncssh" ];
    atomicwrites = [ "python3-atomicwrites" ];
    autobahn = [ "python3-autobahn" ];
    automat = [ "python3-automat" ];
    autopage = [ "python3-autopage" ];
    backcall = [ "python3-backcall" ];
    betamax = [ "python3-betamax" ];
    billiard = [ "python3-billiard" ];
    binaryornot = [ "python3-binaryornot" ];
    biplist = [ "python3-biplist" ];
    bitstring = [ "python3-bitstring" ];
    booleanoperations = [ "python3-booleanoperations" ];
    bottleneck = [ "python3-bottleneck" ];
    branca = [ "python3-branca" ];
    breathe = [ "python3-breathe" ];
    breezy = [ "python3-breezy" ];
    btrees = [ "python3-btrees" ];
    cached-property = [ "python3-cached-property" ];
    cairocffi = [ "python3-cairocffi" ];
    cairosvg = [ "python3-cairosvg" ];
    caldav = [ "python3-caldav" ];
    canmatrix = [ "python3-canmatrix" ];
    cartopy = [ "python3-cartopy" ];
    ccdproc = [ "python3-ccdproc" ];
    cclib = [ "python3-cclib" ];
    celery = [ "python3-celery" ];
    cffsubr = [ "python3-cffsubr" ];
    cftime = [ "python3-cftime" ];
    cheroot = [ "python3-cheroot" ];
    cherrypy = [ "python3-cherrypy3" ];
    ciso8601 = [ "python3-ciso8601" ];
    click-plugins = [ "python3-click-plugins" ];
    cliff = [ "python3-cliff" ];
    cligj = [ "python3-cligj" ];
    clikit = [ "python3-clikit" ];
    cmd2 = [ "python3-cmd2" ];
    colcon = [ "python3-colcon-core" ];
    systemd-python = [ "python3-systemd" ];
    colorclass = [ "python3-colorclass" ];
    colorlog = [ "python3-colorlog" ];
    colour = [ "python3-colour" ];
    commonmark = [ "python3-commonmark" ];
    compreffor = [ "python3-compreffor" ];
    convertdate = [ "python3-convertdate" ];
    cookiecutter = [ "python3-cookiecutter" ];
    crccheck = [ "python3-crccheck" ];
    crcmod = [ "python3-crcmod" ];
    css-parser = [ "python3-css-parser" ];
    cssselect2 = [ "python3-cssselect2" ];
    cssutils = [ "python3-cssutils" ];
    csvkit = [ "python3-csvkit" ];
    cvxopt = [ "python3-cvxopt" ];
    cymem = [ "python3-cymem" ];
    daemonize = [ "python3-daemonize" ];
    daphne = [ "python3-daphne" ];
    dask = [ "python3-dask" ];
    dateparser = [ "python3-dateparser" ];
    ddt = [ "python3-ddt" ];
    deap = [ "python3-deap" ];
    debtcollector = [ "python3-debtcollector" ];
    deepdiff = [ "python3-deepdiff" ];
    deepmerge = [ "python3-deepmerge" ];
    dipy = [ "python3-dipy" ];
    diskcache = [ "python3-diskcache" ];
    distributed = [ "python3-distributed" ];
    django-appconf = [ "python3-django-appconf" ];
    django-compressor = [ "python3-django-compressor" ];
    django-cors-headers = [ "python3-django-cors-headers" ];
    django-debug-toolbar = [ "python3-django-debug-toolbar" ];
    django-extensions = [ "python3-django-extensions" ];
    django-filter = [ "python3-django-filters" ];
    django-guardian = [ "python3-django-guardian" ];
    django-js-asset = [ "python3-django-js-asset" ];
    django-model-utils = [ "python3-django-model-utils" ];
    django-mptt = [ "python3-django-mptt" ];
    django-redis = [ "python3-django-redis" ];
    django-storages = [ "python3-django-storages" ];
    django-taggit = [ "python3-django-taggit" ];
    djangorestframework = [ "python3-djangorestframework" ];
    docker-pycreds = [ "python3-dockerpycreds" ];
    dockerpty = [ "python3-dockerpty" ];
    docstring-to-markdown = [ "python3-docstring-to-markdown" ];
    dogpile-cache = [ "python3-dogpile.cache" ];
    doit = [ "python3-doit" ];
    dominate = [ "python3-dominate" ];
    dpkt = [ "python3-dpkt" ];
    ecdsa = [ "python3-ecdsa" ];
    editorconfig = [ "python3-editorconfig" ];
    email-validator = [ "python3-email-validator" ];
    emcee = [ "python3-emcee" ];
    enrich = [ "python3-enrich" ];
    entrypoints = [ "python3-entrypoints" ];
    et-xmlfile = [ "python3-et-xmlfile" ];
    execnet = [ "python3-execnet" ];
    extension-helpers = [ "python3-extension-helpers" ];
    extras = [ "python3-extras" ];
    eyed3 = [ "python3-eyed3" ];
    factory-boy = [ "python3-factory-boy" ];
    faker = [ "python3-fake-factory" ];
    fakeredis = [ "python3-fakeredis" ];
    falcon = [ "python3-falcon" ];
    fasteners = [ "python3-fasteners" ];
    fastimport = [ "python3-fastimport" ];
    fastjsonschema = [ "python3-fastjsonschema" ];
    filetype = [ "python3-filetype" ];
    fiona = [ "python3-fiona" ];
    fixtures = [ "python3-fixtures" ];
    flake8 = [ "python3-flake8" ];
    flaky = [ "python3-flaky" ];
    flask-babel = [ "python3-flask-babel" ];
    flask-caching = [ "python3-flask-caching" ];
    flask-cors = [ "python3-flask-cors" ];
    flask-login = [ "python3-flask-login" ];
    flask-migrate = [ "python3-flask-migrate" ];
    flask-restful = [ "python3-flask-restful" ];
    flask-sqlalchemy = [ "python3-flask-sqlalchemy" ];
    flask-wtf = [ "python3-flaskext.wtf" ];
    flexmock = [ "python3-flexmock" ];
    folium = [ "python3-folium" ];
    fontmath = [ "python3-fontmath" ];
    freezegun = [ "python3-freezegun" ];
    fs = [ "python3-fs" ];
    furl = [ "python3-furl" ];
    fuse-python = [ "python3-fuse" ];
    fusepy = [ "python3-fusepy" ];
    gau2grid = [ "python3-gau2grid" ];
    gensim = [ "python3-gensim" ];
    geographiclib = [ "python3-geographiclib" ];
    geoip2 = [ "python3-geoip2" ];
    geojson = [ "python3-geojson" ];
    geopandas = [ "python3-geopandas" ];
    gmpy2 = [ "python3-gmpy2" ];
    google-auth = [ "python3-google-auth" ];
    graphviz = [ "python3-graphviz" ];
    grpcio = [ "python3-grpcio" ];
    gssapi = [ "python3-gssapi" ];
    guestfs = [ "python3-guestfs" ];
    healpy = [ "python3-healpy" ];
    hidapi = [ "python3-hidapi" ];
    hkdf = [ "python3-hkdf" ];
    holidays = [ "python3-holidays" ];
    hpack = [ "python3-hpack" ];
    hsluv = [ "python3-hsluv" ];
    html-text = [ "python3-html-text" ];
    html5-parser = [ "python3-html5-parser" ];
    htmlmin = [ "python3-htmlmin" ];
    httmock = [ "python3-httmock" ];
    hyperframe = [ "python3-hyperframe" ];
    hypothesis = [ "python3-hypothesis" ];
    ibm-watson = [ "python3-ibm-watson" ];
    ifaddr = [ "python3-ifaddr" ];
    imageio = [ "python3-imageio" ];
    iminuit = [ "python3-iminuit" ];
    impacket = [ "python3-impacket" ];
    inotify = [ "python3-inotify" ];
    intelhex = [ "python3-intelhex" ];
    ipykernel = [ "python3-ipykernel" ];
    iso3166 = [ "python3-iso3166" ];
    iso8601 = [ "python3-iso8601" ];
    isort = [ "python3-isort" ];
    isoweek = [ "python3-isoweek" ];
    janus = [ "python3-janus" ];
    jaraco-collections = [ "python3-jaraco.collections" ];
    jaraco-context = [ "python3-jaraco.context" ];
    jaraco-functools = [ "python3-jaraco.functools" ];
    jaraco-text = [ "python3-jaraco.text" ];
    jdcal = [ "python3-jdcal" ];
    jieba = [ "python3-jieba" ];
    josepy = [ "python3-josepy" ];
    json5 = [ "python3-json5" ];
    jsondiff = [ "python3-jsondiff" ];
    jsonpath-rw = [ "python3-jsonpath-rw" ];
    jsonpickle = [ "python3-jsonpickle" ];
    jsonpointer = [ "python3-json-pointer" ];
    junit-xml = [ "python3-junit.xml" ];
    junitparser = [ "python3-junitparser" ];
    junos-eznc = [ "python3-junos-eznc" ];
    jupyter-client = [ "python3-jupyter-client" ];
    jupyter-core = [ "python3-jupyter-core" ];
    jwcrypto = [ "python3-jwcrypto" ];
    kajiki = [ "python3-kajiki" ];
    kaptan = [ "python3-kaptan" ];
    kazoo = [ "python3-kazoo" ];
    keyrings-alt = [ "python3-keyrings.alt" ];
    keystoneauth1 = [ "python3-keystoneauth1" ];
    keystonemiddleware = [ "python3-keystonemiddleware" ];
    kombu = [ "python3-kombu" ];
    latexcodec = [ "python3-latexcodec" ];
    launchpadlib = [ "python3-launchpadlib" ];
    lazr-restfulclient = [ "python3-lazr.restfulclient" ];
    lazr-uri = [ "python3-lazr.uri" ];
    lazyarray = [ "python3-lazyarray" ];
    ldapdomaindump = [ "python3-ldapdomaindump" ];
    libarchive-c = [ "python3-libarchive-c" ];
    libtmux = [ "python3-libtmux" ];
    libusb1 = [ "python3-libusb1" ];
    libvirt = [ "python3-libvirt" ];
    limits = [ "python3-limits" ];
    livereload = [ "python3-livereload" ];
    lmfit = [ "python3-lmfit" ];
    lockfile = [ "python3-lockfile" ];
    log-symbols = [ "python3-log-symbols" ];
    logutils = [ "python3-logutils" ];
    lunardate = [ "python3-lunardate" ];
    lupa = [ "python3-lupa" ];
    lzstring = [ "python3-lzstring" ];
    m2crypto = [ "python3-m2crypto" ];
    m2r = [ "python3-m2r" ];
    mailmanclient = [ "python3-mailmanclient" ];
    mapnik = [ "python3-mapnik" ];
    markdown2 = [ "python3-markdown2" ];
    maxminddb = [ "python3-maxminddb" ];
    mdanalysis = [ "python3-mdanalysis" ];
    mdit-py-plugins = [ "python3-mdit-py-plugins" ];
    mdtraj = [ "python3-mdtraj" ];
    mechanize = [ "python3-mechanize" ];
    mergedeep = [ "python3-mergedeep" ];
    mido = [ "python3-mido" ];
    minidb = [ "python3-minidb" ];
    minimock = [ "python3-minimock" ];
    mkdocs = [ "mkdocs" ];
    mnemonic = [ "python3-mnemonic" ];
    moderngl = [ "python3-moderngl" ];
    monotonic = [ "python3-monotonic" ];
    motor = [ "python3-motor" ];
    msgpack-numpy = [ "python3-msgpack-numpy" ];
    multipledispatch = [ "python3-multipledispatch" ];
    munch = [ "python3-munch" ];
    murmurhash = [ "python3-murmurhash" ];
    mygpoclient = [ "python3-mygpoclient" ];
    mypy = [ "python3-mypy" ];
    mysqlclient = [ "python3-mysqldb" ];
    nbconvert = [ "python3-nbconvert" ];
    ncclient = [ "python3-ncclient" ];
    ndg-httpsclient = [ "python3-ndg-httpsclient" ];
    netcdf4 = [ "python3-netcdf4" ];
    netmiko = [ "python3-netmiko" ];
    nibabel = [ "python3-nibabel" ];
    nipype = [ "python3-nipype" ];
    nltk = [ "python3-nltk" ];
    ntlm-auth = [ "python3-ntlm-auth" ];
    numcodecs = [ "python3-numcodecs" ];
    numexpr = [ "python3-numexpr" ];
    numpydoc = [ "python3-numpydoc" ];
    oauth2client = [ "python3-oauth2client" ];
    objgraph = [ "python3-objgraph" ];
    odfpy = [ "python3-odf" ];
    openstackdocstheme = [ "python3-openstackdocstheme" ];
    openstacksdk = [ "python3-openstacksdk" ];
    orderedmultidict = [ "python3-orderedmultidict" ];
    os-client-config = [ "python3-os-client-config" ];
    os-service-types = [ "python3-os-service-types" ];
    oslo-concurrency = [ "python3-oslo.concurrency" ];
    oslo-config = [ "python3-oslo.config" ];
    oslo-context = [ "python3-oslo.context" ];
    oslo-db = [ "python3-oslo.db" ];
    oslo-i18n = [ "python3-oslo.i18n" ];
    oslo-log = [ "python3-oslo.log" ];
    oslo-messaging = [ "python3-oslo.messaging" ];
    oslo-metrics = [ "python3-oslo.metrics" ];
    oslo-serialization = [ "python3-oslo.serialization" ];
    oslo-utils = [ "python3-oslo.utils" ];
    oslotest = [ "python3-oslotest" ];
    osprofiler = [ "python3-osprofiler" ];
    outcome = [ "python3-outcome" ];
    overpy = [ "python3-overpy" ];
    owslib = [ "python3-owslib" ];
    pamqp = [ "python3-pamqp" ];
    parameterized = [ "python3-parameterized" ];
    parse = [ "python3-parse" ];
    parse-type = [ "python3-parse-type" ];
    parsedatetime = [ "python3-parsedatetime" ];
    parsel = [ "python3-parsel" ];
    partd = [ "python3-partd" ];
    paste = [ "python3-paste" ];
    pastedeploy = [ "python3-pastedeploy" ];
    pathtools = [ "python3-pathtools" ];
    pbkdf2 = [ "python3-pbkdf2" ];
    pdfminer-six = [ "python3-pdfminer" ];
    pecan = [ "python3-pecan" ];
    pelican = [ "pelican" ];
    pep8-naming = [ "python3-pep8-naming" ];
    periodictable = [ "python3-periodictable" ];
    persistent = [ "python3-persistent" ];
    phonenumbers = [ "python3-phonenumbers" ];
    phonopy = [ "python3-phonopy" ];
    photutils = [ "python3-photutils" ];
    pikepdf = [ "python3-pikepdf" ];
    pint = [ "python3-pint" ];
    pivy = [ "python3-pivy" ];
    pkgconfig = [ "python3-pkgconfig" ];
    plaster = [ "python3-plaster" ];
    podcastparser = [ "python3-podcastparser" ];
    polib = [ "python3-polib" ];
    portend = [ "python3-portend" ];
    pprintpp = [ "python3-pprintpp" ];
    preshed = [ "python3-preshed" ];
    pretend = [ "python3-pretend" ];
    progress = [ "python3-progress" ];
    progressbar = [ "python3-progressbar" ];
    progressbar2 = [ "python3-progressbar2" ];
    proselint = [ "python3-proselint" ];
    prov = [ "python3-prov" ];
    psycopg = [ "python3-psycopg" ];
    publicsuffix2 = [ "python3-publicsuffix2" ];
    pulp = [ "python3-pulp" ];
    pulsectl = [ "python3-pulsectl" ];
    pure-eval = [ "python3-pure-eval" ];
    py-cpuinfo = [ "python3-cpuinfo" ];
    pyacoustid = [ "python3-acoustid" ];
    pyaes = [ "python3-pyaes" ];
    pybind11 = [ "python3-pybind11" ];
    pycairo = [ "python3-cairo" ];
    pycares = [ "python3-pycares" ];
    pycdlib = [ "python3-pycdlib" ];
    pycountry = [ "python3-pycountry" ];
    pycups = [ "python3-cups" ];
    pydbus = [ "python3-pydbus" ];
    pydicom = [ "python3-pydicom" ];
    pydispatcher = [ "python3-pydispatch" ];
    pydocstyle = [ "python3-pydocstyle" ];
    pydotplus = [ "python3-pydotplus" ];
    pydyf = [ "python3-pydyf" ];
    pyee = [ "python3-pyee" ];
    pyfakefs = [ "python3-pyfakefs" ];
    pyfiglet = [ "python3-pyfiglet" ];
    pyftdi = [ "python3-ftdi" ];
    pyfuse3 = [ "python3-pyfuse3" ];
    pygeoip = [ "python3-pygeoip" ];
    pygit2 = [ "python3-pygit2" ];
    pyglet = [ "python3-pyglet" ];
    pygraphviz = [ "python3-pygraphviz" ];
    pyhamcrest = [ "python3-hamcrest" ];
    pyicu = [ "python3-icu" ];
    pyinotify = [ "python3-pyinotify" ];
    pykeepass = [ "python3-pykeepass" ];
    pykerberos = [ "python3-kerberos" ];
    pykka = [ "python3-pykka" ];
    pykwalify = [ "python3-pykwalify" ];
    pylast = [ "python3-pylast" ];
    pyld = [ "python3-pyld" ];
    pylibmc = [ "python3-pylibmc" ];
    pylint = [ "pylint" ];
    pymacaroons = [ "python3-pymacaroons" ];
    pymad = [ "python3-pymad" ];
    pymediainfo = [ "python3-pymediainfo" ];
    pymemcache = [ "python3-pymemcache" ];
    pymol = [ "python3-pymol" ];
    pynput = [ "python3-pynput" ];
    pynvim = [ "python3-pynvim" ];
    pyocd = [ "python3-pyocd" ];
    pyopengl = [ "python3-opengl" ];
    pyotp = [ "python3-pyotp" ];
    pyparted = [ "python3-parted" ];
    pypdf = [ "python3-pypdf" ];
    pypeg2 = [ "python3-pypeg2" ];
    pyphen = [ "python3-pyphen" ];
    pypng = [ "python3-png" ];
    pyprind = [ "python3-pyprind" ];
    pyproj = [ "python3-pyproj" ];
    pyqrcode = [ "python3-pyqrcode" ];
    pyqt-builder = [ "python3-pyqtbuild" ];
    pyqt5-sip = [ "python3-pyqt5.sip" ];
    pyqt6 = [ "python3-pyqt6" ];
    pyqtgraph = [ "python3-pyqtgraph" ];
    pyqtwebengine = [ "python3-pyqt5.qtwebengine" ];
    pyramid = [ "python3-pyramid" ];
    pyregion = [ "python3-pyregion" ];
    pyrfc3339 = [ "python3-rfc3339" ];
    pyro4 = [ "python3-pyro4" ];
    pyroute2 = [ "python3-pyroute2" ];
    pyscss = [ "python3-pyscss" ];
    pyshp = [ "python3-pyshp" ];
    pyside2 = [ "python3-pyside2.qtcore" ];
    pysmbc = [ "python3-smbc" ];
    pysmi = [ "python3-pysmi" ];
    pysnmp = [ "python3-pysnmp4" ];
    pysrt = [ "python3-pysrt" ];
    pystache = [ "python3-pystache" ];
    pystray = [ "python3-pystray" ];
    pytest-arraydiff = [ "python3-pytest-arraydiff" ];
    pytest-astropy = [ "python3-pytest-astropy" ];
    pytest-astropy-header = [ "python3-pytest-astropy-header" ];
    pytest-asyncio = [ "python3-pytest-asyncio" ];
    pytest-benchmark = [ "python3-pytest-benchmark" ];
    pytest-django = [ "python3-pytest-django" ];
    pytest-doctestplus = [ "python3-pytest-doctestplus" ];
    pytest-forked = [ "python3-pytest-forked" ];
    pytest-mock = [ "python3-pytest-mock" ];
    pytest-openfiles = [ "python3-pytest-openfiles" ];
    pytest-qt = [ "python3-pytestqt" ];
    pytest-remotedata = [ "python3-pytest-remotedata" ];
    pytest-timeout = [ "python3-pytest-timeout" ];
    pytest-xdist = [ "python3-pytest-xdist" ];
    python-augeas = [ "python3-augeas" ];
    python-can = [ "python3-can" ];
    python-cinderclient = [ "python3-cinderclient" ];
    python-crontab = [ "python3-crontab" ];
    python-daemon = [ "python3-daemon" ];
    python-debian = [ "python3-debian" ];
    python-decouple = [ "python3-decouple" ];
    python-docx = [ "python3-docx" ];
    python-editor = [ "python3-editor" ];
    python-engineio = [ "python3-engineio" ];
    python-glanceclient = [ "python3-glanceclient" ];
    python-hglib = [ "python3-hglib" ];
    python-jose = [ "python3-jose" ];
    python-json-logger = [ "python3-pythonjsonlogger" ];
    python-keystoneclient = [ "python3-keystoneclient" ];
    python-lzo = [ "python3-lzo" ];
    python-musicpd = [ "python3-musicpd" ];
    python-nmap = [ "python3-nmap" ];
    python-novaclient = [ "python3-novaclient" ];
    python-pam = [ "python3-pampy" ];
    python-socketio = [ "python3-socketio" ];
    python-stdnum = [ "python3-stdnum" ];
    python-swiftclient = [ "python3-swiftclient" ];
    python-telegram-bot = [ "python3-python-telegram-bot" ];
    python-uinput = [ "python3-uinput" ];
    python-utils = [ "python3-python-utils" ];
    python-vlc = [ "python3-vlc" ];
    python-whois = [ "python3-whois" ];
    python-xlib = [ "python3-xlib" ];
    pytools = [ "python3-pytools" ];
    pyvirtualdisplay = [ "python3-pyvirtualdisplay" ];
    pyvisa = [ "python3-pyvisa" ];
    pyvisa-py = [ "python3-pyvisa-py" ];
    pyvo = [ "python3-pyvo" ];
    pyxattr = [ "python3-pyxattr" ];
    pyxnat = [ "python3-pyxnat" ];
    pyyaml-env-tag = [ "python3-pyyaml-env-tag" ];
    pyzbar = [ "python3-pyzbar" ];
    qrcode = [ "python3-qrcode" ];
    qtawesome = [ "python3-qtawesome" ];
    qtpy = [ "python3-qtpy" ];
    rasterio = [ "python3-rasterio" ];
    rcssmin = [ "python3-rcssmin" ];
    rdflib-jsonld = [ "python3-rdflib-jsonld" ];
    readme-renderer = [ "python3-readme-renderer" ];
    recommonmark = [ "python3-recommonmark" ];
    regions = [ "python3-regions" ];
    repoze-lru = [ "python3-repoze.lru" ];
    reproject = [ "python3-reproject" ];
    requests-cache = [ "python3-requests-cache" ];
    requests-file = [ "python3-requests-file" ];
    requests-futures = [ "python3-requests-futures" ];
    requests-mock = [ "python3-requests-mock" ];
    requests-ntlm = [ "python3-requests-ntlm" ];
    requests-unixsocket = [ "python3-requests-unixsocket" ];
    responses = [ "python3-responses" ];
    retry = [ "python3-retry" ];
    retrying = [ "python3-retrying" ];
    rfc3986 = [ "python3-rfc3986" ];
    rjsmin = [ "python3-rjsmin" ];
    robot-detection = [ "python3-robot-detection" ];
    routes = [ "python3-routes" ];
    rpyc = [ "python3-rpyc" ];
    rtree = [ "python3-rtree" ];
    ruamel-yaml-clib = [ "python3-ruamel.yaml.clib" ];
    scapy = [ "python3-scapy" ];
    schema = [ "python3-schema" ];
    schema-salad = [ "python3-schema-salad" ];
    scikit-image = [ "python3-skimage" ];
    scp = [ "python3-scp" ];
    scrypt = [ "python3-scrypt" ];
    seaborn = [ "python3-seaborn" ];
    selenium = [ "python3-selenium" ];
    serpent = [ "python3-serpent" ];
    sh = [ "python3-sh" ];
    shellingham = [ "python3-shellingham" ];
    shtab = [ "python3-shtab" ];
    sip = [ "python3-sipbuild" ];
    slixmpp = [ "python3-slixmpp" ];
    smart-open = [ "python3-smart-open" ];
    smbus2 = [ "python3-smbus2" ];
    snuggs = [ "python3-snuggs" ];
    soundfile = [ "python3-soundfile" ];
    sparqlwrapper = [ "python3-sparqlwrapper" ];
    sparse = [ "python3-sparse" ];
    spectral-cube = [ "python3-spectral-cube" ];
    specutils = [ "python3-specutils" ];
    spglib = [ "python3-spglib" ];
    sphinx-argparse = [ "python3-sphinx-argparse" ];
    sphinx-autodoc-typehints = [ "python3-sphinx-autodoc-typehints" ];
    sphinx-click = [ "python3-sphinx-click" ];
    sphinx-copybutton = [ "python3-sphinx-copybutton" ];
    sphinx-rtd-theme = [ "python3-sphinx-rtd-theme" ];
    sphinx-tabs = [ "python3-sphinx-tabs" ];
    sphinxcontrib-programoutput = [ "python3-sphinxcontrib.programoutput" ];
    spidev = [ "python3-spidev" ];
    sqlalchemy-utils = [ "python3-sqlalchemy-utils" ];
    sqlitedict = [ "python3-sqlitedict" ];
    srsly = [ "python3-srsly" ];
    stack-data = [ "python3-stack-data" ];
    statsmodels = [ "python3-statsmodels" ];
    stevedore = [ "python3-stevedore" ];
    stopit = [ "python3-stopit" ];
    straight-plugin = [ "python3-straight.plugin" ];
    stripe = [ "python3-stripe" ];
    structlog = [ "python3-structlog" ];
    subunit = [ "python3-subunit" ];
    suds = [ "python3-suds" ];
    svgwrite = [ "python3-svgwrite" ];
    tables = [ "python3-tables" ];
    tblib = [ "python3-tblib" ];
    telethon = [ "python3-telethon" ];
    tempita = [ "python3-tempita" ];
    tempora = [ "python3-tempora" ];
    terminaltables = [ "python3-terminaltables" ];
    testfixtures = [ "python3-testfixtures" ];
    testpath = [ "python3-testpath" ];
    testrepository = [ "python3-testrepository" ];
    testresources = [ "python3-testresources" ];
    testscenarios = [ "python3-testscenarios" ];
    testtools = [ "python3-testtools" ];
    text-unidecode = [ "python3-text-unidecode" ];
    textdistance = [ "python3-textdistance" ];
    textfsm = [ "python3-textfsm" ];
    thinc = [ "python3-thinc" ];
    tifffile = [ "python3-tifffile" ];
    tinycss = [ "python3-tinycss" ];
    tinydb = [ "python3-tinydb" ];
    tinyrpc = [ "python3-tinyrpc" ];
    tld = [ "python3-tld" ];
    tooz = [ "python3-tooz" ];
    torch = [ "python3-torch" ];
    tox = [ "tox" ];
    transaction = [ "python3-transaction" ];
    translationstring = [ "python3-translationstring" ];
    treq = [ "python3-treq" ];
    trio = [ "python3-trio" ];
    txaio = [ "python3-txaio" ];
    typed-ast = [ "python3-typed-ast" ];
    typeguard = [ "python3-typeguard" ];
    typing-inspect = [ "python3-typing-inspect" ];
    typogrify = [ "python3-typogrify" ];
    ufolib2 = [ "python3-ufolib2" ];
    uncertainties = [ "python3-uncertainties" ];
    unicodecsv = [ "python3-unicodecsv" ];
    unicodedata2 = [ "python3-unicodedata2" ];
    unidiff = [ "python3-unidiff" ];
    uritools = [ "python3-uritools" ];
    url-normalize = [ "python3-url-normalize" ];
    utidylib = [ "python3-utidylib" ];
    uvloop = [ "python3-uvloop" ];
    validators = [ "python3-validators" ];
    venusian = [ "python3-venusian" ];
    vine = [ "python3-vine" ];
    vispy = [ "python3-vispy" ];
    vobject = [ "python3-vobject" ];
    voluptuous = [ "python3-voluptuous" ];
    w3lib = [ "python3-w3lib" ];
    wadllib = [ "python3-wadllib" ];
    waitress = [ "python3-waitress" ];
    wand = [ "python3-wand" ];
    warlock = [ "python3-warlock" ];
    watchgod = [ "python3-watchgod" ];
    weasyprint = [ "weasyprint" ];
    webassets = [ "python3-webassets" ];
    webcolors = [ "python3-webcolors" ];
    webob = [ "python3-webob" ];
    websocket-client = [ "python3-websocket" ];
    websockify = [ "python3-websockify" ];
    webtest = [ "python3-webtest" ];
    wheezy-template = [ "python3-wheezy.template" ];
    whitenoise = [ "python3-whitenoise" ];
    widgetsnbextension = [ "python3-widgetsnbextension" ];
    workalendar = [ "python3-workalendar" ];
    wsproto = [ "python3-wsproto" ];
    wtforms = [ "python3-wtforms" ];
    wurlitzer = [ "python3-wurlitzer" ];
    wxpython = [ "python3-wxgtk4.0" ];
    xapian = [ "python3-xapian" ];
    xarray = [ "python3-xarray" ];
    xlwt = [ "python3-xlwt" ];
    xmlschema = [ "python3-xmlschema" ];
    xmlsec = [ "python3-xmlsec" ];
    xxhash = [ "python3-xxhash" ];
    xyzservices = [ "python3-xyzservices" ];
    yapf = [ "python3-yapf" ];
    yappi = [ "python3-yappi" ];
    yattag = [ "python3-yattag" ];
    yubico-client = [ "python3-yubico" ];
    zake = [ "python3-zake" ];
    zarr = [ "python3-zarr" ];
    zc-customdoctests = [ "python3-zc.customdoctests" ];
    zc-lockfile = [ "python3-zc.lockfile" ];
    zict = [ "python3-zict" ];
    zope-component = [ "python3-zope.component" ];
    zope-configuration = [ "python3-zope.configuration" ];
    zope-deprecation = [ "python3-zope.deprecation" ];
    zope-event = [ "python3-zope.event" ];
    zope-exceptions = [ "python3-zope.exceptions" ];
    zope-hookable = [ "python3-zope.hookable" ];
    zope-i18nmessageid = [ "python3-zope.i18nmessageid" ];
    zope-location = [ "python3-zope.location" ];
    zope-proxy = [ "python3-zope.proxy" ];
    zope-schema = [ "python3-zope.schema" ];
    zope-security = [ "python3-zope.security" ];
    zope-testing = [ "python3-zope.testing" ];
    zope-testrunner = [ "python3-zope.testrunner" ];
  };
}
