"""What is set aside can be looked at, tried again and dropped; each of it leaves a trace."""

from __future__ import annotations

import pytest

from fhir_bridge.acts import Deed
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.pipeline import Pipeline
from fhir_bridge.service import Service
from fhir_bridge.source.files import Input
from fhir_bridge.store.finishing import Finished
from fhir_bridge.store.journal import Accepted
from fhir_bridge.store.lanes import Claim, Lanes
from tests.fhir_bridge.house import ALICE, House, admission


class Stumble:
    """Our own code, with a fault in it."""

    def __init__(self, wrong: int) -> None:
        self.wrong = wrong
        self.real = Pipeline.made_of
        self.tried = 0

    def __call__(self, pipeline: Pipeline, message: Accepted) -> Finished:
        if message.id == self.wrong:
            self.tried += 1
            raise ZeroDivisionError
        return self.real(pipeline, message)


def stumble(monkeypatch: pytest.MonkeyPatch, message_id: int) -> Stumble:
    fault = Stumble(message_id)

    def made_of(pipeline: Pipeline, message: Accepted) -> Finished:
        return fault(pipeline, message)

    monkeypatch.setattr(Pipeline, "made_of", made_of)
    return fault


def deeds(service: Service) -> list[Deed]:
    return [traced.act.deed for traced in service.trace.acts()]


def accept(service: Service, *numbers: int) -> None:
    for number in numbers:
        handed = service.intake.hand_in(admission(number))
        assert handed.arrival
        service.intake.inbox.keep([handed.arrival])


def test_t095_a_poison_message_is_set_aside_after_three_tries_and_the_others_go_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.writing() as service:
        accept(service, 1, 2, 3)
        with monkeypatch.context() as patch:
            fault = stumble(patch, 2)
            assert service.sealing.all() == 3
        assert fault.tried == 3
        (aside,) = service.quarantine.all()
        assert (aside.id, aside.attempts) == (2, 3)
        assert "internal-fault: ZeroDivisionError" in aside.reason
        assert service.journal.counts()["records"] == 2


def test_t094_a_lane_of_which_others_finished_everything_is_given_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL a worker may take a lane just after another one has left it, and then finds nothing."""
    with house.writing() as service:
        accept(service, 1)
        taken = service.sealing.lanes.claim()
        assert taken
        with monkeypatch.context() as patch:
            patch.setattr(Lanes, "claim", lambda _: Claim(taken.sender, [], 1))
            assert service.sealing.step() == 0
        assert service.sealing.all() == 1


def test_replayed_it_becomes_the_record_of_its_original_bytes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.writing() as service:
        with monkeypatch.context() as patch:
            stumble(patch, 1)
            assert [one.status for one in service.ingest([Input("1", admission(1))])] == ["refused"]
        assert service.quarantine.show(1, by=ALICE) == admission(1)
        service.quarantine.replay(1, by=ALICE)
        service.recover()
        assert service.quarantine.all() == []
        assert service.journal.counts()["records"] == 1
        assert deeds(service) == [Deed.QUARANTINE_SHOW, Deed.QUARANTINE_REPLAY]


def test_dropped_its_bytes_are_gone_and_it_is_still_known(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.writing() as service:
        with monkeypatch.context() as patch:
            stumble(patch, 1)
            list(service.ingest([Input("1", admission(1))]))
        service.quarantine.drop(1, by=ALICE)
        assert service.journal.message(1).sealed == b""
        assert deeds(service) == [Deed.QUARANTINE_DROP]
        (again,) = service.ingest([Input("1", admission(1))])
        assert (again.status, service.journal.counts()["records"]) == ("duplicate", 0)


@pytest.mark.parametrize("act", ["show", "replay", "drop"])
def test_only_what_is_set_aside_can_be(house: House, act: str) -> None:
    house.take(admission(1))
    with house.writing() as service:
        with pytest.raises(Refused) as refusal:
            getattr(service.quarantine, act)(1, by=ALICE)
        assert refusal.value.reason is Reason.NOT_SET_ASIDE
        assert deeds(service) == []
