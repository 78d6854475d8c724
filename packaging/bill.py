"""The bill of materials of a bundled folder, as CycloneDX 1.6: what is really in it, found by looking.

    python packaging/bill.py FOLDER > sbom.cdx.json

Python modules are traced to the distributions that brought them, libraries to theirs or to the Debian package that the
build machine had them from. What was compiled into a distribution's libraries is taken from the bills that it carries;
where it carries none, from `crates/NAME-VERSION.txt`, which is made of its source:

    cargo tree --locked -e normal --target x86_64-unknown-linux-gnu --prefix none --no-dedupe -f '{p} {l}'

That list must hold every crate that the libraries name in messages of theirs. A file that nobody answers for is an
error: a bill that leaves something out is worse than none.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

PYPI = "pkg:pypi/"
NAMED = re.compile(rb"/registry/src/[^/\0]+/([A-Za-z0-9_-]+?)-([0-9]+\.[0-9]+\.[0-9]+[^/\0]*)/")
"""A crate's place on the machine that compiled it: what a panic's message begins with."""
PYTHON_OWN = {"base_library.zip", "lib-dynload", "python3.11", f"libpython3.{sys.version_info.minor}.so.1.0"}
"""What CPython itself brings: its library, its modules in C, and itself."""


BUNDLERS_OWN = ("pyi", "_pyi", "_sysconfigdata")
"""Modules that PyInstaller starts a program with, and the record of how CPython was built."""


CRATES = Path(__file__).parent / "crates"


class UnansweredFileError(Exception):
    """A bundled file that belongs to no known component, or holds what no list of crates has."""


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """One component; `purl` says where it comes from, as package-url has it."""

    name: str
    version: str
    purl: str
    licence: str = ""

    def as_cyclonedx(self) -> dict[str, object]:
        """The component as CycloneDX has it."""
        found: dict[str, object] = {"type": "library", "bom-ref": self.purl, "name": self.name}
        found |= {"version": self.version, "purl": self.purl}
        return found | ({"licenses": [{"license": {"name": self.licence}}]} if self.licence else {})


def main() -> int:
    """Print the bill of one folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    given = options.parse_args()
    found = set(found_in(given.folder))
    inside = {part for one in found if one.purl.startswith(PYPI) for part in compiled_into(one.name)}
    components = sorted({one.purl: one for one in sorted(found | inside)}.values())
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": given.folder.name}},
        "components": [one.as_cyclonedx() for one in components],
    }
    json.dump(bill, sys.stdout, indent=1, sort_keys=True)
    return 0


def found_in(folder: Path) -> Iterator[Component]:
    """The components of a folder that PyInstaller has written."""
    owners = packages_distributions()
    yield Component(
        "cpython", platform.python_version(), f"pkg:generic/cpython@{platform.python_version()}", "PSF-2.0"
    )
    for name in sorted(_modules(folder)):
        if name in owners:
            yield from (_distribution(owner) for owner in owners[name])
        elif name not in sys.stdlib_module_names and not name.startswith(BUNDLERS_OWN):
            raise UnansweredFileError(f"module {name} belongs to no distribution")
    for path in sorted((folder / "lib").iterdir()):
        yield from _owner_of(path, owners)


def compiled_into(name: str) -> Iterator[Component]:
    """What a distribution's own libraries hold of others: by the bills in it, or else by our list of its crates."""
    found = next(one for one in distributions() if _same(one.name, name))
    files = found.files or []
    bills = [file for file in files if file.parent.name == "sboms"]
    for bill in bills:
        for one in json.loads(bill.read_text()).get("components", []):
            if not one["purl"].startswith(PYPI):
                yield Component(one["name"], one["version"], one["purl"].split("?")[0], _licence(one))
    named = {crate for file in files if ".so" in file.suffixes for crate in NAMED.findall(file.read_binary())}
    if named and not bills:
        yield from _listed(
            f"{found.name}-{found.version}", {_crate(*map(bytes.decode, one)) for one in named}
        )


def _listed(name: str, named: set[str]) -> Iterator[Component]:
    """The crates of the list of this name, which must have those that are named."""
    path = CRATES / f"{name}.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    listed = [line.split(" ", 2) for line in lines]
    if missing := named - {_crate(crate, version) for crate, version, _ in listed}:
        raise UnansweredFileError(f"{path.name} lacks {', '.join(sorted(missing))}")
    for crate, version, licence in listed:
        yield Component(crate, version, _crate(crate, version), licence)


def _crate(name: str, version: str) -> str:
    return f"pkg:cargo/{name}@{version}"


def _modules(folder: Path) -> set[str]:
    found: set[str] = set()
    for program in (path for path in folder.iterdir() if path.is_file() and path.name != "sbom.cdx.json"):
        archive = CArchiveReader(str(program))
        for name in (name for name in archive.toc if name.endswith(".pyz")):
            found |= {module.split(".")[0] for module in archive.open_embedded_archive(name).toc}
    return found


def _owner_of(path: Path, owners: dict[str, list[str]]) -> Iterator[Component]:
    name = path.name
    stem = name.split(".")[0]
    if name in PYTHON_OWN:
        return
    if name.endswith((".dist-info", ".egg-info")):
        yield _distribution(name.rsplit("-", 2)[0] if name.endswith(".egg-info") else name.split("-")[0])
    elif name.endswith(".libs"):
        yield _distribution(name.removesuffix(".libs"))
    elif stem in owners:
        yield from (_distribution(owner) for owner in owners[stem])
    elif path.is_symlink():
        top = path.resolve().relative_to(path.parent.resolve()).parts[0]
        yield from _owner_of(path.parent / top, owners)
    else:
        yield _debian(path)


def _distribution(name: str) -> Component:
    found = next(one for one in distributions() if _same(one.name, name))
    version = found.version
    return Component(found.name, version, f"{PYPI}{found.name.lower()}@{version}", _licence_of(found))


def _same(one: str, other: str) -> bool:
    return one.lower().replace("_", "-").replace(".", "-") == other.lower().replace("_", "-").replace(
        ".", "-"
    )


def _licence_of(found: Distribution) -> str:
    said = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
    return said.splitlines()[0][:80] if said else ""


def _licence(crate: dict[str, object]) -> str:
    licences = crate.get("licenses")
    first = licences[0] if isinstance(licences, list) and licences else {}
    return str(first.get("expression", "")) if isinstance(first, dict) else ""


def _debian(library: Path) -> Component:
    owned = _query("dpkg-query", "--search", f"*/{library.name}")
    if not owned:
        raise UnansweredFileError(f"{library.name} belongs to no distribution and to no Debian package")
    package = owned.splitlines()[0].split(":")[0]
    version = _query("dpkg-query", "--show", "--showformat", "${Version}", package)
    return Component(package, version, f"pkg:deb/debian/{package}@{version}")


def _query(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
