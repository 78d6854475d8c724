"""Buckets: how they fill, whose they are, and that a restart gives nothing back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from anchor.database import Database
from fhir_bridge.api import limits as limits_module
from fhir_bridge.api.kiosks import new_code
from fhir_bridge.api.limits import CODES, KIOSK, PATIENT, Buckets, Limits, Rate
from fhir_bridge.api.problem import Problem, Turned
from fhir_bridge.api.wire.enrolment import HEALTH
from fhir_bridge.api.wire.operation import Nothing
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.store.format import open_journal
from tests.fhir_bridge.api.clinic import Clinic, KioskClient, Refused, clinic_at
from tests.fhir_bridge.api.records.ward import Ward, observation, patient_bundle, ward_at

RATE = Rate(each_second=2, depth=40)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Database]:
    found = open_journal(tmp_path / "journal.db")
    yield found
    found.close()


class Memory:
    """Kept levels, without a disk: the table's double, for many random runs."""

    def __init__(self) -> None:
        self.rows: dict[bytes, tuple[int, int]] = {}
        self.written = 0

    def level(self, tag: bytes) -> tuple[int, int] | None:
        return self.rows.get(tag)

    def keep(self, tag: bytes, level: int, at: int) -> None:
        self.rows[tag] = (level, at)
        self.written += 1


def drained(limits: Limits, tag: bytes = b"a") -> int:
    """How many requests there were."""
    return next(count for count in itertools.count() if not taken(limits, tag))


def taken(limits: Limits, tag: bytes) -> bool:
    try:
        limits.take(tag, RATE)
    except Turned as turned:
        return (turned.problem, turned.after) != (Problem.TOO_MANY, 1)
    return True


def test_a_bucket_is_as_deep_as_it_is_and_fills_again() -> None:
    now = [1000.0]
    limits = Limits(Memory(), lambda: now[0])
    assert drained(limits) == 40
    assert drained(limits, b"b") == 40
    now[0] += 5
    assert drained(limits) == 10
    now[0] += 10_000
    assert drained(limits) == 40


def test_t100_a_restart_gives_nothing_back(journal: Database) -> None:
    now = [1000.0]
    assert drained(Limits(Buckets(journal), lambda: now[0])) == 40
    assert drained(Limits(Buckets(journal), lambda: now[0])) == 0
    now[0] += 5
    assert drained(Limits(Buckets(journal), lambda: now[0])) == 10


def test_a_restart_lets_ordinary_asking_go_on() -> None:
    now, kept = [1000.0], Memory()
    assert drained(Limits(kept, lambda: now[0]), b"other") == RATE.depth
    limits = Limits(kept, lambda: now[0])
    assert drained(limits) == RATE.depth / 2
    now[0] += RATE.depth / RATE.each_second
    assert drained(limits) == RATE.depth


@pytest.mark.parametrize("pause", [0.5, 1, 3, 60])
def test_who_asks_no_more_than_may_be_asked_writes_nothing(pause: float) -> None:
    now, kept = [1000.0], Memory()
    limits = Limits(kept, lambda: now[0])
    assert taken(limits, b"a")
    before = kept.written
    for _ in range(200):
        now[0] += pause
        assert taken(limits, b"a")
    assert kept.written == before


def test_many_buckets_are_forgotten_and_none_is_filled_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits_module, "MOST_BUCKETS", 3)
    limits = Limits(Memory(), lambda: 1000.0)
    assert drained(limits) == RATE.depth
    for number in range(20):
        taken(limits, b"other %d" % number)
    assert drained(limits) == 0


SIXTY_FOURTHS = st.integers(0, 3 * 64).map(lambda parts: parts / 64)  # seconds that add up exactly


@given(st.lists(st.tuples(SIXTY_FOURTHS, st.booleans(), st.integers(0, 50)), max_size=200))
def test_t100_however_it_is_restarted_no_more_is_given_than_has_come(
    steps: list[tuple[float, bool, int]],
) -> None:
    kept, now = Memory(), [1000.0]
    limits, given_ = Limits(kept, lambda: now[0]), 0
    for passed, restart, asked in steps:
        now[0] += passed
        if restart:
            limits = Limits(kept, lambda: now[0])
        given_ += sum(taken(limits, b"a") for _ in range(asked))
    assert given_ <= RATE.depth + (now[0] - 1000) * RATE.each_second


def test_a_clock_that_goes_back_fills_nothing() -> None:
    now = [1000.0]
    limits = Limits(Memory(), lambda: now[0])
    drained(limits)
    now[0] -= 500
    assert drained(limits) == 0


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    with ward_at(tmp_path) as found:
        yield found


def test_t100_one_patient_is_asked_about_so_often_whoever_is_said_to_ask(ward: Ward) -> None:
    ward.take(patient_bundle(0, observation("o0")), patient_bundle(1, observation("o1")))
    system, statuses = ward.own(), []
    for number in range(PATIENT.depth + 5):
        address = f"10.0.0.{number}"
        headers = {"x-forwarded-for": address, "forwarded": f"for={address}", "x-real-ip": address}
        statuses.append(system.get("/fhir/Observation?patient=p0&code=none", **headers).status_code)
    assert statuses == [200] * PATIENT.depth + [429] * 5
    late = system.get("/fhir/Observation/o0")
    assert (late.status_code, int(late.headers["retry-after"])) == (429, 1)
    assert system.get("/fhir/Observation/o1").status_code == 200
    ward.clinic.time += 1
    assert system.get("/fhir/Observation/o0").status_code == 200


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with clinic_at(tmp_path) as found:
        yield found


def refused(ask: Callable[[], object]) -> Refusal:
    with pytest.raises(Refused) as found:
        ask()
    return found.value.refusal


def test_t103_a_kiosk_that_floods_is_kept_waiting_and_no_other(clinic: Clinic) -> None:
    kiosk, other, forger = clinic.kiosk(), clinic.kiosk(), clinic.kiosk()
    forger.id = kiosk.id
    for _ in range(5):  # who has no kiosk's key empties nobody's bucket
        assert refused(forger.challenge) is Refusal.NOT_SIGNED
    for _ in range(KIOSK.depth):
        kiosk.ask(HEALTH, Nothing())
    assert refused(lambda: kiosk.ask(HEALTH, Nothing())) is Refusal.TOO_MANY
    assert refused(kiosk.challenge) is Refusal.TOO_MANY
    assert other.ask(HEALTH, Nothing()).clock == clinic.time
    clinic.time += 1
    for _ in range(int(KIOSK.each_second)):
        kiosk.ask(HEALTH, Nothing())
    assert refused(kiosk.challenge) is Refusal.TOO_MANY


def test_t103_codes_are_guessed_so_often_and_no_more_with_whatever_key(clinic: Clinic) -> None:
    def guess() -> Refusal:
        key = ec.generate_private_key(ec.SECP256R1())
        return refused(lambda: KioskClient(clinic.http, clinic, key).enrol("00000-00000"))

    said = [guess() for _ in range(CODES.depth + 2)]
    assert said == [Refusal.CODE_ENDED] * CODES.depth + [Refusal.TOO_MANY] * 2
    code = new_code(clinic.desk.kiosks, clinic.desk.keeping, int(clinic.time))
    late = KioskClient(clinic.http, clinic, ec.generate_private_key(ec.SECP256R1()))
    assert refused(lambda: late.enrol(code)) is Refusal.TOO_MANY
    clinic.time += 1
    assert late.enrol(code).kiosk
