import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { type Dispatcher, request } from 'undici';
import { startDeadline } from './deadline.js';
import { type Resolve, guardedAgent } from './guarded-agent.js';
import type { SourceLimits } from './limits.js';
import { SourceError, shown, unreachable } from './source-error.js';
import { type SourcePolicy, checkSourceUrl } from './source-url.js';

export interface DownloadOptions {
  policy: SourcePolicy;
  limits: SourceLimits;
  resolve: Resolve;
  signal?: AbortSignal | undefined;
}

export interface Downloaded {
  finalUrl: URL;
  sha256: string;
  bytes: number;
}

type Answer = Dispatcher.ResponseData;

/**
 * Downloads a URL into an open file and hashes it on the way. Redirects are followed by hand, each target checked as
 * the first URL was, and only our own headers are ever sent.
 * @throws SourceError, or the reason of the caller's signal when that aborts
 */
export async function download(url: URL, into: FileHandle, options: DownloadOptions): Promise<Downloaded> {
  const { limits, signal: caller } = options;
  const agent = guardedAgent(options.policy, limits, options.resolve);
  const deadline = startDeadline(limits.totalMs, caller);
  let answered = false;
  try {
    const { answer, finalUrl } = await follow(url, agent, deadline.signal, options);
    answered = true;
    refuseUnfit(answer, finalUrl, limits);
    return { finalUrl, ...(await save(answer, url, into, limits)) };
  } catch (error) {
    if (caller?.aborted) throw caller.reason;
    if (error instanceof SourceError || isLocal(error)) throw error;
    if (!answered) throw unreachable(url, error);
    const what = deadline.isOver() ? `took longer than ${limits.totalMs / 1000} s` : 'stopped in the middle';
    throw new SourceError(
      'unavailable',
      `The download of ${shown(url)} ${what}. Ask again later, or use a faster copy.`,
      {
        cause: error,
      },
    );
  } finally {
    deadline.end();
    // Destroying the agent closes every socket of this download, also under a body that nobody read to its end.
    await agent.destroy();
  }
}

async function follow(
  first: URL,
  agent: Dispatcher,
  signal: AbortSignal,
  { policy, limits }: DownloadOptions,
) {
  let url = first;
  for (let hops = 0; hops <= limits.redirects; hops++) {
    const answer = await get(url, agent, signal);
    const location = [301, 302, 303, 307, 308].includes(answer.statusCode)
      ? answer.headers.location
      : undefined;
    if (location === undefined) return { answer, finalUrl: url };
    answer.body.destroy();
    try {
      url = checkSourceUrl(String(location), policy, url);
    } catch (error) {
      // Names the URL that was asked for: a text that names the target would tell the kinds of targets apart.
      throw error instanceof SourceError && error.code === 'unavailable' ? unreachable(first, error) : error;
    }
  }
  throw new SourceError(
    'unavailable',
    `${shown(first)} redirects more than ${limits.redirects} times. Use the URL that it ends at.`,
  );
}

async function get(url: URL, dispatcher: Dispatcher, signal: AbortSignal): Promise<Answer> {
  const answer = await request(url, {
    dispatcher,
    signal,
    headers: { 'user-agent': 'ai-drv', accept: '*/*', 'accept-encoding': 'identity' },
  });
  // A body that is abandoned (a redirect's, a refused one's) ends with an error that has nobody else to hear it.
  answer.body.on('error', () => undefined);
  return answer;
}

function refuseUnfit({ statusCode, headers }: Answer, url: URL, limits: SourceLimits): void {
  if (statusCode !== 200) {
    throw new SourceError(
      'unavailable',
      `${shown(url)} answered with status ${statusCode}. Check the URL: it must give the archive to anyone, without signing in.`,
    );
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    throw new SourceError(
      'unavailable',
      `The server of ${shown(url)} labels the file with the Content-Encoding "${String(encoding).slice(0, 40)}" although none was asked for, so clients disagree about its bytes and its hash. Use another copy of the archive.`,
    );
  }
  if (Number(headers['content-length']) > limits.downloadBytes) throw tooLarge(url, limits);
}

async function save(answer: Answer, url: URL, into: FileHandle, limits: SourceLimits) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.downloadBytes) throw tooLarge(url, limits);
    hash.update(chunk);
    await into.appendFile(chunk);
  }
  return { sha256: hash.digest('hex'), bytes };
}

function tooLarge(url: URL, limits: SourceLimits): SourceError {
  return new SourceError(
    'too_large',
    `${shown(url)} is larger than ${Math.floor(limits.downloadBytes / 1e6)} MB, the most that is downloaded. Use a smaller archive of the same source.`,
  );
}

/** An error of our own disk (full, read-only) is not the source's fault, and must not be told as one. */
function isLocal(error: unknown): boolean {
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall === 'write' && code !== 'EPIPE' && code !== 'ECONNRESET';
}
