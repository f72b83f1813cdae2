import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { matchAuthRoute, type AuthRoute } from '../../../../libs/contracts/index.js';
import type { Config } from '../../../../libs/config/index.js';
import type { Database } from '../../../../libs/database/index.js';
import { isDatabaseUnavailable } from '../../../../libs/database/index.js';
import { ApiError } from '../common/api-error.js';
import { auditRow } from '../common/audit.js';
import { clientAddress } from '../common/client-address.js';
import { CONFIG, DATABASE } from '../common/core.module.js';
import type { ServiceRequest } from '../common/http.js';
import { Keys } from '../common/keys.js';
import { originMistake, ownOrigins } from '../common/origin.js';
import { addressHeader, createAuth, type Auth } from './auth.js';
import { AuthDatabase } from './auth-database.js';
import { refuseForeignIds, type Actor } from './foreign-ids.js';
import { createMailer } from './mailer.js';
import { PasswordAttempts } from './password-attempts.js';
import { SessionsService } from './sessions.service.js';
import { refuseSignUp } from './sign-up-policy.js';

interface Checked {
  body: Record<string, unknown> | undefined;
  query: Record<string, unknown> | undefined;
}

// Answers about an address leave no earlier than this, so that none tells by its time what was done for it.
const evenTimeMs = 400;

/** better-auth behind a list of routes: whatever is not on it does not exist, and what comes in is checked by our own schemas first. */
@Injectable()
export class AuthService {
  private readonly logger = new Logger('Auth');
  private readonly auth: Auth;
  private readonly authDatabase: AuthDatabase;
  private readonly attempts = new PasswordAttempts();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    private readonly sessions: SessionsService,
    keys: Keys,
  ) {
    const sendMail = createMailer(config.mail);
    const log = (level: 'error' | 'warn', message: string) => this.logger[level](message);
    this.authDatabase = new AuthDatabase(database.prisma);
    this.auth = createAuth({ config, database: this.authDatabase, keys, sendMail, log });
  }

  /** @throws ApiError for what never reaches better-auth, and for what it answers badly */
  async handle(request: ServiceRequest, body: unknown, query: unknown): Promise<Response> {
    const { route, path } = this.route(request);
    this.refuseOtherOrigin(request);
    const actor = route.access === 'session' ? await this.sessions.actor(request) : null;
    if (route.access === 'session' && !actor) throw new ApiError('session_ended');
    const checked: Checked = { body: parse(route.body, body), query: parse(route.query, query) };
    await this.refuse(route, checked);
    const organizationId = await this.organizationOf(route, actor, checked);
    const row = rowOf(route, { userId: actor?.userId ?? null, organizationId }, checked);

    const even = route.evenTime ? sleep(evenTimeMs) : undefined;
    const response =
      route.path === '/sign-in/email'
        ? await this.signIn(request, checked)
        : await this.ask(request, path, checked, row);
    await even;
    return response;
  }

  /** What better-auth would let pass, or tell too much about. */
  private async refuse(route: AuthRoute, { body }: Checked): Promise<void> {
    const { prisma } = this.database;
    if (route.errors?.includes('no_mail') && this.config.mail === null) throw new ApiError('no_mail');
    if (route.path === '/sign-up/email') await refuseSignUp(this.config, prisma, body as { email: string });
  }

  /**
   * The organization that the request is about, whichever one the session is in.
   * @throws ApiError not_found for ids that are not the caller's
   */
  private async organizationOf(route: AuthRoute, actor: Actor | null, { body, query }: Checked) {
    if (!actor || !isOfOrganizations(route)) return actor?.organizationId ?? null;
    return refuseForeignIds(this.database.prisma, actor, { invitationId: query?.id, ...body });
  }

  private async signIn(request: ServiceRequest, checked: Checked): Promise<Response> {
    const email = String(checked.body?.email);
    this.attempts.begin(email);
    const response = await this.ask(request, '/sign-in/email', checked).catch((error: unknown) => {
      this.attempts.takeBack(email);
      throw error;
    });
    if (response.ok) this.attempts.succeeded(email);
    else await this.noteFailedSignIn(email);
    return response;
  }

  /** Ids only: an address that has no account here is not told. */
  private async noteFailedSignIn(email: string): Promise<void> {
    const { prisma } = this.database;
    const user = await prisma.user.findUnique({
      where: { email: email.toLowerCase() },
      select: { id: true },
    });
    await prisma.auditEvent.create({ data: auditRow({}, 'user.sign_in_failed', user?.id ?? '') });
  }

  private route(request: ServiceRequest): { route: AuthRoute; path: string } {
    const path = new URL(request.originalUrl, 'http://localhost').pathname.slice('/api/auth'.length);
    const found = matchAuthRoute(request.method ?? '', path);
    if (found === null) throw new ApiError('not_found');
    if ('allow' in found)
      throw new ApiError('method_not_allowed', 'This route takes other methods.', {
        headers: { allow: found.allow },
      });
    return { route: found.route, path };
  }

  private refuseOtherOrigin({ headers, method }: ServiceRequest): void {
    const { origin, cookie } = headers;
    // Without a cookie there is nothing that another page could make use of: a command line need not send it.
    if (method === 'GET' || (origin === undefined && cookie === undefined)) return;
    const { publicUrl } = this.config;
    if (origin === undefined || !ownOrigins(publicUrl).includes(origin))
      throw new ApiError('origin_mismatch', originMistake(origin, publicUrl));
  }

  private async ask(
    request: ServiceRequest,
    path: string,
    { body, query }: Checked,
    row: Parameters<AuthDatabase['run']>[1] = null,
  ): Promise<Response> {
    const url = new URL(`${this.config.publicUrl}/api/auth${path}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
    const headers = new Headers({ 'content-type': 'application/json' });
    for (const name of ['cookie', 'origin', 'user-agent'] as const) {
      const value = request.headers[name];
      if (value !== undefined) headers.set(name, value);
    }
    headers.set(addressHeader, clientAddress(request, this.config.trustedProxies));

    const asked = new Request(url, {
      method: request.method!,
      headers,
      ...(request.method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    const { response, error } = await this.authDatabase.run(() => this.auth.handler(asked), row);
    if (response.status >= 400 && error !== undefined) refuseForDatabase(error);
    if (response.status === 429) {
      const seconds = Math.min(60, Number(response.headers.get('x-retry-after')) || 60);
      throw new ApiError('too_many_attempts', undefined, { headers: { 'retry-after': String(seconds) } });
    }
    if (response.status >= 500) {
      const cause = new Error(`better-auth answered ${response.status} to ${path}`, { cause: error });
      throw new ApiError('internal_error', undefined, { cause });
    }
    return response;
  }
}

const isOfOrganizations = ({ path }: AuthRoute) => path.startsWith('/organization/');

/** What the audit trail is told if it succeeds; null for what it is not told. */
function rowOf(
  route: AuthRoute,
  actor: { userId: string | null; organizationId: string | null },
  { body = {} }: Checked,
) {
  const { audit } = route;
  if (!audit) return null;
  return (answer: Record<string, unknown>) => {
    const organizationId = route.organization?.(answer) ?? actor.organizationId;
    const subject =
      route.subject?.(body, answer) ?? (isOfOrganizations(route) ? organizationId : actor.userId);
    return auditRow({ ...actor, organizationId }, audit, subject ?? '');
  };
}

/** better-auth may have put a failure of the database into words of its own: an outage is no wrong password. */
function refuseForDatabase(error: unknown): void {
  if (isDatabaseUnavailable(error)) throw new ApiError('database_unavailable', undefined, { cause: error });
  const text = error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : '';
  if (text.includes('owns at most three organizations')) throw new ApiError('organization_limit');
  if (text.includes('an organization keeps an owner'))
    throw new ApiError(
      'sole_owner',
      'This would leave the organization without an owner. Make another one first.',
    );
}

function parse(schema: AuthRoute['body'], value: unknown): Record<string, unknown> | undefined {
  if (!schema) return undefined;
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data as Record<string, unknown>;
  throw new ApiError(
    'invalid_request',
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
  );
}
