export * from './tree.js';
export { Analysis, bare, type Segments, valueIn } from './analysis.js';
export { children } from './children.js';
export { type Diagnostic } from './diagnostic.js';
export { formatDiagnostic } from './format-diagnostic.js';
export { builtinNames, globals } from './globals.js';
export { LineTable } from './line-table.js';
export { parse, type Parsed, type ParseFailure, type ParseOptions } from './parse.js';
export {
  type Meaning,
  resolve,
  type Resolved,
  type ResolveOptions,
  type Use,
  type WithScope,
} from './resolve.js';
export { checkScope } from './scope.js';
export { type Visitor, walk } from './walk.js';
export { type FetcherCall, fetcherCalls, hashArguments } from './policy/fetchers.js';
export { checkPolicy, maxExpressionBytes } from './policy/policy.js';
export { rules as policyRules } from './policy/rules.js';
export { print, type Printable } from './print.js';
export { type HighlightedToken, type TokenClass, tokens } from './tokens.js';
export { allowedAttributes, refusedAttributes } from './policy/attributes.js';
