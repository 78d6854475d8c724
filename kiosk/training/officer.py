"""The training clinic's officer: makes cards patients' with the kiosk's own work, as its pages would ask for it.

Cards go into the training reader and come out; keys are made on them, the bridge issues their certificates, possession
is proved and their pseudonyms are registered on chain. Only the window is left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final

from fhir_bridge.api.wire import card as wire
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.bridge_client import Bridge
from kiosk.card.desk import Desk
from kiosk.card.errors import CardError, CardGone
from kiosk.card.virtual.memory import PIN, Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from kiosk.card.virtual.readers import VirtualReaders
from kiosk.cardtalk import CardTalk
from kiosk.errors import BadState, BridgeRefused
from kiosk.pinpad import PinPad
from kiosk.queue import Queue
from kiosk.training.cards import READER
from kiosk.training.hospital import Booked
from kiosk.visit.asked import DoTask
from kiosk.visit.events import CardRemoved, CardSeen, Event
from kiosk.visit.tasks import Document, StaffTask
from kiosk.work import arriving, issuing
from kiosk.work.bench import Bench, Session, Site

PATIENCE: Final = 30.0
BEAT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the officer works with: the kiosk's places, its bridge, its queue, its reader."""

    site: Site
    bridge: Bridge
    queue: Queue
    readers: VirtualReaders
    desk: Desk


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with an officer's card at the training reader."""

    card: Issued
    at: Workplace
    talk: CardTalk
    heard: SimpleQueue[Event]

    def give(self, patient: Booked) -> Memory:
        """A blank card becomes the patient's, with the PIN of every training card."""
        blank = Issued(Profile.BLANK, Memory())
        self._do(DoTask(StaffTask.ENROL, Document.PASSPORT, patient.number, patient.name), blank)
        return blank.memory

    def appoint(self, representative: Memory, patient: Booked) -> None:
        """The holder of this card may decide for a patient who has none."""
        task = DoTask(StaffTask.GUARDIAN, Document.PASSPORT, patient.number, patient.name)
        self._do(task, Issued(Profile.GOOD, representative))

    def _do(self, task: DoTask, card: Issued) -> None:
        """Log in by the officer's card, change cards, do it, and leave."""
        at = self.at
        bench = Bench(at.site, at.bridge, self.talk, at.queue, PinPad(), Session())
        self._put(self.card)
        arriving.tap(bench)
        _type(bench.pad)
        arriving.verify_pin(bench)
        arriving.log_in(bench, 0)
        self._take()
        self._put(card)
        _until_known(bench, task)
        at.bridge.ask(wire.LEAVE, Visit(bench.session.visit))
        self._take()

    def _put(self, card: Issued) -> None:
        self.at.readers.insert(READER, card.chip())
        self._until(CardSeen)

    def _take(self) -> None:
        self.at.readers.pull(READER)
        self._until(CardRemoved)

    def _until(self, kind: type[Event]) -> None:
        try:
            while not isinstance(self.heard.get(timeout=PATIENCE), kind):
                pass
        except Empty:
            raise CardGone from None


@contextmanager
def at_work(card: Issued, at: Workplace) -> Iterator[Officer]:
    """The officer, as long as the block lasts; `BadState` where a card is not taken."""
    heard: SimpleQueue[Event] = SimpleQueue()
    talk = CardTalk(at.desk, heard.put)
    talk.start()
    try:
        yield Officer(card, at, talk, heard)
    except CardError as fault:
        raise BadState(f"a training card was not taken: {fault}") from None
    finally:
        talk.close()


def _until_known(bench: Bench, task: DoTask) -> None:
    """Do it, again where the bridge has not yet made a record of what the hospital sent."""
    end = time.monotonic() + PATIENCE
    while True:
        _type(bench.pad)
        bench.pad.keep()
        try:
            done = issuing.do_task(bench, task, lambda _: None)
        except BridgeRefused as fault:
            if fault.refusal is not Refusal.NOT_FOUND or time.monotonic() > end:
                raise
            time.sleep(BEAT)
        else:
            break
    if done.pending:
        raise BadState("the training clinic in this folder was left half open; take another folder")


def _type(pad: PinPad) -> None:
    for digit in PIN.decode():
        pad.push(int(digit))
