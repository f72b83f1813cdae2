import type { Node } from '../tree.js';
import { readerNamespaces, refusedNames } from './names.js';
import { type Analysis, bare } from '../analysis.js';
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
      return context.isBuiltins(node.subject) || context.setsOf(node.subject) !== null
        ? []
        : node.path.flatMap((at) => (at.name === null ? [] : [{ name: at.name, at, foreign: true }]));
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
      return context.function?.formals?.formals.includes(node)
        ? [{ name: node.name, at: node, foreign: true }]
        : [];
    default:
      return [];
  }
}

/** `lib.filesystem` and its like, which are for files only. */
function library(node: Node, context: Analysis, report: Report): void {
  const refuse = (at: Node, name: string): void => {
    if (readerNamespaces.has(name))
      report(
        at,
        `${shown(`lib.${name}`)} is refused`,
        'it is for files, and there are none beside this expression',
      );
  };
  if (node.kind === 'select') {
    const subject = bare(node.subject);
    const names = [
      subject.kind === 'variable' ? subject.name : '',
      ...node.path.map(({ name }) => name ?? ''),
    ];
    for (const [index, name] of names.entries())
      if (index > 0 && names[index - 1] === 'lib') refuse(node.path[index - 1]!, name);
  }
  if (node.kind === 'inherit' && node.from !== null && endsInLib(node.from))
    for (const at of node.names) refuse(at, at.name ?? '');
  if (node.kind === 'variable' && node.name !== 'path' && context.meaningOf(node)?.kind === 'with')
    refuse(node, node.name);
}

function endsInLib(expression: Parameters<typeof bare>[0]): boolean {
  const plain = bare(expression);
  if (plain.kind === 'variable') return plain.name === 'lib';
  return plain.kind === 'select' && plain.path.at(-1)?.name === 'lib';
}
