/**
 * Distributions of PyPI that nixpkgs has under the same (normalized) name in python3Packages. Others are taken to be called
 * so too, as nearly all of them are; but since nobody looked, there is a note.
 */
const same = `
  asttokens executing
  adal aiofiles aiohttp alembic annotated-types anyio appdirs argcomplete asgiref asn1crypto astropy attrs babel
  bcrypt beautifulsoup4 biopython bitarray black bleach blinker boto3 botocore bottle brotli build cachecontrol
  cachetools cbor2 certifi cffi chardet charset-normalizer cheetah3 click cloudpickle colorama coloredlogs
  configargparse configobj construct coverage croniter cryptography cssselect cycler cython dataclasses-json
  dbus-python decorator defusedxml deprecated dill distlib distro django dnspython docker docopt docutils dulwich
  editables elasticsearch ephem evdev exceptiongroup fastapi feedparser filelock flask flit-core fonttools
  frozendict frozenlist fsspec future genshi geopy gevent gitdb gitpython gpxpy greenlet gunicorn h11 h2 h5py
  hatch-fancy-pypi-readme hatch-vcs hatchling html2text html5lib httpcore httplib2 httpx humanfriendly humanize
  hyperlink icalendar idna imagesize importlib-metadata importlib-resources inflection influxdb iniconfig
  intervaltree invoke ipython isodate itsdangerous jaraco-classes jedi jeepney jinja2 jmespath joblib jsonpatch
  jsonpointer jsonschema keyring kiwisolver lazy-object-proxy ldap3 logilab-common lxml lz4 mako mappy markdown
  markdown-it-py markupsafe marshmallow matplotlib mccabe mdurl meson-python mistune mock more-itertools mpmath
  msgpack msrest multidict musicbrainzngs mutagen mypy-extensions natsort nbformat netaddr netifaces networkx nose2
  numpy oauthlib olefile openpyxl ordered-set orjson packaging paho-mqtt pandas paramiko parso passlib pathspec
  patsy pbr pdm-backend peewee pendulum pexpect pika pillow pkginfo platformdirs plotly pluggy ply poetry-core
  portalocker prettytable prometheus-client prompt-toolkit propcache protobuf psutil psycopg2 ptyprocess py pyasn1
  pyasn1-modules pyaudio pybtex pycairo pycodestyle pycparser pycryptodome pycryptodomex pycurl pydantic pydot
  pyelftools pyflakes pyftpdlib pygame pygments pygobject3 pyjwt pymongo pymysql pynacl pyopenssl pyparsing pypdf2
  pyperclip pyproject-hooks pyqt5 pyrsistent pysam pyscard pyserial pysocks pytest pytest-cov pytest-runner
  python-dateutil python-dotenv python-gnupg python-ldap python-lsp-jsonrpc python-magic python-mpd2 python-slugify
  pytz pyudev pyusb pywavelets pyxdg pyyaml pyzmq rarfile rdflib redis regex reportlab requests requests-oauthlib
  requests-toolbelt rich rsa ruamel-yaml s3transfer scikit-build scikit-build-core scikit-learn scipy secretstorage
  semver sentry-sdk setuptools setuptools-scm shapely simplejson six smmap sniffio snowballstemmer sortedcontainers
  soupsieve sphinx sqlalchemy sqlparse starlette sympy tabulate tenacity termcolor texttable tinycss2 tldextract
  toml tomli tomlkit toolz tornado tqdm traitlets trove-classifiers twisted typer typing-extensions tzdata tzlocal
  ujson unidecode uritemplate urllib3 urwid uvicorn versioneer virtualenv watchdog wcwidth webencodings
  websocket-client websockets werkzeug wheel whoosh wrapt xattr xlrd xlsxwriter xmltodict yarl zeroconf zipp
  zope-interface zstandard
`;

const others: Record<string, string> = {
  bs4: 'beautifulsoup4',
  gobject: 'pygobject3',
  'pyqt5-sip': 'pyqt5-sip',
  pygobject: 'pygobject3',
  'psycopg2-binary': 'psycopg2',
  mesonpy: 'meson-python',
  'ruamel-yaml': 'ruamel-yaml',
  flit: 'flit-core',
  poetry: 'poetry-core',
  beautifulsoup: 'beautifulsoup4',
  sklearn: 'scikit-learn',
  skimage: 'scikit-image',
  'opencv-python': 'opencv4',
  'opencv-python-headless': 'opencv4',
  'python-levenshtein': 'levenshtein',
  'colcon-core': 'colcon',
  systemd: 'systemd-python',
  'discord-py': 'discordpy',
  'msgpack-python': 'msgpack',
  'mysql-python': 'mysqlclient',
  dnspython3: 'dnspython',
  pdfminer: 'pdfminer-six',
  'pdm-pep517': 'pdm-backend',
  'poetry-masonry': 'poetry-core',
  'python-mimeparse': 'python-mimeparse',
  pyside: 'pyside6',
  'python-xlib': 'xlib',
  'setuptools-scm-git-archive': 'setuptools-scm-git-archive',
  'tensorflow-gpu': 'tensorflow',
  wx: 'wxpython',
  'web-py': 'web',
  'yubikey-manager': 'yubikey-manager',
  pil: 'pillow',
  pyusb: 'pyusb',
  dateutil: 'python-dateutil',
  'sphinx-lv2-theme': 'sphinx-lv2-theme',
};

/** What Python brings by now, or its old versions only needed; nixpkgs has none of it. */
const ofPython = new Set([
  'argparse',
  'asyncio',
  'backport-collections',
  'concurrent-futures',
  'contextvars',
  'dataclasses',
  'distribute',
  'enum34',
  'functools32',
  'futures',
  'importlib',
  'multiprocessing',
  'ordereddict',
  'pathlib',
  'ssl',
  'statistics',
  'subprocess32',
  'typing',
  'unittest',
  'uuid',
  'wsgiref',
]);

const known = new Map([
  ...same
    .trim()
    .split(/\s+/)
    .map((name): [string, string] => [name, name]),
  ...Object.entries(others),
]);

/** `Ruamel.YAML` → `ruamel-yaml`. @see PEP 503 */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

export interface PythonAttribute {
  /** In python3Packages; null for what is part of Python. */
  attribute: string | null;
  /** Whether somebody has looked that nixpkgs calls it so. */
  checked: boolean;
}

/** What nixpkgs calls a distribution of PyPI. */
export function pythonAttribute(name: string): PythonAttribute {
  const normalized = normalizedName(name);
  if (ofPython.has(normalized)) return { attribute: null, checked: true };
  const attribute = known.get(normalized);
  // An attribute may not begin with a digit.
  return attribute === undefined
    ? { attribute: /^\d/.test(normalized) ? `_${normalized}` : normalized, checked: false }
    : { attribute, checked: true };
}
