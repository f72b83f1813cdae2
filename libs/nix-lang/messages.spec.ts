import { describe, expect, it } from '@jest/globals';
import { checkScope, formatDiagnostic, parse } from './index.js';

function explained(text: string): string {
  const result = parse(text);
  const diagnostic = result.ok ? checkScope(result)[0] : result.diagnostics[0];
  return diagnostic === undefined ? 'right' : formatDiagnostic(diagnostic, result.lines, 'default.nix');
}

describe('a mistake is explained', () => {
  it('with the place, a caret, what was expected and what was meant', () => {
    expect(explained('{\n  pname = "hello"\n  version = "1";\n}')).toBe(
      [
        'error: unexpected `=`, expected `;`',
        '   at default.nix:3:11',
        '2 |   pname = "hello"',
        '3 |   version = "1";',
        '  |           ^',
        '  hint: a `;` is missing after the value of `pname`, at the end of line 2',
      ].join('\n'),
    );
  });

  it.each([
    ['[ 1, 2 ]', 'elements of a list are separated by spaces alone'],
    ['{ a = 1, b = 2; }', 'bindings end with `;`, not with a comma'],
    ['{ a == 1; }', 'a binding has one `=`'],
    ['{ a; }', 'write `name = value;`, or `inherit name;`'],
    ['{ a, ..., b }: 1', '`...` comes last'],
    ['{ a = 1 }: a', 'a `;` is missing after the value of `a`'],
    ['let a = 1; in', 'expected an expression'],
    ['if a then 1', 'every `if` has its `else`'],
    ['1 + let a = 1; in a', 'put the whole `let … in …` in parentheses'],
    ['1 + if a then b else c', 'put the whole `if …` in parentheses'],
    ['a == b == c', 'put one of the two comparisons in parentheses'],
    ['"open', 'the `"` of line 1, column 1 is still open'],
    ['(\n[ 1 )', 'the `[` of line 2, column 1 is still open'],
    ['./a/', 'a path cannot end with a slash'],
    ["'a'", 'strings have double quotes'],
    ['“a”', 'straight double quotes'],
    ['a |> b', 'pipe operators came after Nix 2.8'],
    ['a & b', 'the operator is `&&`'],
    ['/* open', '`*/` is missing'],
    ['// a comment', 'comments start with `#`'],
    ['{ rec = 1; }', 'it needs quotes, `"rec"`'],
    ['{ inherit a, b; }', 'names after `inherit` are separated by spaces'],
    ['{ inherit a.b; }', 'write `inherit (set) name;`'],
    ['99999999999999999999', 'the largest is 9223372036854775807'],
    ['\u00a01', 'the invisible character U+00A0'],
    ['{ a = 1;\n  a = 2; }', 'the attribute `a` is already defined on line 1'],
    ['{ stdenv }: stdevn.mkDerivation', 'did you mean `stdenv`?'],
    ['pkgs.hello', 'take it as an argument: `{ pkgs, … }:`'],
    ['attrNames { }', 'did you mean `builtins.attrNames`?'],
  ])('%j', (text, words) => {
    expect(explained(text)).toContain(words);
  });

  it('shows a piece of a long line, and keeps tabs before the caret', () => {
    const long = explained(`[ ${'a '.repeat(5_000)}, b ]`).split('\n');
    expect(Math.max(...long.map((line) => line.length))).toBeLessThan(140);
    expect(long[2]!.indexOf(',')).toBe(long[3]!.indexOf('^'));
    expect(explained('\t)')).toContain('  | \t^');
  });
});
