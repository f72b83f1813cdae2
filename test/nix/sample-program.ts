// A small real C program, as an archive made here, and the expression that builds it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toSri } from '../../libs/nix-hash/index.js';

/** What the program prints. */
export const sampleLine = 'Greetings from a package that a sentence asked for.';

export const samplePath = '/sample-1.0.tar.gz';

const program = `#include <stdio.h>
int main(void) { puts(LINE); return 0; }
`;
const makefile = `all: sample
sample: sample.c
\tcc -DLINE='"${sampleLine}"' -o sample sample.c
install: sample
\tinstall -D -m 755 sample $(PREFIX)/bin/sample
`;

/** The archive sample-1.0.tar.gz: one C file and a Makefile. */
export function sampleArchive(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'ai-drv-sample-'));
  try {
    mkdirSync(join(folder, 'sample-1.0'));
    writeFileSync(join(folder, 'sample-1.0/sample.c'), program);
    writeFileSync(join(folder, 'sample-1.0/Makefile'), makefile);
    return execFileSync('tar', ['-czf', '-', 'sample-1.0'], { cwd: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An expression for the archive, in the shape that the packager gives. */
export function sampleExpression(archive: Buffer, url: string): string {
  const hash = toSri(createHash('sha256').update(archive).digest());
  return `{
  lib,
  stdenv,
  fetchurl,
}:

stdenv.mkDerivation (finalAttrs: {
  pname = "sample";
  version = "1.0";

  src = fetchurl {
    url = "${url}";
    hash = "${hash}";
  };

  makeFlags = [ "PREFIX=\${placeholder "out"}" ];

  meta = {
    description = "Prints one line";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
    mainProgram = finalAttrs.pname;
  };
})
`;
}
