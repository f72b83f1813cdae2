import { createHash } from 'node:crypto';
import { toolDefinitions } from './model-tools.js';
import { systemPromptV2 } from './prompt/system.v2.js';

/** The system prompt that conversations are held with. */
export const systemPrompt = systemPromptV2;

/** Its version, with a digest of all that a model is told: a conversation begun with other words is not continued. */
export const promptVersion = `system.v2+${createHash('sha256')
  .update(JSON.stringify([systemPrompt, toolDefinitions()]))
  .digest('hex')
  .slice(0, 8)}`;

/** The request as it is put to the model; the prompt cannot end its quotation, so it cannot pass for our own words. */
export function openingOf(prompt: string): string {
  const quoted = prompt.replace(/<(?=\s*\/?\s*request)/gi, '&lt;');
  return `Package what this request asks for, and hand it in with \`submit\`:\n\n<request>\n${quoted}\n</request>`;
}

/** What a model is told that answered with text alone. */
export const nudge =
  'That was text, and nobody reads it. Go on with a tool: hand the expression in with `submit`, or call `fetch_source` first if nothing was fetched yet.';

/** What it is told when this is its last answer. */
export const lastCall =
  'This is your last step: hand in the best expression that you have with `submit` now.';

/** The one \`\`\`nix fence of a text, or null when there is none or several. */
export function onlyFence(text: string): string | null {
  const fences = [...text.matchAll(/```nix[^\S\n]*\n([^]*?)```/g)];
  return fences.length === 1 ? (fences[0]?.[1] ?? null) : null;
}
