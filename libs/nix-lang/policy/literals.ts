import type { Rule } from './rule.js';

export const pathRule: Rule = {
  name: 'path-literal',
  reason:
    'A path is read from the machine that evaluates it, and there is no directory beside the expression.',
  check(node, _context, report) {
    if (node.kind === 'path')
      report(
        node,
        'a path is refused: there are no files beside the expression',
        'write a string in quotes, or the text of the file in a phase',
      );
  },
};

export const searchPathRule: Rule = {
  name: 'search-path',
  reason: 'What `<nixpkgs>` is depends on the machine.',
  check(node, _context, report) {
    if (node.kind === 'search-path')
      report(
        node,
        `\`<${node.path.slice(0, 60)}>\` is refused`,
        'take what you need as an argument of the function',
      );
  },
};

export const positionRule: Rule = {
  name: 'current-position',
  reason: '`__curPos` tells where the file lies, which is another place on every machine.',
  check(node, _context, report) {
    if (node.kind === 'current-position') report(node, '`__curPos` is refused', 'leave it out');
  },
};
