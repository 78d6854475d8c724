"""`fhir-anchor`: what anyone who was given a receipt can run, and what runs a log.

Exit status: 0 every check holds, 1 a check failed or the input is refused, 2 wrong use, 75 the chain does not
answer.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from anchor import deploying, operating, witnessing
from anchor.cosignature import Quorum, WitnessKey
from anchor.errors import AnchorError, FormatError, LedgerUnavailableError
from anchor.note import LogVerifier
from anchor.receipt import MAX_RECEIPT
from anchor.verify import ChainAnswer, Standing, Verdict, place_of, verify

_REFUSED = 1
_UNAVAILABLE = 75
_MAX_KEY = 16384  # bytes: two verifier keys take 3 kB
_MAX_RECORD = 1 << 30  # bytes: what the canonical form allows
_COLOURS = {
    Standing.PROVED: "green",
    Standing.ASSERTED: "yellow",
    Standing.UNCHECKED: "yellow",
    Standing.FAILED: "red",
}

app = typer.Typer(
    help="Checks receipts of records against a log's keys and, where wanted, a chain; runs a log.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (
    operating.status,
    operating.mirror,
    operating.restore,
    deploying.deploy,
    deploying.contracts,
    deploying.enlist,
    deploying.offer,
    deploying.accept,
    witnessing.cosign,
    witnessing.witness,
):
    app.command()(command)


@app.command("verify")
def verify_command(
    receipt: Annotated[Path, typer.Argument(help="The receipt: a tlog-proof file.")],
    record: Annotated[Path, typer.Option(help="The record's canonical bytes, or those of its proven part.")],
    key: Annotated[Path | None, typer.Option(help="The log's public keys.")] = None,
    rpc: Annotated[
        str | None, typer.Option(help="A node of the chain to ask; nothing is asked without.")
    ] = None,
    witness: Annotated[
        list[Path] | None, typer.Option(help="A witness's public key, as C2SP spells it; may be repeated.")
    ] = None,
    quorum: Annotated[
        int | None, typer.Option(help="How many of these witnesses must have cosigned; all when not said.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say of each fact whether it is proved, asserted by the site or not checked; offline but for --rpc."""
    data = _read(receipt, MAX_RECEIPT)
    verifier = LogVerifier.parse(_text(_read(key, _MAX_KEY))) if key else None
    asked = _ask(rpc, data) if rpc else None
    policy = _quorum(witness, quorum) if witness or quorum else None
    verdict = verify(data, _read(record, _MAX_RECORD), verifier, chain=asked, quorum=policy)
    if as_json:
        typer.echo(json.dumps(_plain(verdict)))
    else:
        _show(verdict)
    raise typer.Exit(0 if verdict.holds else _REFUSED)


def main() -> None:
    """The entry point of `fhir-anchor`."""
    try:
        app()
    except LedgerUnavailableError as error:
        _end(error, _UNAVAILABLE)
    except AnchorError as error:
        _end(error, _REFUSED)


def _ask(url: str, data: bytes) -> ChainAnswer:
    from anchor.anchorlog import find_publication  # noqa: PLC0415 -- offline, nothing that can reach a network loads
    from anchor.evm import connect  # noqa: PLC0415 -- the same

    place = place_of(data)
    return ChainAnswer(url, find_publication(connect(url), place.contract, place.log, place.head.size))


def _quorum(files: list[Path] | None, needed: int | None) -> Quorum:
    keys = [WitnessKey.parse(_text(_read(path, _MAX_KEY)).removesuffix("\n")) for path in files or []]
    return Quorum(tuple(keys), len(keys) if needed is None else needed)


def _show(verdict: Verdict) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column()
    table.add_column(overflow="fold")
    for check in verdict.checks:
        colour = _COLOURS[check.standing]
        table.add_row(check.fact, f"[{colour}]{check.standing}[/]", check.detail)
    console = Console(highlight=False)
    console.print(table)
    console.print("Every check holds." if verdict.holds else "NOT VERIFIED: do not rely on this record.")


def _plain(verdict: Verdict) -> dict[str, object]:
    checks = [{"fact": one.fact, "standing": one.standing, "detail": one.detail} for one in verdict.checks]
    return {"holds": verdict.holds, "checks": checks}


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise FormatError(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > limit:
        raise FormatError(f"{path}: longer than {limit} bytes")
    return data


def _text(data: bytes) -> str:
    if not data.isascii():
        raise FormatError("key: not a text of verifier keys")
    return data.decode("ascii")


def _end(error: AnchorError, status: int) -> None:
    sys.stderr.write(f"fhir-anchor: {error}\n")
    sys.exit(status)
