import type { Row } from './packager.js';
import { kinds } from './packager-reasons.js';

/** What was measured, as Markdown. */
export function tableOf(rows: Row[], strict: boolean): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
  // Chance names many that the mirror no longer has: those are only counted.
  const notFetched = rows.filter((row) => row.unavailable);
  const shown = notFetched.length > 5 ? rows.filter((row) => !row.unavailable) : rows;
  const lines = shown.map(({ name, archive, draft, built, unavailable, says, kind }) =>
    [
      `${name.source} ${name.version ?? archive?.version ?? ''}`,
      (name.sha256 ?? archive?.sha256 ?? '').slice(0, 12),
      draft ? `${draft.buildSystem}: ${draft.evidence[0]?.file}` : '—',
      draft ? `${draft.name} ${draft.version}` : '—',
      /licenses\.(\w+)/.exec(draft?.expression ?? '')?.[1] ?? '—',
      String(draft?.notes.length ?? '—'),
      outcomeOf(built, unavailable, kind),
      !built && name.why ? `${says} (${name.why})` : says,
    ]
      .map(cell)
      .join(' | '),
  );
  const systems = new Map<string, Row[]>();
  const tried = rows.filter(({ unavailable }) => !unavailable);
  for (const row of tried) {
    const system = row.draft?.buildSystem ?? 'none';
    systems.set(system, [...(systems.get(system) ?? []), row]);
  }
  const rate = (some: Row[]) => `${some.filter(({ built }) => built).length} of ${some.length}`;
  return [
    `${strict ? 'Builds saw only what their expressions declare.' : 'Builds saw all libraries of the machine, declared or not.'}`,
    '',
    '| source package | sha256 | built with | name, version | licence | notes | outcome | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines.map((line) => `| ${line} |`),
    '',
    `Built: ${rate(tried)} (${Math.round((100 * tried.filter(({ built }) => built).length) / tried.length)} %); ${[...systems].map(([system, some]) => `${system} ${rate(some)}`).join(', ')}.`,
    ...(shown.length < rows.length ? ['', `Not fetched: ${notFetched.length} more.`] : []),
    '',
  ].join('\n');
}

function outcomeOf(built: boolean, unavailable: boolean | undefined, kind: Row['kind']): string {
  if (built) return 'built';
  if (unavailable) return 'not fetched';
  return kind ? `failed: ${kinds[kind]}` : 'failed';
}
