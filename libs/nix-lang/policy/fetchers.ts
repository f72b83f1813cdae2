import { type Analysis, bare } from '../analysis.js';
import type { Use } from '../resolve.js';
import type { Apply, AttributeSet, Node } from '../tree.js';
import { walk } from '../walk.js';
import { fetcher } from './names.js';
import { type Rule, shown } from './rule.js';

/** What a fetcher may be told its hash by. */
export const hashArguments = ['hash', 'sha256', 'sha512', 'sha1', 'md5'];

export const fetchersRule: Rule = {
  name: 'fetcher-without-hash',
  reason:
    'What is fetched without a hash may be another thing tomorrow; a fetcher is called where its hash can be read.',
  check(node, context, report) {
    // `let inherit (python3Packages) fetchPypi; in fetchPypi { … }` is how some write it; elsewhere it is a value.
    if (node.kind === 'inherit' && context.parentOf(node)?.kind !== 'let')
      for (const name of node.names)
        if (name.name !== null && fetcher.test(name.name) && (node.from !== null || isFetcher(name, context)))
          report(name, `${shown(name.name)} is refused as a value`, 'call it where you need it');
    // `pkgs.fetchurl.override { … }`
    if (node.kind === 'select')
      for (const [index, { name }] of node.path.slice(0, -1).entries())
        if (name !== null && fetcher.test(name) && !context.isWritten(node, index))
          report(node.path[index]!, `${shown(name)} is refused as a value`, 'call it where you need it');
    const name = fetcherName(node, context);
    if (name === null) return;
    const call = callOf(node, context);
    // `fetchurl.override`, `map fetchurl […]`, `f = fetchurl`
    if (call === null)
      return report(
        node,
        `${shown(name)} is refused as a value`,
        `call it where you need it: \`${name} { …; hash = "…"; }\``,
      );
    const sets = context.setsOf(call.arguments[0]!);
    if (sets === null || sets.length === 0)
      report(
        call.arguments[0]!,
        `the argument of ${shown(name)} must be a set that is written in this expression`,
        `write \`${name} { …; hash = "…"; }\``,
      );
    else if (!sets.every(({ attributes }) => hashArguments.some((one) => attributes.names.has(one))))
      report(call, `${shown(name)} has no hash`, 'add `hash = "…";`: a fetcher is told what it will get');
    else if (sets.some(({ attributes }) => attributes.names.has('private')))
      report(
        call,
        `\`private\` of ${shown(name)} is refused`,
        "leave it out: it sends somebody's credentials along",
      );
  },
};

/** A call of a fetcher, with each set that it may be called with. */
export interface FetcherCall {
  /** Without what it is selected from: `fetchFromGitHub`. */
  readonly fetcher: string;
  readonly call: Apply;
  readonly sets: readonly AttributeSet[];
}

/** All calls of fetchers in an expression that the policy lets pass. */
export function fetcherCalls(context: Analysis): FetcherCall[] {
  const calls: FetcherCall[] = [];
  walk(context.parsed.tree, {
    enter(node) {
      const name = fetcherName(node, context);
      const call = name === null ? null : callOf(node, context);
      if (name !== null && call !== null)
        calls.push({ fetcher: name, call, sets: context.setsOf(call.arguments[0]!) ?? [] });
    },
  });
  return calls;
}

function callOf(node: Node, context: Analysis): Apply | null {
  const parent = context.parentOf(node);
  return parent?.kind === 'apply' && bare(parent.function) === node ? parent : null;
}

/** The name of a fetcher that comes from outside, whether it stands alone or is selected from a package set. */
function fetcherName(node: Node, context: Analysis): string | null {
  if (node.kind === 'variable') return fetcher.test(node.name) && isFetcher(node, context) ? node.name : null;
  if (node.kind !== 'select' || context.isBuiltins(node.subject)) return null;
  const last = node.path.at(-1)?.name ?? '';
  return fetcher.test(last) && !context.isWritten(node, node.path.length - 1) ? last : null;
}

/** Whether a name that looks like a fetcher's means one: it comes from outside, or out of a package set by `inherit` or `{ fetchzip, ... }:`. */
function isFetcher(use: Use, context: Analysis): boolean {
  const meaning = context.meaningOf(use);
  return (
    context.isForeign(use) ||
    (meaning?.kind === 'parameter' && meaning.definition.kind === 'formal') ||
    (meaning?.kind === 'attribute' && meaning.definition.value.kind === 'inherit')
  );
}
