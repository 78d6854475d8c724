"""From the embedded store to a Kubo node: its segments are imported as they are, one after another.

A segment is done when the node holds every root in its header; one that is done already is not sent again, so a
migration that was cut off is run again and goes on where it stood. Nothing is taken from the embedded store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fhir_bridge.errors import Unavailable
from fhir_bridge.store.carsegment import read_roots


class Importer(Protocol):
    """A node that takes CAR files and says what it has pinned."""

    def import_segment(self, segment: Path) -> None:
        """Import a CAR file and pin its roots."""

    def pinned(self) -> frozenset[str]:
        """Every pinned root."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A segment that is done: its roots and bytes, and whether it had to be sent."""

    segment: str
    roots: int
    size: int
    sent: bool


def migrate(segments: Iterator[Path], node: Importer) -> Iterator[Progress]:
    """Import each segment and see its roots pinned; Unavailable where the node did not pin them all."""
    for segment in segments:
        roots = _roots(segment)
        sent = not roots <= node.pinned()
        if sent:
            node.import_segment(segment)
        if missing := roots - node.pinned():
            raise Unavailable(
                f"{len(missing)} roots of {segment.name} are not pinned after its import; try again"
            )
        yield Progress(segment.name, len(roots), segment.stat().st_size, sent)


def _roots(segment: Path) -> set[str]:
    with segment.open("rb") as file:
        return {str(root) for root in read_roots(file.fileno())}
