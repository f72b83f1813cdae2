import { describe, expect, it } from '@jest/globals';
import { originOf, publicRegistries } from './origin.js';
import { readPypiPage, readReference } from './reference.js';
import { SourceError } from './source-error.js';

const commit = '0123456789abcdef0123456789abcdef01234567';

describe('readReference', () => {
  it.each([
    ['github:o/r/v1.0', 'https://github.com/o/r/archive/refs/tags/v1.0.tar.gz'],
    ['github:o/r/rel/1.0', 'https://github.com/o/r/archive/refs/tags/rel/1.0.tar.gz'],
    [`github:o/r/${commit}`, `https://github.com/o/r/archive/${commit}.tar.gz`],
    ['gitlab:o/r/v1.0', 'https://gitlab.com/o/r/-/archive/v1.0/r-v1.0.tar.gz'],
    ['gitlab:o/r/-/v1.0', 'https://gitlab.com/o/r/-/archive/v1.0/r-v1.0.tar.gz'],
    ['gitlab:g/s/r/-/a/b', 'https://gitlab.com/g/s/r/-/archive/a/b/r-a-b.tar.gz'],
    ['codeberg:o/r/1.0', 'https://codeberg.org/o/r/archive/1.0.tar.gz'],
    ['npm:left-pad/1.3.0', 'https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz'],
    ['npm:@types/node/20.1.0', 'https://registry.npmjs.org/@types/node/-/node-20.1.0.tgz'],
    ['crates:serde/1.0.0', 'https://static.crates.io/crates/serde/serde-1.0.0.crate'],
    [' github:o/r/1\n', 'https://github.com/o/r/archive/refs/tags/1.tar.gz'],
  ])('%s stands for %s', (text, url) => {
    expect(readReference(text, publicRegistries)).toEqual({ url });
    expect(new URL(url).href).toBe(url);
  });

  it('pypi:NAME/VERSION is a page to ask', () => {
    expect(readReference('pypi:rich/13.0', publicRegistries)).toEqual({
      pypiPage: 'https://pypi.org/pypi/rich/13.0/json',
      name: 'rich',
      version: '13.0',
    });
  });

  it.each(['https://example.org/a.tar.gz', 'http://npm/', 'ftp:x', 'hello', 'github', 'github://o/r', ''])(
    '%j is none',
    (text) => expect(readReference(text, publicRegistries)).toBeNull(),
  );

  it.each([
    'github:o/r',
    'github:o/r/',
    'github:o/../r',
    'github:o/r/..',
    'github:o/r/a/../../../b',
    'github:o/r/a%2fb',
    'github:o/r/a b',
    'github:o/r/a?b',
    'github:o/r/a#b',
    'github:o@evil/r/a:80',
    'pypi:x',
    'pypi:x/y/z',
    'pypi:x/..',
    'npm:@x/1',
    'npm:@/x/1',
    'crates:x/y/z',
    `github:o/r/${'a'.repeat(500)}`,
  ])('%j is refused, with the right form', (text) => {
    expect(() => readReference(text, publicRegistries)).toThrow(SourceError);
    expect(() => readReference(text, publicRegistries)).toThrow(/is not of the form \w+:\w+\/\w+/);
  });
});

describe('originOf', () => {
  const origins: [string, object][] = [
    [
      'https://github.com/o/r/archive/refs/tags/v1.2.tar.gz',
      { fetcher: 'fetchFromGitHub', arguments: { owner: 'o', repo: 'r', tag: 'v1.2' }, version: '1.2' },
    ],
    [
      'https://github.com/o/r/archive/v1.2.zip',
      { fetcher: 'fetchFromGitHub', arguments: { owner: 'o', repo: 'r', rev: 'v1.2' }, version: '1.2' },
    ],
    [
      `https://github.com/o/r/archive/${commit}.tar.gz`,
      { fetcher: 'fetchFromGitHub', arguments: { owner: 'o', repo: 'r', rev: commit }, version: null },
    ],
    [
      'https://gitlab.com/g/s/r/-/archive/r-2.0/r-r-2.0.tar.bz2',
      { fetcher: 'fetchFromGitLab', arguments: { owner: 'g/s', repo: 'r', tag: 'r-2.0' }, version: '2.0' },
    ],
    [
      'https://codeberg.org/o/r/archive/1.0.tar.gz',
      {
        fetcher: 'fetchFromGitea',
        arguments: { domain: 'codeberg.org', owner: 'o', repo: 'r', tag: '1.0' },
        version: '1.0',
      },
    ],
    [
      'https://files.pythonhosted.org/packages/12/34/abcd/typing_extensions-4.9.0.tar.gz',
      {
        fetcher: 'fetchPypi',
        arguments: { pname: 'typing_extensions', version: '4.9.0' },
        hashKind: 'flat',
        name: 'typing_extensions',
      },
    ],
    [
      'https://files.pythonhosted.org/packages/source/f/foo/foo-1.zip',
      { fetcher: 'fetchPypi', arguments: { pname: 'foo', version: '1', extension: 'zip' } },
    ],
    [
      'https://static.crates.io/crates/serde-json/serde-json-1.0.0-rc.1.crate',
      { fetcher: 'fetchCrate', arguments: { pname: 'serde-json', version: '1.0.0-rc.1' }, hashKind: 'nar' },
    ],
    [
      'https://registry.npmjs.org/@types/node/-/node-20.1.0.tgz',
      { fetcher: 'fetchurl', hashKind: 'flat', name: '@types/node', version: '20.1.0' },
    ],
    [
      'https://github.com/o/r/releases/download/v1/r-1.tar.xz',
      { fetcher: 'fetchurl', hashKind: 'flat', name: null, version: null },
    ],
    ['https://example.org/a-1.0.zip', { fetcher: 'fetchzip', hashKind: 'nar' }],
    ['https://github.com.evil.example/o/r/archive/v1.tar.gz', { fetcher: 'fetchurl' }],
    ['https://github.com/%FF/r/archive/v1.tar.gz', { fetcher: 'fetchurl' }],
  ];
  it.each(origins)('%s', (url, origin) => {
    expect(originOf(new URL(url))).toMatchObject(origin);
  });
});

describe('readPypiPage', () => {
  const release = { name: 'foo', version: '1.0' };
  const wheel = { packagetype: 'bdist_wheel', url: 'https://f.example/foo.whl' };
  it('gives the source distribution, a .tar.gz before others', () => {
    const files = ['zip', 'tar.gz'].map((end) => ({
      packagetype: 'sdist',
      url: `https://f.example/foo.${end}`,
    }));
    expect(readPypiPage(JSON.stringify({ urls: [wheel, ...files] }), release)).toBe(
      'https://f.example/foo.tar.gz',
    );
  });

  it.each([
    [JSON.stringify({ urls: [wheel] }), 'no source archive of foo 1.0'],
    [JSON.stringify({ urls: [null, 1, { packagetype: 'sdist', url: 1 }] }), 'no source archive'],
    ['{}', 'something else'],
    ['null', 'something else'],
    ['<html>', 'something else'],
  ])('%s is said to be of no use', (page, text) => {
    expect(() => readPypiPage(page, release)).toThrow(text);
    expect(() => readPypiPage(page, release)).toThrow(SourceError);
  });
});
