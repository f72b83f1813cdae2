import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { modelRuns, profileAt, dialects } from '../support/model-run.js';
import { startPlayedProvider } from '../support/played-provider.js';
import { type SourceServer, startSourceServer } from '../support/source-server.js';
import { describeNix } from './describe-nix.js';
import { sampleArchive, sampleLine, samplePath } from './sample-program.js';
import { Nix } from './support.js';

let nix: Nix;
let sources: SourceServer;
beforeEach(async () => {
  nix = new Nix();
  sources = await startSourceServer();
});
afterEach(async () => {
  nix.remove();
  await sources.close();
});

describeNix('an expression of a model', () => {
  it.each(dialects)('is built by the real Nix and runs: %s', async (dialect) => {
    const url = sources.serve(samplePath, sampleArchive());
    const provider = await startPlayedProvider([
      { calls: [{ name: 'fetch_source', arguments: { source: url } }] },
      { calls: [{ name: 'packager_draft', arguments: { url } }] },
      ([, draft]) => {
        const { expression } = JSON.parse(draft!) as { expression: string };
        return { calls: [{ name: 'submit', arguments: { name: 'sample', expression } }] };
      },
    ]);
    const runs = await modelRuns();
    try {
      const { expression } = await runs.run({ profile: profileAt(dialect, provider.url) });
      const file = join(nix.directory, 'sample.nix');
      writeFileSync(file, expression);
      const call = `(import <nixpkgs> { }).callPackage ${file} { }`;
      const out = await nix.ok('nix-build', ['--no-out-link', '--expr', call]);
      expect(await nix.ok(`${out}/bin/sample`, [])).toBe(sampleLine);
    } finally {
      await provider.close();
      await runs.close();
    }
  });
});
