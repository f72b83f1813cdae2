import { describe, expect, it } from '@jest/globals';
import { expand, readMakefile, readSubMakefiles } from './makefile.js';

const read = (files: Record<string, string>) => readMakefile('Makefile', (path) => files[path] ?? null);

describe('readMakefile', () => {
  it('reads variables, rules, includes and the default goal', () => {
    const makefile = read({
      Makefile:
        '# comment\ninclude config.mk\nOBJS = a.o \\\n  b.o\nOBJS += c.o\nPREFIX ?= /opt\n.PHONY: all\n\nall: prog | dirs\nprog: $(OBJS)\n\t$(CC) -o $@ $(OBJS)\nall:: extra ; echo done\n',
      'config.mk': 'PREFIX = /usr/local # default\n',
    });
    expect(Object.fromEntries(makefile.variables)).toEqual({ PREFIX: '/usr/local', OBJS: 'a.o b.o c.o' });
    expect(makefile.defaultGoal).toBe('all');
    expect(makefile.rules.get('all')).toEqual({
      prerequisites: ['prog', 'dirs', 'extra'],
      recipe: ['echo done'],
    });
    expect(makefile.rules.get('prog')).toEqual({
      prerequisites: ['a.o', 'b.o', 'c.o'],
      recipe: ['$(CC) -o $@ $(OBJS)'],
    });
    expect(makefile.files).toEqual(['Makefile', 'config.mk']);
  });

  it('survives what includes itself and what defines itself', () => {
    const makefile = read({
      Makefile: 'include Makefile\nA = $(A)\nB = $(C)$(C)\nC = $(B)$(B)x\nall: $(A)\n',
    });
    expect(expand('$(A)', makefile.variables)).toContain('$(A)');
    expect(expand('$(B)', makefile.variables).length).toBeLessThan(1_000_000);
  });

  it('finds the Makefiles that its recipes run elsewhere, in a loop too', () => {
    const files: Record<string, string> = {
      Makefile:
        'SUBDIRS = src lib\nall:\n\tfor d in $(SUBDIRS); do $(MAKE) -C $$d; done\ninstall:\n\tcd doc && $(MAKE) install\ntest:\n\t$(MAKE) -C fuzz\n',
      'src/Makefile': 'x:\n',
      'lib/makefile': 'x:\n',
      'doc/GNUmakefile': 'x:\n',
      'fuzz/Makefile': 'x:\n',
    };
    expect(
      readSubMakefiles(read(files), (path) => files[path] ?? null).map(({ files: [file] }) => file),
    ).toEqual(['src/Makefile', 'lib/makefile', 'doc/GNUmakefile']);
  });

  it('replaces suffixes', () => {
    const variables = new Map([['S', 'a.c b.c']]);
    expect([
      expand('$(S:.c=.o)', variables),
      expand('$(S:%.c=o/%.o)', variables),
      expand('${S} $@ $(wildcard *.c)', variables),
    ]).toEqual(['a.o b.o', 'o/a.o o/b.o', 'a.c b.c $@ $(wildcard *.c)']);
  });
});
