// What the grammar lets pass and Nix refuses when it has read a function or a `let`.
import type { Cursor } from './cursor.js';
import { ParseStop } from './parse-stop.js';
import type { AttributeName, Attributes, Formals, Identifier, Span } from './tree.js';

interface Parameters extends Pick<Span, 'start'> {
  readonly parameter: Identifier | null;
  readonly formals: Formals | null;
}

export function checkFormals(cursor: Cursor, { parameter, formals }: Parameters): void {
  if (formals === null) return;
  const seen = new Map<string, Span>();
  if (parameter !== null) seen.set(parameter.name, parameter);
  // Nix names two formals of one name before it compares them with the parameter.
  const repeated = formals.formals.filter(
    ({ name }, at) => seen.has(name) || !seen.set(name, formals.formals[at]!),
  );
  const formal = repeated.find(({ name }) => name !== parameter?.name) ?? repeated[0];
  if (formal === undefined) return;
  throw new ParseStop(
    { start: formal.start, end: formal.start + formal.name.length },
    'duplicate-argument',
    `the argument \`${formal.name}\` is there twice`,
    `the other one is on line ${cursor.lineOf(seen.get(formal.name)!.start)}; delete or rename one`,
  );
}

export function checkLet({ attributes }: { attributes: Attributes }): void {
  const dynamic = attributes.dynamic[0];
  if (dynamic === undefined) return;
  throw new ParseStop(
    dynamic.name,
    'dynamic-attribute',
    'a name in `let` cannot be computed',
    'write a fixed name, or use a set: `{ ${…} = …; }`',
  );
}

/** A name in `inherit` must be known without evaluation. */
export function checkInherited(name: AttributeName): void {
  if (name.name !== null) return;
  throw new ParseStop(
    name,
    'dynamic-attribute',
    'a name in `inherit` cannot be computed',
    'write a binding: `${name} = set.${name};`',
  );
}
