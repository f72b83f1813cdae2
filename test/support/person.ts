import { randomBytes, randomInt } from 'node:crypto';
import { keepSecret, keepSecretOfCookie, keepSecretsOf } from './log-scan.js';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

export interface Sent {
  method?: string;
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
  redirect?: RequestInit['redirect'];
  signal?: AbortSignal;
}

/** A person at a browser or a terminal: keeps cookies, has an address of their own, and sends Origin as a browser does. */
export class Person {
  readonly email: string;
  readonly password = `correct-${randomBytes(9).toString('base64url')}`;
  cookie = '';
  private readonly address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;

  constructor(
    readonly url: string,
    readonly name = 'ada',
    /** PUBLIC_URL of the instance. */
    readonly origin = url,
  ) {
    keepSecret(this.password);
    this.email = `${name}-${randomBytes(4).toString('hex')}@example.org`;
  }

  // What a route answers is for each test to say.
  // oxlint-disable-next-line typescript/no-explicit-any
  async send<T = any>(path: string, sent: Sent = {}): Promise<Answer<T>> {
    const response = await fetch(path.startsWith('http') ? path : `${this.url}${path}`, {
      method: sent.method ?? (sent.body === undefined ? 'GET' : 'POST'),
      redirect: sent.redirect ?? 'manual',
      headers: {
        'x-forwarded-for': this.address,
        origin: this.origin,
        ...(sent.body !== undefined && { 'content-type': 'application/json' }),
        ...(sent.token !== undefined
          ? { authorization: `Bearer ${sent.token}` }
          : this.cookie && { cookie: this.cookie }),
        ...sent.headers,
      },
      ...(sent.body !== undefined && { body: JSON.stringify(sent.body) }),
      ...(sent.signal && { signal: sent.signal }),
    });
    const set = response.headers.getSetCookie().find((cookie) => /session_token=/.test(cookie));
    if (set !== undefined) {
      const cookie = set.split(';', 1)[0]!;
      keepSecretOfCookie(cookie);
      if (sent.token === undefined) this.cookie = cookie;
    }
    const text = await response.text();
    const isJson = /json(?!l)/.test(response.headers.get('content-type') ?? '');
    const body = isJson ? JSON.parse(text) : null;
    keepSecretsOf([sent.body, body]);
    // Whoever has the id of an invitation may join.
    if (path.endsWith('/invite-member')) keepSecret(body?.id);
    return { status: response.status, headers: response.headers, body, text };
  }

  async signUp(more: Record<string, unknown> = {}): Promise<Answer> {
    const { name, email, password } = this;
    return this.send('/api/auth/sign-up/email', { body: { name, email, password, ...more } });
  }

  async signIn(password = this.password): Promise<Answer> {
    return this.send('/api/auth/sign-in/email', { body: { email: this.email, password } });
  }

  /** Signs up and in, on a server without mail. */
  async join(): Promise<this> {
    for (const step of [await this.signUp(), await this.signIn()])
      if (step.status !== 200) throw new Error(`${step.status} ${step.text}`);
    return this;
  }

  /** A token made by this person's session. */
  async token(scopes: string[], name = 'test'): Promise<{ id: string; secret: string }> {
    const { status, body, text } = await this.send('/v1/tokens', { body: { name, scopes } });
    if (status !== 201) throw new Error(`${status} ${text}`);
    return body;
  }
}
