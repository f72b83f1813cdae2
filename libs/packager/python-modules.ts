/**
 * Distributions of PyPI that nixpkgs has under the same (normalized) name in python3Packages. Only what is beyond doubt
 * stands here; everything else becomes a note.
 */
const same = `
  aiofiles aiohttp alembic annotated-types anyio appdirs argcomplete asgiref asn1crypto attrs babel bcrypt beautifulsoup4
  bitarray black bleach blinker boto3 botocore brotli build cachecontrol cachetools cbor2 certifi cffi chardet
  charset-normalizer click cloudpickle colorama coloredlogs configargparse configobj construct coverage croniter
  cryptography cssselect cycler cython dataclasses-json decorator defusedxml deprecated dill distlib distro django dnspython
  docker docopt docutils dulwich editables ephem exceptiongroup fastapi feedparser filelock flask flit-core fonttools
  frozendict frozenlist fsspec future gevent gitdb gitpython greenlet gunicorn h11 h2 hatch-fancy-pypi-readme hatch-vcs
  hatchling html2text html5lib httpcore httplib2 httpx humanfriendly humanize hyperlink icalendar idna imagesize
  importlib-metadata importlib-resources inflection iniconfig intervaltree invoke ipython isodate itsdangerous
  jaraco-classes jedi jeepney jinja2 jmespath joblib jsonpatch jsonpointer jsonschema keyring kiwisolver ldap3 lxml lz4
  mako markdown markdown-it-py markupsafe marshmallow matplotlib mccabe mdurl meson-python mistune mock more-itertools
  mpmath msgpack multidict mutagen mypy-extensions natsort nbformat netaddr netifaces networkx numpy oauthlib olefile
  openpyxl orjson packaging pandas paramiko parso passlib pathspec patsy pbr pdm-backend peewee pendulum pexpect pillow
  pkginfo platformdirs pluggy ply poetry-core portalocker prettytable prometheus-client prompt-toolkit propcache protobuf
  psutil psycopg2 ptyprocess py pyasn1 pyasn1-modules pycairo pycodestyle pycparser pycryptodome pycryptodomex pycurl
  pydantic pydot pyelftools pyflakes pygments pygobject3 pyjwt pymysql pynacl pyopenssl pyparsing pyperclip pyproject-hooks
  pyqt5 pyrsistent pyserial pysocks pytest pytest-runner python-dateutil python-dotenv python-magic python-slugify pytz
  pyusb pyxdg pyyaml pyzmq rarfile rdflib redis regex reportlab requests requests-oauthlib requests-toolbelt rich rsa
  ruamel-yaml s3transfer scikit-build scikit-build-core scikit-learn scipy secretstorage semver setuptools setuptools-scm
  shapely simplejson six smmap sniffio sortedcontainers soupsieve sphinx sqlalchemy sqlparse starlette sympy tabulate
  tenacity termcolor texttable tinycss2 toml tomli tomlkit toolz tornado tqdm traitlets trove-classifiers typer
  typing-extensions tzdata tzlocal ujson unidecode uritemplate urllib3 urwid uvicorn versioneer virtualenv watchdog wcwidth
  webencodings websocket-client websockets werkzeug wheel wrapt xlrd xlsxwriter xmltodict yarl zipp zope-interface zstandard
`;

const others: Record<string, string> = {
  'backports-zoneinfo': '',
  bs4: 'beautifulsoup4',
  gobject: 'pygobject3',
  'pyqt5-sip': 'pyqt5-sip',
  pygobject: 'pygobject3',
  'psycopg2-binary': 'psycopg2',
  mesonpy: 'meson-python',
  'ruamel-yaml': 'ruamel-yaml',
  flit: 'flit-core',
  poetry: 'poetry-core',
};

const known = new Map([
  ...same
    .trim()
    .split(/\s+/)
    .map((name): [string, string] => [name, name]),
  ...Object.entries(others).filter(([, attribute]) => attribute !== ''),
]);

/** `Ruamel.YAML` → `ruamel-yaml`. @see PEP 503 */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The attribute in python3Packages, or null. */
export function pythonAttribute(name: string): string | null {
  return known.get(normalizedName(name)) ?? null;
}
