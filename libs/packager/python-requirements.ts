import { normalizedName, pythonAttribute } from './python-modules.js';

export interface Requirements {
  /** Attributes of python3Packages, sorted. */
  known: string[];
  /** Those of them that are only taken to be called as on PyPI. */
  unchecked: string[];
  /** Names that are parts of Python, and no package. */
  removed: string[];
  /** Requirements with an upper bound, which the version in nixpkgs may be above. */
  bounded: string[];
}

/** Reads requirements as pip writes them (`requests[socks] >= 2 ; python_version < "3.8"`). @see PEP 508 */
export function readRequirements(lines: string[]): Requirements {
  const known = new Set<string>();
  const unchecked = new Set<string>();
  const removed = new Set<string>();
  const bounded: string[] = [];
  for (const line of lines.slice(0, 500)) {
    const plain = line
      .slice(0, 400)
      .replace(/(^|\s)#.*$/, '')
      .trim();
    const [, name, , bounds = '', marker = ''] =
      /^([A-Za-z\d][\w.-]*)\s*(\[[^\]]*\])?\s*\(?([^;()@]*)\)?\s*(?:@[^;]*)?(?:;(.*))?$/.exec(plain) ?? [];
    if (name === undefined || !applies(marker)) continue;
    const { attribute, checked } = pythonAttribute(name);
    if (attribute === null) {
      removed.add(normalizedName(name));
      continue;
    }
    known.add(attribute);
    if (!checked) unchecked.add(attribute);
    if (/<|==|~=/.test(bounds)) bounded.push(`${name}${bounds.replace(/\s+/g, '')}`);
  }
  return {
    known: [...known].toSorted(),
    unchecked: [...unchecked].toSorted(),
    removed: [...removed].toSorted(),
    bounded,
  };
}

/** Whether a marker holds on the systems and interpreters that nixpkgs has; what is not understood holds. */
function applies(marker: string): boolean {
  if (/\bextra\b/.test(marker)) return false;
  // With `or`, another part may hold.
  if (/\bor\b/.test(marker)) return true;
  const before = /python(?:_full)?_version\s*<=?\s*['"](\d+)(?:\.(\d+))?/.exec(marker);
  if (before && (Number(before[1]) < 3 || Number(before[2] ?? 0) <= 11)) return false;
  const equal = /python_version\s*==\s*['"](\d+)\.(\d+)/.exec(marker);
  if (equal && (Number(equal[1]) < 3 || Number(equal[2]) <= 11)) return false;
  return !/(sys_platform|platform_system|os_name)\s*==\s*['"](win32|windows|cygwin|darwin|nt|java)|platform_python_implementation\s*(==\s*['"]pypy|!=\s*['"]cpython)/i.test(
    marker,
  );
}
