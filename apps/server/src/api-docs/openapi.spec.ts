import { describe, expect, it } from '@jest/globals';
import { RequestMethod, type Type } from '@nestjs/common';
import { Validator } from '@seriousme/openapi-schema-validator';
import 'reflect-metadata';
import { apiRoutes, authRoutes, errors } from '../../../../libs/contracts/index.js';
import { AppModule } from '../app.module.js';
import type { Core } from '../common/core.js';
import { openApiDocument } from './openapi.js';

const document = openApiDocument('https://drv.example.org', '1.2.3') as {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>;
};

/** Every module of a process that is api and worker. */
function allModules(): Type[] {
  const config = { roles: { api: true, worker: true }, logLevel: 'info' };
  const found = new Set<Type>();
  const add = (one: Type | { module: Type }) => {
    const module = 'module' in one ? one.module : one;
    if (found.has(module)) return;
    found.add(module);
    for (const next of (Reflect.getMetadata('imports', module) ?? []) as Type[]) add(next);
  };
  for (const one of AppModule.of({ config } as Core).imports ?? []) add(one as Type);
  return [...found];
}

/** What Nest will route, from the controllers' own decorators. */
function routesOf(module: Type): string[] {
  const controllers = (Reflect.getMetadata('controllers', module) ?? []) as Type[];
  return controllers.flatMap((controller) => {
    const prefix = String(Reflect.getMetadata('path', controller) ?? '');
    return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const handler = controller.prototype[name] as object;
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      return [Reflect.getMetadata('path', handler) as string | string[]].flat().map((path) => {
        const whole = `/${prefix}/${path}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
        return `${RequestMethod[method]!.toLowerCase()} ${whole.replaceAll(/:(\w+)/g, '{$1}')}`;
      });
    });
  });
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 to a validator that is not ours', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has every route that the controllers have, and no other', () => {
    const routed = allModules()
      .flatMap(routesOf)
      // HEAD goes with GET; `all` refuses other methods, or is better-auth's mount; the page's own files.
      .filter((route) => !/^(head|all) /.test(route) && !/^get \/docs\/./.test(route));
    const mounted = authRoutes.map(({ method, path }) => `${method} /api/auth${path}`);
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(documented.toSorted()).toEqual([...routed, ...mounted].toSorted());
  });

  it('has an example of each body and each answer, which fits its schema', () => {
    for (const route of apiRoutes) {
      if (route.body)
        expect([route.id, route.body.safeParse(route.bodyExample).error]).toEqual([route.id, undefined]);
      for (const { schema, example, type } of route.answers) {
        if (!schema || /html|octet|plain/.test(type ?? '') || route.id === 'openapi') continue;
        expect([route.id, schema.safeParse(example).error]).toEqual([route.id, undefined]);
        expect(example).toBeDefined();
      }
    }
  });

  it('tells of every error, with an example', () => {
    const text = JSON.stringify(document.paths);
    for (const code of Object.keys(errors)) {
      // Refused before a route is known.
      if (code === 'answer_not_found') continue;
      expect([code, text.includes(`#/components/examples/${code}`)]).toEqual([code, true]);
    }
  });

  it('names each operation once', () => {
    const ids = apiRoutes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
