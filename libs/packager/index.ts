export type { PackagerDraft } from './draft.js';
export { draftInThread as draft } from './draft-in-thread.js';
export { findSourceUrl } from './find-source-url.js';
export { PackagerError } from './packager-error.js';
