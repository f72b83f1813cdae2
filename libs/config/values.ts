import { z } from 'zod';

// How settings are read; each error is the end of a sentence that begins with the setting's name.

export const flag = z
  .enum(['true', 'false'], { error: 'must be "true" or "false"' })
  .transform((text) => text === 'true');

export const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, {
      error: `must be between ${minimum} and ${maximum}`,
    });

export const roles = z
  .string()
  .transform((text) => text.split(',').map((role) => role.trim()))
  .refine((list) => list.every((role) => role === 'api' || role === 'worker'), {
    error: 'must be "api", "worker" or "api,worker"',
  });

// What would break an HTTP header is no key, but a copying mistake.
export const apiKey = z
  .string()
  .regex(/^[!-~]{8,400}$/, { error: 'is not a key: it has blanks, or is too short or too long' });

export const baseUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:\/\/[^/@?#]+[^@?#]*$/.test(text), {
    error: 'must be an address such as https://llm.example.org/v1, without user name and query',
  });

// Node's URL parser accepts https:example; only what a person would call an address is taken.
export const publicUrl = z.url({
  protocol: /^https?$/,
  hostname: /^[^\s/]+$/,
  error: 'must be an address such as https://ai-drv.example.org',
});

/** A value copied from documentation is no secret: everybody has it. */
export function notASample(text: string): boolean {
  return !/change.?me|example|sample|your[-_ ]|<.*>/i.test(text) && new Set(text).size > 8;
}
