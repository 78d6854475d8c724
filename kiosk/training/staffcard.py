"""A card of a member of staff's own, let in by whoever runs the site: keys in, certificates out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.card.face import Slot
from kiosk.card.objects import CERTIFICATES, CHUID, Chuid, write_certificate
from kiosk.card.virtual.memory import Memory

LIFE: Final = timedelta(days=730)


def staff_card(run: Callable[..., object], folder: Path, name: str, now: datetime) -> Memory:
    """An officer's card, through a folder of its own; `run` does a command of `fhir-bridge`, or raises."""
    folder.mkdir(parents=True, exist_ok=True)
    guid = uuid4()
    keys = {slot: ec.generate_private_key(ec.SECP256R1()) for slot in Slot}
    for slot, key in keys.items():
        spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        _file(folder, slot, "der").write_bytes(spki)
    run("kiosks", "staff", name, "--guid", guid.hex, "--keys", folder, "--officer")
    objects = {CHUID: Chuid(guid, (now + LIFE).date()).write()}
    for slot in Slot:
        objects[CERTIFICATES[slot]] = write_certificate(_file(folder, slot, "crt").read_bytes())
    return Memory(objects=objects, keys={slot.value: key for slot, key in keys.items()})


def _file(folder: Path, slot: Slot, kind: str) -> Path:
    return folder / f"{slot.value:X}.{kind}"
