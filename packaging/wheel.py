"""Takes the build's own folder out of a wheel's bill of crates: the same bytes wherever it was built.

    python packaging/wheel.py WHEEL FOLDER

Cargo names a crate by where it lies, and the wheel's bill (PEP 770) repeats that. The entry in RECORD follows.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import zipfile
from pathlib import Path

ANYWHERE = "/build"
"""As the compiler has it, too (`--remap-path-prefix`)."""


def main() -> None:
    """Write the wheel anew in its place."""
    wheel, folder = Path(sys.argv[1]), sys.argv[2]
    with zipfile.ZipFile(wheel) as archive:
        entries = [(entry, archive.read(entry)) for entry in archive.infolist()]
    replaced = {
        entry.filename: (data, data.replace(folder.encode(), ANYWHERE.encode()))
        for entry, data in entries
        if ".dist-info/sboms/" in entry.filename
    }
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in entries:
            if entry.filename.endswith(".dist-info/RECORD"):
                archive.writestr(entry, recorded(data.decode(), replaced))
            else:
                archive.writestr(entry, replaced.get(entry.filename, (data, data))[1])


def recorded(record: str, replaced: dict[str, tuple[bytes, bytes]]) -> str:
    """The RECORD that names what was replaced by its new digest and size."""
    for name, (old, new) in replaced.items():
        line = _line(name, old)
        if line not in record:
            raise SystemExit(f"{name}: RECORD does not name it as it was")
        record = record.replace(line, _line(name, new))
    return record


def _line(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"{name},sha256={digest},{len(data)}\n"


if __name__ == "__main__":
    main()
