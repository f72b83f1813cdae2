import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../../libs/config/index.js';
import { modelMistakes, resolveModels } from './resolve-models.js';

const key = 'sk-only-for-tests';
const resolve = (environment: Record<string, string>) => resolveModels(loadConfig(environment).model);
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

describe('a key', () => {
  it('of the server at OPENAI_BASE_URL is never sent to OpenAI: its profile is not there', () => {
    const environment = {
      OPENAI_BASE_URL: 'https://llm.example.org/v1',
      OPENAI_API_KEY: key,
      AI_DRV_MODEL: 'm',
    };
    expect(resolve(environment).profiles.map(({ name, baseURL }) => [name, new URL(baseURL).host])).toEqual([
      ['m', 'llm.example.org'],
    ]);
  });
});

describe("a server of one's own", () => {
  it.each([
    'http://localhost:1/v1',
    'http://127.0.0.1/v1',
    'http://10.1.2.3/v1',
    'http://host.docker.internal:11434/v1',
  ])('is free: %s', (url) => {
    expect(resolve({ OPENAI_BASE_URL: url, AI_DRV_MODEL: 'm' }).profiles[0]!.price).toEqual({
      input: 0,
      cachedInput: 0,
      output: 0,
    });
  });

  it.each([
    'http://localhost.evil.example/v1',
    'https://127.0.0.1.evil.example/v1',
    'https://api.groq.com/openai/v1',
  ])('is not one elsewhere: %s', (url) => {
    expect(resolve({ OPENAI_BASE_URL: url, AI_DRV_MODEL: 'm' }).profiles[0]!.price).toBeNull();
    withFile([{ name: 'x', extends: 'ollama', baseURL: url, keySetting: 'X_API_KEY' }], (path) => {
      expect(mistakes({ AI_DRV_MODELS_FILE: path, X_API_KEY: key })[0]).toMatch(/price: must be/);
    });
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
          price: null,
        },
      ],
      (path) => {
        expect(names({ AI_DRV_MODELS_FILE: path, HOUSE_API_KEY: key })).toEqual(['house']);
        expect(mistakes({ AI_DRV_MODELS_FILE: path })).toEqual([
          'HOUSE_API_KEY (or a readable HOUSE_API_KEY_FILE) is required by the model "house"',
        ]);
      },
    );
  });
});

describe('a wrong configuration', () => {
  it.each<[Record<string, string>, RegExp]>([
    [{ AI_DRV_MODEL: 'openai' }, /OPENAI_API_KEY .* is required by the model "openai"/],
    [
      { AI_DRV_MODEL: 'olama' },
      /"olama" is no profile \(openai, .*ollama.*\), and as a model id of OpenAI it needs OPENAI_API_KEY/,
    ],
    [{ OPENAI_BASE_URL: 'https://llm.example.org/v1' }, /OPENAI_BASE_URL has no effect: set AI_DRV_MODEL/],
    [{ AI_DRV_DIALECT: 'chat', AI_DRV_MODEL: 'packager' }, /AI_DRV_DIALECT has no effect/],
    [
      { AI_DRV_MODEL: 'gemini', GEMINI_API_KEY: key, OPENAI_BASE_URL: 'https://llm.example.org/v1' },
      /"gemini", which has its own address/,
    ],
    [
      { AI_DRV_MODEL: 'ollama', AI_DRV_DIALECT: 'chat', OPENAI_API_KEY: key },
      /"ollama", which has its own address/,
    ],
    [{ AI_DRV_MODEL: 'Packager', OPENAI_API_KEY: key }, /a name that is taken or none/],
    [
      { OPENAI_BASE_URL: 'https://user:secret@llm.example.org/v1', AI_DRV_MODEL: 'm' },
      /without user name and query/,
    ],
  ])('%j is named', (environment, sentence) => {
    expect(mistakes(environment)[0]).toMatch(sentence);
  });

  it('is named together with every other mistake', () => {
    const all = () => loadConfig({ PORT: 'abc', AI_DRV_MODEL: 'openai' }, modelMistakes);
    expect(all).toThrow(ConfigError);
    try {
      all();
    } catch (error) {
      expect((error as ConfigError).mistakes.map((mistake) => mistake.split(' ')[0])).toEqual([
        'PORT',
        'OPENAI_API_KEY',
      ]);
    }
  });

  it('holds a key with a line break in it', () => {
    expect(
      mistakes({ GEMINI_API_KEY: key, AI_DRV_MODEL: 'gemini', OPENAI_API_KEY: 'sk-1\nsk-2-and-more' })[0],
    ).toMatch(/OPENAI_API_KEY is not a key/);
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
