import type { AttributeSet, Node } from '../tree.js';
import { fetcher } from './names.js';
import { type Context, type Rule, bare, shown } from './rule.js';

/** What a fetcher may be told its hash by. */
const hashes = ['hash', 'sha256', 'sha512', 'sha1', 'md5', 'outputHash'];

export const fetchersRule: Rule = {
  name: 'fetcher-without-hash',
  reason:
    'What is fetched without a hash may be another thing tomorrow; a fetcher is called where its hash can be read.',
  check(node, context, report) {
    const name = fetcherName(node, context);
    if (name === null) return;
    const call = context.parentOf(node);
    if (call?.kind !== 'apply' || bare(call.function) !== node) {
      // `fetchurl.override`, `fetchFromGitHub ? x`: selected from, not called.
      report(
        node,
        `${shown(name)} is refused as a value`,
        `call it where you need it: \`${name} { url = …; hash = …; }\``,
      );
      return;
    }
    const sets = context.setsOf(call.arguments[0]!);
    if (sets === null || sets.length === 0)
      report(
        call.arguments[0]!,
        `the argument of ${shown(name)} must be a set that is written in this expression`,
        `write \`${name} { url = …; hash = …; }\``,
      );
    else if (!sets.every(hasHash))
      report(call, `${shown(name)} has no hash`, 'add `hash = "…";`: a fetcher is told what it will get');
  },
};

function hasHash({ attributes }: AttributeSet): boolean {
  return hashes.some((name) => attributes.names.has(name));
}

/** The name of a fetcher that comes from outside, whether it stands alone or is selected from a package set. */
function fetcherName(node: Node, context: Context): string | null {
  if (node.kind === 'variable') return fetcher.test(node.name) && context.isForeign(node) ? node.name : null;
  if (node.kind !== 'select' || context.isBuiltins(node.subject)) return null;
  const last = node.path.at(-1)?.name ?? '';
  return fetcher.test(last) && context.setsOf(node.subject) === null ? last : null;
}
