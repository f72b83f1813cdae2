export { type GuardedFetch, createGuardedFetch } from './guarded-fetch.js';
export type { ArchiveFormat } from './archive-format.js';
export { originOf, type SourceOrigin } from './origin.js';
export { isSourceReference } from './reference.js';
export { SourceError } from './source-error.js';
export type { InspectedSource, SourceTree } from './source-tree.js';
export { type FetchedSource, type Sources, createSources } from './sources.js';
export { createLanes } from './lanes.js';
