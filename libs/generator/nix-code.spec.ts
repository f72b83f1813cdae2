import { describe, expect, it } from '@jest/globals';
import { codeOf, positionOf } from './nix-code.js';

/** With dots for a string's text. */
const shown = (text: string | undefined) => text?.replaceAll('\u0001', '.');

describe('codeOf', () => {
  it.each([
    ['a = "b c";', 'a = "...";'],
    ['a # "\nb', 'a    \nb'],
    ['a # b\r"c"', 'a    \r"."'],
    ['/* " */ a', '        a'],
    [String.raw`"a\"b\${c}" d`, '"........." d'],
    ['"a${b "c" }d" e', '".${b "." }." e'],
    ['"$${a}" b', '"....." b'],
    ["''a'''b''${c}''\\n${d}'' e", "''...............${d}'' e"],
    ["foldl' (a: b) ''x''", "foldl' (a: b) ''.''"],
    ['"${ { a = "}"; }.a }"', '"${ { a = "."; }.a }"'],
  ])('%s', (text, code) => {
    const parts = codeOf(text);
    expect(shown(parts?.code)).toBe(code);
    expect(parts?.code).toHaveLength(text.length);
    for (const [index, { mate }] of (parts?.tokens ?? []).entries())
      if (mate >= 0) expect(parts?.tokens[mate]?.mate).toBe(index);
  });

  it.each([
    '"a',
    "''a",
    '/* a',
    '{ a',
    'a }',
    '"${a"',
    "''${''",
    '( ]',
    '{ ( }',
    '[ "${ ) }" ]',
    'a:/* " */ b',
  ])('%s is not closed, or closed wrongly, or hides what follows', (text) => {
    expect(codeOf(text)).toBeNull();
  });

  it.each(['"${', '{', '"', "''", '# \n', '/**/', "a'", '[ ] ', '}', 'a = '])(
    '64 KiB of %j in a second',
    (piece) => {
      const began = performance.now();
      codeOf(piece.repeat(65_536 / piece.length));
      expect(performance.now() - began).toBeLessThan(1_000);
    },
  );
});

it('positionOf counts from 1', () => {
  expect(positionOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(positionOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});
