// npm run db:new NAME: writes the migration that leads from the committed ones to prisma/schema.prisma.
import { mkdirSync, writeFileSync } from 'node:fs';
import { root, run } from './run.mjs';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('usage: npm run db:new NAME     (NAME in lower case, digits and _; what the migration does)');
  process.exit(2);
}
run('node', ['scripts/build.mjs']);
const { schemaDiff } = await import('./schema-diff.mjs');
const sql = await schemaDiff();
if (sql === '') {
  console.log('prisma/schema.prisma and the migrations agree already: nothing to do.');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = `prisma/migrations/${stamp}_${name}`;
  mkdirSync(`${root}${folder}`, { recursive: true });
  writeFileSync(`${root}${folder}/migration.sql`, `${sql}\n`);
  console.log(
    `${folder}/migration.sql written. Read it; add what Prisma cannot say (checks, partial indexes), with a test.`,
  );
}
