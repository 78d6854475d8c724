"""Takes out of a bundled folder the libraries that nothing in it needs and pip's notes on where it got them from.

    python packaging/prune.py FOLDER

A bundler follows every plugin that a toolkit brings, and what the dropped ones needed stays behind: half of GTK, for a
theme that no kiosk shows. Python's own libraries are stripped; those of wheels are left as their makers built them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

NOTES = ("INSTALLER", "RECORD", "REQUESTED", "direct_url.json")
"""What pip writes beside a distribution's own metadata: of the machine that it was installed on, not of the bundle."""


def main() -> int:
    """Prune one folder and say what it saved."""
    folder = Path(sys.argv[1])
    before = _size(folder)
    own = [*(folder / "lib").glob("libpython3*.so*"), *(folder / "lib").glob("python3.*/lib-dynload/*.so")]
    for path in own:
        subprocess.run(["strip", "--strip-unneeded", path], check=True)
        subprocess.run(["patchelf", "--remove-rpath", path], check=True)
    notes = [path for name in NOTES for path in (folder / "lib").glob(f"*.dist-info/{name}")]
    for path in [*unneeded(folder), *notes]:
        path.unlink()
    for path in (folder / "lib").rglob("*.so*"):
        path.chmod(0o644)
    print(f"package: {folder.name}: {before >> 20} MB, {_size(folder) >> 20} MB once pruned", file=sys.stderr)
    return 0


def unneeded(folder: Path) -> list[Path]:
    """The shared libraries at the top of the bundle that neither a program nor a module reaches."""
    shared = {path.name: path for path in (folder / "lib").glob("lib*.so*")}
    start = [path for path in folder.rglob("*") if _is_elf(path) and path.name not in shared]
    start += [path for name, path in shared.items() if name.startswith("libpython")]
    reached = _closure(start, shared)
    return sorted(path for name, path in shared.items() if name not in reached and path not in start)


def _closure(start: Iterable[Path], shared: dict[str, Path]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        for name in _needed(waiting.pop()):
            if name in shared and name not in reached:
                reached.add(name)
                waiting.append(shared[name])
    return reached


def _needed(path: Path) -> list[str]:
    done = subprocess.run(["patchelf", "--print-needed", path], capture_output=True, check=True, text=True)
    return done.stdout.split()


def _is_elf(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
