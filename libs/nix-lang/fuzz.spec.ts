import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPolicy, checkScope, formatDiagnostic, parse, print, tokens } from './index.js';
import { nixTexts, wrongTexts } from './samples.js';
import { outline } from './trees.js';

// Pieces that mean something to the lexer, in any order: far more of such texts are nearly right than of random ones.
const pieces =
  `a b or let in rec with inherit if then else assert x' { } ( ) [ ] ; : , . ... @ ? ! = == != < > <= >= + ++ - -> * / // && || " '' \${ $ \\ ' '''  ''$ ''\\ # /* */ /**/ ./a a/b ~/c <d> e:f 1 1.5 .5 \n \r \t é 😀 \ud800 |`
    .split(' ')
    .concat(' ', '\n');
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 });
const spaced = soup.map((parts) => parts.join(' '));
const glued = soup.map((parts) => parts.join(''));
const cut = fc
  .tuple(fc.constantFrom(...nixTexts, ...wrongTexts), fc.nat(200), fc.nat(4), fc.constantFrom('', ...pieces))
  .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
const anyText = fc.oneof(spaced, glued, cut, fc.string({ unit: 'binary' }));
const runs = { numRuns: 2_000 };

describe('any text', () => {
  it('is parsed and judged, or refused in words, never thrown at', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const result = parse(text);
        const diagnostics = result.ok
          ? [...checkScope(result), ...checkPolicy(text, result)]
          : result.diagnostics;
        for (const diagnostic of diagnostics) {
          expect(diagnostic.message).not.toMatch(/\bundefined\b|\[object|something else/);
          expect(diagnostic.offset).toBeLessThanOrEqual(text.length);
          expect(diagnostic.endOffset).toBeGreaterThanOrEqual(diagnostic.offset);
          expect(formatDiagnostic(diagnostic, result.lines)).toContain('^');
        }
      }),
      runs,
    );
  });

  it('is tokens from its first character to its last', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const found = tokens(text);
        const starts = found.map(({ start }) => start);
        expect(starts).toEqual([0, ...found.map(({ end }) => end)].slice(0, found.length));
        expect(found.every(({ start, end }) => end > start)).toBe(true);
        expect(found.at(-1)?.end ?? 0).toBe(text.length);
      }),
      runs,
    );
  });

  it('is printed, where it parses, as a text of the same tree and comments, which is printed the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const before = parse(text);
        if (!before.ok) return;
        const printed = print(before);
        const after = parse(printed);
        if (!after.ok) throw new Error(`${printed}: ${after.diagnostics[0].message}`);
        expect(outline(after.tree)).toEqual(outline(before.tree));
        expect(after.comments.map((comment) => comment.text)).toEqual(
          before.comments.map((comment) => comment.text),
        );
        expect(print(after)).toBe(printed);
      }),
      runs,
    );
  });

  it('of the words that rules look for is judged within the limits of a package', () => {
    const atom = fc.constantFrom(
      ...'lib pkgs builtins hello s s0 s.x s.${hello} lib.attrValues fetchurl x.version python3.pkgs "a" "${s0}" 1 { }'.split(
        ' ',
      ),
    );
    const expression = fc.letrec<{ any: string }>((tie) => ({
      any: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        atom,
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(${a} + ${b})`),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(${a} // ${b})`),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `((${a}) ${b})`),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `{ x = ${a}; inherit lib; version = ${b}; }`),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(let s = ${a}; s0 = s; in ${b})`),
        fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(with ${a}; ${b})`),
        tie('any').map((a) => `(s: ${a})`),
        tie('any').map((a) => `({ s, x ? ${a}, ... }: ${a})`),
        tie('any').map((a) => `(${a}).x.\${s} or (throw ${a})`),
      ),
    })).any;
    fc.assert(
      fc.property(expression, (inner) => {
        const text = `{ lib, pkgs, hello, fetchurl, python3, s, s0, x }: ${inner}`;
        const parsed = parse(text);
        if (!parsed.ok) return;
        for (const { offset, endOffset } of checkPolicy(text, parsed)) {
          expect(endOffset).toBeGreaterThanOrEqual(offset);
          expect(endOffset).toBeLessThanOrEqual(text.length);
        }
      }),
      runs,
    );
  });
});
