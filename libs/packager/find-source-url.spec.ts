import { describe, expect, it } from '@jest/globals';
import { findSourceUrl } from './find-source-url.js';

const url = 'https://example.org/hello-1.0.tar.gz';

describe('findSourceUrl', () => {
  it.each([
    [url],
    [`Package ${url}, please.`],
    [`Package ${url}.`],
    [`Is it ${url}?`],
    [`(see ${url})`],
    [`the archive <${url}> here`],
    [`"${url}"`],
    [`'${url}'`],
    [`\`${url}\``],
    [`„${url}“`],
    [`**${url}**`],
    [`[the source](${url})`],
    [`[${url}](https://example.org/page)`],
    [`a page https://example.org/hello and then ${url}`],
    [`${url};${' '}https://example.org/other-2.0.tar.gz`],
    [`${url}\nand nothing else`],
    [`${url}を包んでください`.replace('を', ' を')],
  ])('%s', (prompt) => expect(findSourceUrl(prompt)).toBe(url));

  it.each([
    ['HTTP://EXAMPLE.ORG/A.TGZ', 'HTTP://EXAMPLE.ORG/A.TGZ'],
    ['https://example.org/a_(b).tar.gz', 'https://example.org/a_(b).tar.gz'],
    ['(https://example.org/a_(b).tar.gz)', 'https://example.org/a_(b).tar.gz'],
    ['https://example.org/get?file=a.tar.gz&x=1.', 'https://example.org/get?file=a.tar.gz&x=1'],
    ['build https://example.org/downloads/1.0', 'https://example.org/downloads/1.0'],
    ['http://127.0.0.1:8080/x.tar.gz', 'http://127.0.0.1:8080/x.tar.gz'],
    [
      'https://github.com/o/r/archive/refs/tags/v1.tar.gz',
      'https://github.com/o/r/archive/refs/tags/v1.tar.gz',
    ],
    ['https://example.org/a.tar.gz${x}', 'https://example.org/a.tar.gz${x}'],
  ])('%s', (prompt, expected) => expect(findSourceUrl(prompt)).toBe(expected));

  it.each([
    'package xterm',
    '',
    'ftp://example.org/a.tar.gz',
    'https://',
    'example.org/a.tar.gz',
    'https:///',
  ])('none in %j', (prompt) => expect(findSourceUrl(prompt)).toBeNull());

  it('stays quick on 8 KB of brackets', () => {
    expect(findSourceUrl(`https://a.b/${'('.repeat(4000)}${')'.repeat(4000)}`)).toContain('https://a.b/');
  });
});
