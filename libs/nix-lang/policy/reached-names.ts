import type { WithScope } from '../resolve.js';
import type { AttributeName, Expression, Node, Select } from '../tree.js';
import { moduleNamespaces, readerNamespaces, refusedNames } from './names.js';
import { type Analysis, nameOf } from '../analysis.js';
import { type Report, type Rule, shown } from './rule.js';

/** What `lib` and package sets hand around, wherever it is taken from. */
export const reachedNamesRule: Rule = {
  name: 'refused-function',
  reason:
    "`lib` and the package sets have functions that read files, evaluate them, or take Nix's tracking of dependencies away; they are refused by name, wherever they are taken from.",
  check(node, context, report) {
    for (const { name, at, foreign } of reached(node, context)) {
      const why = refusedNames.get(name);
      // What the builtins rule says is not said twice.
      if (why !== undefined && foreign) report(at, `${shown(name)} is refused`, why);
    }
    library(node, context, report);
  },
};

interface Reached {
  name: string;
  at: Node;
  foreign: boolean;
}

/** Names by which a node takes something out of a set, or from outside. */
function reached(node: Node, context: Analysis): Reached[] {
  switch (node.kind) {
    case 'select':
      // What the expression calls so itself is its own affair.
      if (context.isBuiltins(node.subject)) return [];
      return node.path.flatMap((at, index) =>
        at.name === null || context.isWritten(node, index) ? [] : [{ name: at.name, at, foreign: true }],
      );
    case 'inherit':
      if (node.from !== null && context.isBuiltins(node.from)) return [];
      return node.names.flatMap((at) =>
        at.name === null
          ? []
          : [{ name: at.name, at, foreign: node.from !== null || context.meaningOf(at)?.kind === 'with' }],
      );
    case 'variable':
      return [{ name: node.name, at: node, foreign: context.meaningOf(node)?.kind === 'with' }];
    case 'formal':
      // Of any function: `({ callPackage, ... }: …) python3Packages` takes it out as well.
      return [{ name: node.name, at: node, foreign: true }];
    default:
      return [];
  }
}

/** `lib.filesystem` and its like, which are for files only. */
function library(node: Node, context: Analysis, report: Report): void {
  const refuse = (at: Node, name: string): void => {
    if (readerNamespaces.has(name) || moduleNamespaces.has(name))
      report(
        at,
        `${shown(name)} is refused`,
        'it is for files and modules, and there are none beside this expression',
      );
  };
  if (node.kind === 'select') for (const at of inLibrary(node)) refuse(at, at.name ?? '');
  if (node.kind === 'inherit' && node.from !== null && isLibrary(node.from))
    for (const at of node.names) refuse(at, at.name ?? '');
  const meaning = node.kind === 'variable' ? context.meaningOf(node) : undefined;
  // `with python3Packages; [ path ]` is a package.
  if (node.kind === 'variable' && meaning?.kind === 'with' && withLibrary(meaning.scope))
    refuse(node, node.name);
  // callPackage gives the folder of Nixpkgs for it.
  if (node.kind === 'formal' && node.name === 'path' && context.function?.formals?.formals.includes(node))
    refuse(node, node.name);
}

/** The names of a selection that are taken from `lib`, and `pkgs.path`. */
function inLibrary({ subject, path }: Select): AttributeName[] {
  const names = [nameOf(subject), ...path.map(({ name }) => name)];
  return path.filter(
    ({ name }, index) => names[index] === 'lib' || (names[index] === 'pkgs' && name === 'path'),
  );
}

function withLibrary(innermost: WithScope): boolean {
  for (let scope: WithScope | null = innermost; scope !== null; scope = scope.outer)
    if (isLibrary(scope.with.subject)) return true;
  return false;
}

function isLibrary(expression: Expression): boolean {
  const name = nameOf(expression);
  return name === 'lib' || name === 'pkgs';
}
