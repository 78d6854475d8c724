"""Gateways that are killed while they answer one read: python -m tests.fhir_bridge.api.records.dying_read FOLDER...

A folder's name says when: `before` or `after` the commit that writes the read down; `control` is a gateway with the
fault that the harness must find: it gives first, and is killed then. What leaves one is in a file beside its folder.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

from anchor.site import Anchor
from fhir_bridge.access.roles import Role
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.desk import Custom
from fhir_bridge.api.records.door import Door
from fhir_bridge.api.site import gateway_of
from fhir_bridge.api.tokens.issuing import tag_of
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.service import Service
from fhir_bridge.store.clients import Client, Clients, Token
from tests.fhir_bridge.house import House


def die(*_: object) -> None:
    """Now."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(when: str) -> None:
    """From now on the first act is the last thing that happens, or nothing is written down."""
    enter = Anchor.enter

    def last(anchor: Anchor, entries: Any) -> None:
        if when == "after":
            enter(anchor, entries)
        die()

    if when == "control":
        Door.note = lambda *_, **__: None  # type: ignore[assignment, method-assign]  # the fault
    else:
        Anchor.enter = last  # type: ignore[method-assign]  # dies there


class Given:
    """Where an answer goes, as it leaves; the first piece of its body is the last."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)

    async def send(self, event: Any) -> None:
        """ASGI's."""
        if body := event.get("body"):
            self._file.write(body)
            die()


async def receive() -> Any:
    """A request without a body."""
    return {"type": "http.request"}


def bearer(service: Service) -> str:
    """A token of the custodian's own ward."""
    clients, made = Clients(service.journal.database), bytes(32)
    own = {"own": True, "practitioners": "", "scopes": "system/*.rs", "keys": b""}
    assert clients.add(Client("own", Role.CLINICIAN, "urn:x|own", **own))
    clients.issue(Token(tag_of(made), "own", "system/*.rs", "TREAT", "", 2**31 - 1), now=0)
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def read(folder: Path) -> None:
    """One read of one observation."""
    given = Given(folder.with_suffix(".given"))
    with House.at(folder).writing() as service:
        gateway = gateway_of(
            desk_of(service, None, Custom()), "https://bridge.example", otherwise=nothing_here
        )
        headers = [(b"authorization", f"Bearer {bearer(service)}".encode())]
        scope = {"type": "http", "method": "GET", "path": "/fhir/Observation/o1", "headers": headers}
        arm(folder.name)
        asyncio.run(gateway(scope, receive, given.send))


def main(*folders: str) -> None:
    """One process for each, of one that has loaded everything; 0 if each was killed."""
    for folder in folders:
        child = os.fork()
        if not child:
            read(Path(folder))
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != -signal.SIGKILL:
            sys.exit(f"{Path(folder).name} was not killed")


if __name__ == "__main__":
    main(*sys.argv[1:])
