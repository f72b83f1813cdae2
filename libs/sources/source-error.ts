/** What went wrong with a source; the message of the error says it to a person, with what to do. */
export type SourceErrorCode =
  | 'refused' // the URL itself is one that is not fetched: its scheme, port, user name …
  | 'unavailable' // it could not be downloaded, or its address may not be reached: deliberately not told apart
  | 'too_large'
  | 'not_an_archive'
  | 'unsafe_archive'
  | 'changed'; // the URL gives other bytes than it gave before

/** A source that cannot be used. `message` is one or two plain sentences that may be shown to whoever gave the URL. */
export class SourceError extends Error {
  constructor(
    readonly code: SourceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SourceError';
  }
}

/**
 * The one answer for "nothing listens there", "it does not resolve", "it is a private address" and "it speaks no
 * HTTP": with different texts, a prompt could be used to scan the network that this server stands in.
 */
export function unreachable(url: URL, cause?: unknown): SourceError {
  return new SourceError(
    'unavailable',
    `${shown(url)} could not be downloaded: either nothing answers there, or it is an address that this server does not fetch from. Check the URL, or use a copy on a public https server.`,
    { cause },
  );
}

/** A URL as it is shown and stored: bounded, and without its query, which may hold a signature or a password. */
export function shown(url: URL): string {
  const text = `${url.origin}${url.pathname}`;
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
