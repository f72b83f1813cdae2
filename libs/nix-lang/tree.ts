// The tree of a Nix expression: as it was written (parentheses, order and form of bindings are kept), with offsets into
// the text, so that rules can point at what they mean and a printer can give it back.

/** A piece of the text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | Variable
  | CurrentPosition
  | Integer
  | Float
  | StringExpression
  | PathExpression
  | SearchPath
  | Uri
  | Parenthesized
  | AttributeSet
  | LegacyLet
  | List
  | Select
  | HasAttribute
  | Apply
  | LegacyOr
  | Unary
  | Binary
  | Lambda
  | Let
  | With
  | Assert
  | If;

/** Everything that `children` and `walk` come by. */
export type Node =
  Expression | StringText | Interpolation | AttributeName | Binding | Inherit | Formals | Formal | Identifier;

export interface Variable extends Span {
  readonly kind: 'variable';
  readonly name: string;
}

/** `__curPos`: an attribute set with file, line and column. */
export interface CurrentPosition extends Span {
  readonly kind: 'current-position';
}

/** A whole number from 0 to 2^63 - 1; a minus before it is an operator. */
export interface Integer extends Span {
  readonly kind: 'integer';
  readonly value: bigint;
}

export interface Float extends Span {
  readonly kind: 'float';
  readonly value: number;
}

/** `"…"`, or `''…''` when `indented`; then the values of its texts have their common indentation taken off. */
export interface StringExpression extends Span {
  readonly kind: 'string';
  readonly indented: boolean;
  readonly parts: readonly (StringText | Interpolation)[];
}

export interface StringText extends Span {
  readonly kind: 'text';
  /** What the text means, without escapes. */
  readonly value: string;
  /** How it was written. The printer uses it; where it is null (a tree made by hand), it escapes the value. */
  readonly raw: string | null;
}

/** `${…}` in a string, a path or in the place of an attribute's name. */
export interface Interpolation extends Span {
  readonly kind: 'interpolation';
  readonly expression: Expression;
}

/** `./a`, `/a`, `a/b` or `~/a`, with `${…}` in it since Nix 2.4. */
export interface PathExpression extends Span {
  readonly kind: 'path';
  /** Whether it starts at the home directory. */
  readonly home: boolean;
  readonly parts: readonly (StringText | Interpolation)[];
}

/** `<nixpkgs>`: Nix looks it up with `__findFile __nixPath "nixpkgs"`, whatever those names mean there. */
export interface SearchPath extends Span {
  readonly kind: 'search-path';
  /** Without the angle brackets. */
  readonly path: string;
}

/** An unquoted URI, which is a string. */
export interface Uri extends Span {
  readonly kind: 'uri';
  readonly value: string;
}

export interface Parenthesized extends Span {
  readonly kind: 'parenthesized';
  readonly expression: Expression;
}

/** `{ … }` or `rec { … }`. */
export interface AttributeSet extends Span {
  readonly kind: 'set';
  readonly recursive: boolean;
  readonly bindings: readonly (Binding | Inherit)[];
  readonly attributes: Attributes;
}

/** `let { …; body = …; }`, an old form of `(rec { … }).body`. */
export interface LegacyLet extends Span {
  readonly kind: 'legacy-let';
  readonly bindings: readonly (Binding | Inherit)[];
  readonly attributes: Attributes;
}

export interface List extends Span {
  readonly kind: 'list';
  readonly elements: readonly Expression[];
}

/** `a.b.c` or `a.b.c or fallback`. */
export interface Select extends Span {
  readonly kind: 'select';
  readonly subject: Expression;
  readonly path: readonly AttributeName[];
  readonly fallback: Expression | null;
}

/** `a ? b.c`. */
export interface HasAttribute extends Span {
  readonly kind: 'has-attribute';
  readonly subject: Expression;
  readonly path: readonly AttributeName[];
}

/** `f a b`: one node with all arguments. */
export interface Apply extends Span {
  readonly kind: 'apply';
  readonly function: Expression;
  readonly arguments: readonly Expression[];
}

/** `f or`: the application of f to a variable named `or`, which old Nixpkgs had. */
export interface LegacyOr extends Span {
  readonly kind: 'legacy-or';
  readonly function: Expression;
  readonly argument: Variable;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export type UnaryOperator = '!' | '-';

export type BinaryOperator =
  '->' | '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '//' | '+' | '-' | '*' | '/' | '++';

/** `x: …`, `{ a, b ? 1, ... }: …`, `x@{ a }: …` or `{ a }@x: …`. At least one of parameter and formals is there. */
export interface Lambda extends Span {
  readonly kind: 'lambda';
  readonly parameter: Identifier | null;
  readonly formals: Formals | null;
  readonly body: Expression;
}

export interface Formals extends Span {
  readonly kind: 'formals';
  readonly formals: readonly Formal[];
  /** Whether further arguments are taken: `...`. */
  readonly ellipsis: boolean;
}

export interface Formal extends Span {
  readonly kind: 'formal';
  readonly name: string;
  readonly fallback: Expression | null;
}

/** A name that is defined, not used: a lambda's parameter. */
export interface Identifier extends Span {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface Let extends Span {
  readonly kind: 'let';
  readonly bindings: readonly (Binding | Inherit)[];
  readonly attributes: Attributes;
  readonly body: Expression;
}

export interface With extends Span {
  readonly kind: 'with';
  readonly subject: Expression;
  readonly body: Expression;
}

export interface Assert extends Span {
  readonly kind: 'assert';
  readonly condition: Expression;
  readonly body: Expression;
}

export interface If extends Span {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternate: Expression;
}

/** `a.b.c = value;` */
export interface Binding extends Span {
  readonly kind: 'binding';
  readonly path: readonly AttributeName[];
  readonly value: Expression;
}

/** `inherit a b;` or `inherit (from) a b;` */
export interface Inherit extends Span {
  readonly kind: 'inherit';
  readonly from: Expression | null;
  readonly names: readonly AttributeName[];
}

export interface AttributeName extends Span {
  readonly kind: 'attribute-name';
  /** The name, or null where only evaluation can tell. `${"a"}` is as static as `a`: so says Nix's grammar. */
  readonly name: string | null;
  /** What stands there when it is no plain identifier. */
  readonly expression: StringExpression | Interpolation | null;
}

/** What a set's bindings mean together, after Nix's merging of `a.b = 1; a = { c = 2; };`. Not part of `walk`. */
export interface Attributes {
  readonly kind: 'attributes';
  readonly recursive: boolean;
  readonly names: ReadonlyMap<string, Attribute>;
  readonly dynamic: readonly DynamicAttribute[];
  /** Computed names of a set that was merged into this one: Nix 2.8 forgets them, later versions keep them. */
  readonly forgotten: readonly DynamicAttribute[];
}

export interface DynamicAttribute {
  readonly name: AttributeName;
  readonly value: AttributeValue;
}

export interface Attribute extends Span {
  /** An inner `attributes` comes from a path such as `a.b = 1`; an `inherit` stands for its name of the same name. */
  readonly value: AttributeValue;
}

export type AttributeValue = Expression | Attributes | Inherit;

export interface Comment extends Span {
  /** As written, marks included. */
  readonly text: string;
  /** Whether nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}
