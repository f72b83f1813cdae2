import { indent, nixList, nixScript, nixSet, nixString } from './nix-text.js';

/** All that a template says about a package, before it is written as Nix. Scripts are lines of shell. */
export interface Recipe {
  /** Attributes of nixpkgs, by the name that callPackage finds them under. */
  nativeBuildInputs?: string[];
  buildInputs?: string[];
  postPatch?: string[];
  preConfigure?: string[];
  cmakeFlags?: string[];
  /** Values are written Nix, so that they may interpolate. */
  makeFlags?: string[];
  buildFlags?: string[];
  preInstall?: string[];
  installPhase?: string[];
  mainProgram?: string | undefined;
  description?: string | undefined;
  homepage?: string | undefined;
}

/** What every package has. `sourceRoot` is set where stdenv would not find it by itself. */
export interface PackageFacts {
  pname: string;
  version: string;
  url: string;
  hash: string;
  /** The archive's name in the store, where the URL does not end in a fit one. */
  archiveName?: string | undefined;
  sourceRoot?: string | undefined;
  /** An attribute of `lib.licenses`. */
  license?: string | undefined;
}

/** Writes the expression as `callPackage` takes it, in the format of nixfmt and the order of nixpkgs. */
export function writeExpression(facts: PackageFacts, recipe: Recipe): string {
  const native = [...(recipe.nativeBuildInputs ?? [])].toSorted();
  const libraries = [...(recipe.buildInputs ?? [])].toSorted();
  const source: [string, string][] = [
    ['url', interpolateVersion(facts.url, facts.version)],
    ['hash', nixString(facts.hash)],
  ];
  if (facts.archiveName !== undefined)
    source.unshift(['name', interpolateVersion(facts.archiveName, facts.version)]);
  const meta = metaOf(facts, recipe);
  const groups: [string, string | null][][] = [
    [
      ['pname', nixString(facts.pname)],
      ['version', nixString(facts.version)],
    ],
    [['src', `fetchurl ${nixSet(source)}`]],
    [['sourceRoot', facts.sourceRoot === undefined ? null : nixString(facts.sourceRoot)]],
    [['postPatch', script(recipe.postPatch)]],
    [['strictDeps', 'true']],
    [['nativeBuildInputs', list(native)]],
    [['buildInputs', list(libraries)]],
    [['preConfigure', script(recipe.preConfigure)]],
    [['cmakeFlags', list(recipe.cmakeFlags)]],
    [['makeFlags', list(recipe.makeFlags)]],
    [['buildFlags', list(recipe.buildFlags)]],
    [['preInstall', script(recipe.preInstall)]],
    [
      [
        'installPhase',
        recipe.installPhase
          ? script(['runHook preInstall', '', ...recipe.installPhase, '', 'runHook postInstall'])
          : null,
      ],
    ],
    [['meta', meta.length > 0 ? nixSet(meta) : null]],
  ];
  const body = groups
    .map((group) => group.filter(([, value]) => value !== null).map(([name, value]) => `${name} = ${value};`))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  const needsLib = /\blib\./.test(`${meta.map(([, value]) => value).join()}`);
  const formals = [...new Set([...(needsLib ? ['lib'] : []), 'stdenv', 'fetchurl', ...native, ...libraries])];
  return `{\n${formals.map((name) => `  ${name},\n`).join('')}}:\n\nstdenv.mkDerivation (finalAttrs: {\n${indent(body)}\n})\n`;
}

function metaOf(
  { license }: PackageFacts,
  { description, homepage, mainProgram }: Recipe,
): [string, string][] {
  const meta: [string, string][] = [];
  if (description) meta.push(['description', nixString(description)]);
  if (homepage) meta.push(['homepage', nixString(homepage)]);
  if (license) meta.push(['license', `lib.licenses.${license}`]);
  if (mainProgram) meta.push(['mainProgram', nixString(mainProgram)]);
  return meta;
}

function list(elements: string[] | undefined): string | null {
  return elements && elements.length > 0 ? nixList(elements) : null;
}

function script(lines: string[] | undefined): string | null {
  return lines && lines.length > 0 ? nixScript(lines) : null;
}

/**
 * A string literal in which the version stands as `${finalAttrs.version}` wherever it stands as a word of its own:
 * "1.2" is found in `v1.2/foo-1.2.tar.gz`, not in `foo-1.2.3` nor `11.2`. A version without a dot is too likely to be
 * some other number, so it is looked for in the last part of the path only; the host and a query are left alone. A
 * `$` right before it would make the interpolation a literal one, so such a text is left as it is.
 */
function interpolateVersion(text: string, version: string): string {
  const from = version.includes('.')
    ? (/^https?:\/\/[^/]*/.exec(text)?.[0].length ?? 0)
    : text.lastIndexOf('/') + 1;
  const to = text.includes('?') ? text.indexOf('?') : text.length;
  const word = new RegExp(
    `(?<![\\d]|\\d\\.)${version.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\da-z]|\\.\\d|[-_]\\d)`,
    'g',
  );
  if (text.includes('$')) return nixString(text);
  const parts = text
    .slice(from, to)
    .split(word)
    .map((part) => nixString(part).slice(1, -1));
  return `"${nixString(text.slice(0, from)).slice(1, -1)}${parts.join('${finalAttrs.version}')}${nixString(text.slice(to)).slice(1, -1)}"`;
}
