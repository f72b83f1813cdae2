import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  beginScan,
  endScan,
  keepLog,
  keepSecret,
  keepSecretsOf,
  keepSecretsOfLink,
  leaks,
} from './log-scan.js';

const secret = 'aidrv_not+really/one=';

describe('leaks', () => {
  it('tells the line, without the secret', () => {
    expect(leaks(`{"a":1}\n{"path":"/x/${secret}"}\n{"b":2}\n`, [secret])).toEqual([
      '{"path":"/x/[SECRET]"}',
    ]);
    expect(leaks(`at=${encodeURIComponent(secret)}`, [secret])).toEqual(['at=[SECRET]']);
    expect(leaks('{"a":1}\n', [secret])).toEqual([]);
  });
});

describe('the scan of a run', () => {
  // That of the run that this test is part of waits.
  const variable = 'TEST_LOGS_OF_THIS_RUN';
  let outer: string | undefined;
  beforeEach(() => {
    outer = process.env[variable];
    beginScan();
  });
  afterEach(() => {
    if (outer === undefined) delete process.env[variable];
    else process.env[variable] = outer;
  });

  it.each([
    ['a secret that was had', () => keepSecret(secret)],
    ['a field of a body', () => keepSecretsOf({ items: [{ name: 'x', secret }] })],
    [
      'the query of a link',
      () => keepSecretsOfLink(`http://localhost/x?token=${encodeURIComponent(secret)}`),
    ],
  ])('fails for %s', (_, had) => {
    had();
    keepLog(`{"msg":"${secret}"}\n`);
    expect(endScan).toThrow('[SECRET]');
  });

  it('passes where none stands in a log', () => {
    keepSecret(secret);
    keepLog('{"msg":"nothing"}\n');
    expect(endScan).not.toThrow();
  });
});
