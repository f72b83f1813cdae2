import { describe, expect, it } from '@jest/globals';
import { demoProgram, treeOf } from '../../test/support/archives.js';
import { guessLicense } from './license.js';

const gpl3 =
  '                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007\n';
const orLater = '/* either version 3 of the License, or\n * (at your option) any later version. */';
const bsd = 'Redistribution and use in source and binary forms, with or without modification …';
const mit = String(demoProgram().LICENSE);

describe('guessLicense', () => {
  it.each([
    ['mit', { LICENSE: mit }],
    ['mit', { 'LICENSE.md': mit, 'README.md': 'GPL' }],
    ['gpl3Plus', { COPYING: gpl3, 'a.c': orLater }],
    ['gpl3Only', { COPYING: gpl3, 'a.c': '// SPDX-License-Identifier: GPL-3.0-only' }],
    ['bsd2', { COPYING: bsd }],
    ['bsd3', { COPYING: `${bsd} Neither the name of the author …` }],
    [
      'asl20',
      {
        LICENSE:
          'Apache License\n Version 2.0, January 2004\n TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION',
      },
    ],
  ])('%s', (license, files) => expect(guessLicense(treeOf('r', files)).license).toBe(license));

  it.each([
    ['WTFPL', 'wtfpl'],
    ['PSF-2.0', 'psfl'],
    ['Artistic-2.0', 'artistic2'],
    ['GPL-2.0', undefined],
    ['MIT OR Apache-2.0', undefined],
    ['toString', undefined],
  ])('a build file says %s', (says, license) => {
    const tree = treeOf('r', { COPYING: 'a text that is not recognized' });
    expect(guessLicense(tree, { file: 'package.json', says }).license).toBe(license);
  });

  it.each([
    ['no file', {}],
    ['a text of their own', { LICENSE: 'Do what you like.' }],
    ['the GPL, but nothing says "or later"', { COPYING: gpl3, 'a.c': 'int x;' }],
    [
      'files that disagree',
      { COPYING: gpl3, 'a.c': orLater, 'b.c': 'SPDX-License-Identifier: GPL-3.0-only' },
    ],
    ['two licences', { 'LICENSE.MIT': mit, 'LICENSE.GPL': gpl3 }],
    [
      'MIT with exceptions under the GPL',
      { LICENSE: `${mit}\nfoo.c is under the GNU General Public License.` },
    ],
    ['the four-clause BSD', { COPYING: `${bsd} All advertising materials …` }],
  ])('says nothing but a note: %s', (_, files) => {
    const { license, note } = guessLicense(treeOf('r', files));
    expect([license, note]).toEqual([undefined, expect.stringContaining('meta.license is left out')]);
  });
});
