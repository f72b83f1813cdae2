# Hides from the rest of a build what no input of it brings, as nixpkgs would not have it: the host's programs, headers, libraries
# to link against, pkg-config files, autoconf macros, CMake packages and Python modules are covered by a view that has
# only those of the compiler and of the Debian packages on standard input, with what those depend on (which stands for
# what nixpkgs propagates). Needs root, Debian, and a mount namespace.
import ctypes
import glob
import os
import re
import subprocess
import sys

# In memory, of this namespace only: nothing of it is in a build's way or stays behind.
work = "/mnt"
subprocess.run(["mount", "-t", "tmpfs", "tmpfs", work], check=True)
wanted = ["build-essential", "python3-minimal", "dash", *sys.stdin.read().split()]

depends, provides = {}, {}
for paragraph in open("/var/lib/dpkg/status", encoding="utf-8").read().split("\n\n"):
    fields = dict(line.split(": ", 1) for line in paragraph.split("\n") if re.match(r"[A-Z][\w-]*: ", line))
    if " installed" not in fields.get("Status", ""):
        continue
    names = lambda field: [re.sub(r"[ (:].*", "", part.strip()) for part in re.split("[,|]", fields.get(field, "")) if part.strip()]
    depends.setdefault(fields["Package"], []).extend(names("Depends") + names("Pre-Depends"))
    for name in names("Provides"):
        provides.setdefault(name, []).append(fields["Package"])

allowed, queue = set(), wanted
while queue:
    name = queue.pop()
    if name in allowed:
        continue
    allowed.add(name)
    queue.extend(depends[name] if name in depends else provides.get(name, []))

triplet = subprocess.run(["gcc", "-print-multiarch"], capture_output=True, text=True, check=True).stdout.strip()
lib = f"/usr/lib/{triplet}"
# Of these only what allowed packages brought is shown; of `lib` all but what others are linked against.
shown_only = ["/usr/include", "/usr/share/aclocal", "/usr/share/pkgconfig", "/usr/lib/pkgconfig", "/usr/lib/cmake",
              "/usr/share/cmake", "/usr/lib/python3/dist-packages", f"{lib}/pkgconfig", f"{lib}/cmake"]
shown, hidden = set(), set()
for path in glob.glob("/var/lib/dpkg/info/*.list"):
    package = re.sub(r"(:[^:]*)?\.list$", "", os.path.basename(path))
    files = open(path, encoding="utf-8").read().split("\n")
    if package in allowed:
        shown.update(file for file in files if any(file.startswith(f"{top}/") for top in shown_only))
    else:
        hidden.update(f"/usr{file}" if re.match(r"/(s?bin|lib)/", file) else file for file in files)

def host(path):
    return f"{work}/host{path}"

def view(path):
    return f"{work}/view{path}"

libc = ctypes.CDLL(None, use_errno=True)
MS_BIND = 4096

def mount(source, target):
    if libc.mount(source.encode(), target.encode(), None, MS_BIND, None) != 0:
        raise OSError(ctypes.get_errno(), "mount", target)

# As in a sandbox, nothing outside of the build and the store can be written. Before the views, which lie on top.
MS_REMOUNT, MS_RDONLY = 32, 1
for top in ["/usr", "/etc", "/opt"]:
    mount(top, top)
    if libc.mount(None, top.encode(), None, MS_BIND | MS_REMOUNT | MS_RDONLY, None) != 0:
        raise OSError(ctypes.get_errno(), "remount", top)

covered = [top for top in [*shown_only[:-2], lib] if os.path.isdir(top)]
for top in covered:
    os.makedirs(host(top))
    os.makedirs(view(top))
    mount(top, host(top))
for path in [f"{lib}/{name}" for name in os.listdir(lib)]:
    if path in shown_only:
        os.makedirs(view(path))
    elif path in hidden and re.search(r"\.(so|a|la)$", path):
        continue
    elif os.path.islink(path):
        os.symlink(os.readlink(path), view(path))
    else:
        os.symlink(host(path), view(path))
for path in sorted(shown):
    if os.path.isdir(path) and not os.path.islink(path):
        os.makedirs(view(path), exist_ok=True)
    elif os.path.lexists(path):
        os.makedirs(os.path.dirname(view(path)), exist_ok=True)
        if not os.path.lexists(view(path)):
            os.symlink(host(path), view(path))
for top in covered:
    mount(view(top), top)
# A program is covered by what cannot be run; a view of links would not do, for compilers look beside their own file.
for name in os.listdir("/usr/bin"):
    path = f"/usr/bin/{name}"
    if path in hidden and os.path.isfile(path) and not os.path.islink(path):
        mount("/dev/null", path)
