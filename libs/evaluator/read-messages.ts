/** What Nix wrote on standard error with `--log-format internal-json`. */
export interface Messages {
  /** What the stubs told, in order. */
  told: { kind: string; value: unknown }[];
  error: NixError | null;
  /** Everything that is no message: warnings of the garbage collector, for example. */
  rest: string;
}

export interface NixError {
  message: string;
  /** Where in the expression; null where Nix does not say, or names a place outside. */
  place: Place | null;
}

export interface Place {
  line: number;
  column: number;
}

interface Line {
  msg?: string;
  raw_msg?: string;
  file?: string | null;
  line?: number | null;
  column?: number | null;
}

// eslint-disable-next-line no-control-regex -- colours of a terminal
const colours = /\u001B\[[\d;]*m/g;

/**
 * Reads the messages of one evaluation.
 * @param mark      begins what the stubs tell; the expression cannot know it
 * @param expression the text that was evaluated: old versions of Nix give it as the name of its file
 */
export function readMessages(stderr: string, mark: string, expression: string): Messages {
  const messages: Messages = { told: [], error: null, rest: '' };
  for (const text of stderr.split('\n')) {
    const line = parse(text);
    if (!line) messages.rest += `${text}\n`;
    else if (line.msg?.startsWith(`trace: ${mark} `))
      messages.told.push(telling(line.msg.slice(`trace: ${mark} `.length)));
    else messages.error = errorOf(line, expression) ?? messages.error;
  }
  const plain = /^error: (.+)/m.exec(messages.rest)?.[1];
  if (plain) messages.error ??= { message: plain, place: null };
  return messages;
}

/** The innermost place of the expression in a trace (`--show-trace`); null where there is none. */
export function placeInTrace(stderr: string): Place | null {
  const text = stderr.replaceAll(colours, '');
  const places = [...text.matchAll(/«string»:(\d+):(\d+)/g)].map(([, line, column]) => ({
    line: Number(line),
    column: Number(column),
  }));
  // Until Nix 2.9 the error comes first and its callers after it; since then the other way round.
  const innermostFirst = /^error: \S/m.test(text.slice(0, text.search(/«(string|stdin)»:/)));
  return (innermostFirst ? places[0] : places.at(-1)) ?? null;
}

function parse(text: string): Line | null {
  if (!text.startsWith('@nix ')) return null;
  try {
    return JSON.parse(text.slice(5)) as Line;
  } catch {
    return null; // cut in the middle, where the output became too long
  }
}

function telling(text: string): { kind: string; value: unknown } {
  const end = text.indexOf(' ');
  return { kind: text.slice(0, end), value: JSON.parse(text.slice(end + 1)) as unknown };
}

function errorOf(line: Line, expression: string): NixError | null {
  const message = (line.msg ?? '').replaceAll(colours, '');
  if (line.raw_msg === undefined && !message.startsWith('error:')) return null;
  const inside = line.file === expression || line.file === '«string»' || line.file === '(string)';
  return {
    message: (line.raw_msg ?? message.replace(/^error:\s*/, '')).replaceAll(colours, '').trim(),
    place: inside && line.line && line.column ? { line: line.line, column: line.column } : null,
  };
}
