// npm run bench -- parser: our parser and scope check against `nix-instantiate --parse`, on real files and on mutations.
import { writeFileSync } from 'node:fs';
import { checkScope, type Diagnostic, parse } from '../../libs/nix-lang/index.js';
import { parseWithNix } from '../../test/support/nix-parse.js';
import { corpus, type RealFile } from './corpus.js';
import { mutate } from './mutations.js';
import { Random } from './random.js';

interface Options {
  folder: string;
  mutations: number;
  seed: number;
  /** Where each disagreement is written with its text. */
  report: string | null;
}

interface Tried {
  name: string;
  text: string;
  bytes: string | Uint8Array;
}

interface Row {
  what: string;
  count: number;
  accepted: number;
  disagreements: { name: string; text: string; ours: string; theirs: string }[];
  refusedByBoth: number;
  sameLine: number;
  otherLines: { name: string; ours: string; theirs: string }[];
}

export async function benchParser({ folder, mutations, seed, report }: Options): Promise<void> {
  const files = corpus(folder);
  const random = new Random(seed);
  const good = files.filter(({ text }) => text.length > 0 && text.length < 20_000 && !text.includes('\0'));
  const mutated = Array.from({ length: mutations }, (_, index): Tried => {
    const file = random.of(good);
    const text = mutate(file.text, random);
    return { name: `mutation ${index} of ${file.name}`, text, bytes: text };
  });
  const rows = [
    await compare("language tests of Nix's source", files.filter(isLanguageTest)),
    await compare(
      'other real files',
      files.filter((file) => !isLanguageTest(file)),
    ),
    await compare(`mutations, seed ${seed}`, mutated),
  ];
  print(rows);
  printSpeed(files);
  if (report !== null) writeFileSync(report, JSON.stringify(rows, null, 2));
}

const isLanguageTest = (file: RealFile): boolean => file.languageTest;

async function compare(what: string, tried: readonly Tried[]): Promise<Row> {
  const verdicts = await parseWithNix(tried.map(({ bytes }) => bytes));
  const row: Row = {
    what,
    count: tried.length,
    accepted: verdicts.filter(({ accepted }) => accepted).length,
    disagreements: [],
    refusedByBoth: 0,
    sameLine: 0,
    otherLines: [],
  };
  for (const [index, { name, text }] of tried.entries()) {
    const { accepted, line, message } = verdicts[index]!;
    const mistake = firstMistake(text);
    const ours = mistake === null ? 'accepted' : `line ${mistake.line}: ${mistake.message}`;
    const theirs = accepted ? 'accepted' : `line ${line}: ${message}`;
    if (accepted !== (mistake === null)) row.disagreements.push({ name, text, ours, theirs });
    else if (mistake !== null) {
      row.refusedByBoth++;
      if (mistake.line === line) row.sameLine++;
      else row.otherLines.push({ name, ours, theirs });
    }
  }
  return row;
}

function firstMistake(text: string): Diagnostic | null {
  const parsed = parse(text);
  return (parsed.ok ? checkScope(parsed)[0] : parsed.diagnostics[0]) ?? null;
}

function print(rows: readonly Row[]): void {
  const percent = (part: number, whole: number): string =>
    `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
  console.log('| what | texts | Nix accepts | agreement | same line of the error |\n|---|---|---|---|---|');
  for (const row of rows) {
    const { count, accepted, disagreements, refusedByBoth, sameLine } = row;
    const agreement = `${percent(count - disagreements.length, count)} (${disagreements.length} differ)`;
    const lines = `${percent(sameLine, refusedByBoth)} of ${refusedByBoth}`;
    console.log(`| ${row.what} | ${count} | ${percent(accepted, count)} | ${agreement} | ${lines} |`);
  }
  for (const { disagreements } of rows)
    for (const { name, ours, theirs } of disagreements)
      console.log(`\n${name}\n  ours: ${ours}\n  Nix:  ${theirs}`);
}

/** Ten megabytes made of the real files that parse, as the elements of one list. */
function printSpeed(files: readonly RealFile[]): void {
  const parts = files.filter(({ text }) => parse(text).ok).map(({ text }) => `(${text}\n)`);
  let text = '[';
  for (let at = 0; text.length < 10_000_000; at++) text += parts[at % parts.length];
  const start = performance.now();
  const parsed = parse(`${text}]`);
  const parseMs = performance.now() - start;
  if (!parsed.ok) throw new Error(`the list of real files: ${parsed.diagnostics[0].message}`);
  checkScope(parsed);
  const allMs = performance.now() - start;
  console.log(
    `\n10 MB of real code: parsed in ${Math.round(parseMs)} ms, with scope in ${Math.round(allMs)} ms`,
  );
}
