/** The most bytes of UTF-8 that a trimmed prompt may have. */
export const maximumPromptBytes = 8_192;

export type PromptMistake = 'empty' | 'nul' | 'surrogate' | 'too_long';

/**
 * The prompt as it is stored and digested: trimmed, so that white space at its ends does not make another prompt.
 * @returns what is wrong with it, instead, when it is empty, too long, or holds what UTF-8 or PostgreSQL cannot
 */
export function normalisePrompt(text: string): { prompt: string } | { mistake: PromptMistake } {
  const prompt = text.trim();
  if (prompt === '') return { mistake: 'empty' };
  if (prompt.includes('\0')) return { mistake: 'nul' };
  if (!prompt.isWellFormed()) return { mistake: 'surrogate' };
  // A UTF-16 unit is at least one byte: what is too long anyway is not encoded first.
  if (prompt.length > maximumPromptBytes || new TextEncoder().encode(prompt).length > maximumPromptBytes) {
    return { mistake: 'too_long' };
  }
  return { prompt };
}
