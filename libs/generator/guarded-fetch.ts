import { ModelError } from './language-model.js';

export interface Transport {
  baseURL: string;
  /** Sent to `baseURL` and nowhere else; null where none is needed. */
  apiKey: string | null;
  maxBodyBytes: number;
  fetch: typeof fetch;
}

/** Codes of a connection that never came about, so that nothing can have been done or billed. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|(ERR_TLS|CERT|DEPTH|SELF|UNABLE).*)$/;

/**
 * The `fetch` that the SDK is given. It sends only the headers made here: the SDK adds those of OPENAI_CUSTOM_HEADERS,
 * which could even replace the key. It follows no redirect, reads the whole body itself (the SDK bounds neither its
 * size nor its time), and lets a 200 pass only if it is JSON, for the SDK throws at random on anything else.
 */
export function guardedFetch({ baseURL, apiKey, maxBodyBytes, fetch }: Transport): typeof globalThis.fetch {
  const home = new URL(baseURL.endsWith('/') ? baseURL : `${baseURL}/`).href;
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (!url.startsWith(home))
      throw new ModelError('malformed', 'was asked under another address than its own');
    const response = await connect(fetch, url, {
      method: init?.method ?? 'GET',
      body: init?.body ?? null,
      signal: init?.signal ?? null,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'ai-drv',
        ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
      },
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new ModelError('malformed', 'redirects to another address, which is not followed');
    }
    const text = withoutKey(await bodyOf(response, maxBodyBytes, init?.signal), apiKey);
    if (response.ok) requireJson(text, response.headers.get('content-type') ?? '');
    // The body is decoded now, so headers that describe its transport would be wrong.
    const headers = new Headers();
    for (const [name, value] of response.headers) headers.set(name, withoutKey(value, apiKey));
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
    return new Response(response.ok ? text : unwrapped(text), { status: response.status, headers });
  };
}

/** What answers may repeat what it was sent, and whoever reads a derivation's steps may not have the key. */
function withoutKey(text: string, apiKey: string | null): string {
  return apiKey === null ? text : text.replaceAll(apiKey, '[key]');
}

/** Gemini puts its errors into an array, in which the SDK does not find them. */
function unwrapped(text: string): string {
  if (!text.startsWith('[')) return text;
  try {
    const [error] = JSON.parse(text) as unknown[];
    return JSON.stringify(error ?? {});
  } catch {
    // No JSON: the SDK takes it as plain text.
    return text;
  }
}

async function connect(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    const code = String(((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? '');
    throw neverConnected.test(code)
      ? new ModelError('unavailable', 'cannot be reached', { cause: error })
      : new ModelError('lost', 'closed the connection before it answered', { cause: error });
  }
}

async function bodyOf(response: Response, maxBytes: number, signal?: AbortSignal | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      // Leaving the loop cancels the body, so the rest is never read.
      if (bytes > maxBytes)
        throw new ModelError('malformed', `answered with more than ${maxBytes} bytes`, {
          billed: response.ok,
        });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ModelError || signal?.aborted) throw error;
    throw new ModelError('lost', 'broke its answer off', { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function requireJson(text: string, contentType: string): void {
  if (text.trim() === '') throw new ModelError('lost', 'answered with nothing');
  if (!/^application\/([\w.-]+\+)?json\b/i.test(contentType)) {
    throw new ModelError(
      'malformed',
      `answered with ${contentType.split(';', 1)[0]?.slice(0, 40) || 'an unnamed type'} instead of JSON`,
      { billed: true },
    );
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ModelError('lost', 'answered with JSON that is broken or ends too early', { cause: error });
  }
}
