import type { Use } from '../resolve.js';
import { withinName } from '../children.js';
import { pureBuiltins, refusedNames } from './names.js';
import type { Analysis } from '../analysis.js';
import { type Report, type Rule, shown } from './rule.js';

const list = 'only functions that compute data from data are allowed';

/** Nix's own functions: an allow-list, so that what a later Nix adds is refused until somebody has looked at it. */
export const builtinsRule: Rule = {
  name: 'builtins',
  reason: `Nix's own functions can read files, the environment and the network, so ${list}, and by their written names only.`,
  check(node, context, report) {
    if (node.kind === 'variable') return variable(node, node.name, context, report);
    if (node.kind === 'select' && context.isBuiltins(node.subject)) {
      const [first] = node.path;
      if (first && first.name === null)
        return computed(first.expression ? withinName(first.expression) : first, report);
      if (first?.name !== undefined && first.name !== null) return named(first, first.name, report);
    }
    if (node.kind === 'inherit') {
      const fromBuiltins = node.from !== null && context.isBuiltins(node.from);
      for (const name of node.names) {
        if (name.name === null) continue;
        if (fromBuiltins) named(name, name.name, report);
        else if (node.from === null) variable(name, name.name, context, report);
      }
    }
  },
};

function variable(use: Use, name: string, context: Analysis, report: Report): void {
  const meaning = context.meaningOf(use);
  if (meaning?.kind !== 'global') {
    // Out of a `with`: which set it comes from is known at evaluation only, so that a foreign `builtins` counts too.
    if (name === 'builtins' && context.isForeign(use)) bareBuiltins(use, context, report);
    return;
  }
  if (name === 'builtins') return bareBuiltins(use, context, report);
  if (name.startsWith('__'))
    return report(
      use,
      `${shown(name)} is refused`,
      `write \`builtins.${name.slice(2)}\`, if it is one of the allowed functions`,
    );
  if (!pureBuiltins.has(name)) named(use, name, report);
}

/** `builtins` itself, which must not go where it could be given another name or be looped over. */
function bareBuiltins(use: Use, context: Analysis, report: Report): void {
  const parent = context.parentOf(use);
  const selected =
    use.kind === 'variable' &&
    ((parent?.kind === 'select' && context.isBuiltins(parent.subject) && parent.path[0] !== undefined) ||
      (parent?.kind === 'has-attribute' && context.isBuiltins(parent.subject)) ||
      (parent?.kind === 'inherit' && parent.from !== null && context.isBuiltins(parent.from)));
  if (!selected)
    report(use, '`builtins` is refused as a value', 'write `builtins.NAME`, or `inherit (builtins) NAME;`');
}

function computed(span: { start: number; end: number }, report: Report): void {
  report(span, 'a computed name of `builtins` is refused', 'write the name out: `builtins.NAME`');
}

function named(span: { start: number; end: number }, name: string, report: Report): void {
  if (pureBuiltins.has(name)) return;
  report(span, `\`builtins\` has ${shown(name)}, which is refused`, refusedNames.get(name) ?? list);
}
