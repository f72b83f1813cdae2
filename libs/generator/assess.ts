import type { Evaluation, Evaluator, Facts } from '../evaluator/index.js';
import type { Check } from './generator.js';
import { judgeSubmission } from './judge-submission.js';
import type { KnownSource } from './known-source.js';
import { readExpression } from './read-expression.js';

/** An expression that was handed in, with everything that is known of it. A type, not an interface: it is stored as JSON. */
export type Assessment = {
  /** What is served: slots filled, one newline at the end. */
  expression: string;
  /** Why it is not accepted, each in words with its place; empty when it is. */
  problems: string[];
  checks: Check[];
};

const notEvaluated = 'It was refused before.';
const built: Check = {
  name: 'built',
  outcome: 'skipped',
  reason: 'Only your own machine builds it.',
  diagnostics: [],
};

interface Assessing {
  evaluator: Evaluator;
  signal: AbortSignal;
  /** Fakes that stand in the text already, by what they stand for. */
  fakes?: ReadonlyMap<string, string>;
}

/** All checks of an expression that was made here. What one check refuses, the later ones do not look at. */
export async function assess(
  submitted: string,
  sources: readonly KnownSource[],
  { evaluator, signal, fakes }: Assessing,
): Promise<Assessment> {
  const { expression, problems, parsed, policy, hashes } = judgeSubmission(submitted, sources, fakes);
  if (problems.length > 0)
    return { expression, problems, checks: [parsed, policy, ...skipped(notEvaluated), hashes, built] };
  const { evaluated, evaluatedNixpkgs, facts } = await evaluator.evaluate(expression, signal);
  const stray = facts ? strayFetch(facts, sources, hashes) : null;
  return {
    expression,
    problems: [...inWords(evaluated), ...inWords(evaluatedNixpkgs), ...(stray ? [stray] : [])],
    checks: [
      parsed,
      policy,
      evaluated,
      evaluatedNixpkgs,
      facts && !stray ? confirmed(hashes, facts) : hashes,
      built,
    ],
  };
}

/** The checks of an expression that somebody else wrote: nothing is fetched for it. */
export async function checkExpression(
  text: string,
  evaluator: Evaluator,
  signal?: AbortSignal,
): Promise<Check[]> {
  const { checks, problems } = readExpression(text);
  const { evaluated, evaluatedNixpkgs } =
    problems.length > 0 ? refusedEvaluation() : await evaluator.evaluate(text, signal);
  const hashes: Check = {
    name: 'hashes',
    outcome: 'skipped',
    reason: 'Sources are fetched and hashed only for expressions that are made here.',
    diagnostics: [],
  };
  return [checks.parsed, checks.policy, evaluated, evaluatedNixpkgs, hashes, built];
}

function refusedEvaluation(): Pick<Evaluation, 'evaluated' | 'evaluatedNixpkgs'> {
  const [evaluated, evaluatedNixpkgs] = skipped(notEvaluated);
  return { evaluated, evaluatedNixpkgs };
}

function skipped(reason: string): [Check, Check] {
  return [
    { name: 'evaluated', outcome: 'skipped', reason, diagnostics: [] },
    { name: 'evaluated-nixpkgs', outcome: 'skipped', reason, diagnostics: [] },
  ];
}

function inWords({ name, outcome, diagnostics }: Check): string[] {
  return outcome === 'failed'
    ? diagnostics.map(
        ({ message, hint, line, column }) =>
          `[${name}] error: ${message}\n  at expression:${line}:${column}${hint === '' ? '' : `\n  hint: ${hint}`}`,
      )
    : [];
}

/** A fetch that the tree did not show, with a hash that is not ours. */
function strayFetch({ fetches }: Facts, sources: readonly KnownSource[], hashes: Check): string | null {
  const ours = new Set(sources.flatMap(({ flat, nar }) => (nar === null ? [flat] : [flat, nar])));
  const allowed = hashes.diagnostics.length > 0;
  const stray = fetches.find(({ hash }) => hash === null || (!ours.has(hash) && !allowed));
  if (!stray) return null;
  return `[hashes] error: when it is called it fetches ${stray.urls[0] ?? stray.name} by \`${stray.fetcher}\` with ${stray.hash === null ? 'no hash' : `the hash ${stray.hash}`}, which was not computed here\n  hint: write each call of a fetcher out, with the slot of what it fetches`;
}

/** What the tree left in doubt, evaluation may show: each URL as it came out, beside its hash. */
function confirmed(hashes: Check, { fetches }: Facts): Check {
  if (hashes.outcome !== 'skipped' || fetches.length === 0) return hashes;
  const urls = fetches.map(({ urls: [url], name }) => url ?? name);
  return {
    ...hashes,
    outcome: 'passed',
    reason: `As evaluated, it fetches ${urls.join(', ')} with hashes that were computed here.`,
  };
}
