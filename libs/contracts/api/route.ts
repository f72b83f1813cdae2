import type { z } from 'zod';
import type { ErrorCode } from '../errors.js';
import type { Scope } from '../views.js';

/** One route as the OpenAPI document tells of it. A route of the service that has no entry fails a test. */
export interface ApiRoute {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `{name}` for what varies. */
  path: string;
  /** Unique; clients are generated with it. */
  id: string;
  tag: string;
  summary: string;
  /** A scope, a session of the web, or nobody in particular. */
  access: Scope | 'session' | 'public';
  /** What stands in the path, by name. */
  pathValues?: Record<string, { example: string; about: string }>;
  query?: z.ZodType;
  /** Values for the query's examples. */
  queryExample?: Record<string, string>;
  body?: z.ZodType;
  bodyExample?: unknown;
  answers: ApiAnswer[];
  /** Beyond those that every route of its access has. */
  errors?: ErrorCode[];
}

export interface ApiAnswer {
  status: number;
  about: string;
  /** application/json unless said; null: no body. */
  type?: string | null;
  schema?: z.ZodType;
  example?: unknown;
  /** Other media types that may be asked for, as texts: an example of each. */
  also?: Record<string, string>;
  headers?: Record<string, string>;
}
