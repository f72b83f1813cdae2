import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import type { NarNode } from './nar.js';
import { hashNar } from './nar.js';

/**
 * The NAR hash of a file or a directory on disk, as `nix hash path` has it. The tree must not change meanwhile.
 * @param path text, or its bytes where it is no UTF-8
 * @throws TypeError for what is neither a file, a directory nor a symlink; else what the disk says
 */
export async function hashPath(path: string | Buffer): Promise<Uint8Array> {
  return hashNar(await nodeAt(Buffer.from(path)));
}

async function nodeAt(path: Buffer): Promise<NarNode> {
  const stat = await lstat(path);
  if (stat.isSymbolicLink())
    return { type: 'symlink', target: (await readlink(path, { encoding: 'buffer' })).toString('latin1') };
  if (stat.isFile())
    return {
      type: 'file',
      executable: (stat.mode & 0o100) !== 0,
      size: stat.size,
      content: () => createReadStream(path, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>,
    };
  if (stat.isDirectory()) return { type: 'directory', children: () => childrenOf(path) };
  throw new TypeError(`${JSON.stringify(path.toString())} is neither a file, a directory nor a symlink`);
}

async function* childrenOf(path: Buffer): AsyncGenerator<[string, NarNode]> {
  for (const name of await readdir(path, { encoding: 'buffer' }))
    yield [name.toString('latin1'), await nodeAt(Buffer.concat([path, Buffer.from('/'), name]))];
}
