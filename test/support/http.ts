import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

export interface RequestOptions {
  method?: string;
  token?: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | object;
  signal?: AbortSignal;
}

/** One request on a connection of its own. The target goes out as it is, and no redirect is followed. */
export async function send(url: string, target: string, options: RequestOptions = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const json = typeof options.body === 'object';
  const request = httpRequest({
    hostname,
    port,
    path: target,
    method: options.method ?? 'GET',
    agent: false,
    headers: {
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...(json && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.signal && { signal: options.signal }),
  });
  request.end(json ? JSON.stringify(options.body) : (options.body as string | undefined));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode!, headers: response.headers, body, text: body.toString() };
}

/** What a server says to these bytes, until it (or we, after the time) ends the connection. */
export async function sendRaw(port: number, bytes: string | Buffer, withinMs = 5_000): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined); // a reset ends it as well
  socket.setTimeout(withinMs, () => socket.destroy());
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve)); // once() of node:events would throw at a reset
  return answer;
}
