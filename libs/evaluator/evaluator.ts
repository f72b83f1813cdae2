import type { Check } from '../contracts/index.js';
import { withNixpkgs, withStubs, type Run } from './evaluate-expression.js';
import type { Facts } from './facts.js';
import { findNix, nixpkgsMistake, type FoundNix } from './find-nix.js';
import { skipped } from './judge-run.js';
import { callNix, type Limits } from './nix-command.js';
import { createSlots } from './slots.js';

export interface EvaluatorOptions {
  /** PATH: where nix-instantiate and unshare are looked for. */
  searchPath: string;
  /** A folder with a nixpkgs, absolute; null: expressions are evaluated with stubs only. */
  nixpkgs: string | null;
  /** How many evaluations run at once; 0: none, ever. */
  atOnce: number;
  /** How many wait for their turn; further ones are skipped. */
  waitingAtMost?: number;
  limits?: { stubs?: Partial<Limits>; nixpkgs?: Partial<Limits> };
}

/** What is known of one expression: two checks, and what it says when it is called with stubs (null: it does not get that far). */
export interface Evaluation {
  evaluated: Check;
  evaluatedNixpkgs: Check;
  facts: Facts | null;
}

/** The nix command line under limits. */
export interface Evaluator {
  /** For operators; says nothing about the machine beyond it. */
  state: {
    /** nix-instantiate is there, and runs under the limits. */
    found: boolean;
    /** Of Nix; null: none was found. */
    version: string | null;
    /** Whether each evaluation has a network (one without any interface) and a view of processes of its own. */
    namespaces: boolean;
    /** Whether there is a nixpkgs to evaluate with. */
    nixpkgs: boolean;
  };
  /** The same as the end of a sentence, for the console: "Expressions are …". */
  about: string;
  /** @throws the signal's reason when that aborts; whatever the expression is or does, it throws nothing else */
  evaluate(expression: string, signal?: AbortSignal): Promise<Evaluation>;
}

// By the clock thrice as long: on a busy machine processor time comes slowly.
const stubLimits: Limits = { wallMs: 15_000, cpuSeconds: 5, memoryBytes: 1024 ** 3 };
const nixpkgsLimits: Limits = { wallMs: 90_000, cpuSeconds: 30, memoryBytes: 2 * 1024 ** 3 };

/** An argument of a program may have 128 KiB on Linux; the policy allows half of that. */
const maximumBytes = 64 * 1024;

/** Looks for Nix, tries once how far it can be confined here, and gives what evaluates with it. */
export async function createEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  const nix: FoundNix =
    options.atOnce === 0
      ? { program: null, version: null, confinement: null, reason: 'AI_DRV_EVALUATIONS is 0' }
      : await findNix(options.searchPath);
  const enter = createSlots(options.atOnce, options.waitingAtMost ?? 50);
  const mistake = options.nixpkgs === null ? null : nixpkgsMistake(options.nixpkgs);
  const limits = {
    stubs: { ...stubLimits, ...options.limits?.stubs },
    nixpkgs: { ...nixpkgsLimits, ...options.limits?.nixpkgs },
  };

  const inTurn = async (expression: string, signal: AbortSignal | undefined): Promise<Evaluation> => {
    const run: Run = (call) => callNix(nix.program!, nix.confinement, { ...call, expression, signal });
    const { outcome, facts } = await withStubs(expression, run, limits.stubs);
    const real =
      options.nixpkgs === null
        ? skipped('No nixpkgs is set (AI_DRV_NIXPKGS).')
        : mistake !== null
          ? skipped(`${mistake}.`)
          : outcome.diagnostics[0]?.rule === 'limits'
            ? skipped('The evaluation with stubs reached a limit.')
            : await withNixpkgs(expression, run, limits.nixpkgs, options.nixpkgs);
    return {
      evaluated: { name: 'evaluated', ...outcome },
      evaluatedNixpkgs: { name: 'evaluated-nixpkgs', ...real },
      facts,
    };
  };

  return {
    state: {
      found: nix.program !== null,
      version: nix.version,
      namespaces: nix.confinement !== null,
      nixpkgs: nix.program !== null && options.nixpkgs !== null && mistake === null,
    },
    about: describe(nix, options, mistake),
    evaluate: async (expression, signal) => {
      const none = reasonForNone(nix, expression);
      if (none !== null) return nothing(none);
      const leave = await enter(signal);
      if (!leave) return nothing('Too many evaluations are waiting.');
      try {
        return await inTurn(expression, signal);
      } catch (error) {
        signal?.throwIfAborted();
        // No memory for another process, no room for its folder: the machine's trouble, not the expression's.
        return nothing(`Nix could not be started (${(error as Error).message}).`);
      } finally {
        leave();
      }
    },
  };
}

function reasonForNone(nix: FoundNix, expression: string): string | null {
  if (nix.program === null) return `Expressions are not evaluated here: ${nix.reason}.`;
  if (Buffer.byteLength(expression) > maximumBytes) return 'The expression is longer than 64 KiB.';
  // No program can be given it as an argument; to Nix it would be a mistake anyway.
  return expression.includes('\0') ? 'The expression has a NUL character.' : null;
}

function nothing(reason: string): Evaluation {
  return {
    evaluated: { name: 'evaluated', ...skipped(reason) },
    evaluatedNixpkgs: { name: 'evaluated-nixpkgs', ...skipped(reason) },
    facts: null,
  };
}

function describe(nix: FoundNix, { nixpkgs }: EvaluatorOptions, mistake: string | null): string {
  if (nix.program === null) return `not evaluated (${nix.reason})`;
  return [
    `evaluated by Nix ${nix.version ?? '(unknown version)'}`,
    nix.confinement
      ? 'in namespaces without a network'
      : 'without namespaces of their own (unshare is not permitted here)',
    nixpkgs === null
      ? 'with stubs only (AI_DRV_NIXPKGS is not set)'
      : (mistake ?? `with stubs and with ${nixpkgs}`),
  ].join(', ');
}
