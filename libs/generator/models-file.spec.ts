import { describe, expect, it } from '@jest/globals';
import { ModelsFileError, findProfile, parseModelsFile } from './models-file.js';
import { shippedProfiles } from './profiles.js';

const parse = (...models: unknown[]) => parseModelsFile(JSON.stringify({ models }));
const mistakes = (...models: unknown[]) => {
  try {
    parse(...models);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ModelsFileError);
    return (error as ModelsFileError).mistakes;
  }
};
const price = { input: 2_000_000, cachedInput: 200_000, output: 10_000_000 };

describe('shippedProfiles', () => {
  it('names each provider once', () => {
    expect(shippedProfiles.map(({ name }) => name)).toEqual([
      'openai',
      'gemini',
      'anthropic',
      'openrouter',
      'ollama',
      'llama-cpp',
      'vllm',
      'lm-studio',
    ]);
  });

  it('sends keys over https only, and bills nothing for models of one’s own', () => {
    for (const { keySetting, baseURL, price: listed } of shippedProfiles) {
      expect(new URL(baseURL).protocol).toBe(keySetting === null ? 'http:' : 'https:');
      if (keySetting === null) expect(listed).toEqual({ input: 0, cachedInput: 0, output: 0 });
    }
    expect(findProfile(shippedProfiles, 'anthropic')?.experimental).toBe(true);
  });
});

describe('parseModelsFile', () => {
  it('a profile extends a shipped one, but a price is that of its own model', () => {
    const profiles = parse({ name: 'big', extends: 'openai', model: 'gpt-6.1-sol', price });
    expect(findProfile(profiles, 'big')).toEqual({
      ...findProfile(shippedProfiles, 'openai'),
      name: 'big',
      model: 'gpt-6.1-sol',
      price,
      note: '',
    });
    expect(findProfile(profiles, 'openai')).toEqual(findProfile(shippedProfiles, 'openai'));
    expect(mistakes({ name: 'big', extends: 'openai', model: 'gpt-6.1-sol' })).toEqual([
      expect.stringMatching(/^model "big": price: must be .* or null/),
    ]);
  });

  it('one of a shipped name takes its place', () => {
    const profiles = parse({ name: 'ollama', extends: 'ollama', model: 'devstral' });
    expect(profiles).toHaveLength(shippedProfiles.length);
    expect(findProfile(profiles, 'ollama')?.model).toBe('devstral');
  });

  it('a key goes to its own provider only', () => {
    const elsewhere = { name: 'a', extends: 'openai', baseURL: 'https://evil.example/v1', price };
    expect(mistakes(elsewhere)).toEqual([expect.stringMatching(/^model "a": keySetting: /)]);
    expect(mistakes({ ...elsewhere, keySetting: 'OPENAI_API_KEY' })).toEqual([
      'model "a": keySetting: OPENAI_API_KEY is the key for https://api.openai.com and is not sent to https://evil.example; name another setting',
    ]);
    expect(mistakes({ ...elsewhere, keySetting: 'EVIL_API_KEY' })).toEqual([]);
  });

  it('names every mistake', () => {
    const bad = { name: 'A b', extends: 'ollama', baseURL: 'ftp://x', price: { input: -1 }, colour: 'red' };
    const found = mistakes(
      bad,
      { name: 'x', extends: 'nobody' },
      { model: 5 },
      { name: 'packager', extends: 'ollama' },
    );
    for (const says of [
      /^model "A b": name: must be 1 to 64/,
      /^model "A b": baseURL: must be an http\(s\) URL/,
      /^model "A b": price\.input: /,
      /^model "A b": price\.output: /,
      /^model "A b": .*colour/,
      /^model "x": extends must be one of openai, gemini/,
      /^models\[2\]: name: /,
      /^model "packager": name: is taken/,
    ])
      expect(found).toContainEqual(expect.stringMatching(says));
    expect(mistakes({ name: 'a', extends: 'ollama' }, { name: 'a', extends: 'vllm' })).toEqual([
      'model "a": the name is given twice',
    ]);
  });

  it.each(['', '{', '[]', '{"models":{}}', '{"models":[],"x":1}'])('%s is no models file', (text) => {
    expect(() => parseModelsFile(text)).toThrow(/the file/);
  });

  it.each(['http://u:p@x/v1', 'https://x/v1?key=1', 'https://x/v1#a', 'x'])(
    '%s is no base URL',
    (baseURL) => {
      expect(mistakes({ name: 'a', extends: 'ollama', baseURL, price: null })).toHaveLength(1);
    },
  );
});
