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
  scope_missing: {
    status: 403,
    title: 'The token may not do this',
    detail: 'The token lacks the scope that this needs.',
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
    detail: "This month's budget is spent; it resets on the first of next month, 00:00 UTC.",
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
  no_model: {
    status: 422,
    title: 'The prompt needs a model',
    detail: 'No model is configured on this server.',
  },
  source_unavailable: {
    status: 422,
    title: 'The source cannot be had',
    detail: 'The source could not be downloaded.',
  },
  source_unusable: {
    status: 422,
    title: 'The source cannot be used',
    detail: 'The source is not an archive that can be read.',
  },
  build_system_unknown: {
    status: 422,
    title: 'The build system is not known',
    detail: 'Nothing in the source says how it is built.',
  },
  model_refused: {
    status: 422,
    title: 'The model would not answer',
    detail: 'The model, or its provider, would not answer this prompt. Put it in other words.',
  },
  model_gave_nothing: {
    status: 422,
    title: 'The model gave no usable expression',
    detail:
      "The model gave no usable expression. Name the source's URL in the prompt, or choose another model.",
  },
  model_truncated: {
    status: 422,
    title: "The model's answer was cut off",
    detail: "The model's answer reached the longest that it may be. Ask for something simpler.",
  },
  generation_over_budget: {
    status: 422,
    title: 'The generation reached its cap',
    detail:
      'The next step might have cost more than one generation may. Ask for something simpler, or have the cap raised.',
  },
  generation_too_many_steps: {
    status: 422,
    title: 'The generation took too many steps',
    detail: 'The model handed in no usable expression within the steps that it has.',
  },
  generation_too_long: {
    status: 422,
    title: 'The conversation grew too long',
    detail: 'The conversation grew longer than the model can read. Ask for something simpler.',
  },
  generation_timed_out: {
    status: 422,
    title: 'The generation took too long',
    detail:
      'The generation did not finish within its 10 minutes. Ask again in a minute, with a simpler prompt.',
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
  generation_abandoned: {
    status: 503,
    title: 'The generation was interrupted too often',
    detail: 'The generation was interrupted too often by failures on our side. Ask again in a minute.',
  },
  provider_unavailable: {
    status: 503,
    title: "The model's provider is away",
    detail: "The model's provider cannot be reached, or does not answer. Ask again in a minute.",
  },
  provider_rejected_key: {
    status: 503,
    title: "The model's provider rejected the key",
    detail: "The model's provider rejected the key. Whoever set it up must check it.",
  },
  provider_out_of_credit: {
    status: 503,
    title: "The model's provider wants credit",
    detail: "The account at the model's provider has no credit. Whoever set it up must add some.",
  },
  provider_error: {
    status: 503,
    title: "The model's provider answers otherwise than expected",
    detail:
      "The model's provider answers otherwise than expected. The operator must check the profile's settings.",
  },
  database_unavailable: {
    status: 503,
    title: 'The database is away',
    detail: 'The database is not reachable right now. Try again in a few seconds.',
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
