import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../../libs/config/index.js';
import { resolveModels } from './resolve-models.js';

const key = 'sk-only-for-tests';
const resolve = (environment: Record<string, string>) => resolveModels(loadConfig(environment));
const names = (environment: Record<string, string>) => resolve(environment).profiles.map(({ name }) => name);

function mistakes(environment: Record<string, string>): string[] {
  try {
    resolve(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  throw new Error('no mistake was found');
}

function withFile<T>(models: object[], use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-models-'));
  try {
    const path = join(folder, 'models.json');
    writeFileSync(path, JSON.stringify({ models }));
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the default model', () => {
  it('is the packager where nothing is set, and OpenAI where its key is', () => {
    expect(resolve({})).toEqual({ defaultName: 'packager', profiles: [] });
    expect(resolve({ OPENAI_API_KEY: key }).defaultName).toBe('openai');
  });

  it('is the packager when that is asked for, with the models of the keys beside it', () => {
    expect(resolve({ OPENAI_API_KEY: key, AI_DRV_MODEL: 'packager' }).defaultName).toBe('packager');
    expect(names({ OPENAI_API_KEY: key, AI_DRV_MODEL: 'packager' })).toEqual(['openai']);
  });

  it("is a profile by name, also one of a server on one's own machine", () => {
    expect(names({ AI_DRV_MODEL: 'ollama' })).toEqual(['ollama']);
    expect(names({ GEMINI_API_KEY: key, AI_DRV_MODEL: 'gemini', OPENAI_API_KEY: key })).toEqual([
      'gemini',
      'openai',
    ]);
  });

  it("is a provider's own model id, at OpenAI with an unknown price", () => {
    const [profile] = resolve({ OPENAI_API_KEY: key, AI_DRV_MODEL: 'gpt-next' }).profiles;
    expect(profile).toMatchObject({
      name: 'gpt-next',
      model: 'gpt-next',
      dialect: 'responses',
      price: null,
      keySetting: 'OPENAI_API_KEY',
    });
  });

  it('is a model id at OPENAI_BASE_URL, by Chat Completions, without a key where there is none', () => {
    const environment = { OPENAI_BASE_URL: 'http://localhost:9999/v1/', AI_DRV_MODEL: 'Qwen/Qwen3:8b' };
    const [profile] = resolve(environment).profiles;
    expect(profile).toMatchObject({
      name: 'qwen-qwen3-8b',
      model: 'Qwen/Qwen3:8b',
      baseURL: 'http://localhost:9999/v1',
      dialect: 'chat',
      keySetting: null,
    });
    expect(Object.values(profile!.price!)).toEqual([0, 0, 0]);
    expect(
      resolve({ ...environment, OPENAI_BASE_URL: 'https://llm.example.org/v1' }).profiles[0]!.price,
    ).toBeNull();
    expect(resolve({ ...environment, AI_DRV_DIALECT: 'responses' }).profiles[0]!.dialect).toBe('responses');
  });
});

describe('which models may be named', () => {
  it("leaves out servers on one's own machine that nobody configured: callers must not make us knock there", () => {
    expect(names({ OPENAI_API_KEY: key })).toEqual(['openai']);
  });

  it('takes those of the models file, with a key of any name', () => {
    withFile(
      [
        {
          name: 'house',
          extends: 'vllm',
          baseURL: 'http://10.0.0.5/v1',
          model: 'm',
          keySetting: 'HOUSE_API_KEY',
        },
      ],
      (path) => {
        expect(names({ AI_DRV_MODELS_FILE: path, HOUSE_API_KEY: key })).toEqual(['house']);
        expect(mistakes({ AI_DRV_MODELS_FILE: path })).toEqual([
          'HOUSE_API_KEY is required by the model "house"',
        ]);
      },
    );
  });
});

describe('a wrong configuration', () => {
  it.each<[Record<string, string>, RegExp]>([
    [{ AI_DRV_MODEL: 'openai' }, /OPENAI_API_KEY is required by the model "openai"/],
    [{ AI_DRV_MODEL: 'gpt-next' }, /OPENAI_API_KEY is required/],
    [{ OPENAI_BASE_URL: 'https://llm.example.org/v1' }, /AI_DRV_MODEL is missing/],
    [{ AI_DRV_MODEL: 'ollama', AI_DRV_DIALECT: 'responses' }, /OPENAI_API_KEY is required/],
  ])('%j is named', (environment, sentence) => {
    expect(mistakes(environment)[0]).toMatch(sentence);
  });

  it('of the models file is named with each mistake', () => {
    withFile([{ name: 'a' }, { name: 'b', extends: 'nobody' }], (path) => {
      expect(mistakes({ AI_DRV_MODELS_FILE: path }).length).toBeGreaterThan(1);
      expect(
        mistakes({ AI_DRV_MODELS_FILE: path }).every((mistake) => mistake.startsWith('AI_DRV_MODELS_FILE: ')),
      ).toBe(true);
    });
  });
});
