"""The suite on PostgreSQL: where settings name a data folder, they name a database of its own for it, too.

Whoever opens a folder by its settings, here or in a process of its own, so has journal and log on the server. What is
about SQLite's own files says so by the marker `sqlite`, with its reason, and is left out.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from fhir_bridge.settings import Settings
from tests import postgres

about_backups = pytest.mark.sqlite(
    "a backup copies SQLite's files; on a server it is refused, and made by the server's own means"
)
about_several_folders = pytest.mark.sqlite(
    "one shell works on several folders, and one setting names the server's database"
)


class Databases:
    """The databases of one server, by the folder that each belongs to; made when they are first asked for."""

    def __init__(self, server: postgres.Postgres) -> None:
        self._server = server
        self._made: dict[Path, str] = {}

    def of(self, folder: Path) -> str:
        """The URL of a folder's database."""
        if folder not in self._made:
            self._made[folder] = self._server.database()
        return self._made[folder]

    def drop(self, below: Path) -> None:
        """Let go of those whose folders lie below a path."""
        for folder in [one for one in self._made if one.is_relative_to(below)]:
            self._server.drop(self._made.pop(folder))


class _DatabaseOfTheFolder(PydanticBaseSettingsSource):
    """Says which database a folder has; the environment and whoever makes the settings may say another."""

    def __init__(self, settings: type[BaseSettings], databases: Databases) -> None:
        super().__init__(settings)
        self._databases = databases

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Nothing: it knows of one field, which depends on another."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """The database, where a folder is named."""
        folder = self.current_state.get("data")
        return {"database": self._databases.of(Path(folder))} if folder else {}


@contextmanager
def kept_by(databases: Databases) -> Iterator[None]:
    """As long as this lasts, settings that name a folder name its database."""

    def sources(
        settings_cls: type[BaseSettings], *, init_settings: Any, env_settings: Any, **_: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _DatabaseOfTheFolder(settings_cls, databases)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "settings_customise_sources", sources)
        yield


def environment(folder: Path) -> dict[str, str]:
    """What a process of its own has to be told beside the folder."""
    url = Settings(data=folder).database
    return {"FHIR_BRIDGE_DATABASE": url} if url else {}


def copied(source: Path, target: Path, *, without: Sequence[str] = ()) -> None:
    """Copy a data folder, and what is kept for it on the server; nobody uses either."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*without), dirs_exist_ok=True)
    here, there = (Settings(data=one).database for one in (source, target))
    if here and there:
        postgres.copy(here, there)


def kept(folder: Path) -> bytes:
    """Everything that is kept for a folder in databases: their files, or every value of every table on the server."""
    if url := Settings(data=folder).database:
        return postgres.values(url)
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*.db*")))


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take those tests out that are about SQLite's files, and remember their reasons."""
    exempt = [item for item in items if item.get_closest_marker("sqlite")]
    items[:] = [item for item in items if item not in exempt]
    config.hook.pytest_deselected(items=exempt)
    config.stash[_REASONS] = Counter(_reason(item) for item in exempt)


def reasons(config: pytest.Config) -> list[str]:
    """How many tests were left out for each reason."""
    counted = config.stash.get(_REASONS, Counter())
    return [f"{count:4} {reason}" for reason, count in counted.most_common()]


_REASONS = pytest.StashKey[Counter[str]]()


def _reason(item: pytest.Item) -> str:
    marker = item.get_closest_marker("sqlite")
    if not marker or not marker.args:
        raise pytest.UsageError(f"{item.nodeid}: the marker `sqlite` gives its reason")
    return str(marker.args[0])
