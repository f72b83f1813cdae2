import { attributesRule } from './attributes.js';
import { builtinsRule } from './builtins.js';
import { fetchersRule } from './fetchers.js';
import { pathRule, positionRule, searchPathRule } from './literals.js';
import { loopsRule } from './loops.js';
import { reachedNamesRule } from './reached-names.js';
import type { Rule } from './rule.js';
import { packageSetRule, selectionRule } from './selection.js';
import { shapeRule } from './shape.js';
import { sumsRule } from './sums.js';

/** Everything that is looked for in a tree. Size, depth and undefined variables are in `policy.ts`. */
export const rules: readonly Rule[] = [
  shapeRule,
  builtinsRule,
  reachedNamesRule,
  packageSetRule,
  selectionRule,
  loopsRule,
  attributesRule,
  pathRule,
  searchPathRule,
  positionRule,
  fetchersRule,
  sumsRule,
];
