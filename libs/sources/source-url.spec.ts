import { describe, expect, it } from '@jest/globals';
import { SourceError } from './source-error.js';
import { checkSourceUrl, fileNameOf, sourcePolicy } from './source-url.js';

const production = sourcePolicy(false);

function errorOf(text: string, policy = production): SourceError {
  try {
    checkSourceUrl(text, policy);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('checkSourceUrl', () => {
  it.each([
    '127.0.0.1',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
    '127.1',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '127.0.0.1.',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '168.63.129.16',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::1]',
    '[fd00::1]',
    '[fe80::1]',
    '[0:0:0:0:0:ffff:169.254.169.254]',
  ])('refuses the address https://%s/ as if nothing answered there', (host) => {
    const error = errorOf(`https://${host}/a.tar.gz`);
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain(
      'either nothing answers there, or it is an address that this server does not fetch from',
    );
  });

  it.each([
    ['http://example.org/a.tar.gz', 'https only'],
    ['ftp://example.org/a.tar.gz', 'https only'],
    ['file:///etc/passwd', 'https only'],
    ['data:text/plain,x', 'https only'],
    ['https://user@example.org/a.tar.gz', 'user name'],
    ['https://user:secret@example.org/a.tar.gz', 'user name'],
    ['https://:secret@example.org/a.tar.gz', 'user name'],
    ['https://example.org:22/a.tar.gz', 'port 22'],
    ['https://example.org:8443/a.tar.gz', 'port 8443'],
    ['https://', 'not a URL'],
    ['example.org/a.tar.gz', 'not a URL'],
    ['https://256.256.256.256/', 'not a URL'],
    ['https://[fe80::1%25eth0]/', 'not a URL'],
    [`https://example.org/${'a'.repeat(2050)}`, '2048'],
  ])('refuses %s by its form', (text, reason) => {
    const error = errorOf(text);
    expect(error.code).toBe('refused');
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain('secret');
  });

  it.each([
    'https://example.org/a.tar.gz',
    'https://example.org:443/',
    'https://example.org:80/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('takes %s', (text) => expect(checkSourceUrl(text, production).href).toContain('https://'));

  it('takes http, any port and private addresses where that is set, but never a user name', () => {
    const local = sourcePolicy(true);
    expect(checkSourceUrl('http://127.0.0.1:8080/a.tar.gz#top', local).href).toBe(
      'http://127.0.0.1:8080/a.tar.gz',
    );
    expect(errorOf('http://user@127.0.0.1/', local).code).toBe('refused');
    expect(errorOf('ftp://127.0.0.1/', local).code).toBe('refused');
  });

  it('resolves a redirect against the URL that it came from', () => {
    const base = new URL('https://example.org/a/b');
    expect(checkSourceUrl('../c', production, base).href).toBe('https://example.org/c');
    expect(() => checkSourceUrl('//127.0.0.1/', production, base)).toThrow(SourceError);
  });
});

describe('fileNameOf', () => {
  it.each([
    ['https://example.org/a/hello-1.0.tar.gz?x=1', 'hello-1.0.tar.gz'],
    ['https://sourceforge.net/projects/x/files/x-1.2.tar.gz/download', 'x-1.2.tar.gz'],
    ['https://example.org/a%2B1.tgz', 'a+1.tgz'],
    ['https://example.org/100%', '100%'],
    ['https://example.org/', 'example.org'],
  ])('%s', (url, name) => expect(fileNameOf(new URL(url))).toBe(name));
});
