// Trees for the golden files of languages' own build systems (draft.spec.ts).
import type { Files } from '../../test/support/archives.js';

export interface Case {
  files: Files;
  url?: string;
  fileName?: string;
  root?: string | null;
  /** What the notes must say, in order. */
  notes?: string[];
}

const mit =
  'Permission is hereby granted, free of charge, to any person obtaining a copy\nThe above copyright notice and this permission notice shall be included';

export const languageCases: Record<string, Case> = {
  meson: {
    files: {
      'meson.build': `project('frob', 'c', # the name
  version: '1.2', license: 'MIT', meson_version: '>= 0.50')
i18n = import('i18n')
glib = dependency('glib-2.0', version: '>= 2.50')
frob = dependency('frob', required: get_option('frob'))
# dependency('libpng')
subdir('src')
`,
      'src/meson.build':
        "m = meson.get_compiler('c').find_library('m')\nexecutable('frob', 'frob.c', dependencies: [glib, m], install: true)\nfind_program(['scdoc', 'a2x'])\n",
      'tests/meson.build': "dependency('cmocka')\n",
      'subprojects/zlib/meson.build': "project('zlib')\ndependency('libcurl')\n",
      'meson_options.txt':
        "option('frob', type: 'feature', description: 'with frob')\noption('docs', type: 'boolean', description: 'docs (needs doxygen)', value: true)\noption('tests', type: 'boolean')\noption('x', type: 'boolean')\n",
      Makefile: 'all:\n\tmeson compile\n',
    },
    notes: ['Optional parts are built', 'meson.build also looks for frob'],
  },
  'python-pyproject': {
    files: {
      'pyproject.toml': `[build-system]
requires = ["hatchling>=1.8", "hatch-vcs"]
build-backend = "hatchling.build"
[project]
name = "Frob.Tool"
dynamic = ["version"]
description = "Frobs things."
license = "BSD-3-Clause"
dependencies = ["requests[socks]>=2,<3", "tomli>=1; python_version < '3.11'", "Ruamel.YAML", "astral", "colorama; sys_platform == 'win32'"]
[project.optional-dependencies]
dev = ["pytest"]
[project.scripts]
frob-tool = "frob_tool.cli:main"
[project.urls]
Homepage = "https://frob.example.org/"
`,
      'src/frob_tool/__init__.py': '',
      'tests/__init__.py': '',
      Makefile: 'test:\n\tpytest\n',
    },
    url: 'https://github.com/example/frob-tool/archive/refs/tags/v2.1.tar.gz',
    root: 'frob-tool-2.1',
    notes: ['Of dependencies, astral is named as on PyPI', 'wants requests>=2,<3'],
  },
  'python-poetry': {
    files: {
      'pyproject.toml': `[tool.poetry]
name = "poem"
version = "0.3.0"
license = "MIT"
[tool.poetry.dependencies]
python = "^3.9"
click = "^8.0"
rich = { version = "*", optional = true }
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
`,
      'poem.py': '',
      LICENSE: mit,
    },
    url: 'https://example.org/poem-0.3.0.tar.gz',
    notes: ['wants click~=8.0'],
  },
  'python-setup': {
    files: {
      'setup.py': `from setuptools import setup, Extension
# install_requires=['nothing']
requirements = ["PyYAML>=3.10", 'six']  # both
setup(name='snake', version="1.0", url="https://snake.example.org", description='A snake',
      install_requires=requirements, ext_modules=[Extension('_snake', ['snake.c'], libraries=['yaml', 'frob'])],
      packages=['snake'], license='ISC', entry_points={'console_scripts': ['snake = snake.main:main']})
`,
      'snake/__init__.py': '',
      'snake.c': '',
    },
    url: 'https://example.org/snake-1.0.tar.gz',
    notes: ['setup.py also looks for frob'],
  },
  'python-pbr': {
    files: {
      'setup.py': "import setuptools\nsetuptools.setup(setup_requires=['pbr>=2'], pbr=True)\n",
      'setup.cfg': '[metadata]\nname = stacked\nlicense = Apache-2.0\n[files]\npackages =\n    stacked\n',
      'requirements.txt': '# what it needs\n-c constraints.txt\nsix>=1.10 # MIT\n',
      'stacked/__init__.py': '',
    },
    url: 'https://example.org/stacked-1.0.tar.gz',
    notes: [],
  },
  cargo: {
    files: {
      'Cargo.toml': `[package]
name = "ferris"
version = "0.9.1"
description = "A crab"
license = "Apache-2.0"
repository = "https://github.com/example/ferris"
[dependencies]
openssl = "0.10"
`,
      'Cargo.lock': '[[package]]\nname = "openssl-sys"\nversion = "0.9"\n',
      'src/main.rs': 'fn main() {}\n',
      Makefile: 'all:\n\tcargo build\n',
    },
    url: 'https://github.com/example/ferris/archive/refs/tags/v0.9.1.tar.gz',
    root: 'ferris-0.9.1',
    notes: ['Only a build can tell cargoHash'],
  },
  'cargo-workspace': {
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["a"]\n[workspace.package]\nversion = "3.0.0"\nlicense = "MIT"\n',
    },
    url: 'https://example.org/crabs-3.0.0.tar.gz',
    notes: ['no Cargo.lock', 'that of a workspace', 'Only a build can tell cargoHash'],
  },
  go: {
    files: {
      'go.mod': 'module github.com/example/gopher/v2\n\ngo 1.22\n\nrequire golang.org/x/sys v0.1.0\n',
      'main.go':
        'package main\n\n// #cgo pkg-config: sqlite3\n// #cgo LDFLAGS: -lm\nimport "C"\n\nfunc main() {}\n',
      Makefile: 'all:\n\tgo build\n',
      LICENSE: mit,
    },
    url: 'https://github.com/example/gopher/archive/refs/tags/v2.0.0.tar.gz',
    root: 'gopher-2.0.0',
    notes: ['Only a build can tell vendorHash'],
  },
  'go-no-modules': {
    files: {
      'go.mod': 'module example.org/tiny\n\ngo 1.22\n',
      'cmd/tiny/main.go': 'package main\n',
      LICENSE: mit,
    },
    url: 'https://example.org/tiny-1.0.tar.gz',
    notes: [],
  },
  npm: {
    files: {
      'package.json': JSON.stringify({
        name: '@example/linter',
        version: '5.1.0',
        description: 'Linter for things.',
        license: 'ISC',
        homepage: 'https://linter.example.org',
        bin: { linter: 'cli.js' },
        scripts: { test: 'node test' },
      }),
      'package-lock.json': '{}',
      'cli.js': '',
    },
    url: 'https://github.com/example/linter/archive/refs/tags/v5.1.0.tar.gz',
    root: 'linter-5.1.0',
    notes: ['Only a build can tell npmDepsHash'],
  },
  'npm-yarn': {
    files: {
      'package.json': JSON.stringify({ name: 'yarnish', version: '1.0.0', scripts: { build: 'tsc' } }),
      'yarn.lock': '',
      LICENSE: mit,
    },
    url: 'https://example.org/yarnish-1.0.0.tar.gz',
    notes: ['has yarn.lock in place', 'names no program', 'Only a build can tell npmDepsHash'],
  },
};
