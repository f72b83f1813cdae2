import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How one path of the source server behaves; what is not given is as in a good server. */
export interface Behaviour {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Answers 302 to here. */
  redirect?: string;
  /** Waits this long before the headers. */
  delayMs?: number;
  /** Keeps every answer back until this resolves. */
  hold?: Promise<unknown>;
  /** Sends the body so many bytes at a time, so many milliseconds apart. */
  drip?: { bytes: number; everyMs: number };
  /** Sends zeros until the client hangs up. */
  endless?: boolean;
  /** Sends so many bytes of the body and destroys the socket. */
  cutAfter?: number;
  /** Sends the headers, and then nothing more. */
  stall?: boolean;
}

export interface SourceServer {
  origin: string;
  port: number;
  /** What was asked for, in order. */
  requests: { path: string; headers: IncomingMessage['headers'] }[];
  /** TCP connections so far: 0 proves that nobody even tried. */
  connections: () => number;
  /** The most answers that were under way at the same time. */
  mostAtOnce: () => number;
  /** Serves a body (with its behaviour) under a path, now and until it is replaced; returns its URL. */
  serve: (path: string, behaviour: Behaviour | Buffer) => string;
  close: () => Promise<void>;
}

/** A small web server for sources on loopback, which counts and can misbehave. Close it after the test. */
export async function startSourceServer(host = '127.0.0.1'): Promise<SourceServer> {
  const paths = new Map<string, Behaviour>();
  const requests: SourceServer['requests'] = [];
  let connections = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.on('close', () => atOnce--);
    const behaviour = paths.get(path) ?? { status: 404, body: 'no such source' };
    // A client that hangs up in the middle is what many tests are about.
    answer(behaviour, response).catch(() => response.destroy());
  });
  server.on('connection', () => connections++);
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    origin,
    port,
    requests,
    connections: () => connections,
    mostAtOnce: () => mostAtOnce,
    serve(path, behaviour) {
      paths.set(path, Buffer.isBuffer(behaviour) ? { body: behaviour } : behaviour);
      return origin + path;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(behaviour: Behaviour, response: ServerResponse): Promise<void> {
  const {
    status = 200,
    headers = {},
    redirect,
    delayMs = 0,
    hold,
    drip,
    endless,
    cutAfter,
    stall,
  } = behaviour;
  if (delayMs) await sleep(delayMs);
  await hold;
  if (redirect !== undefined) {
    response.writeHead(302, { location: redirect, ...headers }).end('moved');
    return;
  }
  const body = Buffer.from(behaviour.body ?? '');
  const length = endless || drip ? {} : { 'content-length': String(body.length) };
  response.writeHead(status, { ...length, ...headers });
  if (endless) {
    const hungUp = new AbortController();
    response.once('close', () => hungUp.abort());
    while (!response.destroyed) {
      if (!response.write(Buffer.alloc(65_536))) await once(response, 'drain', { signal: hungUp.signal });
    }
  } else if (drip) {
    for (let at = 0; at < body.length && !response.destroyed; at += drip.bytes) {
      response.write(body.subarray(at, at + drip.bytes));
      await sleep(drip.everyMs);
    }
    response.end();
  } else if (cutAfter !== undefined) {
    response.write(body.subarray(0, cutAfter), () => response.destroy());
  } else if (stall) {
    response.flushHeaders();
  } else {
    response.end(body);
  }
}

/** The hex sha256 of some bytes, as sources are named. */
export function sha256Hex(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
