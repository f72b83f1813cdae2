import { generationErrors } from './generation-errors.js';

/** What an error code means to a caller: the HTTP status, a title that never changes, and a sentence with the way out. */
interface ErrorEntry {
  status: number;
  title: string;
  /** The sentence used when the place that throws has nothing more exact to say. */
  detail: string;
}

/**
 * Every error of the service, by code. Codes state a fact and never change their meaning; the sentences are what people
 * read in the middle of a `nix build`, so each says what to do.
 */
export const errors = {
  invalid_request: {
    status: 400,
    title: 'The request is malformed',
    detail: 'The request cannot be understood; see the documentation of this route.',
  },
  tokens_conflict: {
    status: 400,
    title: 'Two different tokens',
    detail:
      'The request carries two different tokens. Send one: in the Authorization header, or as access_token.',
  },
  no_mail: {
    status: 400,
    title: 'This server sends no mail',
    detail:
      'This server sends no mail. Ask its administrator for a link to set a new password (npm run admin -- reset-link ADDRESS).',
  },
  token_missing: {
    status: 401,
    title: 'A token is missing',
    detail:
      'This needs a token: send it as "Authorization: Bearer TOKEN", or put it in the netrc file that Nix uses.',
  },
  token_malformed: {
    status: 401,
    title: 'Not a token',
    detail:
      'What was sent is not a complete token of this service (aidrv_ and 36 characters). Copy it again.',
  },
  token_unknown: {
    status: 401,
    title: 'The token is not known here',
    detail: 'This server does not know the token. Is it from another server?',
  },
  token_expired: {
    status: 401,
    title: 'The token has expired',
    detail: 'The token has expired. Make a new one.',
  },
  token_revoked: {
    status: 401,
    title: 'The token was revoked',
    detail: 'The token was revoked. Make a new one.',
  },
  session_ended: {
    status: 401,
    title: 'The session is over',
    detail: 'The session has ended, or is not one of this server. Sign in again.',
  },
  budget_in_flight: {
    status: 402,
    title: 'The budget is taken by generations under way',
    detail: "Generations under way hold the rest of this month's budget. Try again when they are done.",
  },
  request_over_budget: {
    status: 402,
    title: 'The request is larger than the budget',
    detail:
      "One generation may cost more than this organization's whole monthly budget. Ask the administrator to raise it.",
  },
  address_unverified: {
    status: 403,
    title: 'No verified e-mail address',
    detail:
      'Models cost money, so an owner of this organization must verify their e-mail address first: with the link in the mail that signing in sends.',
  },
  generations_per_day: {
    status: 403,
    title: "The day's generations are used up",
    detail:
      'This organization has begun the generations that it may on a day. More can begin after 00:00 UTC.',
  },
  session_required: {
    status: 403,
    title: 'A session is needed',
    detail:
      'A token is of one organization, and this is about the whole account. Sign in (POST /api/auth/sign-in/email), and send the cookie instead of a token.',
  },
  scope_missing: {
    status: 403,
    title: 'The token may not do this',
    detail: 'The token lacks the scope that this needs.',
  },
  scopes_beyond_caller: {
    status: 403,
    title: 'More than the caller may do',
    detail: 'A token may be given only scopes that its maker has.',
  },
  role_missing: {
    status: 403,
    title: 'The role does not allow this',
    detail: 'This needs another role in the organization. Ask one of its owners.',
  },
  organization_missing: {
    status: 403,
    title: 'No organization is chosen',
    detail:
      'The session has no organization that its user is a member of. Choose one with POST /api/auth/organization/set-active.',
  },
  origin_mismatch: {
    status: 403,
    title: 'Sent by a page of another address',
    detail: "The request comes from a page that is not this server's.",
  },
  organization_suspended: {
    status: 403,
    title: 'The organization is suspended',
    detail: 'Your organization is suspended. Ask the administrator of this server.',
  },
  invitation_required: {
    status: 403,
    title: 'An invitation is needed',
    detail:
      'This server takes new accounts by invitation only: use the link of your invitation, with the e-mail address it was made for.',
  },
  sign_up_closed: {
    status: 403,
    title: 'Sign-up is closed',
    detail: 'This server takes no new accounts. Ask its administrator.',
  },
  organization_limit: {
    status: 403,
    title: 'Three organizations at most',
    detail: 'A user owns at most three organizations. Delete one, or hand it over to another owner.',
  },
  token_not_for_urls: {
    status: 403,
    title: 'The token is too powerful for a URL',
    detail:
      'Only a token whose one scope is "generate" may be sent as access_token: URLs end in logs. Send this one in the Authorization header.',
  },
  budget_spent: {
    status: 403,
    title: 'The budget is spent',
    detail: "This month's budget is spent. It begins anew on the first of next month, 00:00 UTC.",
  },
  not_found: {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing under this address.',
  },
  expression_not_found: {
    status: 404,
    title: 'No such expression',
    detail:
      "No expression with this hash belongs to this token's organization. If another organization's token was used on this machine, give mkAIDerivation a salt of your own.",
  },
  answer_not_found: {
    status: 404,
    title: 'Not generated yet',
    detail: 'There is no finished answer to this request, and HEAD starts none. Ask with GET.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'This route takes GET and HEAD only.',
  },
  token_limit: {
    status: 409,
    title: 'Too many tokens',
    detail: 'A user has at most 100 tokens in an organization. Revoke those that are not needed.',
  },
  sole_owner: {
    status: 409,
    title: 'The only owner of an organization with members',
    detail:
      'This account is the only owner of an organization that has other members. Make one of them an owner, or delete the organization first.',
  },
  last_administrator: {
    status: 409,
    title: 'The last administrator',
    detail:
      'This is the only administrator of the server. Make another one first: npm run admin -- create-admin.',
  },
  deleted: {
    status: 410,
    title: 'Deleted',
    detail: 'The answer to this was deleted by its organization. Ask for the next revision.',
  },
  content_too_large: {
    status: 413,
    title: 'The body is too large',
    detail: 'The request body is larger than this route takes.',
  },
  prompt_too_long: {
    status: 414,
    title: 'The prompt is too long',
    detail: 'A prompt has at most 8,192 bytes of UTF-8 (percent-encoding not counted). Make it shorter.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    detail: 'Send JSON, with "Content-Type: application/json".',
  },
  provider_key_refused: {
    status: 422,
    title: 'The key does not work',
    detail: 'The provider does not take this key. Nothing was stored.',
  },
  ...generationErrors,
  too_many_attempts: {
    status: 429,
    title: 'Too many attempts',
    detail: 'There were too many attempts. Wait as long as Retry-After says.',
  },
  generations_per_minute: {
    status: 429,
    title: 'Too many generations in a minute',
    detail:
      'This organization has begun the generations that it may in a minute. Wait as long as Retry-After says.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    detail: 'There were too many requests in the last minute. Wait as long as Retry-After says.',
  },
  headers_too_large: {
    status: 431,
    title: 'The request head is too large',
    detail: 'The request line and headers exceed 64 KiB; a prompt has at most 8,192 bytes.',
  },
  internal_error: {
    status: 500,
    title: 'An error of ours',
    detail: 'Something broke on our side; it is logged under the request id.',
  },
  expression_corrupt: {
    status: 500,
    title: 'The stored expression is damaged',
    detail:
      'The stored expression no longer has the hash it was stored under, so it is not served. The operator was alerted.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database is away',
    detail: 'The database is not reachable right now. Try again in a few seconds.',
  },
  provider_away: {
    status: 503,
    title: 'The provider cannot be reached',
    detail: 'The provider cannot be reached, so the key could not be tried, and was not stored. Try again.',
  },
  secret_rotating: {
    status: 503,
    title: 'The master secret was changed',
    detail:
      'The master secret of this server was changed, and this process still runs with the one before. Nothing was stored; try again when it was restarted.',
  },
  too_many_waiting: {
    status: 503,
    title: 'Too many requests of this token are waiting',
    detail: 'At most 256 requests of a token may wait at once. Try again in a few seconds.',
  },
  shutting_down: {
    status: 503,
    title: 'The server is restarting',
    detail: 'The server is restarting. Try again in a few seconds; the generation goes on.',
  },
  still_generating: {
    status: 504,
    title: 'Still generating',
    detail:
      'The generation is still under way after more than eight minutes. It goes on: ask again in a minute.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;
