"""Enters a sender into the senders' file: what a person wrote there stays, and the file is whole at any moment."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from fhir_bridge.errors import BadMap
from fhir_bridge.source.hl7v2 import Sender
from fhir_bridge.source.senders import UNKNOWN, WINDOW, SenderProfile, Senders


def enlist(path: Path, profile: SenderProfile) -> None:
    """Add an entry at the file's end; BadMap where it would never hold, or would be read as something else."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    known = Senders.load(path) if before else Senders()
    holds = known.of(Sender(profile.application, profile.facility))
    if holds is not UNKNOWN:
        raise BadMap(
            f"{path.name}: the entry {holds.application}|{holds.facility} holds for it; change that one"
        )
    text = f"{before.rstrip()}\n\n{entry(profile)}".lstrip("\n")
    _replace(path, text, Senders((*known.profiles, profile)))


def entry(profile: SenderProfile) -> str:
    """An entry as the file holds it; what is as for a sender that is not known is not written."""
    facts: dict[str, object] = {
        "application": profile.application,
        "facility": profile.facility,
        "zone": profile.zone,
        "charset": profile.charset,
        "types": list(profile.types),
        "certificates": list(profile.certificates),
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items() if value]
    if profile.window != WINDOW:
        lines.append(f"window_hours = {profile.window.total_seconds() / 3600!r}")
    return "\n".join(["[[sender]]", *lines, ""])


def _replace(path: Path, text: str, meant: Senders) -> None:
    """Put the text in the file's place, once it is durable and reads as it is meant."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        if Senders.load(fresh) != meant:
            raise BadMap(f"{path.name}: the entry would not be read as it is meant")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
