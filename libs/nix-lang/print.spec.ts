import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nixTexts } from './samples.js';
import { parse, type Parsed, print } from './index.js';
import { outline, randomTree } from './trees.js';

function parsed(text: string): Parsed {
  const result = parse(text);
  if (!result.ok) throw new Error(`${text}: ${result.diagnostics[0].message}`);
  return result;
}

const commentsOf = ({ comments }: Parsed): string[] => comments.map(({ text }) => text);

describe('print', () => {
  it.each(nixTexts)('gives a text with the same tree and comments, which is printed the same: %s', (text) => {
    const before = parsed(text);
    const printed = print(before);
    const after = parsed(printed);
    expect(outline(after.tree)).toEqual(outline(before.tree));
    expect(commentsOf(after)).toEqual(commentsOf(before));
    expect(print(after)).toBe(printed);
  });

  it('puts parentheses where a tree made by hand needs them', () => {
    fc.assert(
      fc.property(randomTree, (tree) => {
        const printed = print({ tree });
        expect(outline(parsed(printed).tree, { parentheses: false })).toEqual(
          outline(tree, { parentheses: false }),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('lays a package out as people do, and keeps comments and single empty lines', () => {
    const text = `# top
{lib,stdenv,fetchurl}: stdenv.mkDerivation rec{
pname="hello"; # its name


version="2.12";
src=fetchurl{url="mirror://gnu/hello/\${pname}-\${version}.tar.gz";
/* of the archive */ hash="sha256-jZkUKv2SV28wsM18tCqNxoCZmLxdYH2Idh9RLibH2yA=";};
buildInputs=[ ];
installPhase=''
  make install
'';
meta=with lib;{license=licenses.gpl3Plus;platforms=platforms.all;};
# the end
}`;
    expect(print(parsed(text))).toBe(`# top
{ lib, stdenv, fetchurl }:
stdenv.mkDerivation rec {
  pname = "hello"; # its name

  version = "2.12";
  src = fetchurl {
    url = "mirror://gnu/hello/\${pname}-\${version}.tar.gz";
    /* of the archive */
    hash = "sha256-jZkUKv2SV28wsM18tCqNxoCZmLxdYH2Idh9RLibH2yA=";
  };
  buildInputs = [ ];
  installPhase = ''
  make install
'';
  meta = with lib; {
    license = licenses.gpl3Plus;
    platforms = platforms.all;
  };
  # the end
}
`);
  });
});
