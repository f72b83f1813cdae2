import type { ArchiveFormat, SourceTree } from '../sources/index.js';
import {
  type DependencyHash,
  type Note,
  type PackageFacts,
  unresolvedHash,
  writeExpression,
} from './expression.js';
import { guessLicense } from './license.js';
import { forgeHomepage, nameAndVersion } from './name-version.js';
import { chooseTemplate } from './choose-template.js';
import type { BuildSystem, Evidence } from './template.js';

/** An expression without a model, and why it is what it is. */
export interface PackagerDraft {
  name: string;
  version: string;
  /** What `callPackage` takes; ends with a newline. */
  expression: string;
  buildSystem: BuildSystem;
  evidence: Evidence[];
  /** What could not be told from the archive, for the person who builds it; each is a comment in the expression too. */
  notes: string[];
  /** Hashes that only a build can tell: fakes stand in their slots. */
  unresolved: { slot: DependencyHash; hash: string }[];
}

export interface DraftInput {
  url: string;
  /** The archive's name, as `FetchedSource` has it. */
  fileName: string;
  sha256Hex: string;
  tree: SourceTree;
  /** What the archive is, whatever its name says. */
  format?: ArchiveFormat;
  /** How nixpkgs fetches it, where not by its URL: the fetcher, its arguments and the hash that belongs to it. */
  origin?: { fetcher: string; arguments: { [name: string]: string }; hash: string; unpacked: boolean } | null;
}

/**
 * Recognizes the build system of a source archive and writes an expression for it. Nothing is run or guessed at: what
 * the archive does not say is left out and noted.
 * @throws PackagerError when the build system is none of those that have a template
 */
export function draft({ url, fileName, sha256Hex, tree, format, origin = null }: DraftInput): PackagerDraft {
  const files = new Set(
    tree.entries
      .filter(({ type, path }) => type !== 'directory' && !path.includes('/'))
      .map(({ path }) => path),
  );
  const look = { tree, has: (path: string) => files.has(path) };
  const { template, file, passedOver } = chooseTemplate(look, files, fileName);
  const stated = template.states?.({ ...look, file }) ?? {};
  const { name, version, evidence: nameEvidence } = nameAndVersion(url, fileName, tree, stated);
  const { recipe, evidence, notes: written } = template.write({ ...look, file, name });
  const license = guessLicense(tree, stated.license === undefined ? null : { file, says: stated.license });
  const notes: Note[] = [
    ...written,
    ...(license.note ? [{ about: 'license' as const, text: license.note }] : []),
    ...(passedOver.length > 0
      ? [
          {
            about: 'pname' as const,
            text: `The archive can also be built with ${passedOver.join(' or ')}; ${file} was preferred.`,
          },
        ]
      : []),
    ...(version === '0-unstable'
      ? [{ about: 'version' as const, text: 'Neither the URL nor the archive names a version.' }]
      : []),
  ];
  const unresolved = [recipe.dependencyHash ?? []]
    .flat()
    .filter(({ none }) => !none)
    .map(({ slot }) => ({ slot, hash: unresolvedHash(slot, name) }));
  for (const { slot } of unresolved)
    notes.push({
      about: slot,
      text: `Only a build can tell ${slot}: put the hash here that the first one prints after "got:".`,
    });
  const extension = (format && extensions[format]) ?? extensionOf(fileName);
  const unpacker = origin?.unpacked ? undefined : unpackers[extension];
  const withUnpacker = unpacker
    ? { ...recipe, nativeBuildInputs: [...new Set([unpacker, ...(recipe.nativeBuildInputs ?? [])])] }
    : recipe;
  const expression = writeExpression(
    {
      pname: name,
      version,
      ...(origin
        ? { fetcher: origin.fetcher, source: [...Object.entries(origin.arguments), ['hash', origin.hash]] }
        : byUrl(url, sha256Hex)),
      ...(!origin?.unpacked && {
        archiveName: origin || fitsStore(url, extension) ? undefined : `${name}-${version}${extension}`,
        // stdenv finds the one directory of an archive; where there is not just one, it must be told.
        sourceRoot: tree.root === null ? '.' : undefined,
      }),
      license: license.license,
    },
    { homepage: forgeHomepage(url), ...dropUndefined(withUnpacker) },
    notes,
  );
  return {
    name,
    version,
    expression,
    buildSystem: template.buildSystem,
    evidence: [
      ...evidence,
      { file: fileName, says: `name and version are those of ${nameEvidence}` },
      ...(license.evidence ? [license.evidence] : []),
    ],
    notes: notes.map(({ text }) => text),
    unresolved,
  };
}

function byUrl(url: string, sha256Hex: string): Pick<PackageFacts, 'fetcher' | 'source'> {
  const hash = `sha256-${Buffer.from(sha256Hex, 'hex').toString('base64')}`;
  return {
    fetcher: 'fetchurl',
    source: [
      ['url', url],
      ['hash', hash],
    ],
  };
}

/** The ends of names by which stdenv knows how to unpack. */
const extensions: { [format in ArchiveFormat]?: string } = {
  gzip: '.tar.gz',
  bzip2: '.tar.bz2',
  xz: '.tar.xz',
  zstd: '.tar.zst',
  zip: '.zip',
  tar: '.tar',
};

/** What stdenv unpacks with the help of a package that it does not have by itself. */
const unpackers: { [extension: string]: string } = { '.zip': 'unzip', '.tar.zst': 'zstd' };

function extensionOf(fileName: string): string {
  return /\.tar(\.(gz|xz|bz2|zst))?$|\.zip$/i.exec(fileName)?.[0].toLowerCase() ?? '.tar.gz';
}

/** Whether the URL ends in a name that a store path may have, and by which stdenv knows how to unpack it. */
function fitsStore(url: string, extension: string): boolean {
  const last = url.slice(url.lastIndexOf('/') + 1);
  const fits = last.endsWith(extension) || (extension === '.tar.gz' && last.endsWith('.tgz'));
  return fits && /^[\w+?=-][\w+.?=-]{0,150}\.(tar(\.(gz|xz|bz2|zst))?|tgz|zip)$/.test(last);
}

function dropUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
