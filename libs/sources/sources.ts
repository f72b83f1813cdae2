import { readFile } from 'node:fs/promises';
import { type Cache, openCache } from './cache.js';
import { download } from './download.js';
import { type Resolve, systemResolve } from './guarded-agent.js';
import { createLanes } from './lanes.js';
import { createInspectedCache } from './inspected.js';
import { type SourceLimits, defaultLimits } from './limits.js';
import { type Registries, type SourceOrigin, originOf, publicRegistries } from './origin.js';
import { readArchive } from './read-archive.js';
import { readPypiPage, readReference } from './reference.js';
import { SourceError, shown } from './source-error.js';
import type { InspectedSource } from './source-tree.js';
import { checkSourceUrl, fileNameOf, sourcePolicy } from './source-url.js';

/** A downloaded source. `finalUrl` is where redirects ended, without its query; `sha256` is hex. */
export interface FetchedSource {
  url: string;
  finalUrl: string;
  fileName: string;
  sha256: string;
  bytes: number;
  /** How nixpkgs fetches what `url` is. */
  origin: SourceOrigin;
  /** In the cache: readable now, but not for ever. */
  path: string;
}

interface FetchOptions {
  organizationId: string;
  signal?: AbortSignal;
  /** What the URL gave before: taken from the cache if it is there, and checked if it is downloaded again. */
  expectedSha256?: string;
}

export interface Sources {
  /**
   * Downloads a source that nobody vouches for: an https URL, or `github:OWNER/REPO/TAG`, `gitlab:…`, `codeberg:…`,
   * `pypi:NAME/VERSION`, `npm:…`, `crates:…`; `url` of the result is what that stands for.
   * @throws SourceError, or the signal's reason
   */
  fetch: (source: string, options: FetchOptions) => Promise<FetchedSource>;
  /** Reads the archive of that content, which `fetch` brought; nothing of it is unpacked. @throws SourceError, or the signal's reason */
  inspect: (sha256: string, signal?: AbortSignal) => Promise<InspectedSource>;
}

export interface SourcesOptions {
  cacheDirectory: string;
  /** For tests and a local trial: lets http, any port and non-public addresses pass. */
  allowPrivate: boolean;
  limits?: Partial<SourceLimits>;
  /** Resolves host names; the system's resolver unless a test says otherwise. */
  resolve?: Resolve;
  /** Where the registries and forges are; the public ones unless a test says otherwise. */
  registries?: Partial<Registries>;
}

/** A release on PyPI with a great many files has a page of some hundred kilobytes. */
const pageBytes = 8_000_000;

/** Guarded downloads and safe reading of source archives; one per process. Nothing runs between calls. */
export function createSources({
  cacheDirectory,
  allowPrivate,
  resolve = systemResolve,
  ...options
}: SourcesOptions): Sources {
  const limits = { ...defaultLimits, ...options.limits };
  const policy = sourcePolicy(allowPrivate);
  const cache = openCache(cacheDirectory);
  const registries = { ...publicRegistries, ...options.registries };
  const enter = createLanes(limits.perOrganization);
  const inspected = createInspectedCache(limits.inspectedBytes);
  const enterReading = createLanes(limits.inspectAtOnce);

  /** The text itself, or what it stands for. Only PyPI has to be asked. */
  async function urlOf(text: string, organizationId: string, signal?: AbortSignal): Promise<string> {
    const reference = readReference(text, registries);
    if (reference === null) return text;
    if ('url' in reference) return reference.url;
    const leave = await enter(organizationId, signal);
    try {
      const bounds = { ...limits, downloadBytes: Math.min(limits.downloadBytes, pageBytes) };
      const page = checkSourceUrl(reference.pypiPage, policy);
      const { path } = await cache.add((into) =>
        download(page, into, { policy, limits: bounds, resolve, signal }),
      );
      return readPypiPage(await readFile(path, 'utf8'), reference);
    } finally {
      leave();
    }
  }

  return {
    async fetch(text, { organizationId, signal, expectedSha256 }) {
      const url = checkSourceUrl(await urlOf(text, organizationId, signal), policy);
      const facts = { url: url.href, fileName: fileNameOf(url), origin: originOf(url, registries) };
      const cached = expectedSha256 === undefined ? null : await cache.find(expectedSha256);
      if (cached && expectedSha256)
        return { ...facts, ...cached, finalUrl: shown(url), sha256: expectedSha256 };

      const leave = await enter(organizationId, signal);
      try {
        const { finalUrl, ...file } = await cache.add((into) =>
          download(url, into, { policy, limits, resolve, signal }),
        );
        await cache.prune(limits.cacheBytes);
        if (expectedSha256 !== undefined && file.sha256 !== expectedSha256) throw changed(url);
        return { ...facts, ...file, finalUrl: shown(finalUrl) };
      } finally {
        leave();
      }
    },

    async inspect(sha256, signal) {
      const known = inspected.get(sha256);
      if (known) return known;
      // Each takes a core, and may take 200 MB for a dictionary; its time begins when its turn comes.
      const leave = await enterReading('', signal);
      try {
        const meanwhile = inspected.get(sha256);
        if (meanwhile) return meanwhile;
        const source = await readArchive((await needed(cache, sha256)).path, limits, signal);
        inspected.set(sha256, source);
        return source;
      } finally {
        leave();
      }
    },
  };
}

async function needed(cache: Cache, sha256: string) {
  const file = await cache.find(sha256);
  if (file) return file;
  throw new SourceError('unavailable', 'The downloaded source is no longer in the cache. Ask again.');
}

function changed(url: URL): SourceError {
  return new SourceError(
    'changed',
    `${shown(url)} gives another file than it gave a moment ago, so no hash of it would hold. Use the URL of a release that does not change.`,
  );
}
