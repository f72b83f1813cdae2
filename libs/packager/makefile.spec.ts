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

  it.each([
    ['ifeq ($(OS),Windows_NT)\nX = win\nelse\nX = unix\nendif\n', 'unix'],
    ['ifneq ($(OSTYPE),beos)\nX = unix\nelse\nX = beos\nendif\n', 'unix'],
    ['ifeq ($(origin DESTDIR), undefined)\n\tX=/usr/local\nelse\n\tX=$(DESTDIR)/usr\nendif\n', '/usr/local'],
    [
      'S := $(shell uname -s)\nifeq ($(S),Darwin)\nX = mac\nelse ifeq ($(S),Linux)\nX = linux\nelse\nX = other\nendif\n',
      'linux',
    ],
    ['ifdef A\nX = a\nifdef B\nX = b\nendif\nelse\nX = none\nendif\n', 'none'],
    ['ifndef PREFIX\nPREFIX = /opt\nendif\nX = $(PREFIX)\n', '/opt'],
    ['ifeq "$(D)" ""\nX = empty\nelse\nX = full\nendif\n', 'empty'],
    // It cannot be told, so both are read, and the last one counts.
    ['ifeq ($(shell test -e x),y)\nX = a\nelse\nX = b\nendif\n', 'b'],
    ['endif\nelse\nX = a\n', 'a'],
  ])('reads the branches that hold: %j', (Makefile, value) => {
    const { variables } = read({ Makefile: `${Makefile}all:\n` });
    expect(expand('$(X)', variables)).toBe(value);
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
