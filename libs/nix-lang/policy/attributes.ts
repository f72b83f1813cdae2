import type { Node } from '../tree.js';
import { type Report, type Rule, shown } from './rule.js';

/** Attributes of a derivation that take it out of Nix's sandbox, or make what it gives depend on the machine. */
export const refusedAttributes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    outputHash: 'own fixed-output derivations have the network; use a fetcher with a hash',
    outputHashAlgo: 'own fixed-output derivations have the network; use a fetcher with a hash',
    outputHashMode: 'own fixed-output derivations have the network; use a fetcher with a hash',
    impureEnvVars: "it lets the builder's environment in",
    exportReferencesGraph: 'it reads the closure of store paths',
    netrcImpureEnvVars: "it lets the builder's environment in",
    netrcPhase: "it lets the builder's environment in",
    sandboxProfile: 'it opens the sandbox',
    propagatedSandboxProfile: 'it opens the sandbox',
    allowedImpureDLLs: 'it opens the sandbox',
    drvAttrs: 'with it a fetcher could be given other commands, and those have the network',
    realBuilder: 'only stdenv and the builders of Nixpkgs say what is run',
    lockFile: 'it is read while the expression is evaluated; use cargoHash',
    nugetDeps: 'it is evaluated as a file beside the expression',
    allowBuiltinFetchGit: 'it fetches without a hash while the expression is evaluated',
  }),
);

/** Common in Nixpkgs and harmless. */
export const allowedAttributes = new Set(['__structuredAttrs', '__darwinAllowLocalNetworking']);

export const attributesRule: Rule = {
  name: 'refused-attribute',
  reason:
    'Some attributes of a derivation open its sandbox or the network (`outputHash`, `__noChroot`, `impureEnvVars`), and names with two underscores change what a set means (`__functor`).',
  check(node, _context, report) {
    for (const [name, at] of definedOrTaken(node)) check(name, at, report);
  },
};

function check(name: string, at: Node, report: Report): void {
  const why = refusedAttributes.get(name);
  if (why !== undefined) report(at, `the attribute ${shown(name)} is refused`, why);
  else if (name.startsWith('__') && !allowedAttributes.has(name))
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
        : node.kind === 'formal' || node.kind === 'identifier'
          ? [node]
          : [];
  return names.flatMap((at): [string, Node][] => (at.name === null ? [] : [[at.name, at]]));
}
