import type { ArchiveFormat, SourceTree } from '../sources/index.js';
import type { PackageFacts } from './expression.js';

export interface DraftInput {
  url: string;
  /** The archive's name, as `FetchedSource` has it. */
  fileName: string;
  sha256Hex: string;
  tree: SourceTree;
  /** What the archive is, whatever its name says. */
  format?: ArchiveFormat;
  /** How nixpkgs fetches it, where not by its URL: the fetcher, its arguments and the hash that belongs to it. */
  origin?: { fetcher: string; arguments: { [name: string]: string }; hash: string; unpacked: boolean } | null;
}

type Fetched = Pick<PackageFacts, 'fetcher' | 'source' | 'archiveName' | 'sourceRoot'> & {
  /** Packages without which stdenv cannot unpack it. */
  unpackers: string[];
};

/** How a source is fetched and unpacked. @param nameAndVersion for its name in the store, where the URL ends in none that is fit */
export function fetchedAs(
  { url, fileName, sha256Hex, tree, format, origin = null }: DraftInput,
  nameAndVersion: string,
): Fetched {
  const by = origin
    ? {
        fetcher: origin.fetcher,
        source: [...Object.entries(origin.arguments), ['hash', origin.hash]] as Fetched['source'],
      }
    : byUrl(url, sha256Hex);
  if (origin?.unpacked) return { ...by, unpackers: [] };
  const extension = (format && extensions[format]) ?? extensionOf(fileName);
  return {
    ...by,
    archiveName: origin || fitsStore(url, extension) ? undefined : `${nameAndVersion}${extension}`,
    // stdenv finds the one directory of an archive; where there is not just one, it must be told.
    sourceRoot: tree.root === null ? '.' : undefined,
    unpackers: unpackers[extension] ?? [],
  };
}

function byUrl(url: string, sha256Hex: string): Pick<Fetched, 'fetcher' | 'source'> {
  const hash = `sha256-${Buffer.from(sha256Hex, 'hex').toString('base64')}`;
  return {
    fetcher: 'fetchurl',
    source: [
      ['url', url],
      ['hash', hash],
    ],
  };
}

/** The ends of names by which stdenv knows how to unpack. */
const extensions: { [format in ArchiveFormat]?: string } = {
  gzip: '.tar.gz',
  bzip2: '.tar.bz2',
  xz: '.tar.xz',
  zstd: '.tar.zst',
  zip: '.zip',
  tar: '.tar',
};

/** What stdenv unpacks with the help of a package that it does not have by itself. */
const unpackers: { [extension: string]: string[] } = { '.zip': ['unzip'], '.tar.zst': ['zstd'] };

function extensionOf(fileName: string): string {
  return /\.tar(\.(gz|xz|bz2|zst))?$|\.zip$/i.exec(fileName)?.[0].toLowerCase() ?? '.tar.gz';
}

/** Whether the URL ends in a name that a store path may have, and by which stdenv knows how to unpack it. */
function fitsStore(url: string, extension: string): boolean {
  const last = url.slice(url.lastIndexOf('/') + 1);
  const fits = last.endsWith(extension) || (extension === '.tar.gz' && last.endsWith('.tgz'));
  return fits && /^[\w+?=-][\w+.?=-]{0,150}\.(tar(\.(gz|xz|bz2|zst))?|tgz|zip)$/.test(last);
}
