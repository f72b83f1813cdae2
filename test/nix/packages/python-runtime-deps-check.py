# As nixpkgs' pythonRuntimeDepsCheck: what the wheel says that it needs must be among the inputs, in a fitting version.
import os
import sys
import zipfile
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
    metadata = HeaderParser().parsestr(wheel.read(name).decode())

# As pythonRemoveDeps has it.
removed = {name.lower() for name in os.environ.get("pythonRemoveDeps", "").split()}

missing = []
for line in metadata.get_all("Requires-Dist") or []:
    requirement = Requirement(line)
    if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
        continue
    if requirement.name.lower() in removed:
        continue
    try:
        version = distribution(requirement.name).version
        if not requirement.specifier.contains(version, prereleases=True):
            missing.append(f"{line} (there is {version})")
    except PackageNotFoundError:
        missing.append(f"{line} is not installed")
if missing:
    sys.exit("pythonRuntimeDepsCheck: " + "; ".join(missing))
