import { createLanguageModel, ModelError } from '../../libs/generator/index.js';
import { profileAt } from './model-run.js';

/** A process that asks a model once: dialect, base URL and key are its arguments; it prints how that ended. */
const [dialect, baseURL = '', key = ''] = process.argv.slice(2);
const profile = profileAt(dialect === 'chat' ? 'chat' : 'responses', baseURL, {
  keySetting: key ? 'OPENAI_API_KEY' : null,
});
try {
  const model = createLanguageModel(profile, { apiKey: key || null });
  await model.step(
    {
      system: 'Be brief.',
      transcript: [{ role: 'user', text: 'Hello' }],
      tools: [],
      toolChoice: 'auto',
      maxOutputTokens: 2_048,
      safetyIdentifier: 'hmac',
    },
    new AbortController().signal,
  );
  console.log('answered');
} catch (error) {
  console.log(error instanceof ModelError ? error.kind : String(error));
}
