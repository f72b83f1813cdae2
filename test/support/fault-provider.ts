import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered; what is not given is as with a good server. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
  /** Sends so many bytes of the body, and destroys the socket. */
  cutAfter?: number;
  /** Sends so many bytes of the body, and ends the answer as if that were all. */
  endAfter?: number;
  /** Sends so many zeros, if anybody reads them. */
  zeros?: number;
  /** Takes the request and says nothing: `hang` before the headers, `stall` after them. */
  hang?: boolean;
  stall?: boolean;
}

export interface FaultProvider {
  /** A base URL, with a path as real ones have. */
  url: string;
  requests: { path: string; headers: IncomingHttpHeaders; body: string }[];
  /** What the next requests meet, in order; the last one stays. */
  play: (...faults: Fault[]) => void;
  close: () => Promise<void>;
}

/** A provider that plays faults which none of the mocks can, over real HTTP. */
export async function startFaultProvider(): Promise<FaultProvider> {
  const requests: FaultProvider['requests'] = [];
  let faults: Fault[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    // A client that hangs up in the middle is what many tests are about.
    answer((faults.length > 1 ? faults.shift() : faults[0]) ?? {}, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    play: (...next) => (faults = next),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(fault: Fault, response: ServerResponse): Promise<void> {
  const { status = 200, headers, body = '', cutAfter, endAfter, zeros, hang, stall } = fault;
  if (hang) return;
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (stall) response.flushHeaders();
  else if (cutAfter !== undefined) response.write(bytes.subarray(0, cutAfter), () => response.destroy());
  else if (endAfter !== undefined) response.end(bytes.subarray(0, endAfter));
  else if (zeros === undefined) response.end(bytes);
  else {
    const hungUp = new AbortController();
    response.once('close', () => hungUp.abort());
    for (let sent = 0; sent < zeros && !response.destroyed; sent += 65_536)
      if (!response.write(Buffer.alloc(65_536, '0')))
        await once(response, 'drain', { signal: hungUp.signal });
    response.end();
  }
}
