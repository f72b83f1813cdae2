import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

export interface Rate {
  perSecond: number;
  p99Ms: number;
}

/** Asks one path over and over on `connections` keep-alive connections; every answer must be 200 and complete. */
export async function measure(
  origin: string,
  path: string,
  headers: Record<string, string>,
  ms: number,
): Promise<Rate> {
  const connections = 32;
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const times: number[] = [];
  const end = performance.now() + ms;
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      const start = performance.now();
      const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
      times.push(performance.now() - start);
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: connections }, one));
  const seconds = (performance.now() - begin) / 1_000;
  await pool.close();
  times.sort((a, b) => a - b);
  return { perSecond: times.length / seconds, p99Ms: times[Math.floor(times.length * 0.99)]! };
}

/** What a program can do at best here: bare node:http sending the same bytes. */
export async function startBare(body: Buffer): Promise<{ origin: string; server: Server }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.length });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
