import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// No secret may stand in a log. Every service that a test starts writes at the level "trace", and what it wrote is kept,
// beside every secret that the test had; when all tests are over, each log is searched for all secrets of its test file.

/** The variable with the folder of this run; not set where no test runs (demo, bench), and nothing is kept. */
const folderOfThisRun = 'TEST_LOGS_OF_THIS_RUN';
/** One per test file: each has its own instance of this module. */
const group = randomUUID();
const shortest = 12;
const secretNames = /^(secret|token|adminToken|password|newPassword|currentPassword)$/;

export const scanned = (): boolean => process.env[folderOfThisRun] !== undefined;

export function keepLog(text: string): void {
  keep('log', text);
}

/** What is too short to be told from chance is left out. */
export function keepSecret(...secrets: (string | null | undefined)[]): void {
  for (const secret of secrets) if (secret && secret.length >= shortest) keep('secrets', `${secret}\n`);
}

/** The secrets in what was sent or answered, by the names of their fields. */
export function keepSecretsOf(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (typeof part === 'string' && secretNames.test(name)) keepSecret(part);
    else keepSecretsOf(part);
  }
}

/** That of a session: better-auth's cookie is `name=token.signature`, percent-encoded. */
export function keepSecretOfCookie(cookie: string): void {
  keepSecret(decodeURIComponent(cookie.split('=')[1] ?? '').split('.', 1)[0]);
}

/** Those of a link: its query. */
export function keepSecretsOfLink(link: string): void {
  if (!URL.canParse(link)) return;
  const { searchParams } = new URL(link);
  keepSecret(searchParams.get('token'), searchParams.get('id'));
}

function keep(kind: 'log' | 'secrets', text: string): void {
  const folder = process.env[folderOfThisRun];
  if (folder) appendFileSync(join(folder, `${group}.${kind}`), text);
}

/** The lines of a log with a secret in them, as it is or percent-encoded; the secret itself is cut out. */
export function leaks(log: string, secrets: Iterable<string>): string[] {
  const found: string[] = [];
  for (const secret of new Set(secrets)) {
    for (const form of new Set([secret, encodeURIComponent(secret)])) {
      const at = log.indexOf(form);
      if (at === -1) continue;
      const line = log.slice(log.lastIndexOf('\n', at) + 1).split('\n', 1)[0]!;
      found.push(line.replaceAll(form, '[SECRET]'));
    }
  }
  return found;
}

/** Before the first test of a run. */
export function beginScan(): void {
  process.env[folderOfThisRun] = mkdtempSync(join(tmpdir(), 'ai-drv-logs-'));
}

/**
 * After the last test of a run.
 * @throws Error with the lines of the logs that hold a secret
 */
export function endScan(): void {
  const folder = process.env[folderOfThisRun];
  if (!folder) return;
  delete process.env[folderOfThisRun];
  const files = new Set(readdirSync(folder));
  const read = (name: string) => (files.has(name) ? readFileSync(join(folder, name), 'utf8') : '');
  const groups = new Set([...files].map((name) => name.split('.', 1)[0]!));
  const found = [...groups].flatMap((id) =>
    leaks(read(`${id}.log`), read(`${id}.secrets`).split('\n').filter(Boolean)),
  );
  rmSync(folder, { recursive: true });
  if (found.length > 0)
    throw new Error(`${found.length} secret(s) stand in the logs of this run:\n${found.join('\n')}`);
}
