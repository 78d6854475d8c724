"""The commands of `fhir-anchor` that run a log: where it stands, its mirror, its account on a chain of others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anchor.errors import KeyFileError
from anchor.log import Log
from anchor.logkey import LogKey
from anchor.reference import open_reference, spoken_time
from anchor.spelling import HASH_SIZE, hexadecimal

if TYPE_CHECKING:
    from anchor.evm import Chain

Data = Annotated[Path, typer.Option("--data", help="The site's data folder, or its anchor folder.")]

Node = Annotated[
    str, typer.Option("--rpc", help="A node of the chain: a URL, or the path of its socket file.")
]
Account = Annotated[
    Path, typer.Option("--account", help="The key file of the account that pays; made when there is none.")
]
Contract = Annotated[str, typer.Option("--contract", help="The AnchorLog's address.")]
LogId = Annotated[str, typer.Option("--log", help="The log's id there, as a receipt names it.")]


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


def restore(
    folder: Annotated[Path, typer.Argument(help="The mirror: a folder of C2SP tiles.")],
    data: Data = Path("data"),
) -> None:
    """Put a lost log back from a mirror, by the log's own keys; refused where entries are kept already."""
    with _opened(data) as log:
        typer.echo(f"{log.restore(folder)} entries are back")


def deploy(rpc: Node, account: Account) -> None:
    """Put an AnchorLog on a chain, once for an account and chain, and print its address."""
    from anchor.anchorlog import deploy as deploy_log  # noqa: PLC0415 -- web3 loads long, and only where it is used

    with _account(rpc, account) as chain:
        typer.echo(f"chain     {chain.id}\naccount   {chain.address}")
        typer.echo(f"contract  {deploy_log(chain)}")


def offer(
    rpc: Node, account: Account, contract: Contract, log: LogId, to: Annotated[str, typer.Option()]
) -> None:
    """Offer a log of this account to the account that shall publish from now on."""
    from anchor.anchorlog import offer_log  # noqa: PLC0415 -- web3 loads long, and only where it is used

    with _account(rpc, account) as chain:
        offer_log(chain, contract, hexadecimal(log, HASH_SIZE, "log"), to)
        typer.echo(f"offered to {to}; it has to accept")


def accept(rpc: Node, account: Account, contract: Contract, log: LogId) -> None:
    """Take over a log that was offered to this account."""
    from anchor.anchorlog import accept_log  # noqa: PLC0415 -- web3 loads long, and only where it is used

    with _account(rpc, account) as chain:
        accept_log(chain, contract, hexadecimal(log, HASH_SIZE, "log"))
        typer.echo(f"{chain.address} publishes from now on")


@contextmanager
def _account(rpc: str, path: Path) -> Iterator[Chain]:
    from anchor.evm import Chain, connect  # noqa: PLC0415 -- web3 loads long, and only where it is used
    from anchor.outbox import Outbox  # noqa: PLC0415 -- the same
    from anchor.relayer import RelayerKey  # noqa: PLC0415 -- the same

    if not path.exists():
        RelayerKey.make().save(path)
    outbox = Outbox(path.with_suffix(".outbox"))
    try:
        yield Chain(connect(rpc), RelayerKey.load(path), outbox)
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
