"""Who may ask: signatures, replays, visits of others, levels, idempotency, and the table of routes itself."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_type_hints

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from fastapi import FastAPI

from fhir_bridge.acts import Deed
from fhir_bridge.api.answering import Asker
from fhir_bridge.api.chart import Chart
from fhir_bridge.api.kiosks import (
    CERTIFICATE_LIFE,
    CODE_LIFE,
    Seen,
    last_seen,
    new_code,
    new_site_token,
    revoke,
)
from fhir_bridge.api.routes import ROUTES
from fhir_bridge.api.server import UnguardedRoute, application, guard
from fhir_bridge.api.wire import card as cards
from fhir_bridge.api.wire import enrolment, staff, visit
from fhir_bridge.api.wire.card import Slot
from fhir_bridge.api.wire.coding import decode
from fhir_bridge.api.wire.operation import Level, Nothing, Operation, Visit
from fhir_bridge.api.wire.operations import OPERATIONS
from fhir_bridge.api.wire.refusal import Problem, Refusal
from fhir_bridge.api.wire.signing import Message, signed, spelled
from tests.fhir_bridge.api.clinic import DAY, Clinic, KioskClient, Refused, SoftCard, clinic_at
from tests.fhir_bridge.api.samples import sample


def refusal(kiosk: KioskClient, request: Any) -> Refusal:
    status, body = kiosk.send(request)
    assert status != 200
    return decode(body, Problem).refusal()


def test_every_operation_is_served_and_nothing_else(clinic: Clinic) -> None:
    assert {route.operation for route in ROUTES} == set(OPERATIONS)
    app = application(clinic.desk, ROUTES)
    guard(app, {one.path for one in OPERATIONS})


def test_t098_a_route_that_is_not_in_the_table_cannot_be_served(clinic: Clinic) -> None:
    app = application(clinic.desk, ROUTES)

    @app.get("/kiosk/v1/everything")
    def everything() -> None:
        raise AssertionError

    with pytest.raises(UnguardedRoute, match="everything"):
        guard(app, {one.path for one in OPERATIONS})

    async def start() -> None:
        async with app.router.lifespan_context(app):
            raise AssertionError

    with pytest.raises(UnguardedRoute):
        asyncio.run(start())
    plain = FastAPI(openapi_url=None)
    plain.mount("/files", FastAPI())
    with pytest.raises(UnguardedRoute):
        guard(plain, set())


def test_only_enrolment_is_open_to_a_key_that_is_not_known() -> None:
    newcomers = {route.operation for route in ROUTES if route.asker is Asker.NEW_KIOSK}
    assert newcomers == {enrolment.ENROL}
    for one in OPERATIONS:
        assert (one.level is Level.NONE) == ("visit" not in get_type_hints(one.asked)), one.path


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """One clinic for all routes: nothing in these tests may change it."""
    with clinic_at(tmp_path_factory.mktemp("matrix")) as clinic:
        kiosk = clinic.kiosk()
        yield Matrix(clinic, kiosk, clinic.kiosk(), clinic.enrol(kiosk, 0))


@dataclass(frozen=True)
class Matrix:
    clinic: Clinic
    kiosk: KioskClient
    other: KioskClient
    card: SoftCard

    def refused(
        self, operation: Operation[Any, Any], visit_: bytes, kiosk: KioskClient | None = None
    ) -> Refusal:
        who = kiosk or self.kiosk
        return refusal(who, who.request(operation, sample(operation.asked, visit=visit_)))


VISITING = [one for one in OPERATIONS if one.level is not Level.NONE]


def test_an_unsigned_request_is_refused_everywhere(matrix: Matrix) -> None:
    for operation in OPERATIONS:
        path, body, _ = matrix.kiosk.request(operation, sample(operation.asked))
        assert refusal(matrix.kiosk, (path, body, {})) is Refusal.NOT_SIGNED, path


def test_another_key_is_refused_everywhere(matrix: Matrix) -> None:
    stranger = replace(matrix.kiosk, key=ec.generate_private_key(ec.SECP256R1()))
    for operation in OPERATIONS:
        found = refusal(stranger, stranger.request(operation, sample(operation.asked)))
        assert found in {Refusal.NOT_SIGNED, Refusal.UNKNOWN_KIOSK}, operation.path


def test_an_unknown_visit_is_refused_everywhere(matrix: Matrix) -> None:
    for operation in VISITING:
        assert matrix.refused(operation, secrets.token_bytes(32)) is Refusal.NO_VISIT, operation.path


def test_a_tap_alone_is_refused_where_more_is_asked(matrix: Matrix) -> None:
    tapped = matrix.kiosk.tap(matrix.card).visit
    for operation in VISITING:
        if operation.level is not Level.TAPPED:
            staffs = operation.level is Level.STAFF
            expected = Refusal.STAFF_ONLY if staffs else Refusal.LOG_IN_FIRST
            assert matrix.refused(operation, tapped) is expected, operation.path


def test_a_patient_does_nothing_of_the_staffs(matrix: Matrix) -> None:
    patient = matrix.kiosk.log_in(matrix.card)
    for operation in VISITING:
        if operation.level is Level.STAFF:
            assert matrix.refused(operation, patient) is Refusal.STAFF_ONLY, operation.path


def test_the_staff_do_nothing_of_a_patients(matrix: Matrix) -> None:
    nurse = matrix.kiosk.log_in(matrix.clinic.officer)
    for operation in VISITING:
        if operation.level is Level.PATIENT:
            assert matrix.refused(operation, nurse) is Refusal.LOG_IN_FIRST, operation.path


@pytest.mark.parametrize("who", ["patient", "staff"])
def test_t098_another_kiosks_visit_is_refused_everywhere(matrix: Matrix, who: str) -> None:
    visit_ = matrix.kiosk.log_in(matrix.card if who == "patient" else matrix.clinic.officer)
    for operation in VISITING:
        assert matrix.refused(operation, visit_, matrix.other) is Refusal.NO_VISIT, operation.path


def test_a_change_needs_its_key(matrix: Matrix) -> None:
    for operation in OPERATIONS:
        if operation.changes and operation.level is Level.NONE and operation is not enrolment.ENROL:
            request = matrix.kiosk.request(operation, sample(operation.asked), key="")
            assert refusal(matrix.kiosk, request) is Refusal.BAD_REQUEST, operation.path


def test_t097_a_request_counts_once(kiosk: KioskClient) -> None:
    request = kiosk.request(cards.CHALLENGE, Nothing())
    assert kiosk.send(request)[0] == 200
    assert refusal(kiosk, request) is Refusal.REPLAYED


@pytest.mark.parametrize(
    ("ahead", "expected"), [(61, Refusal.CLOCK_SKEW), (-61, Refusal.CLOCK_SKEW), (59, None), (-59, None)]
)
def test_t096_clocks_may_differ_by_a_minute(
    kiosk: KioskClient, clinic: Clinic, ahead: int, expected: Refusal | None
) -> None:
    message = Message("POST", cards.CHALLENGE.path, cards.CHALLENGE.request(Nothing()))
    headers = signed(message, kiosk.key, key_id=kiosk.id, at=int(clinic.time) + ahead)
    status, body = kiosk.send((message.path, message.body, headers))
    assert (None if status == 200 else decode(body, Problem).refusal()) is expected


def test_a_body_or_path_that_was_not_signed_is_refused(kiosk: KioskClient) -> None:
    path, body, headers = kiosk.request(cards.CHALLENGE, Nothing())
    assert refusal(kiosk, (path, body + b" ", headers)) is Refusal.NOT_SIGNED
    assert refusal(kiosk, (enrolment.HEALTH.path, body, headers)) is Refusal.NOT_SIGNED


def test_a_body_beyond_all_bounds_is_not_read(kiosk: KioskClient) -> None:
    path, _, headers = kiosk.request(cards.CHALLENGE, Nothing())
    assert refusal(kiosk, (path, b"[" * (2 << 20), headers)) is Refusal.TOO_LARGE


def test_a_code_lets_one_kiosk_in_once_and_ends(clinic: Clinic) -> None:
    kiosk = KioskClient(clinic.http, clinic, ed25519.Ed25519PrivateKey.generate())
    code = new_code(clinic.desk.kiosks, clinic.desk.keeping, int(clinic.time))
    assert kiosk.enrol(code.upper()).kiosk.startswith("k-")
    again = KioskClient(clinic.http, clinic, ec.generate_private_key(ec.SECP256R1()))
    late = new_code(clinic.desk.kiosks, clinic.desk.keeping, int(clinic.time))
    clinic.time += CODE_LIFE
    for wrong in (code, late, "00000-00000", "x"):
        with pytest.raises(Refused) as refused:
            again.enrol(wrong)
        assert refused.value.refusal is Refusal.CODE_ENDED
    deeds = [traced.act.deed for traced in clinic.desk.service.trace.acts()]
    assert deeds.count(Deed.KIOSK_ENROLLED) == 1


def test_a_site_token_lets_so_many_kiosks_in_and_ends(clinic: Clinic) -> None:
    tables, keeping, now = clinic.desk.kiosks, clinic.desk.keeping, int(clinic.time)
    token = new_site_token(tables, keeping, count=3, end=now + 2 * DAY)
    late = new_site_token(tables, keeping, count=2, end=now + DAY)
    clinic.time += DAY
    names = {_newcomer(clinic).enrol(token).kiosk for _ in range(3)}
    assert len(names) == 3
    for ended in (token, late):
        with pytest.raises(Refused) as refused:
            _newcomer(clinic).enrol(ended)
        assert refused.value.refusal is Refusal.CODE_ENDED


def _newcomer(clinic: Clinic) -> KioskClient:
    return KioskClient(clinic.http, clinic, ec.generate_private_key(ec.SECP256R1()))


def test_a_heartbeat_says_when_a_kiosk_was_heard_of_last(clinic: Clinic, kiosk: KioskClient) -> None:
    journal = clinic.desk.service.journal
    assert last_seen(journal, kiosk.id) is None
    clinic.time += 5
    said = enrolment.Heartbeat("1.2.3", reader=False, waiting=2)
    assert kiosk.ask(enrolment.HEARTBEAT, said).clock == int(clinic.time)
    assert last_seen(journal, kiosk.id) == Seen(int(clinic.time), said)


def test_a_kiosk_renews_itself_and_ends(clinic: Clinic, kiosk: KioskClient) -> None:
    fresh = ec.generate_private_key(ec.SECP256R1())
    clinic.time += CERTIFICATE_LIFE - 10
    renewed = kiosk.ask(enrolment.RENEW, enrolment.Renewal(spelled(fresh.public_key())))
    assert renewed.kiosk == kiosk.id
    with pytest.raises(Refused):
        kiosk.challenge()
    kiosk.key = fresh
    clinic.time += 20
    kiosk.challenge()
    clinic.time += CERTIFICATE_LIFE
    with pytest.raises(Refused) as refused:
        kiosk.challenge()
    assert refused.value.refusal is Refusal.UNKNOWN_KIOSK


def test_a_revoked_kiosk_is_refused_at_once(clinic: Clinic, kiosk: KioskClient) -> None:
    assert revoke(clinic.desk.kiosks, kiosk.id, now=int(clinic.time))
    with pytest.raises(Refused) as refused:
        kiosk.challenge()
    assert refused.value.refusal is Refusal.UNKNOWN_KIOSK


def test_a_key_says_again_what_was_said_and_nothing_else(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    asked = cards.Tap(card.guid, card.prove(Slot.TAP, kiosk.id, kiosk.challenge()))
    first = kiosk.ask(cards.TAP, asked, key="one")
    assert kiosk.ask(cards.TAP, asked, key="one") == first
    with pytest.raises(Refused) as refused:
        kiosk.ask(visit.CALL_STAFF, visit.CallStaff(visit.Help.NO_CARD), key="one")
    assert refused.value.refusal is Refusal.KEY_REUSED
    assert len(clinic.desk.arrivals.calls(0)) == 0
    other = clinic.kiosk()
    other.ask(visit.CALL_STAFF, visit.CallStaff(visit.Help.NO_CARD), key="one")


def test_a_refused_request_may_be_sent_again_under_its_key(clinic: Clinic, kiosk: KioskClient) -> None:
    card = clinic.enrol(kiosk, 0)
    wrong = cards.Tap(secrets.token_bytes(16), card.prove(Slot.TAP, kiosk.id, kiosk.challenge()))
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            kiosk.ask(cards.TAP, wrong, key="one")
        assert refused.value.refusal is Refusal.CARD_UNPROVED


@pytest.mark.logs
def test_a_fault_of_ours_says_nothing_of_itself(
    clinic: Clinic, kiosk: KioskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    card = clinic.enrol(kiosk, 0)
    visit_token = kiosk.log_in(card)
    monkeypatch.setattr(Chart, "address", lambda _: 1 / 0)
    with pytest.raises(Refused) as refused:
        kiosk.ask(visit.DETAILS, Visit(visit_token))
    assert refused.value.refusal is Refusal.FAULT
    assert caplog.messages == ["a kiosk's request ended faulty: ZeroDivisionError"]


def test_a_member_of_staff_without_the_role_enrols_nobody(clinic: Clinic, kiosk: KioskClient) -> None:
    visit_token = kiosk.log_in(clinic.staff(may_enrol=False))
    with pytest.raises(Refused) as refused:
        kiosk.ask(staff.NEW_CARD, clinic.new_card(visit_token, SoftCard(), 0))
    assert refused.value.refusal is Refusal.STAFF_ONLY
