import type { SourceTree } from '../sources/index.js';

export interface LicenseGuess {
  /** An attribute of `lib.licenses`; only when there is no doubt. */
  license?: string;
  evidence?: { file: string; says: string };
  note?: string;
}

const spdx: Record<string, string> = {
  mit: 'mit',
  isc: 'isc',
  '0bsd': 'bsd0',
  'bsd-2-clause': 'bsd2',
  'bsd-3-clause': 'bsd3',
  'apache-2.0': 'asl20',
  'mpl-2.0': 'mpl20',
  unlicense: 'unlicense',
  zlib: 'zlib',
  'bsl-1.0': 'boost',
  'cc0-1.0': 'cc0',
  'gpl-2.0-only': 'gpl2Only',
  'gpl-2.0-or-later': 'gpl2Plus',
  'gpl-3.0-only': 'gpl3Only',
  'gpl-3.0-or-later': 'gpl3Plus',
  'lgpl-2.1-only': 'lgpl21Only',
  'lgpl-2.1-or-later': 'lgpl21Plus',
  'lgpl-3.0-only': 'lgpl3Only',
  'lgpl-3.0-or-later': 'lgpl3Plus',
  'lgpl-2.0-only': 'lgpl2Only',
  'lgpl-2.0-or-later': 'lgpl2Plus',
  'agpl-3.0-only': 'agpl3Only',
  'agpl-3.0-or-later': 'agpl3Plus',
  'artistic-2.0': 'artistic2',
  'epl-2.0': 'epl20',
  'mit-0': 'mit0',
  'ofl-1.1': 'ofl',
  'psf-2.0': 'psfl',
  wtfpl: 'wtfpl',
};

/**
 * Guesses the licence from COPYING or LICENSE, and for the GPL family from what the source files add to it. Where these
 * leave a doubt, the SPDX identifier that a build file states settles it.
 */
export function guessLicense(
  tree: SourceTree,
  stated: { file: string; says: string } | null = null,
): LicenseGuess {
  const guess = guessFromTexts(tree);
  const license = stated ? licenseOfId(stated.says) : undefined;
  return guess.license === undefined && stated && license
    ? { license, evidence: { file: stated.file, says: `names the licence ${stated.says}` } }
    : guess;
}

function licenseOfId(id: string): string | undefined {
  const key = id.trim().toLowerCase();
  return Object.hasOwn(spdx, key) ? spdx[key] : undefined;
}

function guessFromTexts(tree: SourceTree): LicenseGuess {
  const files = tree.entries.filter(
    ({ path, type }) =>
      type === 'file' &&
      /^((un)?licen[cs]e|copying|copyright)([-_.][\w.+-]*)?$|^mit-license(\.\w+)?$/i.test(path),
  );
  const found = files.map(({ path }) => ({ path, license: licenseOfText(plain(tree.readFile(path) ?? '')) }));
  const kinds = new Set(found.map(({ license }) => license));
  const [first] = found;
  if (!first)
    return { note: 'meta.license is left out: the archive has no LICENSE or COPYING file at its top.' };
  if (kinds.size > 1 || first.license === null) {
    return {
      note: `meta.license is left out: what ${found.map(({ path }) => path).join(' and ')} says was not recognized for certain.`,
    };
  }
  const { path, license } = first;
  if (!/^a?l?gpl\d/.test(license))
    return { license, evidence: { file: path, says: `is the text of lib.licenses.${license}` } };
  return gnuLicense(tree, path, license);
}

/** The text of the GPL does not say whether later versions are allowed; only the program's own files do. */
function gnuLicense(tree: SourceTree, path: string, license: string): LicenseGuess {
  const heads = tree.entries.filter(
    ({ type, path: file }) =>
      type === 'file' && file !== path && !/^(licen[cs]e|copying|news|changelog)/i.test(file),
  );
  const choices = new Map<string, string>();
  for (const { path: file } of heads) {
    const choice = gnuChoice(plain((tree.readFile(file) ?? '').slice(0, 4096)), license);
    if (choice && !choices.has(choice)) choices.set(choice, file);
  }
  const [choice] = choices;
  if (!choice || choices.size > 1) {
    return {
      note: `meta.license is left out: ${path} is lib.licenses.${license}Only or ${license}Plus; the source files do not say for certain whether later versions are allowed.`,
    };
  }
  return {
    license: choice[0],
    evidence: { file: choice[1], says: `with ${path}: lib.licenses.${choice[0]}` },
  };
}

function gnuChoice(text: string, license: string): string | null {
  const id = /spdx-license-identifier: ([\w.-]+)/.exec(text)?.[1];
  const named = id !== undefined && Object.hasOwn(spdx, id) ? spdx[id] : undefined;
  if (named?.startsWith(license)) return named;
  const version = { gpl2: '2', gpl3: '3', lgpl21: '2\\.1', lgpl3: '3', agpl3: '3' }[license];
  return new RegExp(
    `version ${version}(\\.0)?( of the license)?,? or \\(?at your option\\)?,? any later version`,
  ).test(text)
    ? `${license}Plus`
    : null;
}

function licenseOfText(text: string): string | null {
  const has = (part: string) => text.includes(part);
  const matches: [string, boolean][] = [
    [
      'mit',
      has('permission is hereby granted, free of charge, to any person obtaining a copy') &&
        has('the above copyright notice and this permission notice shall be included') &&
        !has('except as contained in this notice'),
    ],
    [
      'isc',
      has('permission to use, copy, modify, and') &&
        has(
          'for any purpose with or without fee is hereby granted, provided that the above copyright notice',
        ),
    ],
    [
      'asl20',
      has('apache license version 2.0, january 2004') &&
        has('terms and conditions for use, reproduction, and distribution'),
    ],
    ['mpl20', has('mozilla public license version 2.0') && has('1. definitions')],
    ['unlicense', has('this is free and unencumbered software released into the public domain')],
    ['boost', has('boost software license - version 1.0')],
    [
      'zlib',
      has('in no event will the authors be held liable for any damages') &&
        has('the origin of this software must not be misrepresented'),
    ],
    ['gpl2', has('gnu general public license version 2, june 1991')],
    ['gpl3', has('gnu general public license version 3, 29 june 2007')],
    ['agpl3', has('gnu affero general public license version 3, 19 november 2007')],
    ['lgpl21', has('gnu lesser general public license version 2.1, february 1999')],
    ['lgpl3', has('gnu lesser general public license version 3, 29 june 2007')],
    ...bsd(text),
  ];
  const [match, second] = matches.filter(([, fits]) => fits);
  // A short licence in a long file: there is more in it, such as other terms for some of the files.
  const isShort = match && /^(mit|isc|bsd\d|unlicense|boost|zlib)$/.test(match[0]);
  return match && !second && !(isShort && (text.length > 3_500 || text.includes('gnu '))) ? match[0] : null;
}

function bsd(text: string): [string, boolean][] {
  if (
    !text.includes('redistribution and use in source and binary forms') ||
    text.includes('all advertising materials')
  )
    return [];
  // The third condition; one of a project's own making would be another licence.
  const third = /neither the name|names? of (the )?.{0,80}may not be used/.test(text);
  return [third ? ['bsd3', true] : ['bsd2', true]];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s*#;"'’`“”]+/g, ' ')
    .trim();
}
