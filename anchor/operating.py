"""The commands of `fhir-anchor` that run a log: where it stands, its mirror, and a contract for it on another chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from anchor.errors import KeyFileError
from anchor.log import Log
from anchor.logkey import LogKey
from anchor.reference import open_reference, spoken_time

Data = Annotated[Path, typer.Option("--data", help="The site's data folder, or its anchor folder.")]


def status(
    data: Data = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say how far the log is, and where it stood when it was published last; no chain is asked."""
    with _opened(data) as log:
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
) -> None:
    """Write the log as C2SP tiles, for mirrors and witnesses; what is there already is left alone."""
    with _opened(data) as log:
        typer.echo(f"{log.export(folder)} files are new in {folder}")


def deploy(
    rpc: Annotated[str, typer.Option(help="A node of the chain.")],
    account: Annotated[
        Path, typer.Option(help="The key file of the account that pays; made when there is none.")
    ],
) -> None:
    """Put an AnchorLog on a chain, once for an account and chain, and print its address."""
    from anchor.anchorlog import deploy as deploy_log  # noqa: PLC0415 -- web3 loads long, and only here
    from anchor.evm import Chain, connect  # noqa: PLC0415 -- the same
    from anchor.outbox import Outbox  # noqa: PLC0415 -- the same
    from anchor.relayer import RelayerKey  # noqa: PLC0415 -- the same

    if not account.exists():
        RelayerKey.make().save(account)
    outbox = Outbox(account.with_suffix(".outbox"))
    try:
        chain = Chain(connect(rpc), RelayerKey.load(account), outbox)
        typer.echo(f"chain     {chain.id}\naccount   {chain.address}")
        typer.echo(f"contract  {deploy_log(chain)}")
    finally:
        outbox.close()


@contextmanager
def _opened(data: Path) -> Iterator[Log]:
    folder = data / "anchor" if (data / "anchor").is_dir() else data
    if not (folder / "log.key").exists():
        raise KeyFileError(f"{data}: no log is kept here")
    log = Log.open(folder / "log.db", LogKey.load(folder / "log.key"))
    try:
        yield log
    finally:
        log.close()
