import { describe, expect, it } from '@jest/globals';
import { findSource } from './find-source.js';

const url = 'https://example.org/hello-1.0.tar.gz';

describe('findSource', () => {
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
  ])('%s', (prompt) => expect(findSource(prompt)).toBe(url));

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
  ])('%s', (prompt, expected) => expect(findSource(prompt)).toBe(expected));

  const references = [
    'github:a/b/v1.0',
    'gitlab:group/sub/b/-/v1.0',
    'codeberg:a/b/release/1.0',
    'pypi:requests/2.32.3',
    'npm:@types/node/20.1.0',
    'npm:left-pad/1.3.0',
    'crates:ripgrep/14.1.0+x',
  ];
  it.each(
    references.flatMap((reference): [string, string][] => [
      [reference, reference],
      [`package ${reference} please`, reference],
      [`Package ${reference}.`, reference],
      [`Package ${reference}, please! See https://example.org/docs too`, reference],
      [`(it is "${reference}")`, reference],
      [`[${reference}](https://example.org/page)`, reference],
      [`**${reference}**: package it`, reference],
      [`${reference}:`, reference],
      [`${reference}を`, reference],
      [`not github: nor npm:x, but ${reference}`, reference],
      [reference.replace(/^\w+/, (scheme) => scheme.toUpperCase()), reference],
      [`first ${url} then ${reference}`, url],
      [`first ${reference} then ${url}`, reference],
    ]),
  )('%s', (prompt, expected) => expect(findSource(prompt)).toBe(expected));

  it('what stands within a URL or a word is no reference', () => {
    expect(findSource('https://example.org/a?of=github:a/b/v1')).toBe(
      'https://example.org/a?of=github:a/b/v1',
    );
    for (const prompt of ['mygithub:a/b/v1', 'git+github:a/b/v1', 'github://a/b/v1', 'github: a/b', 'npm:'])
      expect(findSource(prompt)).toBeNull();
  });

  it('one that is not complete is found where there is nothing better, so that its form can be told', () => {
    expect(findSource('package github:a/b please')).toBe('github:a/b');
    expect(findSource(`package github:a/b from ${url}`)).toBe(url);
  });

  it.each([
    'package xterm',
    '',
    'ftp://example.org/a.tar.gz',
    'https://',
    'example.org/a.tar.gz',
    'https:///',
  ])('none in %j', (prompt) => expect(findSource(prompt)).toBeNull());

  it('stays quick on 8 KB of brackets', () => {
    expect(findSource(`https://a.b/${'('.repeat(4000)}${')'.repeat(4000)}`)).toContain('https://a.b/');
  });
});
