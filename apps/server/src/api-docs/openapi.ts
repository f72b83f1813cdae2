import { z } from 'zod';
import {
  apiRoutes,
  errors,
  namedViews,
  scopes,
  type ApiAnswer,
  type ApiRoute,
  type ErrorCode,
} from '../../../../libs/contracts/index.js';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document, made of the schemas that the service itself checks requests with. */
export function openApiDocument(publicUrl: string, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of apiRoutes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'ai-drv',
      version,
      summary: 'A sentence in, a Nix derivation out',
      description:
        'Errors under /v1 and /api are problem+json (RFC 9457) with a `code` that never changes its meaning; elsewhere they are one or two plain sentences. Times are ISO 8601 in UTC; money is in micro-dollars. Lists are pages: ask on with `nextCursor`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(apiRoutes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: `aidrv_…; scopes: ${scopes.join(', ')}` },
        netrc: { type: 'http', scheme: 'basic', description: 'Any user name, the token as the password' },
        url: {
          type: 'apiKey',
          in: 'query',
          name: 'access_token',
          description: 'Only a token for generate alone',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'better-auth.session_token',
          description: 'From sign-in; writes need an Origin header. On https its name begins with __Secure-',
        },
      },
      examples: Object.fromEntries(
        (Object.keys(errors) as ErrorCode[]).flatMap((code) => [
          [code, { value: problemExample(code) }],
          [`${code}.text`, { value: `${errors[code].detail}\n` }],
        ]),
      ),
      schemas: {
        Problem: problemSchema,
        ...Object.fromEntries(
          Object.entries(namedViews).map(([name, schema]) => [name, whole(schema, 'output')]),
        ),
      },
    },
  };
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errors) },
    requestId: { type: 'string' },
  },
};

function operation(route: ApiRoute): Json {
  const parameters = [...pathParameters(route), ...queryParameters(route)];
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(!['public', 'session'].includes(route.access) && {
      description: `Needs the scope \`${route.access}\`.`,
    }),
    security: security(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: !route.body.safeParse({}).success,
        content: { 'application/json': { schema: whole(route.body, 'input'), example: route.bodyExample } },
      },
    }),
    responses: { ...answersOf(route), ...errorsOf(route) },
  };
}

function security({ access, path }: ApiRoute): Json[] {
  if (access === 'public') return [];
  if (access === 'session') return [{ session: [] }];
  return path.startsWith('/v1/')
    ? [{ token: [] }, { netrc: [] }, { session: [] }]
    : [{ token: [] }, { netrc: [] }, { url: [] }];
}

function pathParameters({ pathValues = {} }: ApiRoute): Json[] {
  return Object.entries(pathValues).map(([name, { example, about }]) => ({
    name,
    in: 'path',
    required: true,
    description: about,
    schema: { type: 'string' },
    example,
  }));
}

function queryParameters({ query, queryExample = {} }: ApiRoute): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = whole(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
    ...(name in queryExample && { example: queryExample[name] }),
  }));
}

function answersOf({ answers }: ApiRoute): Json {
  return Object.fromEntries(answers.map((answer) => [String(answer.status), answerOf(answer)]));
}

function answerOf({ about, type = 'application/json', schema, example, also, headers }: ApiAnswer): Json {
  return {
    description: about,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, description]) => [
          name,
          { description, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...(type !== null && {
      content: {
        [type]: { ...(schema && { schema: referring(schema) }), ...(example !== undefined && { example }) },
        ...Object.fromEntries(
          Object.entries(also ?? {}).map(([other, text]) => [
            other,
            { schema: { type: 'string' }, example: text },
          ]),
        ),
      },
    }),
  };
}

/** What every route of an access may answer, whatever it does. */
const common: Record<'any' | 'token' | 'session' | 'auth' | 'body' | 'query', ErrorCode[]> = {
  any: ['too_many_requests', 'internal_error', 'database_unavailable'],
  token: [
    'tokens_conflict',
    'token_missing',
    'token_malformed',
    'token_unknown',
    'token_expired',
    'token_revoked',
    'scope_missing',
    'organization_suspended',
  ],
  session: ['session_ended', 'origin_mismatch', 'organization_missing'],
  auth: ['too_many_attempts', 'origin_mismatch', 'method_not_allowed'],
  body: ['invalid_request', 'content_too_large', 'unsupported_media_type'],
  query: ['invalid_request'],
};

function errorsOf(route: ApiRoute): Json {
  if (route.tag === 'Operations') return {};
  const isAuth = route.path.startsWith('/api/auth/');
  const isJson = isAuth || route.path.startsWith('/v1/');
  const byToken = route.access !== 'public' && route.access !== 'session';
  const codes = new Set<ErrorCode>([
    ...(route.errors ?? []),
    ...common.any,
    ...(byToken ? common.token : []),
    ...(byToken && isJson ? common.session : []),
    ...(isAuth ? common.auth : []),
    ...(route.body ? common.body : []),
    ...(route.query ? common.query : []),
  ]);
  const answered = new Set(route.answers.map(({ status }) => status));
  const entries = [...groupByStatus(codes)]
    .filter(([status]) => !answered.has(status))
    .toSorted(([a], [b]) => a - b)
    .map(([status, list]) => [String(status), errorAnswer(list, isJson)]);
  // better-auth's own refusals: a code and a message, with statuses that are not fixed.
  const other = isAuth
    ? [
        [
          '4XX',
          {
            description: 'Refused',
            content: { 'application/json': { schema: refusalSchema, example: refusal } },
          },
        ],
      ]
    : [];
  return Object.fromEntries([...entries, ...other]);
}

function groupByStatus(codes: Set<ErrorCode>): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errors[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

const refusal = { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' };
const refusalSchema = {
  type: 'object',
  properties: { code: { type: 'string' }, message: { type: 'string' } },
};

function errorAnswer(codes: ErrorCode[], isJson: boolean): Json {
  const description = codes.map((code) => `\`${code}\`: ${errors[code].title}`).join('. ');
  const examples = Object.fromEntries(
    codes.map((code) => [code, { $ref: `#/components/examples/${code}${isJson ? '' : '.text'}` }]),
  );
  return isJson
    ? {
        description,
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples },
        },
      }
    : { description, content: { 'text/plain': { schema: { type: 'string' }, examples } } };
}

const problemExample = (code: ErrorCode) => ({
  type: `urn:ai-drv:error:${code}`,
  title: errors[code].title,
  status: errors[code].status,
  detail: errors[code].detail,
  code,
  requestId: '6f1f5a52-9d4b-4c3d-a6d7-2f1e0c9b8a77',
});

const names = new Map(Object.entries(namedViews).map(([name, schema]) => [schema, name]));

/** A view by its name; a page of one by its shape; anything else as it is. */
function referring(schema: z.ZodType): Json {
  const name = names.get(schema);
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
  const item = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>).items : undefined;
  const itemName = item instanceof z.ZodArray ? names.get(item.element as z.ZodType) : undefined;
  if (itemName === undefined) return whole(schema, 'output');
  return {
    type: 'object',
    required: ['items', 'nextCursor'],
    properties: {
      items: { type: 'array', items: { $ref: `#/components/schemas/${itemName}` } },
      nextCursor: { type: ['string', 'null'], description: 'null on the last page' },
    },
  };
}

function whole(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return json;
}
