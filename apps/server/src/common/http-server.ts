import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { errors } from '../../../../libs/contracts/index.js';

/**
 * Our own server in front of Express. A prompt has up to 8,192 bytes, percent-encoded three times that, so the head
 * may have 64 KiB. keepAliveTimeout is longer than a proxy's (nginx, cloud balancers: 60 s), which must be the one to
 * close an idle connection, or it sends a request into a closing one.
 */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: 65_536,
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 5_000,
    },
    listener,
  );
  server.on('clientError', answerClientError);
  return server;
}

/** A target as a proxy's client writes it (`http://host/hash`, RFC 9112, section 3.2.2) names the same as `/hash`; its host means nothing to us. */
export function originForm(target: string): string {
  const authority = /^https?:\/\/[^/?#]*/i.exec(target)?.[0];
  if (authority === undefined) return target;
  const rest = target.slice(authority.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What Node's parser refuses never becomes a request: it is answered on the bare socket. */
function answerClientError(error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, sentence] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, errors.headers_too_large.detail]
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request did not arrive in time. Send it again.']
        : [400, 'This is not an HTTP request that can be understood.'];
  const body = `${sentence}\n`;
  // evil-nix takes any whole body as the answer (see sendCutShort), and of a head this large its name may not have been
  // read: only who is seen to be somebody else gets the last byte.
  const other = /\r\nuser-agent: (?!curl evil-nix\r\n)/i.test(error.rawPacket?.toString('latin1') ?? '');
  const length = Buffer.byteLength(body) + (other ? 0 : 1);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
  );
  // What still comes is read away for a moment: a close with unread bytes resets the connection, and takes the answer
  // back before its client has seen it. No longer, or who never ends keeps the socket.
  socket.removeAllListeners('data').on('data', () => undefined);
  socket.resume();
  setTimeout(() => socket.destroy(), 1_000).unref();
}
