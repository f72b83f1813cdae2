import { createHash } from 'node:crypto';

/** What makes two requests the same request. */
export interface DerivationRequest {
  organizationId: string;
  /** Normalised: see normalisePrompt of contracts. */
  prompt: string;
  /** As asked; '' when it was absent. Part of the identity, so that a new default changes no answer. */
  requestedModel: string;
  revision: number;
}

/** sha256 of the prompt's UTF-8 bytes. */
export function promptDigest(prompt: string): Buffer {
  return createHash('sha256').update(prompt, 'utf8').digest();
}

/** sha256 over scope, prompt digest, requested model and revision; each is length-prefixed or of fixed length, so no two requests share a text. */
export function derivationKey(request: DerivationRequest): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([request.organizationId, request.requestedModel, request.revision]))
    .update(promptDigest(request.prompt))
    .digest();
}
