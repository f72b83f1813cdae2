export { type PackagerDraft, draft } from './draft.js';
export { findSourceUrl } from './find-source-url.js';
export { PackagerError } from './packager-error.js';
