/** How a generation may fail: what is stored with it, and answered to whoever waits (errors.ts has the rest). */
export const generationErrors = {
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
  expression_refused: {
    status: 422,
    title: 'The expression is refused',
    detail: 'The expression that was made does not parse, or breaks the policy, so it is not served.',
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
  own_key_missing: {
    status: 422,
    title: "The organization's own key is not there",
    detail:
      "This was asked with a key of your organization's own, which is not there any more. Store one (PUT /v1/provider-keys/…), or ask for the next revision.",
  },
  own_key_rejected: {
    status: 422,
    title: "The organization's own key was rejected",
    detail:
      "The model's provider rejected your organization's own key. Its owner or an admin must store one that works (PUT /v1/provider-keys/…).",
  },
  own_key_out_of_credit: {
    status: 422,
    title: "The organization's own key has no credit",
    detail: "The account behind your organization's own key has no credit. Add some there.",
  },
  own_key_misfit: {
    status: 422,
    title: "The organization's own key leads to another API",
    detail:
      "What answers to your organization's own key answers otherwise than expected. Check key, base URL and model.",
  },
} as const;
