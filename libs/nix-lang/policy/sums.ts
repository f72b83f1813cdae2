import { type Analysis, bare, nameOf } from '../analysis.js';
import type { Apply, Expression, Node, Select, Variable } from '../tree.js';
import { fetcher } from './names.js';
import type { Rule } from './rule.js';

export const sumsRule: Rule = {
  name: 'unknown-sum',
  reason:
    'Packages hold paths (their patches, their builders), and a path plus a text is another path, of any file; what is added to must be a text.',
  check(node, context, report) {
    if (node.kind === 'binary' && node.operator === '+') {
      const number = bare(node.right).kind === 'integer' || bare(node.right).kind === 'float';
      if (!number && mayBePath(node.left, { context, seen: new Set() }))
        report(node.left, 'what is added to may be a path', 'write it into a text: "${a}${b}"');
    }
    // It adds its first argument to each of its packages.
    if (node.kind !== 'apply' || !/^makeSearchPath(?:Output)?$/.test(nameOf(node.function) ?? '')) return;
    const folder = node.arguments[nameOf(node.function) === 'makeSearchPath' ? 0 : 1];
    const segments = folder ? context.textOf(folder) : [];
    if (segments.length !== 1 || segments[0]!.split('/').includes('..'))
      report(
        folder ?? node,
        'the folder is not a plain text',
        'write it out: `lib.makeSearchPath "share" […]`',
      );
  },
};

interface Looking {
  context: Analysis;
  /** What is looked at already: a value that is made of itself is what the rest of it is. */
  seen: Set<Expression | string>;
}

/** Attributes that are texts, or packages, wherever Nixpkgs has them. */
const texts =
  /^(?:[A-Z][A-Z0-9_]*|p?name|version|rev|tag|owner|repo|url|system|text|homepage|description|outPath|out|dev|lib|bin|man|doc|targetPrefix|sharedLibrary|executable|sitePackages|libPrefix|pythonVersion|(?:pre|post)[A-Z]\w*|\w+(?:Phase|Flags|Command|Suffix|Prefix))$/;

/** Functions of Nixpkgs and of Nix that give a text, or a package. */
const giveTexts =
  /^(?:toString|placeholder|baseNameOf|substring|concatStringsSep|concatStrings|concatMapStrings|concatMapStringsSep|concatLines|replaceStrings|toLower|toUpper|trim|boolToString|escapeShellArgs?|makeBinPath|makeLibraryPath|makeIncludePath|makeSearchPath\w*|getExe'?|major|minor|majorMinor|patch|toJSON|hashString|getName|getVersion|enableFeature\w*|withFeature\w*|cmake[A-Z]\w*|meson[A-Z]\w*|callPackage|mkDerivation|(?:build|write|run)[A-Z]\w*|symlinkJoin)$/;

/** Those that give their last argument back, perhaps. */
const giveBack = /^(?:optionalString|removePrefix|removeSuffix|getBin|getDev|getLib|getMan)$/;

function mayBePath(expression: Expression, looking: Looking): boolean {
  const plain = bare(expression);
  if (looking.seen.has(plain)) return false;
  looking.seen.add(plain);
  const further = (one: Expression): boolean => mayBePath(one, looking);
  switch (plain.kind) {
    case 'binary':
      return plain.operator === '+' && further(plain.left);
    case 'if':
      return further(plain.consequent) || further(plain.alternate);
    case 'let':
    case 'with':
    case 'assert':
      return further(plain.body);
    case 'variable':
      return variableMayBe(plain, looking);
    case 'select':
      return selectMayBe(plain, looking);
    case 'apply':
      return callMayBe(plain, looking);
    case 'legacy-let':
    case 'legacy-or':
      return true;
    default:
      return false;
  }
}

function variableMayBe(node: Variable, looking: Looking): boolean {
  const { context } = looking;
  const value = context.definitionOf(node);
  if (value !== null) return mayBePath(value, looking);
  const meaning = context.meaningOf(node);
  if (meaning?.kind === 'attribute')
    return meaning.definition.value.kind === 'inherit' && inheritedMayBe(node.name, looking);
  if (meaning?.kind !== 'parameter') return meaning?.kind !== 'global' && !isTrusted(node.name, looking);
  // callPackage gives packages, sets and functions.
  if (meaning.lambda === context.function) return false;
  const list = listOf(meaning.lambda, context);
  return list === null || list.some((one) => mayBePath(one, looking));
}

const inheritedMayBe = (name: string, looking: Looking): boolean => !isTrusted(name, looking);

/** `map (x: …) [ … ]`: what `x` can be. */
function listOf(lambda: Node, context: Analysis): readonly Expression[] | null {
  const call = context.parentOf(lambda);
  if (call?.kind !== 'apply' || !context.isOutside(call.function)) return null;
  if (!/^(?:map|concatMap\w*)$/.test(nameOf(call.function) ?? '')) return null;
  let last = bare(call.arguments.at(-1)!);
  if (last.kind === 'variable') last = bare(context.definitionOf(last) ?? last);
  return last.kind === 'list' && call.arguments.length > 1 ? last.elements : null;
}

function selectMayBe(node: Select, looking: Looking): boolean {
  const { context } = looking;
  const values = context.valuesOf(node);
  const name = node.path.at(-1)?.name ?? '';
  if (values !== null) return values.some((one) => mayBePath(one, looking));
  return !isTrusted(name, looking) || (node.fallback !== null && mayBePath(node.fallback, looking));
}

/** Whether a name is that of a text, also wherever this expression gives it to something. */
function isTrusted(name: string, looking: Looking): boolean {
  if (!texts.test(name)) return false;
  const mark = `.${name}`;
  if (looking.seen.has(mark)) return true;
  looking.seen.add(mark);
  return !looking.context.bindingsOf(name).some((value) => mayBePath(value, looking));
}

function callMayBe(node: Apply, looking: Looking): boolean {
  const { context } = looking;
  const name = nameOf(node.function) ?? '';
  if (context.isOutside(node.function)) {
    if (giveBack.test(name)) return mayBePath(node.arguments.at(-1)!, looking);
    return !giveTexts.test(name) && !fetcher.test(name);
  }
  // A function that is written here.
  let called: Expression = bare(node.function);
  if (called.kind === 'variable') called = bare(context.definitionOf(called) ?? called);
  for (let count = 0; count < node.arguments.length; count++) {
    if (called.kind !== 'lambda') return true;
    called = bare(called.body);
  }
  return mayBePath(called, looking);
}
