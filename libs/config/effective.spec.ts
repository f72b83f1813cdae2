import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig, settings, type Setting } from './index.js';

const settingOf = (environment: Record<string, string>, name: string) =>
  loadConfig(environment).settings.find((setting) => setting.name === name);

describe('the effective settings', () => {
  it('are all of them, with what set each', () => {
    expect(loadConfig({}).settings.map(({ name }) => name)).toEqual(Object.keys(settings));
    expect(settingOf({}, 'PORT')).toMatchObject({ source: 'default', value: '5000' });
    expect(settingOf({ PORT: '' }, 'PORT')).toMatchObject({ source: 'default', value: '5000' });
    expect(settingOf({ PORT: '8080' }, 'PORT')).toMatchObject({ source: 'environment', value: '8080' });
    expect(settingOf({}, 'AI_DRV_OIDC_ISSUER')).toMatchObject({ source: 'default', value: null });
  });

  it('hold no secret, from wherever it comes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ai-drv-config-'));
    try {
      const file = join(folder, 'key');
      writeFileSync(file, 'sk-in-a-file-0123456789');
      const environment = {
        OPENAI_API_KEY_FILE: file,
        HOUSE_API_KEY: 'sk-of-the-house-0123456789',
        SMTP_URL: 'smtps://user:hunter2@mail.example.org',
        AI_DRV_ADMIN_PASSWORD: 'a long and secret password',
      };
      const text = JSON.stringify(loadConfig(environment).settings);
      expect(text).not.toMatch(/sk-|hunter2|secret password/);
      expect(settingOf(environment, 'OPENAI_API_KEY')).toMatchObject({ source: 'file', value: null });
      expect(settingOf(environment, 'HOUSE_API_KEY')).toMatchObject({ source: 'environment', secret: true });
      for (const [name, { secret }] of Object.entries<Setting>(settings))
        if (secret) expect(settingOf(environment, name)!.value).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
