import { describe, expect, it } from '@jest/globals';
import { treeOf } from '../../test/support/archives.js';
import { nameAndVersion } from './name-version.js';

describe('nameAndVersion', () => {
  it.each([
    ['https://ftp.gnu.org/gnu/hello/hello-2.12.1.tar.gz', 'hello-2.12.1', 'hello', '2.12.1'],
    ['http://mirror.example.org/debian/pool/main/s/sl/sl_5.02.orig.tar.gz', 'sl-5.02', 'sl', '5.02'],
    ['https://www.lua.org/ftp/lua5.4_5.4.4.orig.tar.gz', 'lua-5.4.4', 'lua5.4', '5.4.4'],
    ['https://prdownloads.sourceforge.net/tcl/tcl8.6.13-src.tar.gz', 'tcl8.6.13', 'tcl', '8.6.13'],
    ['https://github.com/Owner/Repo/archive/refs/tags/v1.2.3.tar.gz', 'Repo-1.2.3', 'repo', '1.2.3'],
    ['https://github.com/owner/repo/archive/refs/tags/release-1.2.tar.gz', null, 'repo', '1.2'],
    ['https://github.com/owner/repo/archive/main.tar.gz', 'repo-main', 'repo', '0-unstable'],
    [
      'https://github.com/owner/repo/archive/0123456789abcdef0123456789abcdef01234567.tar.gz',
      'repo-0123456789abcdef0123456789abcdef01234567',
      'repo',
      '0-unstable',
    ],
    ['https://gitlab.com/owner/repo/-/archive/v2.0/repo-v2.0.tar.gz', 'repo-v2.0', 'repo', '2.0'],
    ['https://example.org/foo-bar-1.0-rc1.tgz', 'x', 'foo-bar', '1.0-rc1'],
    ['https://example.org/foo-20240131.tar.gz', null, 'foo', '20240131'],
    ['https://example.org/FooBar_1.0-source.tar.gz', null, 'foobar', '1.0'],
    ['https://example.org/foo.tar.gz', 'foo-3.1', 'foo', '3.1'],
    [
      'https://static.crates.io/crates/rip-grep/rip-grep-14.1.0.crate',
      'rip-grep-14.1.0',
      'rip-grep',
      '14.1.0',
    ],
    ['https://example.org/download', 'thing-3.1', 'thing', '3.1'],
    ['https://example.org/%24%7Bevil%7D"-1.0.tar.gz', null, 'evil', '1.0'],
  ])('%s with directory %s', (url, root, name, version) => {
    const fileName = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
    expect(nameAndVersion(url, fileName, treeOf(root, {}), {})).toMatchObject({ name, version });
  });

  it('takes from the build files what neither the file nor the directory says', () => {
    const url = 'https://example.org/download';
    expect(
      nameAndVersion(url, 'download', treeOf(null, {}), { name: 'Hello', version: '1.0' }),
    ).toMatchObject({ name: 'hello', version: '1.0' });
  });
});
