import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Scope } from '../../../../libs/contracts/index.js';

/** Who calls: a user in an organization, by a token or, on the JSON API, by a session of the web. */
export interface Caller {
  organizationId: string;
  userId: string;
  /** null: a session. */
  tokenId: string | null;
  /** The sha256 of the token as it was presented: after a rotation one token has two for a while. */
  tokenHash: Buffer | null;
  /** null: a token. */
  sessionId: string | null;
  scopes: Scope[];
  /** In the organization. */
  role: Role;
  /** Why the organization is suspended; null: it is not. */
  suspensionReason: string | null;
}

export type Role = 'owner' | 'admin' | 'member';

/** The highest of a member's roles: better-auth keeps several as a list with commas. */
export function roleOf(roles: string | null): Role {
  const list = (roles ?? '').split(',');
  return list.includes('owner') ? 'owner' : list.includes('admin') ? 'admin' : 'member';
}

/** What our guard and logger put on a request. */
export interface ServiceRequest extends IncomingMessage {
  id: string;
  originalUrl: string;
  user?: Caller;
}

/**
 * The original client, evil-nix, runs curl without --fail and takes whatever body comes as the answer, each wrong bit
 * for ever (its downloads are fixed-output derivations). It names itself.
 */
export function isEvilNix(request: IncomingMessage): boolean {
  return request.headers['user-agent'] === 'curl evil-nix';
}

/**
 * Sends an error that curl without --fail cannot mistake for an answer: Content-Length promises one byte more than
 * comes, and the connection ends, so curl exits with 18 (partial file) and does not try again.
 */
export function sendCutShort(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length + 1, connection: 'close' });
  // destroySoon: what was written is flushed first, then the socket goes, and with it Node's wish to keep the promise.
  response.write(bytes, () => response.socket?.destroySoon());
}

/** Aborts when the client goes away before it was answered. */
export function disconnectSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
