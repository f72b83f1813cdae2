import { describe, expect, it } from '@jest/globals';
import { codeOf, positionOf } from './nix-code.js';

/** With dots for a string's text and tildes for what it interpolates. */
const shown = (text: string | undefined) => text?.replaceAll('\u0001', '.').replaceAll('\u0002', '~');

describe('codeOf', () => {
  it.each([
    ['a = "b c";', 'a = "...";', 'a = "...";'],
    ['a # "\nb', 'a    \nb', 'a    \nb'],
    ['/* " */ a', '        a', '        a'],
    [String.raw`"a\"b\${c}" d`, '"........." d'.replace('.........', '.'.repeat(9)), undefined],
    ['"a${b "c" }d" e', '".${b "." }." e', '".~~~~~~~~~." e'],
    ['"$${a}" b', '"....." b', '"....." b'],
    ["''a'''b''${c}''\\n${d}'' e", "''...............${d}'' e", "''...............~~~~'' e"],
    ["foldl' (a: b) ''x''", "foldl' (a: b) ''.''", "foldl' (a: b) ''.''"],
    ['"${ { a = "}"; }.a }"', '"${ { a = "."; }.a }"', `"${'~'.repeat(19)}"`],
  ])('%s', (text, code, outer) => {
    const parts = codeOf(text);
    expect(shown(parts?.code)).toBe(code);
    if (outer !== undefined) expect(shown(parts?.outer)).toBe(outer);
    expect(parts?.code).toHaveLength(text.length);
    expect(parts?.outer).toHaveLength(text.length);
  });

  it.each(['"a', "''a", '/* a', '{ a', 'a }', '"${a"', "''${''"])('%s is not closed', (text) => {
    expect(codeOf(text)).toBeNull();
  });
});

it('positionOf counts from 1', () => {
  expect(positionOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(positionOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});
