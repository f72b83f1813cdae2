import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { policyRules } from '../index.js';

it('docs/checks.md has every rule, with its reason', () => {
  const page = readFileSync(new URL('../../../../docs/checks.md', import.meta.url), 'utf8').replaceAll(
    /\s+/g,
    ' ',
  );
  for (const { name, reason } of policyRules) {
    expect(page).toContain(`\`${name}\``);
    expect(page).toContain(reason);
  }
});
