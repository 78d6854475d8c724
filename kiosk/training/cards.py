"""The cards that can be put into a training kiosk's one reader, and what serves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from kiosk.card.connection import Bounds
from kiosk.card.trust import TrustStore
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.desk import VirtualDesk
from kiosk.card.virtual.memory import Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued, clone, issue
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.effects import Runner
from kiosk.visit.events import Event

READER: Final = "Training reader"
BOUNDS: Final = Bounds(reading=5.0, computing=5.0)
"""A card in this very process is no relay, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the training clinic: the card's label, and whose it is."""

    label: str
    card: Issued


@dataclass(frozen=True, slots=True)
class Training:
    """A clinic to train in: what it is, cards to insert, by label, and what makes the runner that serves them."""

    notice: str
    people: tuple[Person, ...]
    readers: VirtualReaders
    served: Callable[[Callable[[Event], None]], Runner]

    def insert(self, label: str, *, contactless: bool = False) -> None:
        """Put somebody's card in, or tap it."""
        card = next(one.card for one in self.people if one.label == label)
        self.readers.insert(READER, card.chip(contactless=contactless))

    def pull(self) -> None:
        """Take out whatever card is in."""
        self.readers.pull(READER)


def desk(readers: VirtualReaders, trust: TrustStore) -> VirtualDesk:
    """Where the kiosk meets these cards."""
    return VirtualDesk(readers, trust, bounds=BOUNDS)


def like(profile: Profile, own: Memory, authority: TrainingAuthority) -> Issued:
    """A card of this profile: this person's own, or a copy of it, where that can be; else a card of the authority's."""
    match profile:
        case Profile.CLONED:
            return clone(own)
        case Profile.BLOCKED:
            return Issued(profile, replace(own, tries=0))
        case Profile.LAST_TRY:
            return Issued(profile, replace(own, tries=1))
        case Profile.GOOD | Profile.SLOW | Profile.LYING | Profile.ENDLESS:
            return Issued(profile, own)
        case _:
            return issue(profile, authority)
