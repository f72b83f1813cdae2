// What an expression that a stranger wrote may do when somebody evaluates it: nothing but describe how a package is built
// from what Nixpkgs hands it and what its fetchers have hashes for. Decided on the tree, before anything evaluates it.
import { type Diagnostic, diagnosticAt } from '../diagnostic.js';
import type { Parsed } from '../parse.js';
import { Analysis } from '../analysis.js';
import { checkScope } from '../scope.js';
import type { Node } from '../tree.js';
import { walk } from '../walk.js';
import { rules } from './rules.js';

/** The largest expression, in bytes of UTF-8. The largest package of Nixpkgs written by hand has 40 KiB. */
export const maxExpressionBytes = 65_536;

/** How deep a tree may be; long sums and lists of functions count, which the parser alone lets pass. */
const maxDepth = 400;

/** More than anyone reads at once. */
const mostDiagnostics = 50;

/**
 * Checks a parsed expression against every rule.
 *
 * @param text what was parsed
 * @returns what is wrong, in the order of the text, at most 50; empty when it may be used
 */
export function checkPolicy(text: string, parsed: Parsed): Diagnostic[] {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > maxExpressionBytes) return [tooLarge(parsed, bytes)];
  const { deepest, depth } = depthOf(parsed);
  if (depth > maxDepth) return [tooDeep(parsed, deepest)];

  const context = new Analysis(parsed);
  const found = checkScope(parsed);
  walk(parsed.tree, {
    enter(node) {
      for (const { name, check } of rules)
        check(node, context, (span, message, hint) => {
          if (found.length < mostDiagnostics * 4)
            found.push(diagnosticAt(parsed.lines, span, { rule: name, message, hint }));
        });
    },
  });
  return found.toSorted((one, other) => one.offset - other.offset).slice(0, mostDiagnostics);
}

function depthOf({ tree }: Parsed): { deepest: Node; depth: number } {
  let [deepest, depth, now]: [Node, number, number] = [tree, 0, 0];
  walk(tree, {
    enter(node) {
      if (++now > depth) [deepest, depth] = [node, now];
    },
    leave() {
      now--;
    },
  });
  return { deepest, depth };
}

function tooLarge(parsed: Parsed, bytes: number): Diagnostic {
  return diagnosticAt(
    parsed.lines,
    { start: 0, end: 0 },
    {
      rule: 'too-large',
      message: `the expression has ${bytes} bytes, and at most ${maxExpressionBytes} are taken`,
      hint: 'a package does not hold its own sources: fetch them',
    },
  );
}

function tooDeep(parsed: Parsed, deepest: Node): Diagnostic {
  return diagnosticAt(parsed.lines, deepest, {
    rule: 'too-deep',
    message: `the expression is nested more than ${maxDepth} levels deep`,
    hint: 'use a list and `lib.concatStringsSep` instead of a long chain of operators',
  });
}
