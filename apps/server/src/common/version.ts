import { readFileSync } from 'node:fs';

/** Of this program, as package.json has it; this file runs from dist/apps/server/src/api-docs/. */
export const version = (
  JSON.parse(readFileSync(new URL('../../../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;
