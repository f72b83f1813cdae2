import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Check } from '../contracts/index.js';
import { fetchSchema, formalsSchema, packageSchema, readFacts, type Facts } from './facts.js';
import { beyondStubs, failed, judgeLimits, passed, skipped, withoutValues } from './judge-run.js';
import type { Limits, NixCall } from './nix-command.js';
import { placeInTrace, readMessages, type Messages, type NixError, type Place } from './read-messages.js';
import type { EndedRun } from './run-limited.js';
import { namesIn, nixpkgsProgram, stubProgram } from './stub-program.js';

/** Runs Nix on the expression in question. */
export type Run = (
  call: Pick<NixCall, 'program' | 'nixpkgs' | 'limits' | 'messages'>,
) => Promise<EndedRun & { directory: string }>;

type Outcome = Omit<Check, 'name'>;

/** Calls the expression with stubs: whether that succeeds, and what it says. */
export async function withStubs(
  expression: string,
  run: Run,
  limits: Limits,
): Promise<{ outcome: Outcome; facts: Facts | null }> {
  const mark = `ai-drv-${randomUUID()}`;
  const names = namesIn(expression);
  const program = stubProgram(names, mark);
  const ended = await run({ program, nixpkgs: null, limits, messages: 'json' });
  const messages = readMessages(ended.stderr, mark, expression);
  const limited = judgeLimits(ended, messages, limits);
  if (limited) return { outcome: limited, facts: null };
  if (messages.error) {
    const { message } = messages.error;
    const unknown = beyondStubs(message, mark, told(messages, 'stub').map(String), new Set(names));
    if (unknown) return { outcome: skipped(unknown), facts: null };
    const place = messages.error.place ?? (await findPlace(run, { program, nixpkgs: null, limits }));
    return {
      outcome: failed('evaluation', clean(messages.error, ended.directory, mark), place),
      facts: null,
    };
  }
  const said = saidSchema.safeParse({
    package: JSON.parse(ended.stdout),
    formals: told(messages, 'formals')[0],
    fetches: told(messages, 'fetch'),
  });
  if (!said.success) {
    const { path, message } = said.error.issues[0]!;
    return { outcome: failed('evaluation', `${path.join('.')}: ${message}.`, null), facts: null };
  }
  const { name, builder } = said.data.package;
  return {
    outcome: passed(`${name} by ${builder}, called with stubs.`),
    facts: readFacts(said.data.package, said.data),
  };
}

/** An attribute of the package, or an argument of a fetcher, may be anything: a number as a name is the expression's mistake. */
const saidSchema = z.object({
  package: packageSchema,
  formals: formalsSchema,
  fetches: z.array(fetchSchema),
});

/** Calls the expression with the packages of a nixpkgs, and asks for its derivation. */
export async function withNixpkgs(
  expression: string,
  run: Run,
  limits: Limits,
  nixpkgs: string,
): Promise<Outcome> {
  const call = { program: nixpkgsProgram, nixpkgs, limits };
  const ended = await run({ ...call, messages: 'json' });
  const messages = readMessages(ended.stderr, 'ai-drv', expression);
  const limited = judgeLimits(ended, messages, limits);
  if (limited) return limited;
  if (!messages.error)
    return passed(`nixpkgs gives ${(JSON.parse(ended.stdout) as { name: string }).name} a derivation.`);
  const place = messages.error.place ?? (await findPlace(run, call));
  return failed(
    'nixpkgs',
    clean(messages.error, ended.directory, 'ai-drv').replaceAll(`${nixpkgs}/`, ''),
    place,
  );
}

function told({ told: all }: Messages, kind: string): unknown[] {
  return all.filter((one) => one.kind === kind).map(({ value }) => value);
}

/** Where an error that Nix places outside of the expression came from in it: a second evaluation, with the whole trace. */
async function findPlace(
  run: Run,
  call: Pick<NixCall, 'program' | 'nixpkgs' | 'limits'>,
): Promise<Place | null> {
  return placeInTrace((await run({ ...call, messages: 'trace' })).stderr);
}

/** Nix's own message, without our mark and the folder that is gone. */
function clean({ message }: NixError, directory: string, mark: string): string {
  return withoutValues(message)
    .replace(/ \((use '--impure' to override|add it using \$NIX_PATH or -I)\)/, '')
    .replace(`${mark} fails `, '')
    .replaceAll(mark, 'ai-drv')
    .replaceAll(`${directory}/`, './')
    .replaceAll(directory, '.')
    .trim();
}
