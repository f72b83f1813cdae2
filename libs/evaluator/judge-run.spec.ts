import { describe, expect, it } from '@jest/globals';
import { beyondStubs, failed, judgeLimits } from './judge-run.js';
import { namesIn } from './stub-program.js';

const limits = { wallMs: 15_000, cpuSeconds: 5, memoryBytes: 1024 ** 3 };
const messages = { told: [], error: null, rest: '' };
const ended = { code: 1, stdout: '', stderr: '', killed: null } as const;

describe('judgeLimits', () => {
  it('tells memory, processor time, output and a busy machine apart', () => {
    const judge = (run: object, said: object) => {
      const outcome = judgeLimits({ ...ended, ...run }, { ...messages, ...said }, limits);
      return outcome && [outcome.outcome, outcome.reason];
    };
    const memory = ['failed', 'The evaluation needed more than 1024 MiB of memory.'];
    expect(judge({}, { error: { message: 'out of memory', place: null } })).toEqual(memory);
    expect(judge({ code: null }, { rest: 'GC Warning: Failed to expand heap by 8 bytes' })).toEqual(memory);
    expect(judge({ code: null }, {})).toEqual([
      'failed',
      'The evaluation needed more than 5 s of processor time.',
    ]);
    expect(judge({ killed: 'output' }, {})).toEqual(['failed', 'The evaluation wrote more than 4 MiB.']);
    expect(judge({ killed: 'time' }, {})![0]).toBe('skipped');
    expect(judge({}, { error: { message: "undefined variable 'x'", place: null } })).toBeNull();
    expect(judge({ code: 0 }, {})).toBeNull();
  });
});

describe('beyondStubs', () => {
  const names = new Set(['zlib', 'foo']);

  it('never calls a mistake what the stubs cannot know', () => {
    expect(beyondStubs('MARK unknown lib.foo', 'MARK', [], names)).toMatch(/^It uses lib\.foo, /);
    expect(beyondStubs("attribute 'computed' missing", 'MARK', ['zlib'], names)).toMatch(/^What zlib is/);
    expect(beyondStubs('value is a set while a list was expected', 'MARK', ['zlib'], names)).not.toBeNull();
    const newer = 'expected a list but found a set: { type = "derivation"; __stub = «thunk»; }';
    expect(beyondStubs(newer, 'MARK', ['zlib'], names)).toMatch(/\(expected a list but found a set\)\.$/);
  });

  it('calls a mistake what is one with every nixpkgs', () => {
    for (const message of [
      "attribute 'foo' missing",
      "undefined variable 'zlib'",
      'cannot coerce an integer to a string',
      'infinite recursion encountered',
    ])
      expect(beyondStubs(message, 'MARK', ['zlib'], names)).toBeNull();
    expect(beyondStubs('value is a set while a list was expected', 'MARK', [], names)).toBeNull();
  });
});

describe('a failed outcome', () => {
  it('has a place and a hint, and its reason is one line', () => {
    const { reason, diagnostics } = failed('evaluation', "undefined variable 'x'\nand more", {
      line: 2,
      column: 3,
    });
    expect(reason).toBe("undefined variable 'x'");
    expect(diagnostics).toEqual([
      {
        rule: 'evaluation',
        message: "undefined variable 'x'\nand more",
        hint: 'Add it to the arguments at the top of the expression, or correct its name.',
        line: 2,
        column: 3,
      },
    ]);
  });
});

describe('namesIn', () => {
  it('finds all that can be selected, in code and in quotes, and nothing that ends a Nix string', () => {
    expect(namesIn(`x.y-z."a b".\${q'} "\\"\${ or" 12`)).toEqual(['x', 'y-z', 'a', 'b', "q'", 'or']);
    for (const name of namesIn('"\\$\'{}`')) expect(name).toMatch(/^[\w'-]+$/);
  });
});
