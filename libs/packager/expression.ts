import { fakeHash } from '../nix-hash/index.js';
import { interpolateVersion } from './interpolate-version.js';
import { indent, nixComment, nixList, nixScript, nixSet, nixString } from './nix-text.js';

/** Hashes of a language's dependencies, which only a build can tell. */
export type DependencyHash = 'cargoHash' | 'vendorHash' | 'npmDepsHash';

/** All that a template says about a package, before it is written as Nix. Scripts are lines of shell. */
export interface Recipe {
  /** The function that makes the derivation, where it is not stdenv's; its first part is an argument. */
  builder?: string;
  /** Attributes of nixpkgs, by the name that callPackage finds them under. */
  nativeBuildInputs?: string[];
  buildInputs?: string[];
  /** Attributes of python3Packages. */
  buildSystem?: string[];
  dependencies?: string[];
  pyproject?: boolean;
  pythonImportsCheck?: string[];
  /** A slot that is filled with a fake of its own; `none` where there is nothing to hash. */
  dependencyHash?: { slot: DependencyHash; none?: boolean };
  postPatch?: string[];
  preConfigure?: string[];
  /** Requirements that the wheel states and that have no package: parts of Python itself by now. */
  pythonRemoveDeps?: string[];
  configureFlags?: string[];
  cmakeFlags?: string[];
  mesonFlags?: string[];
  mesonAutoFeatures?: string | undefined;
  /** Values are written Nix, so that they may interpolate. */
  makeFlags?: string[];
  buildFlags?: string[];
  dontNpmBuild?: boolean;
  preInstall?: string[];
  installPhase?: string[];
  env?: [name: string, value: string][];
  mainProgram?: string | undefined;
  description?: string | undefined;
  homepage?: string | undefined;
}

/** What every package has. `sourceRoot` is set where stdenv would not find it by itself. */
export interface PackageFacts {
  pname: string;
  version: string;
  /** The fetcher of nixpkgs, and what it takes: texts, in their order. */
  fetcher: string;
  source: [name: string, value: string][];
  /** The archive's name in the store, where the URL does not end in a fit one. */
  archiveName?: string | undefined;
  sourceRoot?: string | undefined;
  /** An attribute of `lib.licenses`. */
  license?: string | undefined;
}

/** What could not be told, for the person who builds it: a comment beside the attribute that it is about. */
export interface Note {
  about: 'pname' | 'version' | 'builder' | 'license' | DependencyHash | keyof Recipe;
  text: string;
}

/** A name, its value as Nix or null, and what notes call it. */
type Attribute = [name: string, value: string | null, about?: Note['about']];

/** Writes the expression as `callPackage` takes it, in the format of nixfmt (RFC 166) and the order of nixpkgs. */
export function writeExpression(facts: PackageFacts, recipe: Recipe, notes: Note[] = []): string {
  const builder = recipe.builder ?? 'stdenv.mkDerivation';
  const native = [...(recipe.nativeBuildInputs ?? [])].toSorted();
  const libraries = [...(recipe.buildInputs ?? [])].toSorted();
  const commented = (attributes: Attribute[]) =>
    attributes.flatMap(([name, value, key]) => [
      ...notes.filter(({ about }) => about === (key ?? name)).flatMap(({ text }) => nixComment(text)),
      ...(value === null ? [] : [`${name} = ${value};`]),
    ]);
  const meta: Attribute[] = [
    ['description', quoted(recipe.description)],
    ['homepage', quoted(recipe.homepage)],
    ['license', facts.license ? `lib.licenses.${facts.license}` : null],
    ['mainProgram', quoted(recipe.mainProgram)],
  ];
  const metaLines = commented(meta);
  const groups: Attribute[][] = [
    [
      ['pname', nixString(facts.pname)],
      ['version', nixString(facts.version)],
      ['pyproject', recipe.pyproject ? 'true' : null],
    ],
    [['src', sourceOf(facts)]],
    [['sourceRoot', quoted(facts.sourceRoot)]],
    [['builder', null]],
    hashOf(facts, recipe),
    [['postPatch', script(recipe.postPatch)]],
    [['env', recipe.env && recipe.env.length > 0 ? nixSet(recipe.env) : null]],
    [['strictDeps', builder === 'stdenv.mkDerivation' ? 'true' : null]],
    [['build-system', list(recipe.buildSystem?.map(pythonModule)), 'buildSystem']],
    [['nativeBuildInputs', list(native)]],
    [['dependencies', list(recipe.dependencies?.map(pythonModule))]],
    [['pythonRemoveDeps', list(recipe.pythonRemoveDeps?.map(nixString))]],
    [['buildInputs', list(libraries)]],
    [['preConfigure', script(recipe.preConfigure)]],
    [['configureFlags', list(recipe.configureFlags)]],
    [['cmakeFlags', list(recipe.cmakeFlags)]],
    [['mesonFlags', list(recipe.mesonFlags)]],
    [['mesonAutoFeatures', quoted(recipe.mesonAutoFeatures)]],
    [['makeFlags', list(recipe.makeFlags)]],
    [['buildFlags', list(recipe.buildFlags)]],
    [['dontNpmBuild', recipe.dontNpmBuild ? 'true' : null]],
    [['preInstall', script(recipe.preInstall)]],
    [['installPhase', installPhase(recipe)]],
    [['pythonImportsCheck', list(recipe.pythonImportsCheck?.map(nixString))]],
    [['meta', meta.some(([, value]) => value !== null) ? `{\n${indent(metaLines.join('\n'))}\n}` : null]],
  ];
  const paragraphs = groups.map(commented);
  // Nothing is known for meta: what is said about it stands where it would be.
  if (meta.every(([, value]) => value === null)) paragraphs.push(metaLines);
  const body = paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  const formals = [
    ...(facts.license || /\(lib\./.test(`${recipe.cmakeFlags} ${recipe.mesonFlags}`) ? ['lib'] : []),
    builder.split('.')[0] ?? '',
    facts.fetcher,
    ...[...native, ...libraries].map((name) => name.split('.')[0] ?? ''),
  ];
  return `${formalsOf([...new Set(formals)])}:\n\n${builder} (finalAttrs: {\n${indent(body)}\n})\n`;
}

/** nixfmt leaves two on one line, and puts more below each other. */
function formalsOf(names: string[]): string {
  return `{\n${names.map((name) => `  ${name},\n`).join('')}}`;
}

function sourceOf({ fetcher, source, version, archiveName }: PackageFacts): string {
  const written = source.map(([name, value]): [string, string] => [
    name,
    name === 'version' && value === version
      ? 'finalAttrs.version'
      : name === 'hash' || name === 'pname'
        ? nixString(value)
        : value === 'false'
          ? value
          : interpolateVersion(value, version),
  ]);
  if (archiveName !== undefined) written.unshift(['name', interpolateVersion(archiveName, version)]);
  return `${fetcher} ${nixSet(written)}`;
}

function hashOf({ pname }: PackageFacts, { dependencyHash }: Recipe): Attribute[] {
  if (!dependencyHash) return [];
  const { slot, none } = dependencyHash;
  return [[slot, none ? 'null' : nixString(unresolvedHash(slot, pname))]];
}

/** The fake that stands in a slot: of its own for each package, so that no two are taken for each other. */
export function unresolvedHash(slot: DependencyHash, pname: string): string {
  return fakeHash(`${slot} of ${pname}`);
}

function installPhase({ installPhase: lines }: Recipe): string | null {
  return lines ? script(['runHook preInstall', '', ...lines, '', 'runHook postInstall']) : null;
}

function pythonModule(name: string): string {
  const isKeyword = /^(assert|else|if|in|inherit|let|or|rec|then|with)$/.test(name);
  return `python3Packages.${isKeyword ? nixString(name) : name}`;
}

function quoted(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : nixString(text);
}

function list(elements: string[] | undefined): string | null {
  return elements && elements.length > 0 ? nixList(elements) : null;
}

function script(lines: string[] | undefined): string | null {
  return lines && lines.length > 0 ? nixScript(lines) : null;
}
