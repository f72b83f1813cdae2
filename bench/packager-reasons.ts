/** Why something was not built, by what its log says: whose turn it is. */
export type FailureKind = 'missing' | 'old code' | 'refused' | 'ours';

/** In words, for the table. */
export const kinds: Record<FailureKind, string> = {
  missing: 'it wants something that its inputs do not bring',
  'old code': 'its code is too old for the compiler or the libraries',
  refused: 'the packager refuses it',
  ours: 'neither: the expression may be at fault',
};

const missing =
  /fatal error: .*(No such file|file not found)|cannot find -l|No package '|Package .* (was )?not found|Could NOT find|By not providing|Dependency .* not found|No module named|is not installed|has no |attribute '.*' missing|Program .* not found|command not found|configure: error:.*(not found|missing|required|need|install|could not|unable|cannot find)|library .* not found|undefined macro|possibly undefined macro|No such file or directory$|^ERROR: .*not found|^Error! .*not found/i;
const oldCode =
  /error: .*(undeclared|implicit declaration|is not a member|was not declared|conflicting types|has no member|does not name a type|ISO C\+\+|incomplete type|too (few|many) arguments|redefinition|invalid conversion|no matching function|incompatible|no member named|overloaded|-Werror)|multiple definition of|SyntaxError|ImportError: cannot import|AttributeError: (module|partially)|has been removed|use_2to3|collections\.|error in .* setup command/i;

/** The line of a log that says why, as far as one can tell. */
export function reasonOf(log: string, stoppedMs: number | null): { says: string; kind: FailureKind } {
  if (stoppedMs !== null) return { says: `not built after ${stoppedMs / 1_000} s`, kind: 'ours' };
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !/^error: (builder for|\d+ dependenc)|^make.*(Error \d|\*\*\*)|^\*\*\*$/.test(line));
  const telling =
    /fatal error:|(^|\s)error[: ]|Error: |cannot find|not found|No such file|No rule|undefined reference|Permission denied|is missing|has no|No package|pythonRuntimeDepsCheck|No module/i;
  // What comes after the first error often only follows from it.
  const found =
    lines.findLast((line) => missing.test(line) && /error|cannot|RuntimeDeps|By not|Could NOT/i.test(line)) ??
    lines.findLast((line) => oldCode.test(line)) ??
    lines.findLast((line) => telling.test(line)) ??
    lines.at(-2) ??
    '';
  return {
    says: found.slice(0, 200),
    kind: missing.test(found) ? 'missing' : oldCode.test(found) ? 'old code' : 'ours',
  };
}
