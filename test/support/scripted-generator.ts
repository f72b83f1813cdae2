import { GenerationError, type Generator } from '../../libs/generator/index.js';

/**
 * A generator whose steps a test controls: each is one POST to the test's own server, `<provider>/step/<n>` with the
 * prompt as body. Answers: 200 and a text (the step's output), 204 (no further step). The expression is made of the
 * outputs; 422 and a text: a failure that is an answer. It stands where a model's conversation will: a paid call, its answer stored, the next call.
 */
export function createScriptedGenerator(provider: string): Generator {
  return {
    async run({ prompt }, recorder) {
      const outputs: string[] = [];
      for (let n = 0; ; n++) {
        const output = await recorder.step('scripted', { prompt, n, outputs }, async (signal) => {
          const response = await fetch(`${provider}/step/${n}`, { method: 'POST', body: prompt, signal });
          if (response.status === 204) return { output: null };
          if (response.status === 422)
            throw new GenerationError('build_system_unknown', await response.text());
          if (!response.ok) throw new Error(`step ${n} answered ${response.status}`);
          return { output: await response.text(), costMicros: 1_000 };
        });
        if (output === null) break;
        outputs.push(output);
      }
      const expression = `{ }: ${JSON.stringify(outputs.join(' '))}\n`;
      return { expression, checks: [], provenance: { generator: 'scripted', steps: outputs.length } };
    },
  };
}
