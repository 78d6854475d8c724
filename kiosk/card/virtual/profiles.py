"""The cards that can come to a kiosk, good and bad, ready made.

chip = issue(Profile.GOOD, authority).chip()       what answers APDUs; see `readers` and `vpcd` for where it goes
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.card.face import Slot
from kiosk.card.objects import CERTIFICATES, CHUID, Chuid, write_certificate
from kiosk.card.virtual.applet import Applet, Chip
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.faults import Endless, Foreign, Slow, WrongSignatures
from kiosk.card.virtual.memory import Memory, PrivateKey
from kiosk.card.virtual.profile import Profile

_YEARS: Final = timedelta(days=1095)


@dataclass(frozen=True, slots=True)
class Issued:
    """A card that has been made: what it is like, and what it keeps."""

    profile: Profile
    memory: Memory

    def chip(self, *, contactless: bool = False) -> Chip:
        """The card as it answers, inserted or tapped: the same memory either way."""
        return _BEHAVIOUR.get(self.profile, _as_it_is)(Applet(self.memory, contactless=contactless))


def issue(profile: Profile, authority: TrainingAuthority, *, guid: UUID | None = None) -> Issued:
    """A new card of this profile. PIN 123456 and PUK 12345678, as every training card."""
    if profile in (Profile.BLANK, Profile.FOREIGN):
        return Issued(profile, Memory())
    guid = guid or uuid4()
    keys: dict[Slot, PrivateKey] = {slot: ec.generate_private_key(ec.SECP256R1()) for slot in Slot}
    if profile is Profile.RSA:
        keys[Slot.PRESENCE] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    memory = _issued(keys, guid, authority, profile)
    if profile is Profile.CLONED:
        memory.keys = {slot.value: ec.generate_private_key(ec.SECP256R1()) for slot in Slot}
    memory.tries = {Profile.BLOCKED: 0, Profile.LAST_TRY: 1}.get(profile, memory.tries)
    return Issued(profile, memory)


def clone(original: Memory) -> Issued:
    """A copy of everything that the original gives to a reader: not its keys, nor its PIN."""
    keys: dict[int, PrivateKey] = {slot.value: ec.generate_private_key(ec.SECP256R1()) for slot in Slot}
    return Issued(Profile.CLONED, Memory(objects=dict(original.objects), keys=keys))


def _issued(
    keys: Mapping[Slot, PrivateKey], guid: UUID, authority: TrainingAuthority, profile: Profile
) -> Memory:
    expires: date = (authority.now + _YEARS).date()
    objects = {CHUID: Chuid(guid, expires).write()}
    for slot, key in keys.items():
        certificate = authority.certify(key.public_key(), guid, expired=profile is Profile.EXPIRED)
        if profile is Profile.REVOKED:
            authority.revoke(certificate)
        der = certificate.public_bytes(Encoding.DER)
        objects[CERTIFICATES[slot]] = write_certificate(der, packed=slot is Slot.LOGIN)
    return Memory(objects=objects, keys={slot.value: key for slot, key in keys.items()})


def _as_it_is(chip: Chip) -> Chip:
    return chip


_BEHAVIOUR: Final[Mapping[Profile, Callable[[Chip], Chip]]] = {
    Profile.SLOW: Slow,
    Profile.LYING: WrongSignatures,
    Profile.ENDLESS: Endless,
    Profile.FOREIGN: lambda _: Foreign(),
}
