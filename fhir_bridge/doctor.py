"""Looks a data folder over: each check says what it found, and a fault says what to do."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from anchor.errors import AnchorError
from fhir_bridge.errors import BridgeError, FolderFault
from fhir_bridge.service import Service

NEWEST = 100
"""Records that are opened and compared with what was anchored; a scrub of all of them is another matter."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: str
    sound: bool
    detail: str


def examine(service: Service) -> Iterator[Finding]:
    """Every check, one after another; one that fails stops none of the others."""
    checks: dict[str, Callable[[Service], str]] = {
        "folder": _private,
        "epoch key": _epoch,
        "journal": _journal,
        "records": _records,
        "log": _log,
        "trace": _trace,
        "erasures": _erasures,
        "chain": _chain,
        "account": _account,
    }
    for name, check in checks.items():
        try:
            yield Finding(name, sound=True, detail=check(service))
        except (BridgeError, AnchorError) as error:
            yield Finding(name, sound=False, detail=str(error))


def _private(service: Service) -> str:
    mode = stat.S_IMODE(service.folder.path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise FolderFault(f"others can look into {service.folder.path} (mode {mode:04o}); make it 0700")
    return "its owner alone can look into it"


def _epoch(service: Service) -> str:
    return f"epoch {service.keyring.health().current} is held and opens this folder"


def _journal(service: Service) -> str:
    fault = service.journal.fault()
    if fault:
        raise FolderFault(f"{fault}; restore the journal from its backup")
    return "its pages are whole"


def _records(service: Service) -> str:
    held = service.pipeline.custody.holds
    newest = [one.record.id for one in service.journal.records()[-NEWEST:] if held(one.record.pseudonym)]
    for record_id in newest:
        service.release.open(record_id)
    return f"the newest {len(newest)} open and are what was anchored"


def _log(service: Service) -> str:
    return f"{service.anchor.scrub()} entries recomputed, the root is the one that is stored"


def _trace(service: Service) -> str:
    return f"{service.trace.check()} acts, each in the log"


def _erasures(service: Service) -> str:
    return service.erasure.check(datetime.now(UTC))


def _chain(service: Service) -> str:
    return service.anchor.check_chain()


def _account(service: Service) -> str:
    alarms = service.anchor.alarms()
    if alarms:
        raise FolderFault("; ".join(alarms))
    return "it can pay for what is published"
