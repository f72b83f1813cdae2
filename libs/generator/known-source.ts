import { toSri } from '../nix-hash/index.js';

/** A source whose hashes were computed here. */
export interface KnownSource {
  /** As it was fetched, and as it was asked for. */
  urls: readonly string[];
  /** SRI of the file. */
  flat: string;
  /** SRI of the NAR of the tree in it; null where it is no archive. */
  nar: string | null;
  /** Whether the tree has no one top directory, so that `fetchzip` needs `stripRoot = false` for that hash. */
  rootless: boolean;
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
  rootless?: boolean;
  origin?: KnownSource['origin'];
}

export function knownSource({ asked, url, sha256, narHash, rootless, origin }: StoredSource): KnownSource {
  return {
    urls: [url, asked],
    flat: toSri(Buffer.from(sha256, 'hex')),
    nar: narHash ?? null,
    rootless: rootless ?? false,
    origin: origin ?? null,
  };
}

/** What the hash of a tree depends on. */
export function treeFacts({ narHash, root }: { narHash: string; root: string | null }) {
  return { narHash, rootless: root === null };
}

/** How a draft is to fetch it; null: by its URL. */
export function draftOrigin({ flat, nar, rootless, origin }: KnownSource): {
  fetcher: string;
  arguments: { [name: string]: string };
  hash: string;
  unpacked: boolean;
} | null {
  if (!origin || origin.fetcher === 'fetchurl') return null;
  const unpacked = origin.hashKind === 'nar';
  const hash = unpacked ? nar : flat;
  if (hash === null) return null;
  // Only this one can be told not to strip a root.
  if (unpacked && rootless && origin.fetcher !== 'fetchzip') return null;
  return {
    fetcher: origin.fetcher,
    arguments: { ...origin.arguments, ...(unpacked && rootless && { stripRoot: 'false' }) },
    hash,
    unpacked,
  };
}
