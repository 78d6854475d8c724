"""An operator's file of entries: TOML with tables of one name, and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from fhir_bridge.errors import BadMap


def entries_of(path: Path, name: str) -> list[tuple[str, Any]]:
    """Each `[[name]]` of a file, behind the words that say where it stands; BadMap for what is no such file."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMap(f"{path}: {error}") from error
    listed = said.pop(name, [])
    if said or not isinstance(listed, list):
        raise BadMap(f"{path}: nothing but [[{name}]] entries belong here")
    return [(f"{path}: {name} {number}", one) for number, one in enumerate(listed, 1)]
