export { type GuardedFetch, createGuardedFetch } from './guarded-fetch.js';
export { SourceError } from './source-error.js';
export type { SourceTree } from './source-tree.js';
export { type FetchedSource, type Sources, createSources } from './sources.js';
export { createLanes } from './lanes.js';
