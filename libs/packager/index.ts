export type { PackagerDraft } from './draft.js';
export { draftInThread as draft } from './draft-in-thread.js';
export { findSource } from './find-source.js';
export { PackagerError } from './packager-error.js';
