import type { Recipe } from './expression.js';

/**
 * What nixpkgs asks of programs with Qt or GTK: a hook that wraps them, so that they find plugins and settings. Two
 * generations of Qt cannot be inputs of one package; the newer one is taken unless parts of KDE are of the older.
 */
export function withWrappers(recipe: Recipe): Recipe {
  const inputs = recipe.buildInputs ?? [];
  const older = inputs.filter((name) => /^(qt5|libsForQt5)\./.test(name));
  const newer = inputs.filter((name) => name.startsWith('qt6.'));
  const left =
    older.length === 0 || newer.length === 0
      ? []
      : older.some((name) => name.startsWith('libsForQt5.'))
        ? newer
        : older;
  const libraries = inputs.filter((name) => !left.includes(name));
  const has = (pattern: RegExp) => libraries.some((name) => pattern.test(name));
  const hooks = [
    ...(has(/^(qt5|libsForQt5)\./) ? ['qt5.wrapQtAppsHook'] : []),
    ...(has(/^qt6\./) ? ['qt6.wrapQtAppsHook'] : []),
    ...(recipe.mainProgram === undefined
      ? []
      : has(/^(gtk4|libadwaita)$/)
        ? ['wrapGAppsHook4']
        : has(/^gtk3$/)
          ? ['wrapGAppsHook3']
          : []),
  ];
  // Run by the build, and so of the machine that builds.
  hooks.push(...libraries.filter((name) => /^(protobuf|protobufc|grpc|flatbuffers|capnproto)$/.test(name)));
  if (hooks.length === 0) return recipe;
  const native = (recipe.nativeBuildInputs ?? []).map((name) =>
    name === 'qt5.qttools' && hooks.includes('qt6.wrapQtAppsHook') ? 'qt6.qttools' : name,
  );
  return { ...recipe, buildInputs: libraries, nativeBuildInputs: [...native, ...hooks] };
}
