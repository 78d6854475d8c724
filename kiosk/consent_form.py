"""What a patient reads and what their card signs, made from the same fields in one place.

    fields ──> text (packaged words) ──> shown, byte for byte ──> shown_text(text, salt) ┐
    fields ──> openings ──> commitments ──────────────────────────────────────> Consent ─┴─> EIP-712 digest ──> 9C

Chain id and contract are those that were pinned when the kiosk was enrolled: the bridge cannot name others. Pure: salts
and the time come from the caller. Source: `anchor.statement`, docs/contracts.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from anchor import statement
from fhir_bridge.api.wire import consent as wire
from kiosk.visit.shown import Validity
from kiosk.wording import Wording, checked_name

REVOKED = 0  # the end by which a statement revokes


@dataclass(frozen=True, slots=True)
class Form:
    """A list of decisions that waits for its signature. `text` is what is shown and what is hashed."""

    text: str = field(repr=False)
    salt: bytes = field(repr=False)
    consent: statement.Consent = field(repr=False)
    decisions: tuple[wire.Decision, ...] = field(repr=False)
    declined: tuple[str, ...]
    template: str
    language: str

    def digest(self, place: statement.Place) -> bytes:
        """The 32 bytes that the card signs."""
        return self.consent.digest(place)

    def signed(self, visit: bytes, certificate: bytes, signature: bytes) -> wire.Decisions:
        """What goes to the bridge."""
        return wire.Decisions(
            visit=visit,
            nonce=self.consent.nonce,
            decisions=self.decisions,
            declined=self.declined,
            template=self.template,
            language=self.language,
            text=self.text,
            text_salt=self.salt,
            certificate=certificate,
            signature=signature,
        )


def granting(
    asked: wire.ConsentRequests,
    ends: Sequence[datetime | None],
    *,
    words: Wording,
    salts: Iterator[bytes],
    standing_for: str = "",
) -> Form:
    """The form of a visit's decisions: for each request when it ends (with the site's clock), or None for no.

    `salts` gives 32 random bytes each; at least one request is granted.
    """
    pairs = list(zip(asked.requests, ends, strict=True))
    text_salt = next(salts)
    decisions = tuple(_grant(asked.patient, one, end, next(salts)) for one, end in pairs if end is not None)
    lines = [_line(words, one, end, standing_for) for one, end in pairs]
    return _form(
        asked,
        _text(words, lines, standing_for),
        text_salt,
        decisions,
        declined=tuple(one.id for one, end in pairs if end is None),
        words=words,
    )


def revoking(
    mine: wire.MyConsents,
    given: wire.GivenConsent,
    *,
    words: Wording,
    salts: Iterator[bytes],
    standing_for: str = "",
) -> Form:
    """The form that ends one permission."""
    parts = _parts(words, given.grantee_name, given.purpose, given.classes)
    text = _text(words, [words.say("revoke", **parts)], standing_for)
    decision = wire.Decision(given.commitment, REVOKED, None, None)
    return _form(mine, text, next(salts), (decision,), declined=(), words=words)


def end_of(validity: Validity, now: datetime) -> datetime:
    """When a permission that is given now ends: with the day, or after so many days, to the minute. `now` has the
    site's zone.
    """
    if validity is Validity.VISIT:
        return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return now.replace(second=0, microsecond=0) + timedelta(days=validity.value)


def moment(seconds: int, zone: tzinfo | None) -> datetime:
    """An instant of the wire, on the site's clock."""
    return datetime.fromtimestamp(seconds, zone)


def _form(
    asked: wire.ConsentRequests | wire.MyConsents,
    text: str,
    salt: bytes,
    decisions: tuple[wire.Decision, ...],
    *,
    declined: tuple[str, ...],
    words: Wording,
) -> Form:
    signed = statement.Consent(
        patient=asked.patient,
        signer=asked.signer,
        nonce=asked.nonce,
        text=statement.shown_text(text, salt),
        decisions=tuple(statement.Decision(one.commitment, one.end) for one in decisions),
    )
    return Form(text, salt, signed, decisions, declined, words.version, words.language)


def _grant(patient: bytes, asked: wire.ConsentRequest, end: datetime, salt: bytes) -> wire.Decision:
    opening = statement.Opening(
        patient=patient,
        salt=salt,
        grantee=statement.named(asked.grantee),
        purpose=statement.purpose(asked.purpose),
        classes=statement.classes(asked.classes),
    )
    opened = wire.Opened(salt, asked.grantee, asked.purpose, asked.classes)
    return wire.Decision(opening.commitment(), int(end.timestamp()), opened, asked.id)


def _text(words: Wording, lines: Sequence[str], standing_for: str) -> str:
    who = words.say("for_other", name=standing_for) if standing_for else words.say("self")
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    return "\n\n".join([words.say("title"), who, *numbered, words.say("closing")]) + "\n"


def _line(words: Wording, asked: wire.ConsentRequest, end: datetime | None, standing_for: str) -> str:
    parts = _parts(words, asked.grantee_name, asked.purpose, asked.classes)
    if end is None:
        return words.say("refuse", **parts)
    if standing_for:
        return words.say("grant_other", name=standing_for, end=words.moment(end), **parts)
    return words.say("grant", end=words.moment(end), **parts)


def _parts(words: Wording, grantee: str, purpose: str, classes: Sequence[str]) -> dict[str, str]:
    return {
        "grantee": checked_name(grantee),
        "purpose": words.purpose(purpose),
        "classes": words.data(classes),
    }
