/** The bounds of downloading and reading sources. Tests make them small; in production they are what stands here. */
export const defaultLimits = {
  /** One download with all its redirects. */
  totalMs: 60_000,
  connectMs: 5_000,
  /** Between two pieces of an answer, its headers included. */
  idleMs: 10_000,
  redirects: 5,
  downloadBytes: 200_000_000,
  /** Downloads of one organization at a time; further ones wait for their turn. */
  perOrganization: 4,
  /** The cache is brought below this by deleting what was not used for longest. */
  cacheBytes: 5_000_000_000,

  /** Archives that are read at a time, of all organizations. */
  inspectAtOnce: 2,
  /** What was read of archives is kept in memory up to this, so that none is read twice. */
  inspectedBytes: 64_000_000,
  /** Reading one archive. */
  inspectMs: 60_000,
  unpackedBytes: 2_000_000_000,
  /** Unpacked bytes per compressed byte, looked at from 16 MB on (sources are at 3 to 20, a bomb at 1,000). */
  ratio: 150,
  entries: 200_000,
  depth: 40,
  pathBytes: 1_024,
  /** Of one file that is kept in memory, its beginning; and of all together. */
  keptFileBytes: 262_144,
  keptBytes: 8_388_608,
};

export type SourceLimits = typeof defaultLimits;
