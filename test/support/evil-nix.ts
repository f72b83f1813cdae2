import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the original client made of the answers. */
export interface EvilNixResult {
  /** curl's exit code in each builder. */
  exitCodes: number[];
  /** What reached the "store". */
  answers: string[];
}

// tsc copies no scripts: this file runs from dist/test/support/.
const script = fileURLToPath(new URL('../../../test/support/evil-nix.sh', import.meta.url));

/** Runs evil-nix.sh: the original client's curl, `count` times, `parallel` at once. */
export async function runEvilNix(url: string, count: number, parallel: number): Promise<EvilNixResult> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-evil-nix-'));
  try {
    const child = spawn('sh', [script, url, String(count), String(parallel), folder], {
      // No proxy and no ~/.curlrc of the machine's.
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`evil-nix.sh ended with ${code}`);
    const read = (prefix: string) =>
      readdirSync(folder)
        .filter((name) => name.startsWith(prefix))
        .map((name) => readFileSync(join(folder, name), 'utf8'));
    return { exitCodes: read('exit-').map(Number), answers: read('out-') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
