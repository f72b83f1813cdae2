// What the real Nix says about texts: `nix-instantiate --parse`, which parses and checks the static scope.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NixVerdict {
  accepted: boolean;
  /** Of a refusal, where Nix names one. */
  line: number | null;
  /** The first line of what Nix says of a refusal. */
  message: string;
}

/** How many files one process is given: it ends at the first that it refuses. */
const batch = 200;

/**
 * Asks Nix about each text. A process costs 30 ms, so each is given many files, and after a refusal the next one goes on
 * behind it; `lanes` such rows run at once.
 */
export async function parseWithNix(
  texts: readonly (string | Uint8Array)[],
  lanes = 2,
): Promise<NixVerdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-nix-parse-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.nix`);
      writeFileSync(file, text);
      return file;
    });
    const verdicts: NixVerdict[] = Array.from({ length: files.length });
    const share = Math.ceil(files.length / lanes);
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        runLane(files, verdicts, lane * share, Math.min(files.length, (lane + 1) * share)),
      ),
    );
    return verdicts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runLane(files: string[], verdicts: NixVerdict[], from: number, to: number): Promise<void> {
  for (let next = from; next < to;) {
    const given = files.slice(next, Math.min(to, next + batch));
    const { printed, stderr, code } = await run(given);
    for (let index = 0; index < printed; index++)
      verdicts[next + index] = { accepted: true, line: null, message: '' };
    next += printed;
    if (code === 0) continue;
    if (printed === given.length) throw new Error(`nix-instantiate failed behind the last file: ${stderr}`);
    // Nix 2.8 was seen to crash behind some texts; whose fault it was shows when the text is alone.
    verdicts[next] = verdictOf(/^error:/m.test(stderr) ? { stderr, code } : await run([files[next]!]));
    next++;
  }
}

function verdictOf({ stderr, code }: { stderr: string; code: number | null }): NixVerdict {
  if (code === 0) return { accepted: true, line: null, message: '' };
  const place = /^ +at \/.*:(\d+):\d+:$/m.exec(stderr);
  const message = /^error: (.*)$/m.exec(stderr)?.[1] ?? `Nix ended with ${code}: ${stderr}`;
  return { accepted: false, line: place ? Number(place[1]) : null, message };
}

/** How many files were accepted before the first refusal: each is printed as one line, its strings escaped. */
function run(files: string[]): Promise<{ printed: number; stderr: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn('nix-instantiate', ['--parse', ...files], {
      cwd: tmpdir(),
      // Nix makes its database even to parse, in the caller's home unless it is told of a store elsewhere.
      env: { ...process.env, NIX_REMOTE: 'dummy://', NIX_CONF_DIR: '/nonexistent', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 10) printed++;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ printed, stderr, code }));
  });
}
