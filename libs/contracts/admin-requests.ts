import { z } from 'zod';
import { page, plainText } from './requests.js';

// Searches go by beginnings, which an index finds: one letter would be half of the table.
const search = (what: string) => plainText(200).min(2).optional().describe(what);
const yes = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();
const id = z
  .string()
  .regex(/^[\w-]{1,64}$/, { error: 'is no id' })
  .optional();

const reason = plainText(500)
  .refine((text) => text.isWellFormed(), { error: 'is not valid Unicode' })
  .describe('its people read it');

export const listOrganizations = page.extend({
  q: search(
    "the beginning of its name, its slug or a member's e-mail address, in any case; or its id. Of more than a thousand matches the first in the alphabet",
  ),
  suspended: yes.describe('true: those alone'),
});

export const suspendOrganization = z.strictObject({ reason });

export const listUsers = page.extend({
  q: search(
    'the beginning of the e-mail address or the name, in any case; or the id. Of more than a thousand matches the first in the alphabet',
  ),
  admin: yes.describe('true: administrators alone'),
  banned: yes.describe('true: banned ones alone'),
});

export const banUser = z.strictObject({
  reason,
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine(
      (text) => Date.parse(text) > Date.now() && Date.parse(text) < Date.now() + 10 * 365 * 86_400_000,
      {
        error: 'must lie in the future, and within ten years',
      },
    )
    .nullable()
    .optional()
    .describe('ISO 8601; absent or null: until it is lifted'),
});

export const listAllTokens = page.extend({
  prefix: z
    .string()
    .regex(/^aidrv_[0-9A-Za-z]{1,4}$/, {
      error: 'is aidrv_ and one to four characters; never send a whole token',
    })
    .optional()
    .describe('the beginning that lists show of it, or that somebody found: `aidrv_AbCd`'),
  last4: z
    .string()
    .regex(/^[0-9A-Za-z]{4}$/, { error: "is a token's last four characters" })
    .optional(),
  user: id.describe("the user's id"),
  organization: id.describe("the organization's id"),
});

export const listAllDerivations = page
  .extend({
    q: search(
      'the beginning of the prompt (of its first 100 characters), in any case, or the id. Ordered by the prompt then; not together with the filters',
    ),
    organization: id.describe("the organization's id"),
    state: z.enum(['queued', 'running', 'succeeded', 'failed']).optional(),
  })
  .refine(({ q, organization, state }) => q === undefined || (organization ?? state) === undefined, {
    error: 'goes without organization and state',
    path: ['q'],
  });

export const listAudit = page.extend({
  organization: id.describe("the organization's id; also of a deleted one"),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}\.[a-z_]{1,60}$/, { error: 'is an action such as token.revoked' })
    .optional(),
  actor: id.describe('the id of the user who did it'),
  from: z.iso.datetime({ offset: true }).optional().describe('not before this time'),
  to: z.iso.datetime({ offset: true }).optional().describe('before this time'),
  format: z
    .enum(['json', 'jsonl'])
    .default('json')
    .describe('jsonl: everything from `cursor` on, a line each, as a stream'),
});

export type ListOrganizations = z.infer<typeof listOrganizations>;
export type ListUsers = z.infer<typeof listUsers>;
export type BanUser = z.infer<typeof banUser>;
export type ListAllTokens = z.infer<typeof listAllTokens>;
export type ListAllDerivations = z.infer<typeof listAllDerivations>;
export type ListAudit = z.infer<typeof listAudit>;
