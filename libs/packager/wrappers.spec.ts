import { describe, expect, it } from '@jest/globals';
import { withWrappers } from './wrappers.js';

describe('withWrappers', () => {
  it.each([
    [['zlib'], undefined, ['zlib'], []],
    [['gtk3'], 'tool', ['gtk3'], ['wrapGAppsHook3']],
    // A library has nothing to wrap.
    [['gtk3'], undefined, ['gtk3'], []],
    [['gtk4', 'libadwaita'], 'tool', ['gtk4', 'libadwaita'], ['wrapGAppsHook4']],
    [['qt5.qtbase'], undefined, ['qt5.qtbase'], ['qt5.wrapQtAppsHook']],
    [['qt5.qtbase', 'qt6.qtbase', 'zlib'], 'tool', ['qt6.qtbase', 'zlib'], ['qt6.wrapQtAppsHook']],
    [
      ['libsForQt5.kio', 'qt5.qtbase', 'qt6.qtbase'],
      'tool',
      ['libsForQt5.kio', 'qt5.qtbase'],
      ['qt5.wrapQtAppsHook'],
    ],
    // Their compilers run in the build.
    [['protobufc'], undefined, ['protobufc'], ['protobufc']],
  ])('%j of a package with the program %s', (buildInputs, mainProgram, libraries, native) => {
    const recipe = withWrappers({ buildInputs, mainProgram, nativeBuildInputs: [] });
    expect([recipe.buildInputs, recipe.nativeBuildInputs]).toEqual([libraries, native]);
  });
});
