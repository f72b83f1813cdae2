/** Where the registries and forges answer; tests set their own. No slash at the end. */
export const publicRegistries = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  codeberg: 'https://codeberg.org',
  pypi: 'https://pypi.org',
  pypiFiles: 'https://files.pythonhosted.org',
  npm: 'https://registry.npmjs.org',
  crates: 'https://static.crates.io',
};

export type Registries = typeof publicRegistries;

/** How nixpkgs fetches a source. A type, not an interface: it is stored as JSON. */
export type SourceOrigin = {
  fetcher:
    | 'fetchurl'
    | 'fetchzip'
    | 'fetchFromGitHub'
    | 'fetchFromGitLab'
    | 'fetchFromGitea'
    | 'fetchPypi'
    | 'fetchCrate';
  /** What the fetcher takes beside its `hash`. For `fetchzip`, `stripRoot = false` where the archive has no root comes to it. */
  arguments: { [name: string]: string };
  /** Of what the `hash` is: the file, or the NAR of the unpacked tree (`InspectedSource.narHash`). */
  hashKind: 'flat' | 'nar';
  /** What the place itself calls them; null where it does not say. */
  name: string | null;
  version: string | null;
};

/** Tells from a URL which fetcher it belongs to. Archives that a forge makes when asked are not the same bytes for ever; their trees are. */
export function originOf(url: URL, registries: Registries = publicRegistries): SourceOrigin {
  return (
    fromForge(url, registries) ??
    fromPypi(url, registries) ??
    fromCrates(url, registries) ??
    fromNpm(url, registries) ??
    plain(url)
  );
}

function plain(url: URL): SourceOrigin {
  const isZip = url.pathname.toLowerCase().endsWith('.zip');
  return {
    fetcher: isZip ? 'fetchzip' : 'fetchurl',
    arguments: { url: url.href },
    hashKind: isZip ? 'nar' : 'flat',
    name: null,
    version: null,
  };
}

const archiveEnd = /\.(tar(\.(gz|bz2|xz|zst))?|tgz|zip)$/;

function fromForge(url: URL, registries: Registries): SourceOrigin | null {
  const path = (base: string) => (within(url, base) ?? '').replace(archiveEnd, '');
  const github = /^([^/]+)\/([^/]+)\/archive\/(.+)$/.exec(path(registries.github));
  if (github) return forge('fetchFromGitHub', {}, github);
  const gitlab = /^(.+?)\/([^/]+)\/-\/archive\/(.+)$/.exec(path(registries.gitlab));
  // …/-/archive/REF/NAME-REF.tar.gz: the name at the end is anybody's.
  const ref = gitlab?.[3]?.replace(/\/[^/]*$/, '');
  if (gitlab && ref) return forge('fetchFromGitLab', {}, ['', gitlab[1]!, gitlab[2]!, tagged(ref)]);
  const codeberg = /^([^/]+)\/([^/]+)\/archive\/(.+)$/.exec(path(registries.codeberg));
  const domain = new URL(registries.codeberg).host;
  if (codeberg)
    return forge('fetchFromGitea', { domain }, ['', codeberg[1]!, codeberg[2]!, tagged(codeberg[3]!)]);
  return null;
}

/** GitLab and Forgejo do not say in a URL whether it is a tag; only a commit can be told. */
function tagged(ref: string): string {
  return isCommit(ref) || ref.startsWith('refs/') ? ref : `refs/tags/${ref}`;
}

export function isCommit(ref: string): boolean {
  return /^[0-9a-f]{40}$/.test(ref);
}

function forge(
  fetcher: SourceOrigin['fetcher'],
  more: { [name: string]: string },
  [, owner = '', repo = '', ref = '']: readonly string[],
): SourceOrigin {
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  return {
    fetcher,
    arguments: { ...more, owner, repo, ...(tag === undefined ? { rev: ref } : { tag }) },
    hashKind: 'nar',
    name: repo,
    version: isCommit(ref) ? null : versionOf(tag ?? ref, repo),
  };
}

/** The version in a tag such as v1.2, 1.2, hello-1.2 or release_1_2; null when there is none. */
function versionOf(tag: string, repo: string): string | null {
  const last = tag.split('/').at(-1)!;
  const bare = last.toLowerCase().startsWith(`${repo.toLowerCase()}-`) ? last.slice(repo.length + 1) : last;
  return /^(?:v|version[-_.]?|release[-_.]?|r)?(\d[\w.+-]*)$/i.exec(bare)?.[1] ?? null;
}

function fromPypi(url: URL, { pypiFiles }: Registries): SourceOrigin | null {
  const file = within(url, pypiFiles)?.split('/').at(-1);
  const parts = file && /^(.+)-([^-]+)\.(tar\.gz|tar\.bz2|zip)$/.exec(file);
  if (!parts) return null;
  const [, pname = '', version = '', extension = ''] = parts;
  return {
    fetcher: 'fetchPypi',
    arguments: { pname, version, ...(extension !== 'tar.gz' && { extension }) },
    hashKind: 'flat',
    name: pname,
    version,
  };
}

function fromCrates(url: URL, { crates }: Registries): SourceOrigin | null {
  const [, name, file] = /^crates\/([^/]+)\/([^/]+)\.crate$/.exec(within(url, crates) ?? '') ?? [];
  if (name === undefined || !file?.startsWith(`${name}-`)) return null;
  const version = file.slice(name.length + 1);
  return { fetcher: 'fetchCrate', arguments: { pname: name, version }, hashKind: 'nar', name, version };
}

function fromNpm(url: URL, { npm }: Registries): SourceOrigin | null {
  const path = /^((?:@[^/]+\/)?([^/]+))\/-\/([^/]+)\.tgz$/.exec(within(url, npm) ?? '');
  if (!path?.[3]?.startsWith(`${path[2]}-`)) return null;
  return { ...plain(url), name: path[1]!, version: path[3].slice(path[2]!.length + 1) };
}

/** The decoded path below a base URL, or null. */
function within(url: URL, base: string): string | null {
  if (!url.href.startsWith(`${base}/`) || url.search !== '') return null;
  const path = url.href.slice(base.length + 1);
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone `%` is allowed in a URL; none that we know has one.
    return null;
  }
}
