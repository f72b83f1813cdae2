import { spawnSync } from 'node:child_process';

/** Where this machine's apt gets Debian from, without a slash at the end; the first of its sources that has `main`. */
export function debianMirror(): string {
  const { stdout } = spawnSync(
    'apt-get',
    ['indextargets', '--format', '$(REPO_URI) $(COMPONENT)', 'Created-By: Packages'],
    { encoding: 'utf8' },
  );
  const mirror = (stdout ?? '')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([uri, component]) => component === 'main' && !uri?.includes('security'))?.[0];
  if (!mirror)
    throw new Error(
      'apt-get knows no mirror of Debian on this machine: the bench needs Debian, and a network',
    );
  return mirror.replace(/\/$/, '');
}
