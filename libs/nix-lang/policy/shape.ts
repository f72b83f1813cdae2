import { bare } from '../analysis.js';
import type { Rule } from './rule.js';

/** What `callPackage` wants: a function of a set of named arguments. */
export const shapeRule: Rule = {
  name: 'shape',
  reason:
    '`callPackage` hands a package what it names: the expression is a function of an attribute set, `{ lib, stdenv, fetchurl }: …`.',
  check(node, context, report) {
    const { tree } = context.parsed;
    if (node !== tree) return;
    const lambda = context.function;
    if (lambda === null || lambda.formals === null)
      return report(
        bare(tree),
        'the expression must be a function of an attribute set',
        'begin with the arguments: `{ lib, stdenv, fetchurl }:`',
      );
    if (lambda.parameter !== null)
      report(
        lambda.parameter,
        'the arguments may have no name as a whole',
        'take the name before or after the `@` away, and name each argument that you need',
      );
    if (bare(lambda.body).kind === 'lambda')
      report(
        lambda.body,
        'the function must give a package, not another function',
        'take all arguments in one set',
      );
  },
};
