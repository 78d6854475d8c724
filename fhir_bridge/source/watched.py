"""A watched folder: files appear whole, are taken, and are moved to `done`, or to `refused` with the reason beside.

    DIR/name.hl7                    written under another name (`.name`, `name.part`) and renamed, so that it is whole
    DIR/done/name.hl7               taken: it may be deleted
    DIR/refused/name.hl7 + .reason  not taken, or only in part; what was taken of it is taken once

Nothing else in the folder is touched. A file that a crash left where it was is taken again, with no second effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fhir_bridge.source.files import Input, inputs

DONE, REFUSED = "done", "refused"
_PARTIAL = (".part", ".tmp")


@dataclass(frozen=True, slots=True)
class Watched:
    """One folder."""

    folder: Path

    def waiting(self) -> Iterator[Path]:
        """The files that lie in it, in the order of their names."""
        for path in sorted(self.folder.iterdir()):
            if path.is_file() and not path.name.startswith(".") and path.suffix not in _PARTIAL:
                yield path

    @staticmethod
    def inputs(path: Path) -> Iterator[Input]:
        """What is in a file."""
        return inputs(path)

    def settle(self, path: Path, reasons: Iterable[str]) -> None:
        """Move a file to where it belongs; a name that is there already gets a number."""
        said = [f"{reason}\n" for reason in reasons]
        place = self.folder / (REFUSED if said else DONE)
        place.mkdir(mode=0o700, exist_ok=True)
        target = _free(place / path.name)
        if said:
            target.with_name(f"{target.name}.reason").write_text("".join(said), encoding="utf-8")
        path.rename(target)


def _free(path: Path) -> Path:
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}.{number}")
    return found
