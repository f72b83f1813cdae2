import { describe, expect, it } from '@jest/globals';
import { tar, tarGz } from '../../test/support/archives.js';
import { archiveFormat } from './archive-format.js';

describe('archiveFormat', () => {
  const entries = [{ path: 'a', content: 'a' }];

  it('knows a tar by its checksum, also without the word "ustar"', () => {
    expect(archiveFormat(tar(entries))).toBe('tar');
    const changed = tar(entries);
    changed.write('b', 0);
    expect(archiveFormat(changed)).toBe('unknown');
  });

  it.each([
    ['gzip', tarGz(entries)],
    ['html', Buffer.from('\n<!DOCTYPE html><p>Not found')],
    ['xz', Buffer.from('fd377a585a0000', 'hex')],
    ['bzip2', Buffer.from('BZh91AY')],
    ['zip', Buffer.from('PK\x03\x04')],
    ['empty', Buffer.alloc(0)],
    ['unknown', Buffer.alloc(1024)],
  ])('%s', (format, head) => expect(archiveFormat(head.subarray(0, 512))).toBe(format));
});
