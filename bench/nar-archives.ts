/** Real archives whose trees are hashed by us and by nix: a path in Debian's archive with its sha256, or a package of npm. */
export const debianArchives: [path: string, sha256: string][] = [
  ['j/jq/jq_1.6.orig.tar.gz', '3ba940b97571c866923f0409678033d33b5a98758dfc174fad8397ed908bc4d9'],
  ['s/sl/sl_5.02.orig.tar.gz', '1e5996757f879c81f202a18ad8e982195cf51c41727d3fea4af01fdcbbb5563a'],
  ['h/hello/hello_2.10.orig.tar.gz', '31e066137a962676e89f69d1b65382de95a7ef7d914b8cb956f41ea72e0f516b'],
  [
    'c/cowsay/cowsay_3.03+dfsg2.orig.tar.gz',
    '3b89965c7d6b19f321867e59d14d4aec820d36068f56d2b1e783498beeb4183e',
  ],
  ['g/git-lfs/git-lfs_3.3.0.orig.tar.gz', 'd5eeb9ee33188d3dd6a391f8a39b96d271f10295129789e5b3a1ac0e9f5114f5'],
  ['r/rsync/rsync_3.2.7.orig.tar.gz', '4e7d9d3f6ed10878c58c5fb724a67dacf4b6aac7340b13e488fb2dc41346f2bb'],
  [
    'z/zlib/zlib_1.2.13.dfsg.orig.tar.bz2',
    '71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1',
  ],
  ['p/pv/pv_1.6.20.orig.tar.bz2', 'e831951eff0718fba9b1ef286128773b9d0e723e1fbfae88d5a3188814fdc603'],
  [
    'libd/libdivsufsort/libdivsufsort_2.0.1.orig.tar.bz2',
    '55c02c86ea1763f581e0f50440008c554b8da2272129adee4ac84cb1362018bc',
  ],
  [
    'v/valgrind/valgrind_3.19.0.orig.tar.bz2',
    'dd5e34486f1a483ff7be7300cc16b4d6b24690987877c3278d797534d6738f02',
  ],
  ['g/gpp/gpp_2.27.orig.tar.bz2', '49eb99d22af991e7f4efe2b21baa1196e9ab98c05b4b7ed56524a612c47b8fd3'],
  ['s/sed/sed_4.9.orig.tar.xz', '6e226b732e1cd739464ad6862bd1a1aba42d7982922da7a53519631d24975181'],
  ['p/patch/patch_2.7.6.orig.tar.xz', 'ac610bda97abe0d9f6b7c963255a11dcb196c25e337c61f94e4778d632f1d8fd'],
  [
    'i/iproute2/iproute2_6.1.0.orig.tar.xz',
    '5ce12a0fec6b212725ef218735941b2dab76244db7e72646a76021b0537b43ab',
  ],
  ['k/kmod/kmod_30+20221128.orig.tar.xz', '00bc9ae4f1f9e1bbc1266d838452865bc7c24271d0853939edbe3029ad22af4e'],
  ['g/gzip/gzip_1.12.orig.tar.xz', 'ce5e03e519f637e1f814011ace35c4f87b33c0bbabeec35baf5fbd3479e91956'],
];

export const npmPackages = [
  'left-pad@1.3.0',
  'lodash@4.17.21',
  'express@5.1.0',
  'react@19.0.0',
  'chalk@5.3.0',
  '@types/node@20.19.43',
  'typescript@5.9.3',
];

/** The formats in which neither has archives: real trees are packed anew in them. */
export const repacked: [
  name: string,
  pack: (root: string, into: string) => [program: string, args: string[]],
][] = [
  ['zip', (root, into) => ['zip', ['-q', '-r', '-y', into, root]]],
  ['tar.zst', (root, into) => ['tar', ['--zstd', '-cf', into, root]]],
];
