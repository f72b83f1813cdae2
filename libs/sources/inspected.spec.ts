import { expect, it } from '@jest/globals';
import { createInspectedCache } from './inspected.js';
import type { InspectedSource } from './source-tree.js';

const source = (text: string): InspectedSource => ({
  format: 'gzip',
  root: 'a',
  narHash: 'sha256-x',
  entries: [{ path: 'README', type: 'file', size: text.length, executable: false }],
  readFile: (path) => (path === 'README' ? text : null),
});

it('what was read is kept within its bound, and what was not used for longest goes first', () => {
  const cache = createInspectedCache(3_000);
  for (const name of ['a', 'b', 'c']) cache.set(name, source('x'.repeat(300)));
  expect(cache.get('a')?.readFile('README')).toHaveLength(300);
  cache.set('d', source('x'.repeat(300)));
  expect(['a', 'b', 'c', 'd'].filter((name) => cache.get(name))).toEqual(['a', 'c', 'd']);
  cache.set('a', source('x'.repeat(900)));
  expect(['a', 'c', 'd'].filter((name) => cache.get(name))).toEqual(['a', 'd']);
  cache.set('large', source('x'.repeat(3_000)));
  expect(['a', 'd', 'large'].filter((name) => cache.get(name))).toEqual(['a', 'd']);
});
