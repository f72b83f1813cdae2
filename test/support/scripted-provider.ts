import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** What a step is answered with; `hold` keeps it until release() is called. */
export interface Play {
  steps: number;
  /** Steps, by number, that are held. */
  hold?: number[];
  /** Steps that answer 500. */
  fail?: number[];
  /** Steps that answer 422: the generation fails with this sentence. */
  refuse?: number[];
  /** Steps whose connection is reset without an answer. */
  drop?: number[];
  delayMs?: number;
}

/** The other end of scripted-generator.ts: a real HTTP server that counts what it is asked. */
export interface ScriptedProvider {
  url: string;
  /** How often each step was asked, by prompt: `counts.get('xterm')` is [1, 1, 1]. */
  counts: Map<string, number[]>;
  play(play: Play): void;
  /** Lets the held requests go, and those of these steps from now on. */
  release(): void;
  /** Waits until a held step is asked. */
  held(): Promise<void>;
  close(): Promise<void>;
}

export async function startScriptedProvider(initial: Play = { steps: 3 }): Promise<ScriptedProvider> {
  let play = initial;
  const counts = new Map<string, number[]>();
  const waiting: (() => void)[] = [];
  const onHeld: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const prompt = Buffer.concat(await request.toArray()).toString();
    const step = Number(request.url!.split('/').pop());
    const count = counts.get(prompt) ?? [];
    count[step] = (count[step] ?? 0) + 1;
    counts.set(prompt, count);
    if (play.hold?.includes(step)) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        for (const wake of onHeld.splice(0)) wake();
      });
    }
    if (play.delayMs) await new Promise((resolve) => setTimeout(resolve, play.delayMs));
    if (play.drop?.includes(step)) response.socket?.resetAndDestroy();
    else if (play.fail?.includes(step)) response.writeHead(500).end();
    else if (play.refuse?.includes(step)) response.writeHead(422).end('The script refuses this.');
    else if (step >= play.steps) response.writeHead(204).end();
    else response.end(`answer ${step} to ${prompt}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    play: (next) => (play = next),
    release: () => {
      play = { ...play, hold: [] };
      for (const go of waiting.splice(0)) go();
    },
    held: () => (waiting.length > 0 ? Promise.resolve() : new Promise((resolve) => onHeld.push(resolve))),
    async close() {
      for (const go of waiting.splice(0)) go();
      server.closeAllConnections();
      server.close();
    },
  };
}
