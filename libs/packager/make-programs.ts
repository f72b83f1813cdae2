import { posix } from 'node:path';
import type { SourceTree } from '../sources/index.js';
import { type Makefile, expand, reachable } from './makefile.js';

const compiler =
  /(^|[\s@;&(-])(\$[({](CC|CXX|LD|LINK\.\w+|COMPILE\.\w+)[)}]|([\w-]{1,40}-)?(gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|c99))(\s|$)/;
const noProgram =
  /\.(o|a|so|h|c|cc|cpp|cxx|hpp|y|l|d|lo|la|dylib|dll|pc|gz|html|pdf|txt|md|[1-9])(\.[\d.]+)?$/;
const source = /\.(c|cc|cpp|cxx|C)$/;

/** The programs that a goal links, as paths from the top of the source, in the order in which it names them. */
export function programsOf(makefile: Makefile, goal: string, tree: SourceTree): string[] {
  const { directory } = makefile;
  const files = new Map(
    tree.entries
      .filter(({ type }) => type === 'file')
      .map((entry) => [posix.relative(directory, entry.path), entry]),
  );
  const programs = new Set<string>();
  const add = (path: string) => {
    const plain = path.replace(/^\.\//, '');
    if (/^[\w+-][\w+./-]*$/.test(plain) && !noProgram.test(plain) && !plain.includes('..'))
      programs.add(posix.join(directory, plain));
  };
  for (const [target, { prerequisites, recipe }] of reachable(makefile, goal)) {
    const links = recipe.filter(
      (line) => compiler.test(line) && !/\s-(c|E|S|MM?|shared)(\s|$)/.test(expand(line, makefile.variables)),
    );
    for (const line of links) {
      const output = /(?:^|\s)-o\s*(\S+)/.exec(
        expand(line, makefile.variables).replace(/\$@|\$[({]@[)}]/g, target),
      );
      add(output?.[1] ?? '');
    }
    const implicit =
      recipe.length === 0 &&
      !makefile.phony.has(target) &&
      prerequisites.some(
        (name) => name === `${target}.o` || (source.test(name) && name.replace(source, '') === target),
      );
    if (implicit) add(target);
    for (const name of prerequisites) if (isScriptOrImplicit(name, makefile, files)) add(name);
  }
  return [...programs].slice(0, 200);
}

/** Named, without a rule: a script that is there already, or what make links by its own rules from one source. */
function isScriptOrImplicit(
  name: string,
  makefile: Makefile,
  files: Map<string, { executable: boolean; size: number }>,
): boolean {
  if (makefile.rules.has(name) || name.includes('.')) return false;
  const file = files.get(name);
  if (file)
    return (
      file.executable &&
      file.size > 0 &&
      !/^(makefile|gnumakefile|configure|depcomp|missing|install-sh)$/i.test(name)
    );
  return ['.c', '.cc', '.cpp', '.cxx', '.C'].some((extension) => files.has(name + extension));
}

/** Where a Makefile without an `install` target leaves them: the programs, and the manual pages beside it. */
export function installByHand(programs: string[], tree: SourceTree): string[] {
  const pages = tree.entries.filter(
    ({ path, type }) =>
      type === 'file' &&
      /^[\w+.-]+\.[1-8]$/.test(path) &&
      /^\.(TH|Dd|\\"|so)|^'\\"/m.test(tree.readFile(path) ?? ''),
  );
  return [
    ...programs.map((program) => `install -Dm755 ${program} -t $out/bin`),
    ...pages.map(({ path }) => `install -Dm644 ${path} -t $out/share/man/man${path.at(-1)}`),
  ];
}
