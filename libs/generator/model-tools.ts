import { z } from 'zod';
import type { Json } from './generator.js';
import type { ModelCall, ToolDefinition } from './language-model.js';

const text = (description: string) => z.string().describe(description);

/** The tools of a conversation, and what their arguments are; descriptions are part of the prompt. */
const tools = {
  fetch_source: {
    description:
      'Downloads a source archive and looks into it. Answers with its URL, the slot for its hash, its name and version where the place says them, its files and what says how it is built.',
    schema: z.strictObject({
      source: text(
        'The https URL of an archive (or of a single file), or github:OWNER/REPO/TAG, gitlab:OWNER/REPO/TAG or codeberg:OWNER/REPO/TAG for the archive of a tag, or pypi:NAME/VERSION, npm:NAME/VERSION or crates:NAME/VERSION for a release',
      ),
    }),
  },
  read_source_file: {
    description: 'The beginning of a text file of a fetched source: build files, and files near the top.',
    schema: z.strictObject({
      url: text('The url that fetch_source answered with'),
      path: text('A path of its file list'),
    }),
  },
  packager_draft: {
    description:
      'A first draft for a fetched source that is built with make, autotools, CMake, Meson, Cargo, Go, npm or Python, written from its files without a model.',
    schema: z.strictObject({ url: text('The url that fetch_source answered with') }),
  },
  check: {
    description:
      'Checks an expression as submit does, without handing it in: syntax, policy, hashes, and evaluation where this server has Nix.',
    schema: z.strictObject({
      expression: text('The whole Nix expression, with slots in place of hashes'),
    }),
  },
  submit: {
    description: 'Hands in the expression. Answers only when it is refused, with all that is wrong.',
    schema: z.strictObject({
      name: text('The name of the package, as pname'),
      expression: text('The whole Nix expression, with slots in place of hashes'),
    }),
  },
  give_up: {
    description:
      'Ends the work without an expression, when the source cannot be had or what is asked for is no software. Last resort.',
    schema: z.strictObject({
      reason: text('One sentence to the person who asked: what is missing, and what to write in the request'),
    }),
  },
};

type Tools = typeof tools;
export type ToolName = keyof Tools;
/** A call that may be carried out. */
export type ToolCall = {
  [Name in ToolName]: { tool: Name; arguments: z.infer<Tools[Name]['schema']> };
}[ToolName];

/** The most that a call's arguments may be: an expression of 64 KiB fits, with everything in it escaped. */
export const maxArgumentBytes = 262_144;

/** All tools, or those of these names, as a model is told them. */
export function toolDefinitions(names = Object.keys(tools) as ToolName[]): ToolDefinition[] {
  return names.map((name) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(tools[name].schema) as { [key: string]: Json };
    return { name, description: tools[name].description, parameters };
  });
}

/** Checks what a model wrote, for `strict` is a promise of some providers only. A string says what is wrong, to the model. */
export function readCall(
  { name, arguments: written }: ModelCall,
  bytes = Buffer.byteLength(written),
): ToolCall | string {
  if (!Object.hasOwn(tools, name))
    return `There is no tool "${name.slice(0, 100)}". The tools are ${Object.keys(tools).join(', ')}.`;
  const tool = name as ToolName;
  if (bytes > maxArgumentBytes)
    return `The arguments are ${bytes} bytes long; at most ${maxArgumentBytes} are taken.`;
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    return `The arguments are not JSON: ${(error as Error).message.slice(0, 200)}.`;
  }
  const parsed = tools[tool].schema.safeParse(value);
  if (parsed.success) return { tool, arguments: parsed.data } as ToolCall;
  return `The arguments do not fit: ${parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'they'}: ${message}`).join('; ')}.`;
}
