import { fillSlots, known, maxProblems } from './hash-slots.js';
import { type Fetches, readFetches } from './judge-submission-fetches.js';
import { type NixToken, codeOf, positionOf } from './nix-code.js';
import { refusedWords } from './refused-words.js';

const maxBytes = 65_536;

// Types, not interfaces: only those are known to be Json.
type HashesCheck = {
  name: 'hashes';
  outcome: 'passed' | 'failed' | 'skipped';
  reason: string;
  diagnostics: { rule: string; message: string; hint: string; line: number; column: number }[];
};

export type Judgement = {
  /** What is served: slots filled, one newline at the end. */
  expression: string;
  /** Why it is not accepted, each a sentence for the model; empty when it is. */
  problems: string[];
  hashes: HashesCheck;
};

/**
 * Accepts an expression if all its hashes were computed here from what its URLs gave, or are fakes that say so.
 * @param sriByUrl what fetch_source fetched in this conversation
 */
export function judgeSubmission(submitted: string, sriByUrl: ReadonlyMap<string, string>): Judgement {
  const shape = shapeProblem(submitted);
  const refused = (problems: string[], expression = ''): Judgement => ({
    expression,
    problems: problems.slice(0, maxProblems),
    hashes: { name: 'hashes', outcome: 'skipped', reason: 'It was refused.', diagnostics: [] },
  });
  if (shape !== null) return refused([shape]);
  const { text, problems, unknown } = fillSlots(`${submitted.trim()}\n`, sriByUrl);
  if (problems.length > 0) return refused(problems, text);
  const parts = codeOf(text);
  if (parts === null || isBroken(parts.tokens))
    return refused(
      [
        'It does not parse: a string, a comment or a bracket is not closed or closed twice, a value is missing, or a URL stands without quotes (write a space after the colon of a function).',
      ],
      text,
    );
  const { code, tokens } = parts;
  const fetches = readFetches(text, tokens, sriByUrl, unknown);
  const found = [
    ...(bodyOf(tokens) > 0
      ? []
      : ['It must be a function of an attribute set: `{ lib, stdenv, fetchurl }: …`.']),
    ...refusedWords(text, parts),
    ...hashProblems(text, code, new Set([...sriByUrl.values(), ...unknown.keys()]), sriByUrl),
    ...fetches.problems,
  ];
  if (found.length > 0) return refused(found, text);
  return { expression: text, problems: [], hashes: hashesCheck(text, fetches, unknown) };
}

/** The first token of the body of a function of an attribute set; 0 when it is no such function. */
function bodyOf(tokens: readonly NixToken[]): number {
  const at = (index: number) => tokens[index]?.text;
  const open = at(1) === '@' ? 2 : 0;
  if (at(open) !== '{') return 0;
  const after = (tokens[open]?.mate ?? -1) + 1;
  const colon = at(after) === '@' ? after + 2 : after;
  return at(colon) === ':' ? colon + 1 : 0;
}

/** What no Nix text holds: a function without a body, and signs that a value must stand between. */
function isBroken(tokens: readonly NixToken[]): boolean {
  const body = bodyOf(tokens);
  return (
    (body > 0 && body >= tokens.length) ||
    /^[=;,.:]$/.test(tokens.at(-1)?.text ?? '') ||
    tokens.some(({ text }, index) => {
      const before = tokens[index - 1]?.text ?? '';
      return (before === '=' && /^[=;)\]}]$/.test(text)) || (/^[=;]$/.test(text) && /^[{([;]$/.test(before));
    })
  );
}

function shapeProblem(text: string): string | null {
  if (text.trim() === '') return 'The expression is empty.';
  if (Buffer.byteLength(text) > maxBytes) return 'The expression is larger than 64 KiB.';
  // Postgres stores no NUL, and a lone surrogate has no UTF-8.
  if (text.includes('\0') || !text.isWellFormed())
    return 'The expression holds a NUL character or broken Unicode.';
  return null;
}

const dependencyHash = /^(?!hash$|sha)\w*[hH]ash$/;

function hashProblems(
  text: string,
  code: string,
  allowed: ReadonlySet<string>,
  sriByUrl: ReadonlyMap<string, string>,
): string[] {
  const problems = new Set<string>();
  const problem = (message: string) => {
    if (problems.size < maxProblems) problems.add(message);
  };
  const slots = known(sriByUrl);
  const attribute =
    /(?<![\w'-])"?((?:[A-Za-z_][\w-]*)?(?:[hH]ash(?:es)?|sha1|sha256|sha512|md5))"?\s*(?:\?|=(?!=))\s*([^;,}]*)/g;
  for (const { 1: name = '', 2: value = '', index, 0: whole } of code.matchAll(attribute)) {
    const from = index + whole.length - value.length;
    const literal = text.slice(from, from + value.length).trim();
    if (allowed.has(literal.slice(1, -1)) && literal.startsWith('"')) continue;
    if (literal === 'null' && dependencyHash.test(name)) continue;
    problem(
      `\`${name.slice(0, 100)} = ${literal.slice(0, 80)}\`: a hash is written as a slot, "@sha256:URL@" or "@unknown:WORD@". ${slots}`,
    );
  }
  // Also where no attribute gives it away; hex and nix32 forms are never ours.
  const typed =
    /sha(?:1|256|512)-[A-Za-z0-9+/]{20,}={0,2}|(?<![\w/+-])(?:[0-9a-f]{64}|[0-9abcdf-np-sv-z]{52})(?![\w/+-])/g;
  for (const [hash] of text.matchAll(typed))
    if (!allowed.has(hash))
      problem(`The hash ${hash.slice(0, 100)} was not computed here. Write a slot instead. ${slots}`);
  return [...problems];
}

function hashesCheck(
  text: string,
  { paired, unverified }: Fetches,
  unknown: Map<string, string>,
): HashesCheck {
  const count = paired.size;
  const good = `${count === 1 ? 'One hash was' : `${count} hashes were`} computed here from what ${[...paired.values()].join(', ')} gave`;
  if (unknown.size === 0 && unverified !== null)
    return { name: 'hashes', outcome: 'skipped', reason: `Not verified: ${unverified}.`, diagnostics: [] };
  if (unknown.size === 0) {
    const reason = count > 0 ? `${good}.` : 'It fetches nothing, so it has no hash.';
    return { name: 'hashes', outcome: 'passed', reason, diagnostics: [] };
  }
  return {
    name: 'hashes',
    outcome: 'failed',
    reason: `${count > 0 ? `${good}; ` : ''}${[...unknown.values()].join(', ')} can only be told by a build: the first one stops and prints the right hash after "got:".`,
    diagnostics: [...unknown].map(([sri, word]) => ({
      rule: 'hash_needs_build',
      message: `${word} is a placeholder.`,
      hint: 'Put the hash here that nix prints after "got:".',
      ...positionOf(text, text.indexOf(sri)),
    })),
  };
}
