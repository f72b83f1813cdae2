// dist/ from the sources: the Prisma client, then tsc. A stale file in dist/ would be a test that still runs, so dist/ starts empty.
import { rmSync } from 'node:fs';
import { root, run } from './run.mjs';

rmSync(`${root}dist`, { recursive: true, force: true });
// Prisma's CLI wants its schema engine before any command and would download it; `generate` never starts it, so any
// existing file will do. (Never run `prisma migrate` like this: it would end silently and do nothing.)
run('prisma', ['generate', '--no-hints'], {
  quiet: true,
  env: {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
});
run('tsc', []);
