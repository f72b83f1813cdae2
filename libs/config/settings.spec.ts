import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { settings } from './settings.js';

const file = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

describe('the settings', () => {
  it('reach the container, but for those that the image sets itself', () => {
    const compose = file('docker-compose.yml');
    for (const name of Object.keys(settings).filter(
      (one) => !['PORT', 'HOST', 'AI_DRV_DATA_DIR'].includes(one),
    ))
      expect([name, compose.includes(`      ${name}: `)]).toEqual([name, true]);
  });
});
