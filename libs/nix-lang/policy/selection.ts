import type { AttributeName, Expression, Node } from '../tree.js';
import { withinName } from '../children.js';
import { libraryNamespaces } from './names.js';
import { type Analysis, bare, nameOf } from '../analysis.js';
import { type Report, type Rule, shown } from './rule.js';

/** Computed names: what cannot be read cannot be checked. */
export const selectionRule: Rule = {
  name: 'computed-name',
  reason:
    'A name that is computed could be any name, also a refused one; only a set that is written in the expression may be selected from by a computed name.',
  check(node, context, report) {
    if (node.kind === 'select') return select(node, context, report);
    if (node.kind === 'binding')
      for (const name of node.path)
        if (name.name === null)
          report(place(name), 'an attribute with a computed name is refused', 'write the name out');
  },
};

function select(node: Extract<Node, { kind: 'select' }>, context: Analysis, report: Report): void {
  // The builtins rule speaks for itself.
  if (context.isBuiltins(node.subject)) return;
  for (const [index, name] of node.path.entries()) {
    if (name.name !== null) continue;
    if (!context.isWritten(node, index))
      report(
        place(name),
        'a computed name is refused where the set is not written in this expression',
        'write the name out, or give the choices a name: `let sources = { x86_64-linux = …; }; in sources.${system}`',
      );
  }
}

function place(name: AttributeName): Node {
  return name.expression === null ? name : withinName(name.expression);
}

/** `lib`, `pkgs` and the sets of functions in `lib`: to be selected from, and nothing else. */
export const packageSetRule: Rule = {
  name: 'package-set',
  reason:
    '`lib` and `pkgs` hold everything; given another name or looped over, they could hide what is taken out of them.',
  check(node, context, report) {
    if (node.kind === 'variable' && isSet(node.name) && context.isForeign(node)) value(node, node.name);
    // `with lib; … strings …`
    if (
      node.kind === 'variable' &&
      libraryNamespaces.has(node.name) &&
      context.meaningOf(node)?.kind === 'with'
    )
      value(node, node.name);
    if (node.kind === 'select' && node.fallback === null) {
      const name = node.path.at(-1)?.name ?? '';
      const before = node.path.length > 1 ? node.path.at(-2)!.name : nameOf(node.subject);
      if (takenFrom(before, name)) value(node, `${before}.${name}`);
    }
    if (node.kind === 'inherit')
      for (const name of node.names) {
        const taken = name.name ?? '';
        const foreign =
          node.from === null ? context.isForeign(name) && isSet(taken) : takenFrom(nameOf(node.from), taken);
        if (foreign) refuse(name, taken);
      }

    function value(at: Expression, name: string): void {
      const parent = context.parentOf(at);
      const selected =
        (parent?.kind === 'select' && bare(parent.subject) === at) ||
        (parent?.kind === 'has-attribute' && bare(parent.subject) === at) ||
        (parent?.kind === 'with' && bare(parent.subject) === at) ||
        (parent?.kind === 'inherit' && parent.from !== null && bare(parent.from) === at);
      if (!selected) refuse(at, name);
    }
    function refuse(at: Node, name: string): void {
      report(at, `${shown(name)} is refused as a value`, `write \`${name}.NAME\` for what you need of it`);
    }
  },
};

/** Names under which Nixpkgs hands itself around. */
function isSet(name: string): boolean {
  return /^(?:lib|pkgs|buildPackages|targetPackages|pkgsBuildBuild|pkgsBuildHost|pkgsHostTarget|pkgsStatic|pkgsCross|pkgsi686Linux)$/.test(
    name,
  );
}

/** `lib.strings`, `pkgs.lib`, `python3.pkgs` */
function takenFrom(source: string | null, name: string): boolean {
  return (
    name === 'pkgs' || (source === 'lib' && libraryNamespaces.has(name)) || (source === 'pkgs' && isSet(name))
  );
}
