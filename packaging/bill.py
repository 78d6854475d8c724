"""The bill of materials of a bundled folder, as CycloneDX 1.6: what is really in it, found by looking.

    python packaging/bill.py FOLDER --crates WHEEL > sbom.cdx.json

Python modules are traced to the distributions that brought them, libraries to theirs or to the Debian package that the
build machine had them from, and the Rust module to its crates by the list that its wheel carries. A file that nobody
answers for is an error: a bill that leaves something out is worse than none.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

OURS = "fhir-anchor"
PYTHON_OWN = {"base_library.zip", "lib-dynload", "python3.11", f"libpython3.{sys.version_info.minor}.so.1.0"}
"""What CPython itself brings: its library, its modules in C, and itself."""


BUNDLERS_OWN = ("pyi", "_pyi", "_sysconfigdata")
"""Modules that PyInstaller starts a program with, and the record of how CPython was built."""


class UnansweredFileError(Exception):
    """A bundled file that belongs to no known component."""


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
    options.add_argument(
        "--crates", type=Path, required=True, help="the wheel that carries the Rust module's bill"
    )
    given = options.parse_args()
    components = sorted({*found_in(given.folder), *crates_of(given.crates)})
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


def crates_of(wheel: Path) -> Iterator[Component]:
    """The crates of the Rust module, by the bill in its wheel."""
    with zipfile.ZipFile(wheel) as archive:
        bills = [name for name in archive.namelist() if ".dist-info/sboms/" in name]
        for name in bills:
            for one in json.loads(archive.read(name)).get("components", []):
                yield Component(one["name"], one["version"], one["purl"].split("?")[0], _licence(one))


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
    return Component(found.name, version, f"pkg:pypi/{found.name.lower()}@{version}", _licence_of(found))


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
