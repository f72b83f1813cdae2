import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DerivationView, StepView } from '../../libs/contracts/index.js';
import { startModelWorld, type ModelWorld } from '../support/model-service.js';
import { expressionOf, hashOf, startWorld, type World } from '../support/world.js';

describe('an expression that breaks a rule, whatever generator made it', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ play: { steps: 1 } });
  });
  afterAll(() => world.stop());

  it.each([
    ['the policy', 'x ${builtins.getEnv} y', 'policy'],
    ['the grammar', 'x ${ } y', 'parse'],
  ])('is never served: %s', async (_, prompt, kind) => {
    const token = await world.tokenWith('generate', 'read');
    // The played generator writes the prompt into a string of Nix, so that it interpolates.
    const expression = expressionOf(prompt, 1);
    const answer = await world.get(hashOf(prompt), { token });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('refused')]);
    const sha256 = createHash('sha256').update(expression).digest('hex');
    expect((await world.get(`/drv?hash=${sha256}`, { token })).status).toBe(404);
    const { items } = JSON.parse((await world.get('/v1/derivations', { token })).text) as {
      items: DerivationView[];
    };
    const made = items.find((one) => one.prompt === prompt)!;
    expect(made).toMatchObject({ state: 'failed', hash: null, failure: { code: 'expression_refused' } });
    expect(made.failure!.detail).toContain(kind === 'policy' ? '`getEnv`' : 'unexpected');
  });
});

describe('a model whose expression breaks a rule', () => {
  let world: ModelWorld;
  beforeAll(async () => {
    let refusal = '';
    world = await startModelWorld({
      dialect: 'responses',
      script: (source) => [
        { calls: [{ name: 'fetch_source', arguments: { source } }] },
        { calls: [{ name: 'packager_draft', arguments: { url: source } }] },
        ([, draft]) => {
          const { expression } = JSON.parse(draft!) as { expression: string };
          const reading = expression.replace('pname =', 'x = builtins.readFile "/etc/hostname";\n  pname =');
          return { calls: [{ name: 'submit', arguments: { name: 'hello', expression: reading } }] };
        },
        ([, draft, refused]) => {
          refusal = refused!;
          const { expression } = JSON.parse(draft!) as { expression: string };
          expect(refusal).toContain('`readFile`, which is refused');
          return { calls: [{ name: 'check', arguments: { expression } }] };
        },
        ([, draft, , checked]) => {
          expect(JSON.parse(checked!)).toMatchObject({ accepted: true });
          const { expression } = JSON.parse(draft!) as { expression: string };
          return { calls: [{ name: 'submit', arguments: { name: 'hello', expression } }] };
        },
      ],
    });
  });
  afterAll(() => world.stop());

  it('is told rule, line, column and hint, mends it, and every check is a fact of the answer', async () => {
    expect((await world.get(hashOf('package hello'))).status).toBe(200);
    const { items } = JSON.parse((await world.get('/v1/derivations')).text) as { items: DerivationView[] };
    const made = JSON.parse((await world.get(`/v1/derivations/${items[0]!.id}`)).text) as DerivationView;
    const outcomes = Object.fromEntries(made.checks.map(({ name, outcome }) => [name, outcome]));
    // Whether expressions are evaluated depends on the machine.
    expect(outcomes).toMatchObject({
      parsed: 'passed',
      policy: 'passed',
      hashes: 'passed',
      built: 'skipped',
    });
    expect(['passed', 'skipped']).toContain(outcomes['evaluated']);

    const steps = JSON.parse((await world.get(`/v1/derivations/${made.id}/steps`)).text) as {
      items: StepView[];
    };
    const refused = steps.items.find(({ kind }) => kind === 'submit');
    const output = refused!.output as { problems: string[]; checks: DerivationView['checks'] };
    expect(output.problems[0]).toMatch(
      /\[builtins\] error: .*`readFile`[^]*at expression:\d+:\d+[^]*\^\^\^[^]*hint: /,
    );
    expect(output.checks.find(({ name }) => name === 'policy')).toMatchObject({
      outcome: 'failed',
      diagnostics: [{ rule: 'builtins', line: expect.any(Number), column: expect.any(Number) }],
    });
  });
});
