import { describe, expect, it } from '@jest/globals';
import { tokens } from './index.js';

const classesOf = (text: string): string[] =>
  tokens(text)
    .filter((token) => token.class !== 'space')
    .map((token) => `${token.class} ${text.slice(token.start, token.end)}`);

describe('tokens', () => {
  it('classes what a highlighter shows', () => {
    expect(classesOf('let a = map f; in "x\\n${a.map}" # c')).toEqual([
      'keyword let',
      'identifier a',
      'punctuation =',
      'builtin map',
      'identifier f',
      'punctuation ;',
      'keyword in',
      'string "',
      'string x',
      'escape \\n',
      'interpolation ${',
      'identifier a',
      'punctuation .',
      'identifier map',
      'interpolation }',
      'string "',
      'comment # c',
    ]);
  });

  it("knows paths, URIs, numbers, operators and the escapes of ''…''", () => {
    expect(classesOf("./a/${b} <c> d:e 1.5 ++ { } ''f''$g''")).toEqual([
      'path ./a/',
      'interpolation ${',
      'identifier b',
      'interpolation }',
      'path <c>',
      'uri d:e',
      'number 1.5',
      'operator ++',
      'punctuation {',
      'punctuation }',
      "string ''",
      'string f',
      "escape ''$",
      'string g',
      "string ''",
    ]);
  });

  it('goes on behind what is broken', () => {
    expect(classesOf('} % "a')).toEqual(['punctuation }', 'invalid %', 'string "', 'string a']);
  });
});
