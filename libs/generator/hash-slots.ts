import { fakeHash } from '../nix-hash/index.js';

/*
 * A hash is never typed by a model: it writes a slot, a string of one of two forms, which is filled here.
 *
 *   "@sha256:URL@"    the flat sha256, as SRI, of a URL that fetch_source fetched in this conversation
 *   "@unknown:WORD@"  a hash that only a build can tell (cargoHash, vendorHash): filled with a fake of its own, so that
 *                     the `got:` line of a build log says which one is meant
 *
 * A scheme of text, not of syntax, until there is a Nix parser.
 */

export interface Slots {
  text: string;
  /** What is wrong with a slot, for the model. */
  problems: string[];
  /** Hashes that stand in the text now: computed from a URL, or fakes by their word. */
  computed: Map<string, string>;
  unknown: Map<string, string>;
}

/** The slot that stands for the hash of a URL. */
export function slotOf(url: string): string {
  return `@sha256:${url}@`;
}

/** Problems that are told at once: each names all slots, and a text can hold thousands. */
export const maxProblems = 20;

/** Fills all slots; `sriByUrl` are the URLs that were fetched. */
export function fillSlots(expression: string, sriByUrl: ReadonlyMap<string, string>): Slots {
  const problems: string[] = [];
  const computed = new Map<string, string>();
  const unknown = new Map<string, string>();
  const text = expression
    .replace(/"@sha256:([^"\s]{1,2100})@"/g, (slot, url: string) => {
      const sri = sriByUrl.get(url);
      if (sri === undefined) {
        if (problems.length < maxProblems)
          problems.push(`${slot} names a URL that fetch_source did not fetch. ${known(sriByUrl)}`);
        return slot;
      }
      computed.set(sri, url);
      return `"${sri}"`;
    })
    .replace(/"@unknown:([A-Za-z][\w-]{0,39})@"/g, (_, word: string) => {
      const sri = fakeHash(word);
      unknown.set(sri, word);
      return `"${sri}"`;
    });
  for (const [rest] of problems.length > 0 ? [] : text.matchAll(/@(sha256|unknown):.{0,60}/g))
    if (problems.length < maxProblems)
      problems.push(
        `"${rest}" is not a complete slot: write "@sha256:URL@" with a fetched URL and no interpolation, or "@unknown:WORD@".`,
      );
  return { text, problems, computed, unknown };
}

/** Which slots there are to choose from. */
export function known(sriByUrl: ReadonlyMap<string, string>): string {
  const slots = [...sriByUrl.keys()].map((url) => `"${slotOf(url)}"`);
  return slots.length > 0 ? `Slots that can be filled: ${slots.join(', ')}.` : 'Nothing was fetched yet.';
}
