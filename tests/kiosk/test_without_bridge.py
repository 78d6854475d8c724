"""Visits while the bridge is away: what can wait is sealed and called so, and nothing is called done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.api.wire.refusal import Refusal
from kiosk.errors import BridgeRefused
from kiosk.queue import Kind
from kiosk.visit import states
from kiosk.visit.events import Next, SeeConsents
from kiosk.visit.trouble import Trouble
from kiosk.work.replaying import replay
from tests.kiosk.clinic import PATIENT, Kiosk, card, kiosk, to_hub, to_text


def signed_without_bridge(one: Kiosk) -> states.State:
    """A consent is signed as the bridge goes away; the page that comes of it."""
    to_hub(one, card(one))
    to_text(one)
    one.clinic.up = False
    one.say(Next())
    one.pin()
    return one.until(states.Receipt)


def test_without_the_bridge_a_tap_waits_sealed_and_is_replayed_once(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        one.clinic.up = False
        one.insert(card(one))
        receipt = one.until(states.Receipt)
        assert isinstance(receipt, states.Receipt)
        assert receipt.queued
        assert receipt.pending
        (entry,) = one.runner.queue.entries()
        assert entry.kind is Kind.ARRIVAL
        sealed = b"".join(path.read_bytes() for path in (tmp_path / "queue").iterdir())
        assert PATIENT.bytes not in sealed


def test_without_the_bridge_a_consent_is_pending_and_never_done(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        receipt = signed_without_bridge(one)
        assert isinstance(receipt, states.Receipt)
        assert receipt.pending
        assert receipt.qr == ""
        assert [entry.kind for entry in one.runner.queue.entries()] == [Kind.DECISIONS]


@pytest.mark.parametrize("refused", [False, True])
def test_a_pending_consent_is_taken_after_its_visit_or_goes_to_the_desk(
    tmp_path: Path, *, refused: bool
) -> None:
    with kiosk(tmp_path) as one:
        signed_without_bridge(one)
        one.pull()
        one.until(states.Attract)
        anna = one.clinic.holders[PATIENT.bytes]
        anna.nonce += refused
        one.clinic.up = True
        assert replay(one.clinic, one.runner.queue) == int(not refused)
        assert len(one.runner.queue) == 0
        assert len(anna.consents) == (1 if refused else 2)


def test_a_bridge_that_is_faulty_leaves_a_pending_consent_where_it_is(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        signed_without_bridge(one)

    class Faulty:
        def ask(self, *_: Any, **__: Any) -> Any:
            raise BridgeRefused(Refusal.FAULT)

    assert replay(Faulty(), one.runner.queue) == 0
    assert len(one.runner.queue) == 1


def test_a_visit_waits_for_the_bridge_and_goes_on(tmp_path: Path) -> None:
    with kiosk(tmp_path) as one:
        to_hub(one, card(one))
        one.clinic.up = False
        one.say(SeeConsents())
        one.until(states.Troubled, lambda state: state == states.Troubled(Trouble.BRIDGE_DOWN))
        one.clinic.up = True
        one.until(states.MyConsents)
