// npm run admin -- COMMAND: the administration commands. Builds only what was never built: a running server uses dist/.
import { existsSync } from 'node:fs';
import { root, run } from './run.mjs';

const main = 'dist/apps/server/src/admin.js';
if (!existsSync(`${root}${main}`)) run('node', ['scripts/build.mjs']);
run('node', ['--enable-source-maps', main, ...process.argv.slice(2)]);
