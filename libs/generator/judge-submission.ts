import { fillSlots, known } from './hash-slots.js';
import { codeOf, interpolated, masked, positionOf } from './nix-code.js';
import { refusedWords } from './refused-words.js';

const maxBytes = 65_536;

// Types, not interfaces: only those are known to be Json.
type HashesCheck = {
  name: 'hashes';
  outcome: 'passed' | 'failed';
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
  const { text, problems, computed, unknown } = fillSlots(`${submitted.trim()}\n`, sriByUrl);
  const judged = (found: string[]): Judgement => ({
    expression: text,
    problems: found,
    hashes: hashesCheck(text, computed, unknown),
  });
  if (shape !== null) return judged([shape]);
  if (problems.length > 0) return judged(problems);
  const parts = codeOf(text);
  if (parts === null)
    return judged(['It does not parse: a string, a comment or a brace is not closed, or closed twice.']);
  const { code, outer } = parts;
  const isFunction = /^\s*(?:[A-Za-z_][\w'-]*\s*@\s*)?\{[\s\S]*?\}\s*(?:@\s*[A-Za-z_][\w'-]*\s*)?:/.test(
    code,
  );
  return judged([
    ...(isFunction ? [] : ['It must be a function of an attribute set: `{ lib, stdenv, fetchurl }: …`.']),
    ...refusedWords(code),
    ...hashProblems(text, code, new Set([...sriByUrl.values(), ...unknown.keys()]), sriByUrl),
    ...urlProblems(text, outer, sriByUrl),
  ]);
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
  const attribute =
    /(?<![\w'-])"?((?:[A-Za-z_][\w-]*)?(?:[hH]ash(?:es)?|sha1|sha256|sha512|md5))"?\s*(?:\?|=(?!=))\s*([^;,}]*)/g;
  for (const { 1: name = '', 2: value = '', index, 0: whole } of code.matchAll(attribute)) {
    const from = index + whole.length - value.length;
    const literal = text.slice(from, from + value.length).trim();
    if (allowed.has(literal.slice(1, -1)) && literal.startsWith('"')) continue;
    if (literal === 'null' && dependencyHash.test(name)) continue;
    problems.add(
      `\`${name} = ${literal.slice(0, 80)}\`: a hash is written as a slot, "@sha256:URL@" or "@unknown:WORD@". ${known(sriByUrl)}`,
    );
  }
  for (const { 0: quoted, index } of text.matchAll(/"(?:\w*[hH]ash(?:es)?|sha\d+|md5|urls?)"\s*=(?!=)/g))
    if (code[index] === '"')
      problems.add(`\`${quoted}\`: write the attribute without quotes, and a hash as a slot.`);
  // Also where no attribute gives it away; hex and nix32 forms are never ours.
  const typed =
    /sha(?:1|256|512)-[A-Za-z0-9+/]{20,}={0,2}|(?<![\w/+-])(?:[0-9a-f]{64}|[0-9abcdf-np-sv-z]{52})(?![\w/+-])/g;
  for (const [hash] of text.matchAll(typed))
    if (!allowed.has(hash))
      problems.add(`The hash ${hash} was not computed here. Write a slot instead. ${known(sriByUrl)}`);
  return [...problems];
}

/** Every `url` must come out as one that was fetched; what it interpolates may be anything. */
function urlProblems(text: string, outer: string, sriByUrl: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  for (const { 1: name = '', 2: value = '', index, 0: whole } of outer.matchAll(
    /(?<![\w'-])(urls?)\s*=(?!=)\s*([^;]*)/g,
  )) {
    const from = index + whole.length - value.length;
    const literal = text.slice(from, from + value.length).trim();
    const shown = `\`${name} = ${literal.slice(0, 200)}\``;
    if (name === 'urls') problems.push(`${shown}: give one \`url\`.`);
    else if (!/^"[^"]*"$/.test(value.trim()))
      problems.push(`${shown}: write the URL as one string in quotes.`);
    else if (![...sriByUrl.keys()].some((url) => patternOf(literal, value.trim()).test(url)))
      problems.push(
        `${shown} is no URL that fetch_source fetched. ${sriByUrl.size > 0 ? `Fetched: ${[...sriByUrl.keys()].join(', ')}.` : 'Fetch it first.'}`,
      );
  }
  return problems;
}

/** What a string literal can come out as: its text, with anything in place of what it interpolates. */
function patternOf(literal: string, outer: string): RegExp {
  let pattern = '';
  for (let at = 1; at < literal.length - 1; at++) {
    if (outer[at] === masked) pattern += literal[at]?.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') ?? '';
    else if (outer[at] === interpolated && outer[at - 1] !== interpolated) pattern += '[^/]+';
  }
  return new RegExp(`^${pattern}$`);
}

function hashesCheck(text: string, computed: Map<string, string>, unknown: Map<string, string>): HashesCheck {
  const count = computed.size;
  const good = `${count === 1 ? 'One hash was' : `${count} hashes were`} computed here from what ${[...computed.values()].join(', ')} gave`;
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
