"""The journal against a model of it, with crashes between any two steps."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from fhir_bridge.records import SITE, Format
from fhir_bridge.store.finishing import Finished
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.inbox import Arrival, Fate, Inbox, Verdict
from fhir_bridge.store.journal import Journal
from fhir_bridge.store.lanes import Claim, Lanes
from fhir_bridge.store.models import MESSAGE
from fhir_bridge.store.patients import Patients

SENDERS = st.sampled_from([b"a", b"b"])
BODIES = st.integers(0, 5)
IDS = st.integers(0, 3)


class Intake(RuleBasedStateMachine):
    """Messages arrive, are claimed and finished by one worker at a time; the process dies now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.kept: dict[bytes, tuple[bytes, bytes, bytes]] = {}
        self.finished: list[bytes] = []
        self.claim: Claim | None = None
        self._open()
        Patients(self.database).enrol(SITE, b"key")

    def _open(self) -> None:
        self.database = open_journal(self.folder / "journal.db")
        self.inbox, self.journal, self.lanes = (
            Inbox(self.database),
            Journal(self.database),
            Lanes(self.database),
        )
        self.lanes.begin(alone=True)
        self.claim = None

    @rule(sender=SENDERS, name=IDS, body=BODIES, answer=st.binary(min_size=1, max_size=3))
    def arrive(self, sender: bytes, name: int, body: int, answer: bytes) -> None:
        """The first of an identity is kept; its very bytes are answered as before, others are a conflict."""
        identity = sender + b"%d" % name
        tag = identity + b"/%d" % body
        arrival = Arrival(tag, Format.HL7V2, b"s", b"k", sender, identity, timedelta(days=7), ack=answer)
        (verdict,) = self.inbox.keep([arrival])
        if tag in self.kept:
            assert (verdict.fate, verdict.ack) == (Fate.AGAIN, self.kept[tag][2])
        elif any(known == identity for _, known, _ in self.kept.values()):
            assert verdict.fate is Fate.CONFLICT
        else:
            assert verdict.fate is Fate.KEPT
            self.kept[tag] = (sender, identity, answer)

    @rule()
    def take(self) -> None:
        """A claim is the oldest waiting messages of one sender."""
        if self.claim is None:
            self.claim = self.lanes.claim()
            waiting = [tag for tag in self.kept if tag not in self.finished]
            assert (self.claim is None) == (not waiting)
            if self.claim:
                of_sender = [tag for tag in waiting if self.kept[tag][0] == self.claim.sender]
                claimed = [self.journal.message(id_).tag for id_ in self.claim.messages]
                assert claimed == of_sender[: len(claimed)]

    @rule(most=st.integers(0, 3))
    def work(self, most: int) -> None:
        """Some of what was claimed is finished, in its order; the rest is given back."""
        if self.claim:
            done = self.claim.messages[:most]
            lane = (self.claim.sender, self.lanes.name)
            self.journal.finish([Finished(id_, SITE, b"k") for id_ in done], lane=lane)
            self.finished += [self.journal.message(id_).tag for id_ in done]
            self.lanes.release(self.claim, untried=self.claim.messages[len(done) :])
            self.claim = None

    @rule()
    def crash(self) -> None:
        """The process is gone, with its claims; another one opens what it left."""
        self.database.close()
        self._open()

    @invariant()
    def everything_kept_is_there_once(self) -> None:
        """Nothing is lost, nothing is there twice, and nothing is finished that is not."""
        waiting = [self.journal.message(id_).tag for id_ in self.journal.pending()]
        assert waiting == [tag for tag in self.kept if tag not in self.finished]
        assert len(set(self.finished)) == len(self.finished)

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.database.close()
        shutil.rmtree(self.folder)


class ForgetsAtACrash(Intake):
    """The planted bug: the last message that was kept is gone when the process dies."""

    def _open(self) -> None:
        super()._open()
        with self.database.writing() as connection:
            last = select(func.max(MESSAGE.c.id)).scalar_subquery()
            connection.execute(MESSAGE.delete().where(MESSAGE.c.id == last))


class AnswersAnew(Intake):
    """The planted bug: the same bytes get the answer of the day."""

    def _open(self) -> None:
        super()._open()
        self.inbox = _Forgetful(self.database)


class _Forgetful(Inbox):
    def keep(self, arrivals: Sequence[Arrival]) -> list[Verdict]:
        verdicts = super().keep(arrivals)
        return [replace(one, ack=given.ack) for one, given in zip(verdicts, arrivals, strict=True)]


PACE = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestIntake = Intake.TestCase
TestIntake.settings = PACE


@pytest.mark.parametrize("planted", [ForgetsAtACrash, AnswersAnew])
def test_the_control_with_a_planted_bug_is_caught(planted: type[Intake]) -> None:
    quietly = settings(PACE, phases=[Phase.generate], database=None, print_blob=False, derandomize=True)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(planted, settings=quietly)  # type: ignore[no-untyped-call]  # hypothesis has no type
