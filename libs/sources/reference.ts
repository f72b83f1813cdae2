import { type Registries, isCommit, publicRegistries } from './origin.js';
import { SourceError } from './source-error.js';

/** What stands for a URL: `github:OWNER/REPO/TAG`, `pypi:NAME/VERSION` and their like. */
export type SourceReference =
  | { url: string }
  /** A page of the registry says which file it is. */
  | { pypiPage: string; name: string; version: string };

const schemes = {
  github: 'github:OWNER/REPO/TAG',
  gitlab: 'gitlab:OWNER/REPO/TAG (or gitlab:GROUP/SUBGROUP/REPO/-/TAG)',
  codeberg: 'codeberg:OWNER/REPO/TAG',
  pypi: 'pypi:NAME/VERSION',
  npm: 'npm:NAME/VERSION',
  crates: 'crates:NAME/VERSION',
};

/** Each part between slashes; a tag may have several. No `%`, for a second decoding, and no `.` and `..` (below). */
const word = '[\\w.+~-]+';
const forms: Record<keyof typeof schemes, RegExp> = {
  github: new RegExp(`^(${word})/(${word})/(${word}(?:/${word})*)$`),
  gitlab: new RegExp(`^(?:(${word}(?:/${word})*)/(${word})/-|(${word})/(${word}))/(${word}(?:/${word})*)$`),
  codeberg: new RegExp(`^(${word})/(${word})/(${word}(?:/${word})*)$`),
  pypi: new RegExp(`^(${word})/(${word})$`),
  npm: new RegExp(`^((?:@${word}/)?(${word}))/(${word})$`),
  crates: new RegExp(`^(${word})/(${word})$`),
};

/**
 * Reads a reference.
 * @returns null when it is none, and so should be a URL
 * @throws SourceError when it is a malformed one
 */
export function readReference(text: string, at: Registries): SourceReference | null {
  const [, scheme, rest = ''] = /^([a-z]+):(?!\/\/)(.*)$/s.exec(text.trim()) ?? [];
  if (scheme === undefined || !Object.hasOwn(schemes, scheme)) return null;
  const kind = scheme as keyof typeof schemes;
  const parts = forms[kind].exec(rest);
  if (!parts || rest.length > 500 || rest.split('/').some((part) => /^\.{1,2}$/.test(part)))
    throw new SourceError(
      'refused',
      `"${text.trim().slice(0, 100)}" is not of the form ${schemes[kind]}. Give it so, or give the https URL of the archive.`,
    );
  const [, a = '', b = '', c = ''] = parts;
  switch (kind) {
    case 'github':
      return { url: `${at.github}/${a}/${b}/archive/${isCommit(c) ? '' : 'refs/tags/'}${c}.tar.gz` };
    case 'gitlab': {
      const [owner, repo, tag = ''] = a === '' ? [c, parts[4], parts[5]] : [a, b, parts[5]];
      // The name of the file is the forge's own; what is unpacked is the same as what its API gives to fetchFromGitLab.
      return {
        url: `${at.gitlab}/${owner}/${repo}/-/archive/${tag}/${repo}-${tag.replaceAll('/', '-')}.tar.gz`,
      };
    }
    case 'codeberg':
      return { url: `${at.codeberg}/${a}/${b}/archive/${c}.tar.gz` };
    case 'npm':
      return { url: `${at.npm}/${a}/-/${b}-${c}.tgz` };
    case 'crates':
      return { url: `${at.crates}/crates/${a}/${a}-${b}.crate` };
    case 'pypi':
      return { pypiPage: `${at.pypi}/pypi/${a}/${b}/json`, name: a, version: b };
  }
}

/** Whether a text is a whole reference, such as `pypi:NAME/VERSION`. */
export function isSourceReference(text: string): boolean {
  try {
    return readReference(text, publicRegistries) !== null;
  } catch (error) {
    if (error instanceof SourceError) return false;
    throw error;
  }
}

/** The URL of the source distribution on a page of PyPI's JSON API. @see https://docs.pypi.org/api/json/ @throws SourceError */
export function readPypiPage(page: string, { name, version }: { name: string; version: string }): string {
  const urls = filesOf(page)
    .filter(({ packagetype }) => packagetype === 'sdist')
    .map(({ url }) => url)
    .filter((url) => typeof url === 'string');
  const url = urls.find((text) => text.endsWith('.tar.gz')) ?? urls[0];
  if (url !== undefined) return url;
  throw new SourceError(
    'unavailable',
    `PyPI has no source archive of ${name} ${version}, but perhaps wheels. Use a tag of its repository.`,
  );
}

function filesOf(page: string): { packagetype?: unknown; url?: unknown }[] {
  try {
    const urls = (JSON.parse(page) as { urls?: unknown } | null)?.urls;
    if (Array.isArray(urls)) return urls.filter((file) => typeof file === 'object' && file !== null);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new SourceError(
    'unavailable',
    'PyPI answered with something else than its page of a release. Ask again later.',
  );
}
