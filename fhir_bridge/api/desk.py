"""What every operation of the API stands on, and who is asking."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fhir_bridge.access.texts import known_texts
from fhir_bridge.acts import Act, Actor, Deed, Outcome
from fhir_bridge.api.authority import Authority
from fhir_bridge.api.chain import CareChain
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.limits import Limits, Rate
from fhir_bridge.api.problem import Turned
from fhir_bridge.api.wire.consent import Opened
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.keeping import Keeping
from fhir_bridge.records import Format, SourceMessage
from fhir_bridge.service import Service
from fhir_bridge.store.arrivals import ArrivalTables
from fhir_bridge.store.cards import CardRegistry
from fhir_bridge.store.grants import GrantKept, GrantTables
from fhir_bridge.store.kiosks import Kiosk, Kiosks
from fhir_bridge.store.visits import VisitKept, Visits


@dataclass(frozen=True, slots=True)
class Custom:
    """What a site decides of its kiosks.

    `languages` and `template` are those of the consent texts; `texts` has the SHA-256 of each template that is taken,
    by (template, language). `confirmations`: blocks until a grant counts; `stale`: seconds
    after which grants that were not followed deny. `arrival` is how the hospital is told: `A10`, `S14` or not at all.
    `public` is the site's own URL, where it has one.
    """

    languages: tuple[str, ...] = ("en", "es", "fr", "de", "ar", "sr")
    template: str = "1"
    texts: dict[tuple[str, str], bytes] = field(default_factory=known_texts)
    confirmations: int = 0
    stale: int = 60
    arrival: str | None = None
    public: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of one site that kiosks are answered from. `chain` is None where the site has no care contracts yet.

    `granted` opens a grant, and remembers: it is asked before each chunk. `woken` is called when a message was accepted
    that somebody should seal.
    """

    service: Service
    keeping: Keeping
    kiosks: Kiosks
    visits: Visits
    cards: CardRegistry
    grants: GrantTables
    arrivals: ArrivalTables
    limits: Limits
    kiosk_authority: Authority
    card_authority: Authority
    chain: CareChain | None
    custom: Custom
    clock: Callable[[], float]
    granted: Callable[[GrantKept], Opened]
    woken: Callable[[], None]

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock())

    def chained(self) -> CareChain:
        """The chain; Declined(UNAVAILABLE) where there is none."""
        if self.chain is None:
            raise Declined(Refusal.UNAVAILABLE)
        return self.chain

    def receipt(self, submission: str, record: str) -> str:
        """What a receipt's code says: the page of this list of decisions where the site has one, else its record."""
        return f"{self.custom.public}/receipt/{submission}" if self.custom.public else record

    def limit(self, rate: Rate, *whose: str) -> None:
        """One request from somebody's bucket; Declined(TOO_MANY) where it is empty."""
        try:
            self.limits.take(self.keeping.custody.search_tag("bucket", *whose), rate)
        except Turned:
            raise Declined(Refusal.TOO_MANY) from None

    def note(self, deed: Deed, call: Call, *, records: tuple[str, ...] = (), done: bool = True) -> None:
        """Write down what a visit does: only then may it have an effect."""
        subject = call.visit.subject if call.visit else ""
        outcome = Outcome.DONE if done else Outcome.REFUSED
        self.service.trace.note(Act(deed, call.actor(), pseudonym=subject, records=records, outcome=outcome))

    def send_down(self, bundle: dict[str, Any]) -> str:
        """A bundle of our own takes the way of any other record; its message's number in the journal."""
        data = json.dumps(bundle, ensure_ascii=False).encode()
        message, _fresh = self.service.pipeline.accept(SourceMessage(data, Format.FHIR))
        self.woken()
        return str(message)


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks: a kiosk, and the visit at it where the operation belongs to one. `remark` is for the trace."""

    kiosk: Kiosk
    visit: VisitKept | None = None
    remark: str = ""

    @property
    def at(self) -> VisitKept:
        """The visit; Declined(NO_VISIT) where there is none."""
        if self.visit is None:
            raise Declined(Refusal.NO_VISIT)
        return self.visit

    def actor(self) -> Actor:
        """Who acts, for the trace: the holder of the card by pseudonym, for whom, at which kiosk."""
        if self.visit is None:
            return Actor("kiosk", f"kiosk:{self.kiosk.id}")
        stands = f" for {self.visit.subject}" if self.visit.subject != self.visit.holder else ""
        remark = f", {self.remark}" if self.remark else ""
        return Actor(f"card of {self.visit.holder}{stands}{remark}", f"kiosk:{self.kiosk.id}")


def tag(token: bytes) -> bytes:
    """The hash by which the journal knows a challenge or a visit: 32 random bytes need no key."""
    return hashlib.sha256(token).digest()
