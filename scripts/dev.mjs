// npm run dev: the service, built and started again at each change of a source file.
import { spawn, spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { root } from './run.mjs';

let server;
let pending;

function restart() {
  if (spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' }).status !== 0)
    return;
  const start = () => {
    server = spawn(process.execPath, ['--enable-source-maps', 'dist/apps/server/src/main.js'], {
      cwd: root,
      stdio: 'inherit',
    });
  };
  if (server && server.exitCode === null) {
    server.once('exit', start);
    server.kill('SIGTERM');
  } else {
    start();
  }
}

for (const folder of ['apps', 'libs', 'prisma']) {
  watch(`${root}${folder}`, { recursive: true }, (_, file) => {
    // What the build itself writes.
    if (!file || file.startsWith('database/generated')) return;
    clearTimeout(pending);
    pending = setTimeout(restart, 200);
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (server?.exitCode !== null) process.exit(0);
    server.once('exit', () => process.exit(0));
    server.kill('SIGTERM');
  });
}
restart();
