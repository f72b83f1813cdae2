// npm run check: what every commit must pass. Formatter, linter (import rules among them), types, unused code, schema
// drift, the API document, unit tests.
import { run, root } from './run.mjs';

const step = (title) => console.log(`\n── ${title}`);

step('format');
run('prettier', ['--check', '--log-level', 'warn', '.']);
step('lint and import rules');
run('oxlint', ['--deny-warnings', '--quiet']);
step('types');
run('node', ['scripts/build.mjs']);
step('unused code and dependencies');
run('knip', ['--no-progress']);
step('schema drift');
const { schemaDiff } = await import(`${root}scripts/schema-diff.mjs`);
const drift = await schemaDiff();
if (drift !== '') {
  console.error(
    `prisma/schema.prisma and prisma/migrations differ. Write the migration with: npm run db:new NAME\n\n${drift}`,
  );
  process.exit(1);
}
step('API document');
const { openapiDrift } = await import(`${root}scripts/openapi.mjs`);
if (await openapiDrift()) {
  console.error('test/support/openapi-types.ts is not as the routes are now. Write it with: npm run openapi');
  process.exit(1);
}
step('unit tests');
run('node', ['scripts/jest.mjs', 'unit']);
