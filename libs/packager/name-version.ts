import type { SourceTree } from '../sources/index.js';

export interface NameAndVersion {
  name: string;
  version: string;
  /** Where they were read, for people. */
  evidence: string;
}

const extension = /\.(tar(\.\w+)?|tgz|tbz2?|txz|zip|crate)$/i;

/** What release archives append to the version. */
const suffix = /[-_.](src|source|sources|orig|dist|release|final|full|unix|linux|bundle)$/i;

/**
 * Name and version of a package: from the archive's file name, else from its top directory; the name alone also from
 * the repository in the URL. `stated` is what the build files say, and fills what is still missing.
 */
export function nameAndVersion(
  url: string,
  fileName: string,
  tree: SourceTree,
  stated: Partial<NameAndVersion>,
): NameAndVersion {
  const inFile = split(decoded(fileName).replace(extension, ''));
  const inRoot = split(tree.root ?? '');
  const repository = repositoryOf(new URL(url));
  const version = inFile.version ?? inRoot.version ?? stated.version;
  const name = inFile.name ?? inRoot.name ?? repository ?? stated.name ?? 'source';
  const evidence =
    inFile.name && inFile.version
      ? `the file name ${fileName}`
      : tree.root
        ? `${fileName} and its directory ${tree.root}/`
        : fileName;
  // What has no version is "0-unstable" in nixpkgs, so that any release that comes later is newer.
  return { name: tidyName(name), version: version ?? '0-unstable', evidence };
}

/** A file name out of a URL may be percent-encoded. */
function decoded(fileName: string): string {
  try {
    return decodeURIComponent(fileName);
  } catch (error) {
    if (error instanceof URIError) return fileName;
    throw error;
  }
}

function split(text: string): { name?: string | undefined; version?: string | undefined } {
  let stem = text;
  while (suffix.test(stem)) stem = stem.replace(suffix, '');
  const alone = /^(?:v|release[-_]?|version[-_]?)?(\d[\w.+~-]*)$/i.exec(stem);
  if (alone && !isHash(alone[1] ?? '')) return { version: tidyVersion(alone[1]) };
  const both = /^(.+?)[-_]v?(\d[\w.+~-]*)$/i.exec(stem) ?? /^([a-z][a-z_+-]*)(\d+\.\d[\w.+~-]*)$/i.exec(stem);
  if (both && !isHash(both[2] ?? '')) return { name: both[1], version: tidyVersion(both[2]) };
  // A branch or a commit is no name: the directory is called "hello-main", or after the whole commit.
  const branch = /^(.+)-(main|master|trunk|develop|head|[0-9a-f]{7,40})$/i.exec(stem);
  if (branch) return { name: branch[1] };
  return /^(main|master|trunk|develop|head|download|archive|latest|source|tarball|[0-9a-f]{7,40}|)$/i.test(
    stem,
  )
    ? {}
    : { name: stem };
}

/** A commit: digits and letters, of its length, without a dot. */
function isHash(text: string): boolean {
  return /^[0-9a-f]{7,40}$/i.test(text) && /[a-f]/i.test(text);
}

/** `owner/repo` forges write …/repo/archive/…, …/repo/-/archive/…, …/repo/releases/…, …/repo/tar.gz/…. */
function repositoryOf(url: URL): string | undefined {
  return /^\/[^/]+\/([^/]+)\/(-\/)?(archive|releases|tar\.gz|legacy\.tar\.gz|tarball|get|snapshot)\//
    .exec(url.pathname)?.[1]
    ?.replace(/\.git$/, '');
}

/** A pname as nixpkgs wants it: lower case, and only characters that a store path may hold. */
function tidyName(name: string): string {
  const tidy = name
    .toLowerCase()
    .replace(/[^a-z0-9+._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[-._]+$/g, '')
    .slice(0, 100);
  return tidy || 'source';
}

function tidyVersion(version: string | undefined): string | undefined {
  return (
    version
      // Debian's marks of an archive that it packed anew are no part of the version.
      ?.replace(/[+~.](dfsg|ds|repack)[\d.+~]*$/i, '')
      .replace(/~/g, '-')
      .replace(/[-_.]+$/, '')
      .slice(0, 60)
  );
}

/** The project's page, where the URL of the archive names it for certain. */
export function forgeHomepage(text: string): string | undefined {
  const url = new URL(text);
  if (!/^(github\.com|gitlab\.com|codeberg\.org|gitea\.com)$/.test(url.hostname)) return undefined;
  const path = /^\/([^/]+\/[^/]+)\/(-\/)?(archive|releases)\//.exec(url.pathname)?.[1];
  return path && `https://${url.hostname}/${path}`;
}
