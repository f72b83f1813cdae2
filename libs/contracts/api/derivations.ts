import { z } from 'zod';
import { checkRequest, createDerivation, listDerivations } from '../requests.js';
import { checksView, derivationView, modelView, pageOf, stepView } from '../views.js';
import { checks, derivation, events, exampleId, model, step } from './examples.js';
import type { ApiRoute } from './route.js';

const tag = 'Derivations';
const pathValues = { id: { example: exampleId, about: 'the derivation' } };

export const derivationRoutes: ApiRoute[] = [
  {
    method: 'post',
    path: '/v1/derivations',
    id: 'createDerivation',
    tag,
    summary: 'Starts a generation, or finds the one there is; waits for nothing',
    access: 'generate',
    body: createDerivation,
    bodyExample: { prompt: derivation.prompt },
    answers: [
      {
        status: 202,
        about: 'How it stands',
        schema: derivationView,
        example: { ...derivation, state: 'queued', hash: null, expression: null, finishedAt: null },
        headers: { Location: 'the derivation' },
      },
    ],
    errors: [
      'budget_in_flight',
      'request_over_budget',
      'budget_spent',
      'address_unverified',
      'generations_per_day',
      'generations_per_minute',
      'prompt_too_long',
    ],
  },
  {
    method: 'get',
    path: '/v1/derivations',
    id: 'listDerivations',
    tag,
    summary: 'Newest first, without the expressions',
    access: 'read',
    query: listDerivations,
    queryExample: { state: 'succeeded' },
    answers: [
      {
        status: 200,
        about: 'A page',
        schema: pageOf(derivationView),
        example: { items: [{ ...derivation, expression: null }], nextCursor: null },
      },
    ],
  },
  {
    method: 'get',
    path: '/v1/derivations/{id}',
    id: 'showDerivation',
    tag,
    summary: 'One derivation, with its expression',
    access: 'read',
    pathValues,
    answers: [{ status: 200, about: 'The derivation', schema: derivationView, example: derivation }],
    errors: ['not_found'],
  },
  {
    method: 'get',
    path: '/v1/derivations/{id}/steps',
    id: 'listSteps',
    tag,
    summary: 'What was done for it, in order',
    access: 'read',
    pathValues,
    answers: [
      {
        status: 200,
        about: 'Its steps',
        schema: pageOf(stepView),
        example: { items: [step], nextCursor: null },
      },
    ],
    errors: ['not_found'],
  },
  {
    method: 'get',
    path: '/v1/derivations/{id}/events',
    id: 'followDerivation',
    tag,
    summary: 'Its progress as server-sent events: step, state and, last, done',
    access: 'read',
    pathValues,
    answers: [
      {
        status: 200,
        about:
          'Events, until it is finished or the token ends. `data` is JSON: a step; state, steps and costMicros; at the end the derivation. Sent again with the header Last-Event-ID, the id of a step, it goes on after that one.',
        type: 'text/event-stream',
        schema: z.string(),
        example: events,
      },
    ],
    errors: ['not_found'],
  },
  {
    method: 'delete',
    path: '/v1/derivations/{id}',
    id: 'deleteDerivation',
    tag,
    summary: 'Stops it if it runs; from then on the data plane answers 410',
    access: 'manage',
    pathValues,
    answers: [{ status: 204, about: 'Deleted', type: null }],
    errors: ['not_found'],
  },
  {
    method: 'post',
    path: '/v1/check',
    id: 'checkExpression',
    tag: 'Checks',
    summary:
      'The checks of an expression as facts, without a model: parser, policy, and evaluation where this server has Nix',
    access: 'read',
    body: checkRequest,
    bodyExample: { expression: '{ stdenv }: stdenv.mkDerivation { src = ./source; }' },
    answers: [
      {
        status: 200,
        about: 'One fact for each check; a mistake in the expression is no error of the request',
        schema: checksView,
        example: checks,
      },
    ],
  },
  {
    method: 'get',
    path: '/v1/models',
    id: 'listModels',
    tag: 'Models',
    summary: 'What `model` may name, with prices; one of them is the default',
    access: 'read',
    answers: [
      {
        status: 200,
        about: 'All of them',
        schema: pageOf(modelView),
        example: { items: [model], nextCursor: null },
      },
    ],
  },
];

const health = z.object({ status: z.string() });

export const opsRoutes: ApiRoute[] = [
  {
    method: 'get',
    path: '/healthz',
    id: 'health',
    tag: 'Operations',
    summary: 'The process answers',
    access: 'public',
    answers: [{ status: 200, about: 'It does', schema: health, example: { status: 'ok' } }],
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'ready',
    tag: 'Operations',
    summary: 'It may be sent requests',
    access: 'public',
    answers: [
      {
        status: 200,
        about: 'It may',
        schema: health.extend({ checks: z.record(z.string(), z.unknown()) }),
        example: {
          status: 'ready',
          checks: {
            shutdown: 'ok',
            database: 'ok',
            queue: { length: 0, oldestSeconds: 0 },
            evaluator: { found: true, version: '2.31.2', namespaces: true, nixpkgs: false },
          },
        },
      },
      {
        status: 503,
        about: 'Not now',
        schema: health.extend({ checks: z.record(z.string(), z.unknown()) }),
        example: { status: 'not ready', checks: { database: 'not reachable', shutdown: 'ok' } },
      },
    ],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'openapi',
    tag: 'Operations',
    summary: 'This document',
    access: 'public',
    answers: [{ status: 200, about: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) }],
  },
  ...(
    [
      ['/docs', 'docs', 'A page to read this document with, and to try it', 'text/html'],
      ['/verified', 'verified', 'Where the link of a verification mail ends', 'text/plain'],
      [
        '/reset-password',
        'resetPasswordPage',
        'How to set a new password with the token of a link',
        'text/plain',
      ],
      ['/invitation', 'invitationPage', 'How to join with the id of a link', 'text/plain'],
    ] as const
  ).map(([path, id, summary, type]): ApiRoute => ({
    method: 'get',
    path,
    id,
    tag: 'Operations',
    summary,
    access: 'public',
    answers: [{ status: 200, about: 'The page', type, schema: z.string() }],
  })),
];
