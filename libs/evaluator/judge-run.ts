import type { Check } from '../contracts/index.js';
import type { Limits } from './nix-command.js';
import type { Messages, Place } from './read-messages.js';
import type { EndedRun } from './run-limited.js';

type Outcome = Omit<Check, 'name'>;
type Diagnostic = Check['diagnostics'][number];

export const passed = (reason: string): Outcome => ({ outcome: 'passed', reason, diagnostics: [] });
export const skipped = (reason: string): Outcome => ({ outcome: 'skipped', reason, diagnostics: [] });

/** @param place null: of the expression as a whole */
export function failed(rule: string, message: string, place: Place | null): Outcome {
  const diagnostic: Diagnostic = {
    rule,
    message,
    hint: hintFor(message),
    line: place?.line ?? 1,
    column: place?.column ?? 1,
  };
  return { outcome: 'failed', reason: message.split('\n')[0]!, diagnostics: [diagnostic] };
}

/** What a limit ended; null: none did. */
export function judgeLimits(ended: EndedRun, { error, rest }: Messages, limits: Limits): Outcome | null {
  const memory = `The evaluation needed more than ${Math.round(limits.memoryBytes / 1024 ** 2)} MiB of memory.`;
  if (ended.killed === 'output') return failed('limits', 'The evaluation wrote more than 4 MiB.', null);
  // The clock runs for other programs too; time of the processor was still left, so it is nobody's mistake.
  if (ended.killed === 'time')
    return skipped(`It did not end within ${limits.wallMs / 1000} s; this machine has too much to do.`);
  if (ended.code === 0) return null;
  if (/out of memory|bad_alloc/i.test(error?.message ?? '')) return failed('limits', memory, null);
  if (error) return null;
  return /out of memory|bad_alloc|failed to expand heap/i.test(rest)
    ? failed('limits', memory, null)
    : failed('limits', `The evaluation needed more than ${limits.cpuSeconds} s of processor time.`, null);
}

/**
 * What the stubs cannot know, as a reason to skip; null: the expression's own mistake.
 * @param stubs the unknown packages that were used before it
 */
export function beyondStubs(
  message: string,
  mark: string,
  stubs: string[],
  names: Set<string>,
): string | null {
  const unknown = unknownTo(message, mark);
  if (unknown)
    return `It uses ${unknown}, which the stubs do not know: only an evaluation with nixpkgs can tell.`;
  if (/called with unexpected argument|called without required argument/.test(message)) return null;
  const missing = /^attribute '(.*)' missing/.exec(message)?.[1];
  const dynamic = missing !== undefined && !names.has(missing);
  const set = /\b(is a set while|cannot coerce a set|value is a set|but found a set)\b/.test(message);
  if (!(dynamic || set) || stubs.length === 0) return null;
  return `What ${[...new Set(stubs)].join(', ')} is, the stubs do not know: only an evaluation with nixpkgs can tell (${withoutValues(message)}).`;
}

/** A message without the attribute sets that newer versions of Nix show in it: they are stubs, and say nothing. */
export const withoutValues = (message: string): string => message.replaceAll(/: \{ [^\n]*«[^\n]*\}/g, '');

function unknownTo(message: string, mark: string): string | null {
  const found = message.indexOf(`${mark} unknown `);
  return found < 0 ? null : message.slice(found + `${mark} unknown `.length).split('\n')[0]!;
}

const hints: [RegExp, string][] = [
  [/^undefined variable/, 'Add it to the arguments at the top of the expression, or correct its name.'],
  [/^attribute '.*' missing/, 'Nothing of that name is there: correct the name, or define it.'],
  [
    /infinite recursion|stack overflow/,
    'Something refers to itself. To use attributes of the package within it, write mkDerivation (finalAttrs: { … }) and finalAttrs.version.',
  ],
  [
    /access to (absolute )?(path|URI)|pure eval|restricted mode|cannot look up '<|is not valid$/,
    'Files, the environment and the network cannot be read while an expression is evaluated. Download with a fetcher of nixpkgs and a hash.',
  ],
  [
    /called without required argument/,
    'nixpkgs has no package of that name: correct it, or take it from the set that has it (python3Packages, …).',
  ],
  [/^The evaluation (needed|wrote)/, 'Make the expression do less: a package needs no loops.'],
];

function hintFor(message: string): string {
  return hints.find(([pattern]) => pattern.test(message))?.[1] ?? '';
}
