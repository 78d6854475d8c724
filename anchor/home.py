"""Where a site's anchor keeps what it has: keys in a folder, and its databases there too or on a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """A folder and, where several machines share the databases, the `postgresql://` URL of these."""

    folder: Path
    url: str | None = None

    def database(self, name: str) -> Path | str:
        """Where the database of this name lies: a file of the folder, or the URL."""
        return self.url or self.folder / f"{name}.db"
