"""What the kiosk keeps of its own: its key, and what it pinned when it was enrolled. Nothing of a patient.

STATE/          0700
  key.pem       the kiosk's Ed25519 key, 0600
  next.pem      the one after it, while the certificate is renewed (`kiosk.renewal`)
  enrolled.json `wire.Enrolled`: name, certificate, chain id, contracts
  bridge        the bridge's address
  authority.pem the authority of the bridge's TLS certificate, where it has one
  trust/        authorities of cards and their revocation lists
  queue/        what waits for the bridge, sealed (`kiosk.queue`)
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from anchor.statement import Place
from fhir_bridge.api.wire import enrolment as wire
from fhir_bridge.api.wire.coding import CodingError, decode, encode
from fhir_bridge.api.wire.signing import spelled, thumbprint
from kiosk.bridge_client import Bridge, HttpBridge, Identity, client
from kiosk.errors import BadState, NotEnrolled

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Standing:
    """An enrolled kiosk: where its bridge is, who it is, and what it has pinned."""

    bridge: str
    authority: Path | None
    identity: Identity
    pinned: wire.Enrolled

    @property
    def consents(self) -> Place:
        """Where a consent holds."""
        return Place(self.pinned.chain_id, self.pinned.consents)

    @property
    def cards(self) -> Place:
        """Where a card's own statements hold."""
        return Place(self.pinned.chain_id, self.pinned.cards)

    def client(self) -> httpx.Client:
        """What speaks HTTP to the bridge."""
        return client(self.bridge, self.authority)


def enrol(state: Path, bridge: str, code: str, *, name: str, authority: Path | None = None) -> Standing:
    """Enrol this kiosk by a one-time code, and keep what it must pin."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    if authority is not None:
        write(state / "authority.pem", authority.read_bytes())
        authority = state / "authority.pem"
    key = Ed25519PrivateKey.generate()
    spki = spelled(key.public_key())
    http = HttpBridge(client(bridge, authority), Identity(thumbprint(spki), key))
    pinned = asked(http, code, spki, name)
    http.close()
    write(state / "key.pem", _spelled(key))
    write(state / "bridge", bridge.encode())
    write(state / "enrolled.json", encode(pinned))
    return standing(state)


def asked(bridge: Bridge, code: str, key: bytes, name: str) -> wire.Enrolled:
    """What the bridge says to a code."""
    return bridge.ask(wire.ENROL, wire.Enrolment(code, key, name))


def standing(state: Path) -> Standing:
    """The kiosk's own, as it was enrolled; `NotEnrolled` where it was not."""
    if not (state / "enrolled.json").is_file():
        raise NotEnrolled
    try:
        pinned = decode((state / "enrolled.json").read_bytes(), wire.Enrolled)
        key = _key(state / "key.pem")
        address = (state / "bridge").read_text()
    except (OSError, ValueError, CodingError):
        raise BadState("the enrolment cannot be read; enrol the kiosk again") from None
    authority = state / "authority.pem"
    return Standing(address, authority if authority.exists() else None, Identity(pinned.kiosk, key), pinned)


def next_key(state: Path) -> Path:
    """Where the next key lies while there is one."""
    return state / "next.pem"


def prepared(state: Path) -> Ed25519PrivateKey:
    """The next key: the one that lies there, or a fresh one, kept before anybody hears of it."""
    path = next_key(state)
    if not path.exists():
        write(path, _spelled(Ed25519PrivateKey.generate()))
    return _key(path)


def adopt(state: Path, pinned: wire.Enrolled) -> None:
    """The next key is the kiosk's from now on, certified as `pinned` says."""
    write(state / "key.pem", next_key(state).read_bytes())
    write(state / "enrolled.json", encode(pinned))
    next_key(state).unlink()


def _spelled(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise BadState(f"{path.name}: not an Ed25519 key; enrol the kiosk again")
    return key


def write(path: Path, data: bytes) -> None:
    """Put bytes into a file of the owner's alone, whole or not at all."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
