import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('csvLine', () => {
  it('writes numbers and plain texts as they are, and nothing for null', () => {
    expect(csvLine(['2026-11-01', 'gpt-5.2', 0, 181_250, null])).toBe('2026-11-01,gpt-5.2,0,181250,\r\n');
  });

  it('quotes what could end a cell in some locale, and doubles quotes', () => {
    expect(csvLine(['a,b', 'a;b', 'a\tb', 'say "x"', 'two\nlines'])).toBe(
      '"a,b","a;b","a\tb","say ""x""","two\nlines"\r\n',
    );
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '＝1',
    '＠x',
    '=HYPERLINK("http://x","y")',
  ])('makes no formula of %j', (text) => {
    expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
  });

  it('leaves numbers that are negative, and texts with an = inside, alone', () => {
    expect(csvLine([-1, 'a=b'])).toBe('-1,"a=b"\r\n');
  });
});
