"""The commands of `fhir-anchor` that put contracts on a chain of others, and hand a log to another account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from anchor.errors import FormatError
from anchor.roles import Role
from anchor.spelling import HASH_SIZE, hexadecimal

if TYPE_CHECKING:
    from anchor.evm import Chain

_HOUR = 3600  # seconds
_MAX_DEPLOYMENT = 4096  # bytes: a few lines

Node = Annotated[
    str, typer.Option("--rpc", help="A node of the chain: a URL, or the path of its socket file.")
]
Account = Annotated[
    Path, typer.Option("--account", help="The key file of the account that pays; made when there is none.")
]
Contract = Annotated[str, typer.Option("--contract", help="The AnchorLog's address.")]
CareFile = Annotated[Path, typer.Option("--care", help="The file that deploy has written.")]
LogId = Annotated[str, typer.Option("--log", help="The log's id there, as a receipt names it.")]


def deploy(
    rpc: Node,
    account: Account,
    care: Annotated[
        Path | None,
        typer.Option("--care", help="Put the care contracts there, too, and write where they stand."),
    ] = None,
    governance: Annotated[
        str | None,
        typer.Option(help="The address that enlists members of the care contracts; else the account's."),
    ] = None,
    delay: Annotated[
        int, typer.Option(help="Hours between what an officer asks for and its confirmation by another.")
    ] = 72,
    token: Annotated[
        str | None, typer.Option(help="The address of the token that insurers pay with; no claims without.")
    ] = None,
) -> None:
    """Put an AnchorLog on a chain, once for an account and chain, and print its address."""
    from anchor.anchorlog import deploy as deploy_log  # noqa: PLC0415 -- web3 loads long, and only where it is used
    from anchor.care import Care, deploy_care  # noqa: PLC0415 -- the same

    with _account(rpc, account) as chain:
        typer.echo(f"chain     {chain.id}\naccount   {chain.address}")
        typer.echo(f"contract  {deploy_log(chain)}")
        if care is not None:
            made = deploy_care(chain, governance=governance, delay=delay * _HOUR, token=token)
            _keep(care, Care(chain, made).deployment.text())


def contracts(rpc: Node, care: CareFile) -> None:
    """Hold the care contracts' file against its chain: the chain's id, their code, and who governs them."""
    from anchor.care import Care, Deployment  # noqa: PLC0415 -- web3 loads long, and only where it is used

    at = Deployment.parse(_read(care))
    with TemporaryDirectory() as nothing, _account(rpc, Path(nothing) / "nobody.key") as chain:
        found = Care(chain, at)
        typer.echo(at.text().partition("\n")[2], nl=False)
        typer.echo(
            f"governance {found.cards.governance()}\nEach is of this version, and they belong together."
        )


def enlist(
    role: Annotated[Role, typer.Argument(help="As what the member acts.")],
    member: Annotated[int, typer.Argument(help="The member's number, from 1.")],
    address: Annotated[str, typer.Argument(help="The account that acts for the member.")],
    rpc: Node,
    account: Account,
    care: CareFile,
) -> None:
    """Let an account act for an officer, a hospital, a pharmacy or an insurer; the governance alone can."""
    from anchor.care import Care, Deployment  # noqa: PLC0415 -- web3 loads long, and only where it is used

    at = Deployment.parse(_read(care))
    with _account(rpc, account) as chain:
        Care(chain, at).enlist_as(role, member, address)
        typer.echo(f"{address} acts for {role} {member}")


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


def _read(path: Path) -> str:
    try:
        return path.read_bytes()[:_MAX_DEPLOYMENT].decode("ascii")
    except (OSError, UnicodeDecodeError):
        raise FormatError(f"{path}: not a file that deploy has written") from None


def _keep(path: Path, text: str) -> None:
    if path.exists() and _read(path) != text:
        raise FormatError(f"{path}: names other contracts; they are left as they are")
    path.write_text(text, encoding="ascii")
    typer.echo(f"care      {path}")
