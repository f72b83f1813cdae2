import {
  type Diagnostic,
  LineTable,
  type ParseFailure,
  type Parsed,
  checkPolicy,
  formatDiagnostic,
  parse,
} from '../nix-lang/index.js';
import type { Check } from './generator.js';

export interface ReadExpression {
  /** Null when it does not parse. */
  parsed: Parsed | null;
  checks: { parsed: Check; policy: Check };
  /** What is wrong, for whoever wrote it: sentence, place, excerpt and hint of each. */
  problems: string[];
}

/** Reads an expression that a stranger wrote: whether it parses, and whether it keeps the policy. */
export function readExpression(text: string): ReadExpression {
  const parsed = text.isWellFormed() ? parse(text) : brokenUnicode(text);
  if (!parsed.ok)
    return { parsed: null, checks: brokenChecks(parsed), problems: inWords(parsed.diagnostics, parsed) };
  const found = checkPolicy(text, parsed);
  return {
    parsed,
    checks: {
      parsed: { name: 'parsed', outcome: 'passed', reason: 'It is a Nix expression.', diagnostics: [] },
      policy:
        found.length === 0
          ? { name: 'policy', outcome: 'passed', reason: 'It breaks no rule.', diagnostics: [] }
          : { name: 'policy', outcome: 'failed', reason: summary(found), diagnostics: found.map(plain) },
    },
    problems: inWords(found, parsed),
  };
}

/** A lone surrogate has no UTF-8, so that nothing could hash it or store it. */
function brokenUnicode(text: string): ParseFailure {
  const lines = new LineTable(text);
  const offset = text.search(/\p{Surrogate}/u);
  const words = { rule: 'syntax', message: 'the text holds half a Unicode character', hint: 'delete it' };
  return {
    ok: false,
    lines,
    diagnostics: [{ ...words, ...lines.positionOf(offset), offset, endOffset: offset + 1 }],
  };
}

/** Diagnostics as the parser's own error messages are printed. */
export function inWords(diagnostics: readonly Diagnostic[], { lines }: Pick<Parsed, 'lines'>): string[] {
  return diagnostics.map((diagnostic) => `[${diagnostic.rule}] ${formatDiagnostic(diagnostic, lines)}`);
}

function brokenChecks({ diagnostics }: ParseFailure): ReadExpression['checks'] {
  return {
    parsed: {
      name: 'parsed',
      outcome: 'failed',
      reason: `It does not parse: ${diagnostics[0].message}.`,
      diagnostics: diagnostics.map(plain),
    },
    policy: { name: 'policy', outcome: 'skipped', reason: 'It does not parse.', diagnostics: [] },
  };
}

function summary(found: readonly Diagnostic[]): string {
  const rules = [...new Set(found.map(({ rule }) => rule))];
  return `It breaks ${rules.length === 1 ? 'a rule' : `${rules.length} rules`}: ${rules.join(', ')}.`;
}

function plain({ rule, message, hint, line, column }: Diagnostic): Check['diagnostics'][number] {
  return { rule, message, hint: hint ?? '', line, column };
}
