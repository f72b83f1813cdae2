import { isSourceReference } from '../sources/index.js';

const archive = /\.(tar(\.(gz|xz|bz2|zst|lz|lzma))?|tgz|txz|tbz2?|zip|7z)($|[/?#])/i;

/** A URL, or what a registry or forge calls a release: `github:owner/repo/tag`. What stands within a URL is part of it. */
const source =
  /https?:\/\/[^\s<>"'`“”‘’„«»|\\^]+|(?<![\w./:@+-])(?:github|gitlab|codeberg|pypi|npm|crates):[\w@][\w.+~@/-]*/gi;

/**
 * The source in a sentence: the first http(s) URL that names an archive or reference such as `github:owner/repo/tag`,
 * else the first one that looks like either; null if there is none. Quotes, brackets, markdown and the sentence's own
 * punctuation around it are no part of it.
 */
export function findSource(prompt: string): string | null {
  const found = [...prompt.matchAll(source)]
    .map(([text]) => trim(text))
    .map((text) => (isUrl(text) ? text : text.replace(/^\w+/, (scheme) => scheme.toLowerCase())))
    .filter((text) => URL.canParse(text));
  return (
    found.find((text) => (isUrl(text) ? archive.test(text) : isSourceReference(text))) ?? found[0] ?? null
  );
}

function isUrl(text: string): boolean {
  return /^https?:/i.test(text);
}

function trim(text: string): string {
  // Markdown's [text](url), which may be followed by more of the sentence.
  let url = text.replace(/\]\(.*$/, '');
  for (;;) {
    const shorter = url.replace(/[.,;:!?*_~。、，；：！？）】」』…]+$/u, '');
    const close = shorter.at(-1);
    const open = close === ')' ? '(' : close === ']' ? '[' : close === '}' ? '{' : '';
    // A closing bracket belongs to the URL only when it was opened in it.
    const unopened = open !== '' && shorter.split(open).length < shorter.split(close ?? '').length;
    const next = unopened ? shorter.slice(0, -1) : shorter;
    if (next === url) return url;
    url = next;
  }
}
