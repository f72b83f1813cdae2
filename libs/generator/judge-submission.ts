import { Analysis, type Diagnostic, LineTable, type Parsed, parse } from '../nix-lang/index.js';
import type { Check } from './generator.js';
import { type Problem, fillSlots, mostProblems } from './hash-slots.js';
import { type Fetches, judgeFetches } from './judge-fetches.js';
import { judgeHashes } from './judge-hashes.js';
import type { KnownSource } from './known-source.js';
import { inWords, readExpression } from './read-expression.js';

// A type, not an interface: only those are known to be Json.
export type Judgement = {
  /** What is served: slots filled, one newline at the end. */
  expression: string;
  /** Why it is not accepted, each in words with its place; empty when it is. */
  problems: string[];
  parsed: Check;
  policy: Check;
  hashes: Check;
};

/**
 * Accepts an expression that parses, keeps the policy, and whose hashes were all computed here from what it fetches, or are
 * fakes that say so.
 *
 * @param fakes those that stand in the text already, by what they stand for
 */
export function judgeSubmission(
  submitted: string,
  sources: readonly KnownSource[],
  fakes: ReadonlyMap<string, string> = new Map(),
): Judgement {
  const written = `${submitted.trim()}\n`;
  const { parsed, checks, problems } = readExpression(written);
  // What is too large or too deep to be read is not read further.
  const unread = checks.policy.diagnostics.some(({ rule }) => rule === 'too-large' || rule === 'too-deep');
  if (parsed === null || unread) return refused(written, checks, problems);

  const slots = fillSlots(written, parsed, sources);
  if (slots.problems.length > 0)
    return refused(slots.text, checks, [...problems, ...told(slots.problems, parsed)]);

  const unknown = new Map([...fakes, ...slots.unknown]);
  const filled = parse(slots.text);
  // A hash is a string where a string was.
  if (!filled.ok) throw new Error(`filling slots broke an expression: ${filled.diagnostics[0].message}`);
  const analysis = new Analysis(filled);
  const fetches = judgeFetches(analysis, sources, unknown);
  const found = [
    ...fetches.problems,
    ...judgeHashes({ text: slots.text, analysis, placed: fetches.placed, sources, unknown }),
  ];
  if (problems.length + found.length > 0)
    return refused(slots.text, checks, [...problems, ...told(found, filled)]);
  return {
    expression: slots.text,
    problems: [],
    ...checks,
    hashes: hashesCheck(slots.text, fetches, unknown),
  };
}

function refused(
  expression: string,
  checks: { parsed: Check; policy: Check },
  problems: string[],
): Judgement {
  return {
    expression,
    problems: problems.slice(0, mostProblems),
    ...checks,
    hashes: { name: 'hashes', outcome: 'skipped', reason: 'It was refused.', diagnostics: [] },
  };
}

function told(problems: readonly Problem[], { lines }: Parsed): string[] {
  const diagnostics = problems.slice(0, mostProblems).map(({ start, end, ...words }): Diagnostic => ({
    ...words,
    ...lines.positionOf(start),
    offset: start,
    endOffset: end,
  }));
  return inWords(diagnostics, { lines });
}

/** Says of each hash where it is from: computed of what a URL gave, in doubt, or left to a build. */
function hashesCheck(
  text: string,
  { paired, awaited, doubts }: Fetches,
  unknown: ReadonlyMap<string, string>,
): Check {
  const count = paired.size;
  const urls = [...new Set(paired.values())].join(', ');
  const good =
    count > 0
      ? [`${count === 1 ? 'One hash was' : `${count} hashes were`} computed here from what ${urls} gave`]
      : [];
  const doubted = doubts.size > 0 ? [`not verified: ${[...doubts].slice(0, 5).join('; ')}`] : [];
  const check = (
    outcome: Check['outcome'],
    said: string[],
    diagnostics: Check['diagnostics'] = [],
  ): Check => {
    const reason = said.join('; ');
    return { name: 'hashes', outcome, reason: `${reason[0]!.toUpperCase()}${reason.slice(1)}.`, diagnostics };
  };
  if (unknown.size > 0) {
    const lines = new LineTable(text);
    const words = `${[...unknown.values()].join(', ')} can only be told by a build: the first one stops and prints the right hash after "got:"`;
    return check(
      'failed',
      [...good, ...doubted, words],
      [...unknown].map(([sri, word]) => ({
        rule: 'hash_needs_build',
        message: `${word} is a placeholder${awaited.has(sri) ? ` for the hash of ${awaited.get(sri)}` : ''}.`,
        hint: 'Put the hash here that nix prints after "got:".',
        ...lines.positionOf(Math.max(0, text.indexOf(sri))),
      })),
    );
  }
  if (doubts.size > 0) return check('skipped', [...good, ...doubted]);
  return check('passed', count > 0 ? good : ['it fetches nothing, so it has no hash']);
}
