"""The epoch key in the hands of several people: k of n shares, a file each, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fhir_bridge.errors import FolderFault
from fhir_bridge.seal.secret import Secret
from fhir_bridge.seal.shares import Share, join, split
from fhir_bridge.store.copy import write_file


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a key is shared out: `needed` of `shares` give it back, and the files go to the empty folder `out`."""

    out: Path
    needed: int
    shares: int

    def write(self, key: Secret) -> None:
        """A file a share. FolderFault where files lie in `out`, or the numbers protect nothing."""
        self.out.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(self.out.iterdir()):
            raise FolderFault(f"{self.out} is not empty; name an empty folder")
        try:
            made = split(key, needed=self.needed, shares=self.shares)
        except ValueError as error:
            raise FolderFault(str(error)) from error
        for share in made:
            write_file(self.out / f"{share.epoch}-share-{share.number}.txt", str(share).encode())


def put_together(files: Sequence[Path]) -> Secret:
    """The key that these shares give; SealTampered for too few or changed ones, FolderFault for an unreadable file."""
    try:
        return join([Share.parse(path.read_text(encoding="ascii")) for path in files])
    except (OSError, UnicodeDecodeError) as error:
        raise FolderFault("a share's file cannot be read") from error
