import { isPathCharacter, isSchemeCharacter } from './characters.js';

const slash = 47;

/**
 * Finds the ends of paths and of URI schemes. The end of a run is remembered: in `a.a.a.a…` the lexer asks at each `a`,
 * and each time the same run would have to be read up to its end.
 */
export class PathScanner {
  #run = { start: 0, end: -1 };
  #scheme = { start: 0, end: -1 };

  constructor(private readonly text: string) {}

  /** `PATH_CHAR*(/PATH_CHAR+)+/?`, or one `PATH_CHAR*` and `/` before `${`. Gives the end, or -1. */
  endOfPath(at: number, mayStartWithName: boolean): number {
    const { text } = this;
    const run = mayStartWithName ? this.#endOfRun(at) : at;
    if (text.charCodeAt(run) !== slash) return -1;
    if (isPathCharacter(text.charCodeAt(run + 1))) return this.#endOfSegments(run);
    return text.startsWith('${', run + 1) ? run + 1 : -1;
  }

  /** What may follow within a path: segments, one name, or a name and a `/`. Gives `at` where none does. */
  endOfPathText(at: number): number {
    const { text } = this;
    const run = this.#endOfRun(at);
    if (text.charCodeAt(run) !== slash) return run;
    return isPathCharacter(text.charCodeAt(run + 1)) ? this.#endOfSegments(run) : run + 1;
  }

  /** `<PATH_CHAR+(/PATH_CHAR+)*>`. Gives the end, or -1. */
  endOfSearchPath(at: number): number {
    const { text } = this;
    let end = this.#endOfRun(at + 1);
    if (end === at + 1) return -1;
    while (text.charCodeAt(end) === slash && isPathCharacter(text.charCodeAt(end + 1)))
      end = this.#endOfRun(end + 1);
    return text.charCodeAt(end) === 62 /* > */ ? end + 1 : -1;
  }

  endOfScheme(at: number): number {
    if (!within(this.#scheme, at)) this.#scheme = this.#scan(at, isSchemeCharacter);
    return this.#scheme.end;
  }

  #endOfSegments(at: number): number {
    const { text } = this;
    let end = at;
    while (text.charCodeAt(end) === slash && isPathCharacter(text.charCodeAt(end + 1)))
      end = this.#endOfRun(end + 1);
    return text.charCodeAt(end) === slash ? end + 1 : end;
  }

  #endOfRun(at: number): number {
    if (!within(this.#run, at)) this.#run = this.#scan(at, isPathCharacter);
    return this.#run.end;
  }

  #scan(start: number, belongs: (code: number) => boolean): { start: number; end: number } {
    let end = start;
    while (belongs(this.text.charCodeAt(end))) end++;
    return { start, end };
  }
}

function within(run: { start: number; end: number }, at: number): boolean {
  return at >= run.start && at < run.end;
}
