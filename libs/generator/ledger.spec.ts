import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLedger, defaultGenerationLimits } from './ledger.js';
import type { ModelRequest } from './language-model.js';
import { affordableOutputTokens, costMicros, priceOf, worstCaseMicros } from './price.js';
import { shippedProfiles } from './profiles.js';

const price = { input: 1_000_000, cachedInput: 100_000, output: 5_000_000 };
const request = (...texts: string[]): ModelRequest => ({
  system: 'a'.repeat(1_000),
  transcript: texts.map((text) => ({ role: 'user', text })),
  tools: [],
  toolChoice: 'auto',
  maxOutputTokens: 8_000,
  safetyIdentifier: '',
});
const ledgerOf = (capMicros: number, limits = {}, contextTokens = 100_000) =>
  createLedger(
    { capMicros, price, contextTokens, maxOutputTokens: 8_000 },
    { ...defaultGenerationLimits, ...limits },
  );
const spent = (inputTokens: number, outputTokens: number, ms = 1) => {
  const usage = { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 };
  return { usage, costMicros: costMicros(usage, price), ms };
};
const code = (text: string) => expect.objectContaining({ name: 'GenerationError', code: text });

describe('price', () => {
  it('counts cached input at its own price, and rounds up', () => {
    const usage = { inputTokens: 1_001, cachedInputTokens: 1_000, outputTokens: 1, reasoningTokens: 1 };
    expect(costMicros(usage, price)).toBe(100 + 1 + 5);
    expect(costMicros({ ...usage, cachedInputTokens: 5_000 }, price)).toBe(101 + 5);
  });

  it('an unknown price is counted above those that are shipped', () => {
    const unknown = priceOf(shippedProfiles.find((profile) => profile.price === null)!);
    for (const profile of shippedProfiles) {
      expect(priceOf(profile).input).toBeLessThanOrEqual(unknown.input);
      expect(priceOf(profile).output).toBeLessThanOrEqual(unknown.output);
    }
  });

  it('what is affordable fits, and one token more does not', () => {
    const rate = fc.integer({ min: 1, max: 100_000_000 });
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(100_000), rate, rate, (left, input, inputPrice, output) => {
        const at = { input: inputPrice, cachedInput: 0, output };
        const tokens = affordableOutputTokens(left, input, at);
        if (worstCaseMicros(input, 0, at) > left) expect(tokens).toBe(0);
        else expect(worstCaseMicros(input, tokens, at)).toBeLessThanOrEqual(left);
        expect(worstCaseMicros(input, tokens + 2, at)).toBeGreaterThan(left - Math.ceil(output / 1e6));
      }),
    );
  });

  it('what costs nothing is always affordable', () => {
    expect(affordableOutputTokens(0, 1e6, { input: 0, cachedInput: 0, output: 0 })).toBeGreaterThan(1e9);
  });
});

describe('createLedger', () => {
  it('admits a step only if its worst case fits what is left', () => {
    // About 1,150 bytes of input at 1 micro-dollar, 8,000 tokens of output at 5.
    expect(ledgerOf(50_000).admit(request('hi'))).toBe(8_000);
    const tight = ledgerOf(20_000).admit(request('hi'));
    expect(tight).toBeLessThan(3_800);
    expect(tight).toBeGreaterThan(3_700);
    expect(() => ledgerOf(11_000).admit(request('hi'))).toThrow(code('generation_over_budget'));
  });

  it('what was spent is taken off, replayed steps included', () => {
    const ledger = ledgerOf(50_000);
    ledger.book(spent(1_000, 7_600), 2);
    expect(ledger.micros()).toBe(39_000);
    expect(() => ledger.admit(request('hi', 'ho'))).toThrow(/\$0.05.*\$0.039/);
  });

  it('a token is a byte only for what the provider has not counted', () => {
    const ledger = ledgerOf(1_000_000);
    const long = 'a'.repeat(50_000);
    expect(ledger.inputBound(request(long))).toBeGreaterThan(51_000);
    ledger.book(spent(9_000, 1_000), 1);
    const bound = ledger.inputBound(request(long, 'b'.repeat(500)));
    expect(bound).toBeGreaterThan(10_500);
    expect(bound).toBeLessThan(11_000);
  });

  it('an answer without usage is counted at its worst', () => {
    const ledger = ledgerOf(1_000_000);
    const asked = request('hi');
    expect(ledger.costOf(null, asked)).toBe(worstCaseMicros(ledger.inputBound(asked), 8_000, price));
  });

  it('what a provider tells is believed as far as it can be true, and never costs more than was admitted', () => {
    const ledger = ledgerOf(1_000_000);
    const asked = request('hi');
    const worst = ledger.costOf(null, asked);
    const count = fc.nat(Number.MAX_SAFE_INTEGER);
    fc.assert(
      fc.property(count, count, count, count, (input, cached, output, reasoning) => {
        const told = {
          inputTokens: input + 1,
          cachedInputTokens: cached,
          outputTokens: output,
          reasoningTokens: reasoning,
        };
        const believed = ledger.believed(told, asked);
        expect(ledger.costOf(believed, asked)).toBeLessThanOrEqual(worst);
        expect(believed?.inputTokens).toBeLessThanOrEqual(100_000);
        expect(believed?.outputTokens).toBeLessThanOrEqual(8_000);
      }),
    );
    expect(ledger.believed(spent(900, 100).usage, asked)).toEqual(spent(900, 100).usage);
    expect(ledger.believed(spent(0, 100).usage, asked)).toBeNull();
  });

  it('a provider that counts next to nothing does not make the bound small', () => {
    const ledger = ledgerOf(1_000_000);
    ledger.book(spent(1, 0), 1);
    expect(ledger.inputBound(request('a'.repeat(50_000)))).toBeGreaterThan(6_000);
  });

  it('the time of tools is taken off too', () => {
    const ledger = ledgerOf(1_000_000, { wallMs: 100 });
    ledger.took(60);
    expect(ledger.remainingMs()).toBe(40);
    ledger.took(60);
    expect(() => ledger.admit(request('hi'))).toThrow(code('generation_timed_out'));
  });

  it('an answer is never longer than what the model can still read', () => {
    const ledger = ledgerOf(1_000_000, {}, 10_000);
    ledger.book(spent(5_000, 500), 1);
    const admitted = ledger.admit(request('a'.repeat(20_000)));
    expect(admitted).toBeGreaterThan(4_400);
    expect(admitted).toBeLessThanOrEqual(4_500);
  });

  it.each<[string, object, number]>([
    ['generation_timed_out', { wallMs: 10 }, 100_000],
    ['generation_too_long', { tokens: 1_500 }, 100_000],
    ['generation_too_long', {}, 3_000],
  ])('%s %o', (name, limits, context) => {
    const ledger = ledgerOf(1_000_000, limits, context);
    ledger.admit(request('hi'));
    ledger.book(spent(1_000, 500, 10), 1);
    expect(() => ledger.admit(request('hi'))).toThrow(code(name));
  });
});
