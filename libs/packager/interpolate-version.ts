import { nixString } from './nix-text.js';

/**
 * A string literal in which the version stands as `${finalAttrs.version}` wherever it stands as a word of its own:
 * "1.2" is found in `v1.2/foo-1.2.tar.gz`, not in `foo-1.2.3` nor `11.2`. A version without a dot is too likely to be
 * some other number, so it is looked for in the last part of the path only; the host and a query are left alone. A
 * `$` right before it would make the interpolation a literal one, so such a text is left as it is.
 */
export function interpolateVersion(text: string, version: string): string {
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
