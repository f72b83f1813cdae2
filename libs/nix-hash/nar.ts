import { createHash } from 'node:crypto';

/**
 * A file tree as Nix sees it. Names and link targets are bytes, for Unix has no encoding of names: they are held as
 * _binary strings_, one character (0–255) per byte (Node's 'latin1'), whose order is the order of the bytes.
 */
export type NarNode =
  | {
      type: 'file';
      executable: boolean;
      size: number;
      /** Exactly `size` bytes, in pieces. */
      content: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
    }
  | { type: 'symlink'; target: string }
  | {
      type: 'directory';
      /** In any order; asked for when its turn comes. */
      children: () => Iterable<[name: string, node: NarNode]> | AsyncIterable<[name: string, node: NarNode]>;
    };

const bufferedBytes = 65_536;

/**
 * The sha256 of a tree's NAR, which is what `nix hash path` prints and what `fetchzip` and `fetchFromGitHub` are given.
 * One file's piece is in memory at a time.
 * @throws TypeError for a name that no file can have, a name twice, or content that is not of its size
 * @see Eelco Dolstra, The Purely Functional Software Deployment Model, figure 5.2 (the NAR format)
 */
export async function hashNar(root: NarNode): Promise<Uint8Array> {
  const hash = createHash('sha256');
  // Most of a NAR is words of few bytes, and each `update` is a call out of JavaScript.
  const buffer = Buffer.alloc(bufferedBytes);
  let used = 0;
  const flush = () => {
    hash.update(buffer.subarray(0, used));
    used = 0;
  };
  await writeNar(root, (bytes) => {
    if (used + bytes.length > bufferedBytes) flush();
    if (bytes.length > bufferedBytes) hash.update(bytes);
    else {
      buffer.set(bytes, used);
      used += bytes.length;
    }
  });
  flush();
  return Uint8Array.from(hash.digest());
}

/** Writes a tree's NAR, piece by piece; a piece is only good until `write` returns. @throws as `hashNar` */
export async function writeNar(root: NarNode, write: (bytes: Uint8Array) => void): Promise<void> {
  write(word('nix-archive-1'));
  await writeNode(root, write);
}

async function writeNode(node: NarNode, write: (bytes: Uint8Array) => void): Promise<void> {
  if (node.type === 'symlink') {
    write(words('(', 'type', 'symlink', 'target', node.target, ')'));
  } else if (node.type === 'file') {
    write(words('(', 'type', 'regular', ...(node.executable ? ['executable', ''] : []), 'contents'));
    write(length(node.size));
    let left = node.size;
    for await (const piece of node.content()) {
      left -= piece.length;
      write(piece);
    }
    if (left !== 0)
      throw new TypeError(`a file of ${node.size} bytes gave ${node.size - left} bytes of content`);
    write(Buffer.alloc(padding(node.size)));
    write(word(')'));
  } else {
    write(words('(', 'type', 'directory'));
    const children: [string, NarNode][] = [];
    for await (const child of node.children()) children.push(child);
    children.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    for (const [at, [name, child]] of children.entries()) {
      if (!isName(name)) throw new TypeError(`${JSON.stringify(name)} cannot be a file's name`);
      if (at > 0 && children[at - 1]![0] === name)
        throw new TypeError(`two files are named ${JSON.stringify(name)}`);
      write(words('entry', '(', 'name', name, 'node'));
      await writeNode(child, write);
      write(word(')'));
    }
    write(word(')'));
  }
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name) && !/[^\0-\xff]/.test(name);
}

/** A string of a NAR: its length as 64 bits little-endian, its bytes, and zeros up to a multiple of 8. */
function word(text: string): Buffer {
  const bytes = Buffer.alloc(8 + text.length + padding(text.length));
  bytes.writeUInt32LE(text.length);
  bytes.write(text, 8, 'latin1');
  return bytes;
}

function words(...texts: string[]): Buffer {
  return Buffer.concat(texts.map(word));
}

function length(size: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(size));
  return bytes;
}

function padding(size: number): number {
  return (8 - (size % 8)) % 8;
}
