import { describe, expect, it } from '@jest/globals';
import { readFacts } from './facts.js';

const result = {
  builder: 'stdenv.mkDerivation',
  name: 'x-1',
  pname: 'x',
  version: '1',
  outputs: ['out'],
  inputs: {},
  hashes: {},
  source: 'fetchurl',
  meta: { license: [] },
};
const fetch = (given: Record<string, string | null>) => ({
  fetcher: 'fetchurl',
  urls: ['https://example.org/x'],
  name: 'x',
  arguments: given,
  line: 1,
});

describe('readFacts', () => {
  it('tells required from optional arguments', () => {
    const { formals } = readFacts(result, { formals: { lib: false, gui: true }, fetches: [] });
    expect(formals).toEqual({ required: ['lib'], optional: ['gui'] });
  });

  it('has each call of a fetcher once, with whatever hash it was given', () => {
    const calls = [
      fetch({ hash: 'a' }),
      fetch({ hash: 'a' }),
      fetch({ sha256: 'b' }),
      fetch({ hash: '' }),
      fetch({}),
    ];
    const { fetches } = readFacts(result, { formals: {}, fetches: calls });
    expect(fetches.map(({ hash }) => hash)).toEqual(['a', 'b', null, null]);
  });
});
