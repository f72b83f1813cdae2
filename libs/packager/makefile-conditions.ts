/** What holds where it is built for nixpkgs, which has Linux in view: null where that cannot be told without running make. */
type Truth = boolean | null;

/** Set by make itself or by whoever calls it. */
const givenByMake = /^(CC|CXX|AR|LD|MAKE\w*|SHELL|CURDIR|V|VERBOSE|HOME|PATH|ARCH|HOSTTYPE|MACHTYPE)$/;

/** Follows ifeq, ifdef and their like while a Makefile is read, line by line. */
export class Conditions {
  /** Of each open conditional: whether lines of this branch count, and whether a branch has held before. */
  private readonly open: { reads: boolean; held: Truth }[] = [];

  constructor(
    private readonly variables: ReadonlyMap<string, string>,
    private readonly expand: (text: string) => string,
  ) {}

  /** Whether lines count at this place. */
  reads(): boolean {
    return this.open.every(({ reads }) => reads);
  }

  /** @returns whether the line was one of a conditional, and so nothing else */
  take(line: string): boolean {
    const [, word, rest = ''] = /^\s*(ifeq|ifneq|ifdef|ifndef|else|endif)\b\s*(.*)$/.exec(line) ?? [];
    if (word === undefined) return false;
    if (word === 'endif') this.open.pop();
    else if (word === 'else') this.otherwise(rest);
    else {
      const held = this.reads() ? this.holds(`${word} ${rest}`) : false;
      if (this.open.length < 100) this.open.push({ reads: held !== false, held });
    }
    return true;
  }

  private otherwise(rest: string): void {
    const top = this.open.at(-1);
    if (!top) return;
    const next = rest.startsWith('if') ? this.holds(rest) : true;
    top.reads = top.held !== true && next !== false;
    // Once it is unknown whether one held, all that follow may.
    if (top.held === false) top.held = next;
  }

  private holds(condition: string): Truth {
    const [, word = '', rest = ''] = /^(ifn?eq|ifn?def)\s*(.*)$/.exec(condition) ?? [];
    const not = word.startsWith('ifn');
    if (word.endsWith('def')) {
      const name = this.expand(rest.replace(/#.*$/, '').trim());
      if (givenByMake.test(name) || /[$\s]/.test(name)) return null;
      return ((this.variables.get(name) ?? '') !== '') !== not;
    }
    const [, a, b, c, d] =
      /^\(([^,]{0,500}),(.{0,500})\)\s*(?:#.*)?$|^["']([^"']{0,500})["']\s+["']([^"']{0,500})["']/.exec(
        rest,
      ) ?? [];
    const left = this.valueOf(a ?? c);
    const right = this.valueOf(b ?? d);
    return left === null || right === null ? null : (left === right) !== not;
  }

  /** Null where a function or a variable of make is left. */
  private valueOf(text: string | undefined): string | null {
    if (text === undefined) return null;
    const value = this.expand(text)
      .replace(/\$\(shell uname( -s)?( 2>\/dev\/null)?\)/g, 'Linux')
      .replace(/\$\(origin ([\w.-]+)\)/g, (whole, name: string) =>
        givenByMake.test(name) ? whole : this.variables.has(name) ? 'file' : 'undefined',
      )
      .replace(/\$[({]([\w.-]+)[)}]/g, (whole, name: string) => (givenByMake.test(name) ? whole : ''))
      .replace(/\$\(strip ([^()$]*)\)/g, '$1')
      .trim();
    return value.includes('$') ? null : value;
  }
}
