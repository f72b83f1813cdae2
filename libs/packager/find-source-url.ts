const archive = /\.(tar(\.(gz|xz|bz2|zst|lz|lzma))?|tgz|txz|tbz2?|zip|7z)($|[/?#])/i;

/**
 * The URL of the source in a sentence: the first http(s) URL that names an archive, else the first one; null if there
 * is none. Quotes, brackets, markdown and the sentence's own punctuation around it are no part of it.
 */
export function findSourceUrl(prompt: string): string | null {
  const urls = [...prompt.matchAll(/https?:\/\/[^\s<>"'`“”‘’„«»|\\^]+/gi)]
    .map(([text]) => trim(text))
    .filter((url) => URL.canParse(url));
  return urls.find((url) => archive.test(url)) ?? urls[0] ?? null;
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
