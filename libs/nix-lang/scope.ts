import { diagnosticAt, type Diagnostic } from './diagnostic.js';
import type { Parsed } from './parse.js';
import { resolve, type ResolveOptions, type Use } from './resolve.js';
import { nearest } from './nearest.js';

/** More than anyone reads at once; looking for similar names takes time. */
const mostDiagnostics = 50;

/**
 * Reports undefined variables as `nix-instantiate --parse` does: within `with` every name may come from there, elsewhere it
 * must be defined around its use or be one of Nix's own.
 */
export function checkScope(parsed: Parsed, options: Pick<ResolveOptions, 'globals'> = {}): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const onUndefined = (use: Use, inForce: Iterable<string>): void => {
    if (diagnostics.length >= mostDiagnostics) return;
    const name = use.name!;
    const near = nearest(name, inForce);
    diagnostics.push(
      diagnosticAt(parsed.lines, use, {
        rule: 'undefined-variable',
        message: `the variable \`${name}\` is not defined`,
        hint: near === null ? hintFor(name) : `did you mean \`${near}\`?`,
      }),
    );
  };
  resolve(parsed.tree, { ...options, onUndefined });
  return diagnostics.toSorted((one, other) => one.offset - other.offset);
}

function hintFor(name: string): string {
  if (name === 'lib' || name === 'pkgs' || name === 'stdenv')
    return `take it as an argument: \`{ ${name}, … }:\``;
  return 'define it with `let`, take it as an argument of the function, or take it out of a set: `set.name`';
}
