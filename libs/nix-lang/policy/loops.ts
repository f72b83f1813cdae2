import { type Analysis, bare, nameOf } from '../analysis.js';
import type { Use } from '../resolve.js';
import type { Expression, Node } from '../tree.js';
import { loops, refusedNames } from './names.js';
import { type Report, type Rule, shown } from './rule.js';

/** Functions that come by attributes without naming them. */
export const loopsRule: Rule = {
  name: 'loop-over-packages',
  reason:
    'What a function does with all attributes of a package set cannot be read; only a set that is written in the expression may be looped over.',
  check(node, context, report) {
    const name = nameOfUse(node);
    if (name === null) return;
    const taken = node.kind === 'variable' || node.kind === 'select' ? node : null;
    if (name === 'getOutput' && taken !== null) return checkOutput(taken, context, report);
    const place = loops.get(name);
    if (place === undefined || isOwn(node, context)) return;
    const set = taken === null ? undefined : argumentsOf(taken, context)?.[place];
    if (taken === null || set === undefined) {
      // `let inherit (lib) mapAttrs;` gives it no other name.
      if (node.kind === 'inherit' && context.parentOf(node)?.kind === 'let') return;
      return report(node, `${shown(name)} is refused as a value`, 'call it where you need it');
    }
    if (!isWrittenSet(set, context))
      report(
        set,
        `${shown(name)} goes through a set that is not written in this expression`,
        'name what you need of it: `{ inherit (python3Packages) requests; }`',
      );
  },
};

/** `lib.getOutput "callPackage" python3Packages` takes any attribute out of anything. */
function checkOutput(taken: Expression, context: Analysis, report: Report): void {
  if (isOwn(taken, context)) return;
  const output = argumentsOf(taken, context)?.[0];
  const segments = output ? context.textOf(output) : [];
  if (segments.length !== 1 || refusedNames.has(segments[0]!))
    report(taken, 'the name of the output is not written', 'write `lib.getOutput "dev" NAME`');
}

function nameOfUse(node: Node): string | null {
  if (node.kind === 'variable' || node.kind === 'select') return nameOf(node);
  if (node.kind === 'inherit')
    return node.names.find(({ name }) => name !== null && loops.has(name))?.name ?? null;
  return node.kind === 'formal' ? node.name : null;
}

/** Whether the name is defined in the expression, and means something else. */
function isOwn(node: Node, context: Analysis): boolean {
  if (node.kind === 'select')
    return !context.isBuiltins(node.subject) && context.isWritten(node, node.path.length - 1);
  if (node.kind === 'inherit') return node.from === null && !node.names.some((one) => context.isForeign(one));
  if (node.kind !== 'variable') return false;
  const meaning = context.meaningOf(node as Use);
  if (meaning?.kind === 'attribute') return meaning.definition.value.kind !== 'inherit';
  // A formal is reported where it stands.
  return meaning?.kind === 'parameter';
}

/** What a name is called with, where it stands. */
function argumentsOf(taken: Expression, context: Analysis): readonly Expression[] | null {
  const parent = context.parentOf(taken);
  return parent?.kind === 'apply' && bare(parent.function) === taken ? parent.arguments : null;
}

const sameNames = /^(?:mapAttrs|filterAttrs|removeAttrs|optionalAttrs|fix)$/;

/** A set of which each attribute is written in the expression. */
function isWrittenSet(expression: Expression, context: Analysis, steps = 0): boolean {
  if (steps > 16) return false;
  const plain = bare(expression);
  if (context.isWrittenValue(plain)) return true;
  const further = (one: Expression): boolean => isWrittenSet(one, context, steps + 1);
  if (plain.kind === 'binary') return plain.operator === '//' && further(plain.left) && further(plain.right);
  if (plain.kind === 'variable') {
    const value = context.definitionOf(plain);
    return value !== null && further(value);
  }
  if (plain.kind !== 'apply' || !context.isOutside(plain.function)) return false;
  const name = nameOf(plain.function) ?? '';
  const set = plain.arguments[name === 'removeAttrs' || name === 'fix' ? 0 : 1];
  if (set === undefined || !sameNames.test(name)) return false;
  const given = bare(set);
  return further(name === 'fix' && given.kind === 'lambda' ? given.body : given);
}
