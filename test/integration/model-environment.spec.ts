import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type FaultProvider, startFaultProvider } from '../support/fault-provider.js';
import { dialects } from '../support/model-run.js';

const main = fileURLToPath(new URL('../support/model-main.js', import.meta.url));
let own: FaultProvider;
let operators: FaultProvider;
beforeEach(async () => {
  own = await startFaultProvider();
  operators = await startFaultProvider();
  for (const provider of [own, operators]) provider.play({ status: 400, body: { error: { message: 'no' } } });
});
afterEach(async () => {
  await own.close();
  await operators.close();
});

/** Asks a model once in a process of its own, whose environment is the operator's. */
async function ask(dialect: string, key: string): Promise<string> {
  const child = spawn(process.execPath, [main, dialect, own.url, key], {
    env: {
      PATH: process.env['PATH'],
      OPENAI_API_KEY: 'operators-key',
      OPENAI_ADMIN_KEY: 'operators-admin-key',
      OPENAI_BASE_URL: operators.url,
      OPENAI_ORG_ID: 'operators-organization',
      OPENAI_PROJECT_ID: 'operators-project',
      OPENAI_WEBHOOK_SECRET: 'operators-webhook',
      OPENAI_CUSTOM_HEADERS: 'Authorization: Bearer operators-header\nX-Operator: operators-header',
      OPENAI_LOG: 'debug',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  await once(child, 'close');
  return output;
}

it.each(dialects)(
  '%s: the environment is never read: a tenant’s base URL sees the tenant’s key and nothing else',
  async (dialect) => {
    const output = await ask(dialect, 'tenants-key');
    expect(output).toBe('request_rejected\n');
    expect(operators.requests).toEqual([]);
    expect(own.requests).toHaveLength(1);
    expect(own.requests[0]?.headers.authorization).toBe('Bearer tenants-key');
    expect(JSON.stringify(own.requests)).not.toContain('operators');
  },
);

it.each(dialects)('%s: a profile without a key sends none', async (dialect) => {
  expect(await ask(dialect, '')).toBe('request_rejected\n');
  expect(operators.requests).toEqual([]);
  expect(own.requests[0]?.headers.authorization).toBeUndefined();
  expect(JSON.stringify(own.requests)).not.toContain('operators');
});
