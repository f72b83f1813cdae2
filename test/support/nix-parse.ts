// What the real Nix says about texts: `nix-instantiate --parse`, which parses and checks the static scope.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NixVerdict {
  accepted: boolean;
  /** Of what is accepted: the tree as Nix prints it, with all parentheses. */
  tree: string | null;
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
    const { trees, stderr, code } = await run(given);
    for (const [index, tree] of trees.entries()) verdicts[next + index] = accepted(tree);
    next += trees.length;
    if (code === 0) continue;
    if (trees.length === given.length)
      throw new Error(`nix-instantiate failed behind the last file: ${stderr}`);
    // Nix 2.8 was seen to crash behind some texts; whose fault it was shows when the text is alone.
    verdicts[next] = verdictOf(
      /^error:/m.test(stderr) ? { trees: [], stderr, code } : await run([files[next]!]),
    );
    next++;
  }
}

function accepted(tree: string): NixVerdict {
  return { accepted: true, tree, line: null, message: '' };
}

function verdictOf({ trees, stderr, code }: Answer): NixVerdict {
  if (code === 0) return accepted(trees[0]!);
  const place = /^ +at \/.*:(\d+):\d+:$/m.exec(stderr);
  const message = /^error: (.*)$/m.exec(stderr)?.[1] ?? `Nix ended with ${code}: ${stderr}`;
  return { accepted: false, tree: null, line: place ? Number(place[1]) : null, message };
}

interface Answer {
  /** Of the files before the first refusal: each is one line, its strings escaped. */
  trees: string[];
  stderr: string;
  code: number | null;
}

function run(files: string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn('nix-instantiate', ['--parse', ...files], {
      cwd: tmpdir(),
      // Nix makes its database even to parse, in the caller's home unless it is told of a store elsewhere.
      env: { ...process.env, NIX_REMOTE: 'dummy://', NIX_CONF_DIR: '/nonexistent', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ trees: stdout.split('\n').slice(0, -1), stderr, code }));
  });
}
