"""The commands of `fhir-anchor` that run a log: where it stands, and its mirror."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from anchor.errors import KeyFileError
from anchor.home import Home
from anchor.log import Log
from anchor.logkey import LogKey
from anchor.reference import open_reference, spoken_time

Server = Annotated[
    str | None,
    typer.Option(
        "--database", help="The postgresql:// URL of the site's databases, where they lie on a server."
    ),
]
Data = Annotated[Path, typer.Option("--data", help="The site's data folder, or its anchor folder.")]


def status(
    data: Data = Path("data"),
    database: Server = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say how far the log is, and where it stood when it was published last; no chain is asked."""
    with opened(data, database) as log:
        size, found, origin = log.size, log.last_reference(), log.verifier.origin
        place = open_reference(found[1], log.verifier) if found else None
    published = place.head.size if place else 0
    said: dict[str, object] = {"log": origin, "entries": size, "waiting": size - published}
    if place:
        said |= {
            "chain": place.chain_id,
            "contract": place.contract,
            "block": place.block,
            "time": spoken_time(place),
        }
    if as_json:
        typer.echo(json.dumps(said))
    else:
        for label, value in said.items():
            typer.echo(f"{label:<10}{value}")


def mirror(
    folder: Annotated[Path, typer.Argument(help="Where the files go: a web server's folder.")],
    data: Data = Path("data"),
    database: Server = None,
) -> None:
    """Write the log as C2SP tiles, for mirrors and witnesses; what is there already is left alone."""
    with opened(data, database) as log:
        typer.echo(f"{log.export(folder)} files are new in {folder}")


def restore(
    folder: Annotated[Path, typer.Argument(help="The mirror: a folder of C2SP tiles.")],
    data: Data = Path("data"),
    database: Server = None,
) -> None:
    """Put a lost log back from a mirror, by the log's own keys; refused where entries are kept already."""
    with opened(data, database) as log:
        typer.echo(f"{log.restore(folder)} entries are back")


@contextmanager
def opened(data: Path, database: str | None) -> Iterator[Log]:
    """The log of a data folder, which must have one."""
    folder = data / "anchor" if (data / "anchor").is_dir() else data
    if not (folder / "log.key").exists():
        raise KeyFileError(f"{data}: no log is kept here")
    where = Home(folder, database).database("log")
    log = Log.open(where, LogKey.load(folder / "log.key"), places=folder / "log.places")
    try:
        yield log
    finally:
        log.close()
