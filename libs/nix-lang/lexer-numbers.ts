import { isDigit } from './characters.js';

const point = 46;

interface Scanned {
  /** Null where a point stands that starts no number. */
  kind: 'integer' | 'float' | 'bad-integer' | 'bad-float' | null;
  end: number;
}

/** A number at a digit or a point. Nix knows `1.` and `.5` and `0.5`, but neither `0.` nor `00.5`. */
export function scanNumber(text: string, at: number): Scanned {
  const whole = endOfDigits(text, at);
  const first = text.charCodeAt(at);
  const pointed = text.charCodeAt(whole) === point;
  const fraction = pointed && isDigit(text.charCodeAt(whole + 1));
  if (pointed && (first > 48 /* 0 */ || (whole - at <= 1 && fraction))) {
    const end = endOfExponent(text, endOfDigits(text, whole + 1));
    return { kind: floatFits(text.slice(at, end)) ? 'float' : 'bad-float', end };
  }
  if (first === point) return { kind: null, end: at };
  return { kind: integerFits(text, at, whole) ? 'integer' : 'bad-integer', end: whole };
}

function endOfDigits(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

function endOfExponent(text: string, at: number): number {
  if ((text.charCodeAt(at) | 32) !== 101 /* e */) return at;
  const sign = text.charCodeAt(at + 1) === 43 || text.charCodeAt(at + 1) === 45 ? 1 : 0;
  return isDigit(text.charCodeAt(at + 1 + sign)) ? endOfDigits(text, at + 1 + sign) : at;
}

/** Below 2^63. Digits are counted first: to turn a million of them into a number takes long. */
function integerFits(text: string, at: number, end: number): boolean {
  if (end - at < 19) return true;
  let start = at;
  while (text[start] === '0') start++;
  return end - start < 19 || (end - start === 19 && text.slice(start, end) <= '9223372036854775807');
}

/** Nix asks strtod, which minds numbers too large and, from a written digit other than 0, too small for a normal double. */
function floatFits(text: string): boolean {
  const value = Math.abs(Number(text));
  if (value === 0) return !/[1-9]/.test(text.replace(/e.*/i, ''));
  return value >= 2.2250738585072014e-308 && value < Infinity;
}
