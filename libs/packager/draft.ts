import { type DependencyHash, type Note, unresolvedHash, writeExpression } from './expression.js';
import { type DraftInput, fetchedAs } from './fetched-as.js';
import { guessLicense } from './license.js';
import { forgeHomepage, nameAndVersion } from './name-version.js';
import { chooseTemplate } from './choose-template.js';
import type { BuildSystem, Evidence } from './template.js';
import { withWrappers } from './wrappers.js';

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

/**
 * Recognizes the build system of a source archive and writes an expression for it. Nothing is run or guessed at: what
 * the archive does not say is left out and noted.
 * @throws PackagerError when the build system is none of those that have a template
 */
export function draft(input: DraftInput): PackagerDraft {
  const { url, fileName, tree } = input;
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
  const { unpackers, ...fetched } = fetchedAs(input, `${name}-${version}`);
  const nativeBuildInputs = [...new Set([...unpackers, ...(recipe.nativeBuildInputs ?? [])])];
  const withUnpackers = { ...recipe, nativeBuildInputs };
  const expression = writeExpression(
    {
      pname: name,
      version,
      ...fetched,
      license: license.license,
    },
    { homepage: forgeHomepage(url), ...dropUndefined(withWrappers(withUnpackers)) },
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

function dropUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
