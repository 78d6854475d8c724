"""How a kiosk becomes the site's, stays it, and stops being it.

A code of 50 random bits, spoken or typed once within its minutes, lets a key in; sixty are tried at once, right or
wrong, and then one a second. The certificate names the kiosk and ends; the kiosk renews it with its present key. A
revoked kiosk is refused with its next request.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Final

from fhir_bridge.acts import Act, Actor, Deed
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Call, Desk
from fhir_bridge.api.limits import CODES
from fhir_bridge.api.wire.coding import decode, encode
from fhir_bridge.api.wire.enrolment import Enrolled, Enrolment, Health, Heartbeat, Renewal
from fhir_bridge.api.wire.operation import Nothing
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.signing import SignatureFault, public_key
from fhir_bridge.keeping import Keeping
from fhir_bridge.records import SITE
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.kiosks import Kiosk, Kiosks

CODE_LIFE: Final = 15 * 60
"""Seconds in which an enrolment code is carried from one screen to another."""
CERTIFICATE_LIFE: Final = 90 * 86_400
RENEW_BEFORE: Final = 30 * 86_400

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_CODE_LENGTH = 10
_TOKEN_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """When a kiosk was heard of last, and what it said then."""

    at: int
    said: Heartbeat


def new_code(kiosks: Kiosks, keeping: Keeping, now: int) -> str:
    """A code that lets one kiosk in, once, within `CODE_LIFE`."""
    return _new(kiosks, keeping, end=now + CODE_LIFE, count=1, length=_CODE_LENGTH)


def new_site_token(kiosks: Kiosks, keeping: Keeping, *, count: int, end: int) -> str:
    """A token that lets so many kiosks in until then, for installations that nobody stands by: 100 random bits."""
    return _new(kiosks, keeping, end=end, count=count, length=_TOKEN_LENGTH)


def last_seen(journal: Journal, kiosk: str) -> Seen | None:
    """What a kiosk said last."""
    kept = journal.setting(_seen(kiosk))
    return decode(kept, Seen) if kept else None


def revoke(desk_kiosks: Kiosks, id_: str, *, now: int) -> bool:
    """Whether there was such a kiosk; it is refused from now on."""
    return desk_kiosks.revoke(id_, now)


def enrol(desk: Desk, call: Call, asked: Enrolment) -> Enrolled:
    """Let a key in by its code; the request was signed by this key."""
    desk.limit(CODES, "codes")
    code = asked.code.lower().replace("-", "").replace(" ", "")
    if not desk.kiosks.use_code(_tag(desk.keeping, code), desk.now()):
        raise Declined(Refusal.CODE_ENDED)
    kiosk = _certified(desk, replace(call.kiosk, id=f"k-{secrets.token_hex(8)}", name=asked.name), asked.key)
    _note(desk, Deed.KIOSK_ENROLLED, kiosk)
    desk.kiosks.add(kiosk)
    return _pinned(desk, kiosk)


def renew(desk: Desk, call: Call, asked: Renewal) -> Enrolled:
    """Another key and certificate in place of the present ones, whose key signed the request."""
    kiosk = _certified(desk, call.kiosk, asked.key)
    desk.kiosks.renew(kiosk)
    return _pinned(desk, kiosk)


def health(desk: Desk, _call: Call, _asked: Nothing) -> Health:
    """Whether consents can take effect at once."""
    fresh = desk.chain is not None and desk.now() - desk.grants.seen() <= desk.custom.stale
    return Health(version("fhir-anchor"), desk.now(), fresh)


def heartbeat(desk: Desk, call: Call, asked: Heartbeat) -> Health:
    """Keep what a kiosk says of itself, and say how the bridge is."""
    desk.service.journal.note(_seen(call.kiosk.id), encode(Seen(desk.now(), asked)))
    return health(desk, call, Nothing())


def _new(kiosks: Kiosks, keeping: Keeping, *, end: int, count: int, length: int) -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    kiosks.add_code(_tag(keeping, letters), end, count=count)
    return "-".join(letters[at : at + 5] for at in range(0, length, 5))


def _seen(kiosk: str) -> str:
    return f"kiosk-seen {kiosk}"


def _certified(desk: Desk, kiosk: Kiosk, key: bytes) -> Kiosk:
    try:
        public = public_key(key)
    except SignatureFault:
        raise Declined(Refusal.BAD_REQUEST) from None
    end = desk.now() + CERTIFICATE_LIFE
    certificate = desk.kiosk_authority.issue(kiosk.id, public, now=desk.now(), end=end)
    return replace(kiosk, key=key, certificate=certificate, end=end)


def _pinned(desk: Desk, kiosk: Kiosk) -> Enrolled:
    chain, anchor = desk.chained(), desk.service.anchor
    return Enrolled(
        kiosk=kiosk.id,
        site=anchor.signer.verifier.origin,
        certificate=kiosk.certificate,
        authority=desk.kiosk_authority.spelled,
        renew=kiosk.end - RENEW_BEFORE,
        end=kiosk.end,
        chain_id=chain.consents.chain_id,
        cards=chain.cards.contract,
        consents=chain.consents.contract,
        site_key=anchor.verifier,
        languages=desk.custom.languages,
        template=desk.custom.template,
    )


def _note(desk: Desk, deed: Deed, kiosk: Kiosk) -> None:
    desk.service.trace.note(Act(deed, Actor(f"kiosk {kiosk.id}", f"kiosk:{kiosk.id}")))


def _tag(keeping: Keeping, code: str) -> bytes:
    return keeping.derived(SITE, "kiosk-code", code.encode()).reveal()
