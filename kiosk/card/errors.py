"""What can go wrong between the kiosk and a card, and what a person does next.

CardError                carries the one `Trouble` that stands for it
├── CardGone             no answer: pulled, reader unplugged, daemon gone; the session is over
├── Late                 the answer came after its bound: a relay, or a card at its end
├── Malformed            the answer breaks the format; the card is treated as an attacker
├── Declined             the card said no, with a status word of the standard
│   ├── WrongPin         tries left are in `tries`
│   └── PinBlocked       no tries are left
├── PinUnusable          refused here, before the card sees it: empty, too short, too long, no digits
├── CardChanged          not the card that was seen before
└── Untrusted            the certificates do not hold
ServiceGone              the PC/SC daemon does not answer; no card is to blame
"""

from __future__ import annotations

from enum import Enum


class Trouble(Enum):
    """Why something was not done with a card: a code that programs can rely on, and the next step."""

    GONE = "gone", "put the card in again"
    LATE = "late", "use the card directly in this reader, without a cover or an extension"
    MALFORMED = "malformed", "take the card to the desk"
    DECLINED = "declined", "take the card to the desk"
    NOT_VERIFIED = "not-verified", "enter the PIN first"
    NOT_HERE = "not-here", "put the card into the slot; a tap is not enough for this"
    WRONG_PIN = "wrong-pin", "enter the PIN again; the number of tries left is told"
    BLOCKED = "blocked", "staff unblock the card at the desk"
    PIN_UNUSABLE = "pin-unusable", "a PIN has six to eight digits"
    CHANGED = "changed", "start again with one card"
    FOREIGN = "foreign", "use a card of this clinic"
    UNISSUED = "unissued", "staff issue the card first"
    ABSENT = "absent", "staff write what is missing on the card"
    EXPIRED = "expired", "staff issue a new card"
    REVOKED = "revoked", "staff keep the card and issue a new one"
    UNTRUSTED = "untrusted", "use a card that this clinic, or one it trusts, has issued"
    NOT_BOUND = "not-bound", "staff keep the card: its certificates belong to another"
    WEAK_KEY = "weak-key", "staff issue a new card: this model's keys can be computed"
    WRONG_SIGNATURE = "wrong-signature", "staff keep the card: it does not hold the keys it shows"
    TWO_CARDS = "two-cards", "leave one card and take the other away"
    NO_CARD = "no-card", "put a card in"
    STUCK = "stuck", "take the card out and put it in again"

    def __init__(self, code: str, next_step: str) -> None:
        self.code = code
        self.next_step = next_step


class CardError(Exception):
    """Something was not done with a card. No text of it holds a PIN, an APDU or what a card said."""

    trouble = Trouble.DECLINED
    tries: int | None = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.trouble.code)


class CardGone(CardError):
    """The card does not answer any more."""

    trouble = Trouble.GONE


class Late(CardError):
    """The answer came after its bound."""

    trouble = Trouble.LATE


class Malformed(CardError):
    """The card's answer breaks the format. The message names the place, never the bytes."""

    trouble = Trouble.MALFORMED


class Declined(CardError):
    """The card said no."""

    def __init__(self, trouble: Trouble = Trouble.DECLINED, detail: str = "") -> None:
        self.trouble = trouble
        super().__init__(detail)


class WrongPin(Declined):
    """The PIN was not the card's. `tries` are left."""

    def __init__(self, tries: int) -> None:
        super().__init__(Trouble.WRONG_PIN)
        self.tries = tries


class PinBlocked(Declined):
    """The card takes no PIN any more."""

    tries = 0

    def __init__(self) -> None:
        super().__init__(Trouble.BLOCKED)


class PinUnusable(CardError):
    """No card has such a PIN; this card has not seen it and no try is lost."""

    trouble = Trouble.PIN_UNUSABLE


class CardChanged(CardError):
    """This is not the card that was seen before."""

    trouble = Trouble.CHANGED


class Untrusted(CardError):
    """The card's certificates do not hold; `trouble` says why."""

    def __init__(self, trouble: Trouble = Trouble.UNTRUSTED, detail: str = "") -> None:
        self.trouble = trouble
        super().__init__(detail)


class ServiceGone(Exception):
    """The PC/SC daemon does not answer."""
