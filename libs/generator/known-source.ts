import { toSri } from '../nix-hash/index.js';

/** A source whose hashes were computed here. */
export interface KnownSource {
  /** As it was fetched, and as it was asked for. */
  urls: readonly string[];
  /** SRI of the file. */
  flat: string;
  /** SRI of the NAR of the tree in it; null where it is no archive. */
  nar: string | null;
  /** How nixpkgs fetches it; null where that is not known. */
  origin: {
    fetcher: string;
    arguments: { [name: string]: string };
    hashKind: 'flat' | 'nar';
  } | null;
}

/** What a step stored of a source, as far as hashes go. */
interface StoredSource {
  asked: string;
  url: string;
  sha256: string;
  narHash?: string | null;
  origin?: KnownSource['origin'];
}

export function knownSource({ asked, url, sha256, narHash, origin }: StoredSource): KnownSource {
  return {
    urls: [url, asked],
    flat: toSri(Buffer.from(sha256, 'hex')),
    nar: narHash ?? null,
    origin: origin ?? null,
  };
}

/** How a draft is to fetch it; null: by its URL. A tree without one top directory is told apart by its hash alone. */
export function draftOrigin(
  { flat, nar, origin }: KnownSource,
  { root }: { root: string | null },
): { fetcher: string; arguments: { [name: string]: string }; hash: string; unpacked: boolean } | null {
  if (!origin || origin.fetcher === 'fetchurl') return null;
  const unpacked = origin.hashKind === 'nar';
  const hash = unpacked ? nar : flat;
  if (hash === null) return null;
  const whole = unpacked && root === null && origin.fetcher === 'fetchzip';
  return {
    fetcher: origin.fetcher,
    arguments: { ...origin.arguments, ...(whole && { stripRoot: 'false' }) },
    hash,
    unpacked,
  };
}
