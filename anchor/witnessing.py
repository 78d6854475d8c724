"""The commands of `fhir-anchor` about witnesses: having a log cosigned, and being one for the logs of others."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from anchor.cosignature import Cosigner, WitnessKey
from anchor.cosigning import cosign as cosign_log
from anchor.errors import FormatError, KeyFileError, WitnessError
from anchor.note import LogVerifier
from anchor.operating import Data, Server, opened
from anchor.spelling import decimal
from anchor.witness import LocalWitness
from anchor.witnessclient import RemoteWitness
from anchor.witnessserver import witness_server

_MAX_FILE = 65536  # bytes: a line a witness


def cosign(
    witnesses: Annotated[
        Path, typer.Argument(help="A file with a line for each: its key, a space, its URL.")
    ],
    data: Data = Path("data"),
    database: Server = None,
) -> None:
    """Ask witnesses to cosign the newest checkpoint, and keep what they say; one that declines is told of."""
    named = [_witness(line) for line in _read(witnesses).splitlines() if line]
    silent = 0
    with opened(data, database) as log:
        for one in named:
            try:
                made = cosign_log(log, one)
                typer.echo(f"{one.key.name} cosigned at {made.time}")
            except WitnessError as error:
                silent += 1
                typer.echo(f"{one.key.name}: {error}", err=True)
    raise typer.Exit(75 if silent else 0)


def witness(
    name: Annotated[str, typer.Argument(help="The witness's name: a schema-less URL.")],
    log: Annotated[list[Path], typer.Option(help="The LOGKEY of a log to cosign; may be repeated.")],
    folder: Annotated[
        Path, typer.Option(help="Where its key and what it has seen lie; made when not there.")
    ],
    listen: Annotated[str, typer.Option(help="Host and port; put a TLS proxy before it.")] = "127.0.0.1:8478",
) -> None:
    """Be a witness: cosign checkpoints of these logs that continue what was seen of them, until interrupted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = folder / "witness.key"
    if not key.exists():
        Cosigner.make(name).save(key)
    logs = [LogVerifier.parse(_read(path)) for path in log]
    signer = Cosigner.load(key)
    if signer.key.name != name:
        raise KeyFileError("witness.key: of a witness of another name")
    host, _, port = listen.rpartition(":")
    mine = LocalWitness(folder / "witness.db", signer, logs=logs, clock=time.time)
    with witness_server((host, decimal(port, "port")), mine) as server:
        typer.echo(f"{mine.key.text()} http://{host}:{server.server_port}")
        server.serve_forever()


def _witness(line: str) -> RemoteWitness:
    key, _, url = line.partition(" ")
    return RemoteWitness(WitnessKey.parse(key), url)


def _read(path: Path) -> str:
    try:
        return path.read_bytes()[:_MAX_FILE].decode("ascii")
    except (OSError, UnicodeDecodeError):
        raise FormatError(f"{path}: cannot be read as text") from None
