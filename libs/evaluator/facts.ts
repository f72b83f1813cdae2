import { z } from 'zod';

const plain = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** A call of a fetcher, as `trace` told it. */
export const fetchSchema = z.object({
  /** As it was called: fetchurl, fetchFromGitHub, rustPlatform.fetchCargoVendor, … */
  fetcher: z.string(),
  /** Interpolated; of fetchFromGitHub and its like what it downloads. Empty where that follows from other arguments. */
  urls: z.array(z.string()),
  name: z.string(),
  /** All arguments that are text, numbers, flags or lists of texts: owner, repo, rev, tag, hash, … */
  arguments: z.record(z.string(), plain),
  /** Line of the expression; null where this version of Nix does not tell. */
  line: z.int().nullable(),
});

/** What the evaluation's result tells of the package. */
export const packageSchema = z.object({
  /** stdenv.mkDerivation, buildGoModule, python3Packages.buildPythonApplication, … */
  builder: z.string(),
  name: z.string(),
  pname: z.string(),
  version: z.string(),
  outputs: z.array(z.string()),
  /** Names of what stands in nativeBuildInputs, buildInputs, dependencies and so on; hooks (cmake, meson) among them. */
  inputs: z.record(z.string(), z.array(z.string())),
  /** vendorHash, cargoHash, npmDepsHash, … */
  hashes: z.record(z.string(), plain),
  /** The fetcher that gave `src`. */
  source: z.string().nullable(),
  meta: z.object({
    description: z.string().optional(),
    homepage: z.string().optional(),
    changelog: z.string().optional(),
    downloadPage: z.string().optional(),
    mainProgram: z.string().optional(),
    /** Names in lib.licenses. */
    license: z.array(z.string()),
  }),
});

export const formalsSchema = z.record(z.string(), z.boolean());

/** A call of a fetcher, and the hash it was given; null: none, or none in the usual arguments. */
export interface Fetch extends z.infer<typeof fetchSchema> {
  hash: string | null;
}

/**
 * What an expression says when it is called: on x86_64-linux, with packages that only record. An expression that wants to
 * can behave otherwise with real packages; so these are facts to check honest ones by, and no proof.
 */
export interface Facts extends z.infer<typeof packageSchema> {
  formals: { required: string[]; optional: string[] };
  fetches: Fetch[];
}

const hashArguments = ['hash', 'sha256', 'sha512', 'sha1', 'outputHash'];

/** Puts together what was told during an evaluation, with equal calls of a fetcher once. */
export function readFacts(
  result: z.infer<typeof packageSchema>,
  told: { formals: z.infer<typeof formalsSchema>; fetches: z.infer<typeof fetchSchema>[] },
): Facts {
  const names = Object.keys(told.formals);
  const once = new Map(told.fetches.map((fetch) => [JSON.stringify(fetch), fetch]));
  return {
    ...result,
    formals: {
      required: names.filter((name) => !told.formals[name]),
      optional: names.filter((name) => told.formals[name]),
    },
    fetches: [...once.values()].map((fetch) => ({ ...fetch, hash: hashOf(fetch.arguments) })),
  };
}

function hashOf(given: Record<string, unknown>): string | null {
  const found = hashArguments
    .map((name) => given[name])
    .find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : null;
}
