import { describe, expect, it } from '@jest/globals';
import { demoProgram, treeOf } from '../../test/support/archives.js';
import { draft } from './draft.js';
import { draftInThread } from './draft-in-thread.js';

const source = {
  url: 'https://example.org/hello-1.0.tar.gz',
  fileName: 'hello-1.0.tar.gz',
  sha256Hex: 'ab'.repeat(32),
};
const input = (files: Record<string, string>) => ({ ...source, tree: treeOf('hello-1.0', files) });
const demo = { ...source, tree: treeOf('hello-1.0', demoProgram()) };

describe('draftInThread', () => {
  it('writes what draft writes', async () => {
    expect(await draftInThread(demo)).toEqual(draft(demo));
  });

  it('passes a refusal on', async () => {
    const { message } = (await draftInThread(input({ README: 'x' })).catch((error: Error) => error)) as Error;
    expect(() => draft(input({ README: 'x' }))).toThrow(message);
  });

  it('ends what takes too long, with a sentence', async () => {
    await expect(draftInThread(demo, undefined, 1)).rejects.toThrow('could not be read in reasonable time');
  });

  it('lets the process go on while build files are read', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await draftInThread(
      input({ 'CMakeLists.txt': `${'\n'.repeat(131_072)}project(x)` }),
      undefined,
      2_000,
    ).catch(() => null);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });

  it('ends when its caller does', async () => {
    await expect(draftInThread(demo, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
