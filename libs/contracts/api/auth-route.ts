import { z } from 'zod';
import type { ErrorCode } from '../errors.js';

/** A route of better-auth that is reachable; whatever is not in this list does not exist for callers. */
export interface AuthRoute {
  method: 'get' | 'post';
  /** Under /api/auth. */
  path: string;
  summary: string;
  access: 'session' | 'public';
  /** What may come in; nothing else is passed on. */
  body?: z.ZodType;
  bodyExample?: unknown;
  query?: z.ZodType;
  queryExample?: Record<string, string>;
  answer?: unknown;
  /** Of ours, beyond those that every one of these routes has. */
  errors?: ErrorCode[];
  redirects?: boolean;
  /** Answers no earlier than after a fixed time: it is about an address that may have an account or not. */
  evenTime?: boolean;
  /** Written to the audit trail together with what it tells of. */
  audit?: string;
  /** What it was done to, by id; unless told, the organization or the user. */
  subject?: (body: Record<string, unknown>, answer: Record<string, unknown>) => string | undefined;
  /** Whose trail it belongs to, where the request cannot say it. */
  organization?: (answer: Record<string, unknown>) => string;
}

export const email = z.email().max(254);
export const password = z.string().max(128);
export const newPassword = z.string().min(12).max(128);
export const id = z.string().regex(/^[\w-]{1,64}$/, { error: 'is no id' });
export const opaque = z.string().regex(/^[\w.~+/=-]{1,2000}$/, { error: 'is no token' });
export const role = z.enum(['owner', 'admin', 'member']);
/** Where a browser goes on: a path of this server. */
export const callbackURL = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x7e]*$/, { error: 'must be a path of this server' })
  .optional();
export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/, {
  error: 'must be 1 to 48 characters of a-z, 0-9 and -',
});
export const nothing = z.object({});
export const ok = { status: true };
export const example = {
  email: 'ada@example.org',
  password: 'correct horse battery',
  token: 'TOKEN-OF-THE-LINK',
};
export const ofBody = (name: string) => (body: Record<string, unknown>) => body[name] as string | undefined;
