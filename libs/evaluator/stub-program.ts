import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allowedAttributes, refusedAttributes } from '../nix-lang/index.js';

/** libs/evaluator/stubs of this checkout; this file runs from dist/libs/evaluator/. */
const folder = fileURLToPath(new URL('../../../libs/evaluator/stubs/', import.meta.url));
const parts = ['lib', 'lists', 'strings', 'attrsets', 'platform', 'fetchers', 'facts'];
const read = (name: string): string => readFileSync(`${folder}${name}.nix`, 'utf8');

/** The platform that expressions are evaluated for. */
const system = 'x86_64-linux';

let files: { stubs: string; parts: string } | undefined;

/** Every name that a text can select an attribute by, in code or in quotes. */
export function namesIn(text: string): string[] {
  return [...new Set(text.match(/[A-Za-z_][\w'-]*/g))];
}

/**
 * The program that calls an expression with stubs: one text, for under the limits Nix reads no file.
 * @param mark begins what the stubs tell
 */
export function stubProgram(names: string[], mark: string): string {
  files ??= {
    stubs: read('stubs'),
    parts: parts.map((name) => `${name} = (${read(name)});`).join('\n'),
  };
  return `{ expression }: (${files.stubs}) {
    names = ${setOf(names)};
    refused = ${setOf(refusedAttributes.keys())};
    allowed = ${setOf(allowedAttributes)};
    mark = "${mark}";
    system = "${system}";
    parts = { ${files.parts} };
  } expression`;
}

const setOf = (names: Iterable<string>): string =>
  `{ ${Array.from(names, (name) => `"${name}" = null;`).join(' ')} }`;

/** The program that calls an expression with the packages of the nixpkgs that is named on the command line. */
export const nixpkgsProgram = `{ expression }:
  let
    # Whether it is free, or marked broken, is not what is asked here; overlays of a user do not count.
    pkgs = import <ai-drv-nixpkgs> { config = { allowUnfree = true; allowBroken = true; }; overlays = [ ]; };
    package = pkgs.callPackage expression { };
  in
  if package.type or null != "derivation" then throw "The expression gives no derivation."
  else { inherit (package) name; drvPath = builtins.unsafeDiscardStringContext package.drvPath; }`;
