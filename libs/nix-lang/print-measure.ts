import type { Comment, Node } from './tree.js';
import { walk } from './walk.js';

/** What is no longer than this stands on one line. */
const lineWidth = 72;

/** How long each node is on one line. */
export class Measure {
  readonly #widths = new Map<Node, number>();

  constructor(
    tree: Node,
    private readonly comments: readonly Comment[],
  ) {
    // The sum for a node is kept in its parent's entry as its children are left, so each node is seen once.
    walk(tree, {
      enter: (node) => void this.#widths.set(node, this.#own(node)),
      leave: (node, parent) => {
        if (parent !== null) this.#widths.set(parent, this.#widths.get(parent)! + this.#widths.get(node)!);
      },
    });
  }

  /** Whether a node stands on one line: it is short, and has no comment and no line's end in it. */
  fits(node: Node): boolean {
    return this.#widths.get(node)! <= lineWidth;
  }

  #own(node: Node): number {
    if (this.#hasComment(node)) return Infinity;
    switch (node.kind) {
      case 'text': {
        const shown = node.raw ?? node.value;
        return shown.includes('\n') ? Infinity : shown.length;
      }
      case 'variable':
      case 'identifier':
      case 'formal':
        return node.name.length + 2;
      case 'attribute-name':
        return node.expression === null ? node.name!.length + 1 : 1;
      case 'uri':
        return node.value.length + 1;
      case 'search-path':
        return node.path.length + 3;
      case 'integer':
      case 'float':
        return String(node.value).length + 1;
      default:
        return 4;
    }
  }

  #hasComment({ start, end }: Node): boolean {
    let low = 0;
    let high = this.comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.comments[middle]!.start < start) low = middle + 1;
      else high = middle;
    }
    return low < this.comments.length && this.comments[low]!.start < end;
  }
}
