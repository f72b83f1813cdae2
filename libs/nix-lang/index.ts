export * from './tree.js';
export { type Diagnostic } from './diagnostic.js';
export { LineTable } from './line-table.js';
export { parse, type Parsed, type ParseFailure, type ParseOptions } from './parse.js';
