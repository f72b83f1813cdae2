// SQL that leads from the committed migrations to prisma/schema.prisma; empty when they agree.
//
// The migrations are applied to a throw-away database by our own runner, and Prisma's schema engine (its WebAssembly
// build: the native one is a download) compares that with the schema. Applying them ourselves keeps clear of the
// engine's shadow database, whose script splitter breaks plpgsql.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { migrate } from '../dist/libs/database/index.js';
import { startTemporaryPostgres } from '../dist/test/support/postgres.js';
import { root } from './run.mjs';

export async function schemaDiff() {
  const server = await startTemporaryPostgres();
  try {
    await migrate(server.url);
    return await diff(server.url);
  } finally {
    await server.stop();
  }
}

async function diff(url) {
  await loadEngine();
  const schema = {
    path: 'prisma/schema.prisma',
    content: readFileSync(`${root}prisma/schema.prisma`, 'utf8'),
  };
  const adapter = catalogueAdapter(url);
  try {
    const engine = await engineModule.SchemaEngine.new(
      { datamodels: [[schema.path, schema.content]] },
      () => {},
      bindMigrationAwareSqlAdapterFactory(adapter.factory),
    );
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: root },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: ['public._prisma_migrations'], externalEnums: [] },
    });
    const sql = (stdout ?? '').trim();
    return /^-- This is an empty migration\.?$/.test(sql) ? '' : sql;
  } finally {
    await adapter.close();
  }
}

/** The package's entry imports its .wasm as a module, which Node 20 cannot: the same by hand. */
async function loadEngine() {
  const path = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace(/[^/\\]+$/, 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(path), {
    './schema_engine_bg.js': engineModule,
  });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/**
 * Prisma's adapter, taught the catalogue's type "char" (oid 18): it refuses it, and the engine wants it as a Character.
 * The pool has one connection, so "the last result" is the one the adapter is about to hand on.
 */
function catalogueAdapter(url) {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const query = pool.query.bind(pool);
  let characterColumns = [];
  pool.query = async (...parameters) => {
    const result = await query(...parameters);
    characterColumns = (result.fields ?? []).map((field) => field.dataTypeID === 18);
    for (const field of result.fields ?? []) if (field.dataTypeID === 18) field.dataTypeID = 25;
    return result;
  };
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (statement) => {
      const result = await queryRaw(statement);
      const columnTypes = result.columnTypes.map((type, i) =>
        characterColumns[i] ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  };
  return { factory, close: () => pool.end() };
}
