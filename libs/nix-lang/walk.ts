import { children } from './children.js';
import type { Node } from './tree.js';

export interface Visitor {
  /** Called before what is within a node. Given `false`, what is within it is left out. */
  readonly enter?: (node: Node, parent: Node | null) => boolean | void;
  /** Called after what is within a node. */
  readonly leave?: (node: Node, parent: Node | null) => void;
}

/**
 * Comes by every node in the order of the text. A tree can be as deep as its text is long (`1+1+1+…`), which a function
 * that calls itself would not survive; this one has a stack of its own.
 */
export function walk(tree: Node, { enter, leave }: Visitor): void {
  const open: { node: Node; parent: Node | null; within: readonly Node[]; next: number }[] = [];
  const visit = (node: Node, parent: Node | null): void => {
    const within = enter?.(node, parent) === false ? [] : children(node);
    open.push({ node, parent, within, next: 0 });
  };

  visit(tree, null);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.within[top.next];
    top.next++;
    if (child !== undefined) visit(child, top.node);
    else {
      leave?.(top.node, top.parent);
      open.pop();
    }
  }
}
