import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createLanguageModel,
  createModelGenerator,
  type LanguageModelOptions,
  type ModelGeneratorOptions,
  type ModelProfile,
  type StepRecorder,
  shippedProfiles,
} from '../../libs/generator/index.js';
import { createEvaluator } from '../../libs/evaluator/index.js';
import { type SourcesOptions, createSources } from '../../libs/sources/sources.js';
import { memoryRecorder } from './memory-recorder.js';

export const dialects = ['responses', 'chat'] as const;

/** A profile of that dialect at that address: $1 and $5 for a million tokens. */
export function profileAt(
  dialect: ModelProfile['dialect'],
  baseURL: string,
  more: Partial<ModelProfile> = {},
): ModelProfile {
  const shipped = shippedProfiles.find(({ name }) => name === (dialect === 'chat' ? 'gemini' : 'openai'))!;
  const price = { input: 1_000_000, cachedInput: 100_000, output: 5_000_000 };
  return { ...shipped, name: `${dialect}-test`, baseURL, price, maxOutputTokens: 8_192, ...more };
}

interface Run {
  profile: ModelProfile;
  prompt?: string;
  capMicros?: number;
  recorder?: StepRecorder;
  call?: Partial<LanguageModelOptions>;
  limits?: ModelGeneratorOptions['limits'];
}

/** As on a machine without Nix: what an evaluation says depends on the machine. */
const noNix = createEvaluator({ searchPath: '', nixpkgs: null, atOnce: 0 });

/** Runs generations as a fresh process each; only the folder of downloads is shared. `close` deletes it. */
export async function modelRuns(registries: SourcesOptions['registries'] = {}) {
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'ai-drv-model-'));
  return {
    run: async ({ profile, prompt = 'package hello', capMicros = 200_000, recorder, call, limits }: Run) =>
      createModelGenerator({
        model: createLanguageModel(profile, { apiKey: 'test-key', ...call }),
        profile,
        sources: createSources({ cacheDirectory, allowPrivate: true, registries }),
        evaluator: await noNix,
        ...(limits && { limits }),
      }).run(
        { prompt, model: profile.name, organizationId: 'org', capMicros, safetyIdentifier: 'hmac-of-org' },
        recorder ?? memoryRecorder(),
      ),
    close: () => rm(cacheDirectory, { recursive: true }),
  };
}
