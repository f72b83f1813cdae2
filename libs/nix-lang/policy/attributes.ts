import type { Node } from '../tree.js';
import { type Report, type Rule, shown } from './rule.js';

/** Attributes of a derivation that take it out of Nix's sandbox, or make what it gives depend on the machine. */
const refused: ReadonlyMap<string, string> = new Map(
  Object.entries({
    outputHash: 'own fixed-output derivations have the network; use a fetcher with a hash',
    outputHashAlgo: 'own fixed-output derivations have the network; use a fetcher with a hash',
    outputHashMode: 'own fixed-output derivations have the network; use a fetcher with a hash',
    impureEnvVars: "it lets the builder's environment in",
    exportReferencesGraph: 'it reads the closure of store paths',
    sandboxProfile: 'it opens the sandbox',
    allowedImpureDLLs: 'it opens the sandbox',
  }),
);

/** Common in Nixpkgs and harmless. */
const allowed = new Set(['__structuredAttrs', '__darwinAllowLocalNetworking']);

export const attributesRule: Rule = {
  name: 'refused-attribute',
  reason:
    'Some attributes of a derivation open its sandbox or the network (`outputHash`, `__noChroot`, `impureEnvVars`), and names with two underscores change what a set means (`__functor`).',
  check(node, _context, report) {
    for (const [name, at] of definedOrTaken(node)) check(name, at, report);
  },
};

function check(name: string, at: Node, report: Report): void {
  const why = refused.get(name);
  if (why !== undefined) report(at, `the attribute ${shown(name)} is refused`, why);
  else if (name.startsWith('__') && !allowed.has(name))
    report(
      at,
      `the attribute ${shown(name)} is refused`,
      "names that begin with two underscores are Nix's own",
    );
}

function definedOrTaken(node: Node): [string, Node][] {
  const names =
    node.kind === 'binding' || node.kind === 'select'
      ? node.path
      : node.kind === 'inherit'
        ? node.names
        : node.kind === 'formal'
          ? [node]
          : [];
  return names.flatMap((at): [string, Node][] => (at.name === null ? [] : [[at.name, at]]));
}
