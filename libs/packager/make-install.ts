import { type Makefile, expand, reachable } from './makefile.js';

/** How a Makefile's own `install` target is brought to install below $out. */
export interface InstallPlan {
  /** Assignments for make's command line. */
  flags: string[];
  /** Directories that it copies into without making them. */
  missingDirectories: string[];
  /** Files with paths such as /usr/local/bin in the recipe itself, and what of those is to be replaced by $out. */
  hardCoded: { file: string; prefixes: string[] }[];
  /** Why it cannot be used at all, as the end of "its install target …". */
  unusable: string | null;
  /** The recipe with all variables filled in. */
  script: string;
}

/**
 * Looks at the `install` target. The variables it writes below are followed up to the ones that hold an absolute path
 * (`BINDIR` = `$(PREFIX)/bin`, `PREFIX` = `/usr/local`); those are set on make's command line, which wins over the file.
 */
export function planInstall(makefiles: Makefile[], readFile: (path: string) => string | null): InstallPlan {
  const parts = makefiles.map(({ variables, ...makefile }) => ({
    variables,
    recipe: reachable({ variables, ...makefile }, 'install')
      .flatMap(([, rule]) => rule.recipe)
      .join('\n'),
  }));
  const overrides = new Map<string, string>();
  for (const { variables, recipe } of parts) {
    for (const name of namesUsed(recipe, variables)) {
      const value = overrideOf(name, variables.get(name));
      if (value !== null) overrides.set(name, value);
    }
  }
  const script = parts
    .map(({ variables, recipe }) => expand(recipe, new Map([...variables, ...overrides])))
    .join('\n')
    // It stays empty, and what stands behind it is where things go.
    .replace(/\$[({]DESTDIR[)}](?=\/)/g, '');
  return {
    flags: [...overrides].map(([name, value]) => `${name}=${value}`),
    missingDirectories: makesDirectories(script)
      ? []
      : directoriesOf(script.replace(/(?<![\w).}-])\/usr(\/local)?(?=\/)/g, '$(out)')),
    hardCoded: hardCoded(script, makefiles, readFile),
    unusable: unusable(script),
    script,
  };
}

/** Absolute paths in the commands that put files somewhere; a `test -f /usr/bin/…` elsewhere is none of our business. */
function hardCoded(
  script: string,
  makefiles: Makefile[],
  readFile: (path: string) => string | null,
): InstallPlan['hardCoded'] {
  const commands = script
    .split('\n')
    .filter((line) => /\b(install|install-sh|cp|mv|ln|mkdir)\b/.test(line))
    .join('\n');
  const paths = commands.match(/(?<![\w).}-])\/usr(\/local)?(?=\/)/g) ?? [];
  const files = makefiles.flatMap((makefile) => makefile.files).filter((file) => /^[\w+./-]+$/.test(file));
  return files.flatMap((file) => {
    // The longer one first, and the shorter one only if it also stands alone: a replacement of nothing would fail.
    let text = readFile(file) ?? '';
    const prefixes = ['/usr/local/', '/usr/'].filter((prefix) => {
      const stands = paths.some((path) => `${path}/` === prefix) && text.includes(prefix);
      text = text.replaceAll(prefix, '');
      return stands;
    });
    return prefixes.length > 0 ? [{ file, prefixes }] : [];
  });
}

/** All variables that a text uses, those that stand in their values included. */
function namesUsed(text: string, variables: Map<string, string>): Set<string> {
  const names = new Set<string>();
  const collect = (part: string) => {
    for (const [, name = ''] of part.matchAll(/\$[({]([\w.-]+)[:)}]/g)) {
      if (names.has(name)) continue;
      names.add(name);
      collect(variables.get(name) ?? '');
    }
  };
  collect(text);
  return names;
}

function overrideOf(name: string, value: string | undefined): string | null {
  const isPrefix = /prefix$/i.test(name);
  if (value === undefined) return /^prefix$/i.test(name) ? '$(out)' : null;
  if (isPrefix && /^(~|\$[({]?HOME|\/)/.test(value)) return '$(out)';
  // $(DESTDIR) in front of a path is for packagers like us, and stays empty.
  const path = value.replace(/^\$[({]DESTDIR[)}]/, '');
  const match = /^\/(?:usr\/local|usr|opt)(\/[\w./-]*)?\/?$/.exec(path);
  if (match)
    return `$(out)${(match[1] ?? '')
      .replace(/\/+$/, '')
      .replace(/^\/games$/, '/bin')
      .replace(/^\/man(?=\/|$)/, '/share/man')}`;
  return /^\/(etc|var|bin|sbin|lib|include|share)(\/[\w./-]*)?$/.test(path) ? `$(out)${path}` : null;
}

function makesDirectories(script: string): boolean {
  return /\b(mkdir|mkinstalldirs|installdirs|install_dir)\b|\binstall(-sh)?\b[^\n;&|]{0,300}\s-[a-zA-Z]{0,10}[dD]/i.test(
    script,
  );
}

function directoriesOf(script: string): string[] {
  const found = script.matchAll(
    /\$\(out\)\/((?:share\/)?man(?:\/man\d)?|bin|sbin|lib|include|etc|share(?:\/[\w-]+)?)(?=[\s/;"']|$)/gm,
  );
  const directories = new Set([...found].map(([, directory]) => `$out/${directory}`));
  return directories.size > 0 ? [...directories].toSorted() : ['$out/bin'];
}

/** What only root may do, or what reaches out of the package. */
function unusable(script: string): string | null {
  if (/\b(chown|chgrp)\b|\binstall\b[^\n;&|]{0,300}\s-[a-z]{0,10}[og]\s+\w/.test(script))
    return 'hands its files to another user, which only root may';
  if (/\b(ldconfig|setcap|systemctl|update-rc\.d|useradd|groupadd)\b/.test(script))
    return 'changes the system outside of the package';
  return null;
}
