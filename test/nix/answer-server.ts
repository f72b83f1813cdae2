// The server's side of the contract, small and real: it answers `/channel`, `/hash` and `/drv` over HTTP and remembers what it was asked.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeChannel } from '../../libs/channel/index.js';
import { parseSha256, toBase64, toSri } from '../../libs/nix-hash/index.js';

export interface AnswerServerOptions {
  /** The expression for a prompt. */
  expression: (prompt: string, revision: number) => string;
  /** Tokens that are let in; without them everybody is. */
  tokens?: string[];
  /** Source archives by path. They are not among `requests`. */
  files?: Record<string, Buffer>;
  /** How many relative redirects each `/channel` is held by, as the long-poll does. */
  redirects?: number;
  /** Answers in the server's place where it returns true. */
  intercept?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
}

interface SeenRequest {
  path: string;
  query: Record<string, string>;
  /** The password of Basic authorization. */
  token: string | null;
  userAgent: string;
}

export class AnswerServer {
  readonly requests: SeenRequest[] = [];
  private readonly expressions = new Map<string, string>();

  private constructor(
    private readonly options: AnswerServerOptions,
    private readonly server: Server,
  ) {}

  /** @param make for a server over TLS */
  static async start(options: AnswerServerOptions, make = plainServer): Promise<AnswerServer> {
    const server = make();
    const answers = new AnswerServer(options, server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      answers.answer(request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return answers;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get paths(): string[] {
    return this.requests.map((request) => request.path);
  }

  /** Makes the answer to a prompt without a request, and gives the hash that a call would be locked with. */
  lock(prompt: string): string {
    return toSri(this.digest(prompt, 1));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://unused');
    const file = this.options.files?.[url.pathname];
    if (file) return void response.end(file);
    const token = basicPassword(request.headers.authorization);
    const query = Object.fromEntries(url.searchParams);
    this.requests.push({
      path: url.pathname,
      query,
      token,
      userAgent: request.headers['user-agent'] ?? '',
    });
    if (this.options.intercept?.(request, response, url)) return;
    if (this.options.tokens && !(token && this.options.tokens.includes(token)))
      return sentence(response, 401, 'Your token is unknown. Put a valid one into the netrc file.');
    if (url.pathname === '/drv') return this.drv(query, response);
    if (url.pathname !== '/channel' && url.pathname !== '/hash')
      return sentence(response, 404, 'There is nothing here.');
    const hops = Number(query['wait'] ?? 1);
    if (url.pathname === '/channel' && hops <= (this.options.redirects ?? 0)) {
      url.searchParams.set('wait', String(hops + 1));
      return void response.writeHead(302, { location: url.pathname + url.search }).end();
    }
    const digest = this.digest(query['req']!, Number(query['revision'] ?? 1));
    response.end(url.pathname === '/hash' ? toBase64(digest) : encodeChannel(digest));
  }

  private digest(prompt: string, revision: number): Buffer {
    const expression = this.options.expression(prompt, revision);
    const digest = createHash('sha256').update(expression).digest();
    this.expressions.set(toBase64(digest), expression);
    return digest;
  }

  private drv(query: Record<string, string>, response: ServerResponse): void {
    const digest = parseSha256(query['hash'] ?? '');
    const expression = digest && this.expressions.get(toBase64(digest));
    if (!expression) return sentence(response, 404, 'There is no expression with this hash for you.');
    response.end(expression);
  }
}

// A prompt of 8,192 bytes, percent-encoded, does not fit into Node's 16 KiB.
const plainServer = (): Server => createServer({ maxHeaderSize: 65_536 });

function sentence(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}

function basicPassword(authorization?: string): string | null {
  const [scheme, value] = authorization?.split(' ') ?? [];
  if (scheme !== 'Basic' || !value) return null;
  const text = Buffer.from(value, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}
