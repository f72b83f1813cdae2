import { posix } from 'node:path';
import { Conditions } from './makefile-conditions.js';

export interface Rule {
  prerequisites: string[];
  recipe: string[];
}

/** What can be read out of a Makefile without running it: good enough to see what it builds and where it installs. */
export interface Makefile {
  variables: Map<string, string>;
  /** By target; several rules of one target are one here, as they are for make. */
  rules: Map<string, Rule>;
  phony: Set<string>;
  defaultGoal: string | null;
  /** Where it stands: '' for the top. */
  directory: string;
  /** The files read: itself and what it includes. */
  files: string[];
}

/** What make reads by itself, in this order. */
export const makefileNames = ['GNUmakefile', 'makefile', 'Makefile'];

/** Of included files, and of Makefiles in other directories. */
const maxFiles = 20;

/** Longer ones are cut: nobody wrote them by hand. */
const maxLine = 8_000;

/** How many characters may come out of variables; a Makefile can define them to double at each level. */
interface Budget {
  left: number;
}

/**
 * Reads a Makefile and what it includes. Of conditionals it reads the branches that hold, and all where that cannot be
 * told; functions are left alone.
 * @see https://www.gnu.org/software/make/manual/html_node/Makefile-Contents.html
 */
export function readMakefile(path: string, readFile: (path: string) => string | null): Makefile {
  const directory = path.includes('/') ? posix.dirname(path) : '';
  const makefile: Makefile = {
    variables: new Map(),
    rules: new Map(),
    phony: new Set(),
    defaultGoal: null,
    directory,
    files: [],
  };
  read(makefile, path, readFile, { left: 2_000_000 });
  return makefile;
}

function read(
  makefile: Makefile,
  path: string,
  readFile: (path: string) => string | null,
  budget: Budget,
): void {
  const text = readFile(path);
  if (text === null || makefile.files.includes(path) || makefile.files.length >= maxFiles) return;
  makefile.files.push(path);
  let current: Rule[] = [];
  let defining = false;
  const conditions = new Conditions(makefile.variables, (condition) =>
    expand(condition, makefile.variables, budget),
  );
  for (const whole of text
    .replace(/\r\n/g, '\n')
    .replace(/[ \t]?\\\n[ \t]*/g, ' ')
    .split('\n')) {
    const line = whole.slice(0, maxLine);
    if (/^\s*(define|endef)\b/.test(line)) defining = line.trim().startsWith('define');
    if (defining || /^\s*(endef|export\s*$|unexport|vpath|override\s*$)/.test(line)) continue;
    if (conditions.take(line) || !conditions.reads()) continue;
    // Before any rule, and where a variable is set within a conditional, a tab is only indentation.
    if (line.startsWith('\t') && current.length > 0) {
      for (const rule of current) rule.recipe.push(line.trim());
      continue;
    }
    const plain = line.replace(/(^|\s)#.*$/, '').trim();
    if (plain === '') continue;
    const include = /^[-s]?include\s+(.+)$/.exec(plain);
    if (include) {
      for (const file of words(expand(include[1] ?? '', makefile.variables, budget))) {
        read(makefile, posix.join(posix.dirname(path), file), readFile, budget);
      }
    } else if (assign(makefile.variables, plain)) {
      // What is indented below it belongs to no rule.
      current = [];
    } else {
      current = addRules(makefile, plain, budget) ?? current;
    }
  }
}

function assign(variables: Map<string, string>, line: string): boolean {
  const match = /^(?:(?:export|override)\s+)*([\w.-]+)\s*(:{0,3}|\+|\?|!)=\s*(.*)$/.exec(line);
  if (!match) return false;
  const [, name = '', kind = '', value = ''] = match;
  // With all branches of conditionals read, the last one would win, which often is that of another system.
  if (/\.(exe|dll|dylib)\b/.test(value)) return true;
  const before = variables.get(name);
  if (kind === '+') variables.set(name, before ? `${before} ${value}` : value);
  else if (kind !== '?' || before === undefined) variables.set(name, value);
  return true;
}

function addRules(makefile: Makefile, line: string, budget: Budget): Rule[] | null {
  const match = /^([^:=]+?)\s*::?(?!=)\s*([^;]*)(?:;(.*))?$/.exec(line);
  // A variable that is set for one target only says nothing here.
  if (!match || /[^=!]=/.test(match[2] ?? '')) return null;
  const targets = words(expand(match[1] ?? '', makefile.variables, budget));
  const prerequisites = words(expand((match[2] ?? '').replace(/\|/g, ' '), makefile.variables, budget));
  if (targets.includes('.PHONY')) for (const name of prerequisites) makefile.phony.add(name);
  budget.left -= targets.length * prerequisites.length;
  if (budget.left < 0) return null;
  return targets.map((target) => {
    const rule = makefile.rules.get(target) ?? { prerequisites: [], recipe: [] };
    rule.prerequisites.push(...prerequisites);
    if (match[3]) rule.recipe.push(match[3].trim());
    makefile.rules.set(target, rule);
    if (makefile.defaultGoal === null && !target.startsWith('.') && !target.includes('%'))
      makefile.defaultGoal = target;
    return rule;
  });
}

/**
 * Replaces the variables in a text by their values; unknown ones, functions and automatic variables stay.
 * Bounded in depth and size, for a variable may be defined by itself.
 */
export function expand(
  text: string,
  variables: ReadonlyMap<string, string>,
  budget: Budget = { left: 200_000 },
  depth = 0,
): string {
  if (depth > 12) return text;
  return text.replace(
    /\$(?:\(([\w.-]+)(?::([^=()]*)=([^()]*))?\)|\{([\w.-]+)\})/g,
    (whole, round?: string, from?: string, to?: string, curly?: string) => {
      const value = variables.get(round ?? curly ?? '');
      if (value === undefined || (budget.left -= value.length) < 0) return whole;
      const expanded = expand(value, variables, budget, depth + 1);
      return from === undefined
        ? expanded
        : words(expanded)
            .map((word) => substitute(word, from, to ?? ''))
            .join(' ');
    },
  );
}

/** `$(OBJS:.o=.c)` and `$(OBJS:%.o=%.c)`. */
function substitute(word: string, from: string, to: string): string {
  const end = from.replace('%', '');
  return word.endsWith(end)
    ? to.replace('%', '') === to
      ? word.slice(0, word.length - end.length) + to
      : to.replace('%', word.slice(0, word.length - end.length))
    : word;
}

/** The rules that making a goal may run, the goal's own first. */
export function reachable(makefile: Makefile, goal: string): [target: string, rule: Rule][] {
  const seen = new Set([goal]);
  // A Set may grow while it is walked, and keeps the order.
  for (const target of seen)
    for (const next of makefile.rules.get(target)?.prerequisites ?? []) seen.add(next);
  return [...seen].flatMap((target) => {
    const rule = makefile.rules.get(target);
    return rule ? [[target, rule] as [string, Rule]] : [];
  });
}

/** The Makefiles that the recipes of this one run in other directories, such as `$(MAKE) -C src`; one level of them. */
export function readSubMakefiles(makefile: Makefile, readFile: (path: string) => string | null): Makefile[] {
  const rules = [makefile.defaultGoal, 'all', 'install'].flatMap((goal) =>
    goal === null ? [] : reachable(makefile, goal),
  );
  const recipes = rules
    .flatMap(([, { recipe }]) => recipe)
    .filter((line) => /\$[({]MAKE[)}]|\bmake\b/.test(line));
  const named = recipes.flatMap((line) => {
    const text = expand(line, makefile.variables);
    const loop = /\bfor\s+\w+\s+in\s+([^;]{1,2000});/.exec(text)?.[1] ?? '';
    return [
      ...words(loop),
      ...[...text.matchAll(/(?:-C|--directory[= ]|\bcd)\s*([\w./-]+)/g)].map(
        ([, directory = '']) => directory,
      ),
    ];
  });
  const directories = new Set(
    named
      .map((name) => posix.normalize(name).replace(/\/$/, ''))
      .filter((name) => name !== '.' && !name.startsWith('.') && !/^(tests?|examples?)$/.test(name)),
  );
  return [...directories].slice(0, maxFiles).flatMap((directory) => {
    const path = makefileNames
      .map((name) => posix.join(directory, name))
      .find((candidate) => readFile(candidate) !== null);
    return path === undefined ? [] : [readMakefile(path, readFile)];
  });
}

export function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
