"""Checking in: appointments of the day, the hospital's acknowledgement, arrivals from kiosks that were offline."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fhir_bridge.api.desk import Custom
from fhir_bridge.api.sending import send_waiting
from fhir_bridge.api.wire import staff, visit
from fhir_bridge.api.wire.card import Slot, offline_challenge
from fhir_bridge.api.wire.operation import Visit
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.api.wire.visit import ArrivalState
from fhir_bridge.errors import Unavailable
from fhir_bridge.records import Format, SourceMessage
from fhir_bridge.source.hl7v2 import Message, parse
from fhir_bridge.source.mllp_client import Hospital, Outgoing, send_all
from tests.fhir_bridge.api.clinic import Clinic, KioskClient, Refused, clinic_at

BOOKING = (
    "MSH|^~\\&|SCHED|NORTH|||20270115||SIU^{event}^SIU_S12|{control}|P|2.5.1|||||UTF-8\r"
    "SCH|P{number}^SCHED|F{number}^SCHED|||||CHECKUP|ROUTINE|30|min|^^30^{at}^{at}|||||||||||||{status}\r"
    "PID|1||770^^^NORTH^MR||Zwolf^Canary||19610704|F|||Canary Row 0^^Town^^12345||^PRN^PH^^^555^1234567\r"
    "RGS|1\r"
)


def book(clinic: Clinic, number: int, *, days: int = 0, event: str = "S12", status: str = "Booked") -> None:
    at = datetime.fromtimestamp(clinic.time + days * 86_400, UTC).strftime("%Y%m%d103000")
    control = f"{event}{number}{secrets.token_hex(2)}"
    text = BOOKING.format(event=event, control=control, number=number, at=at, status=status)
    clinic.desk.service.pipeline.accept(SourceMessage(text.encode(), Format.HL7V2))
    clinic.desk.woken()


@pytest.fixture(params=["A10", "S14"])
def telling(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Clinic]:
    """A clinic that tells its hospital of arrivals."""
    with clinic_at(tmp_path, Custom(arrival=request.param)) as found:
        yield found


@contextmanager
def hospital(answer: Callable[[Message], bytes | None]) -> Iterator[tuple[Hospital, list[Message]]]:
    """Something that listens for MLLP and answers each message so; None hangs up."""
    heard: list[Message] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                _converse(connection, heard, answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield Hospital("127.0.0.1", server.getsockname()[1], seconds=5), heard
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def _converse(
    connection: socket.socket, heard: list[Message], answer: Callable[[Message], bytes | None]
) -> None:
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
        if data.endswith(b"\x1c\r"):
            message = parse(data)
            heard.append(message)
            data, said = b"", answer(message)
            if said is None:
                return
            connection.sendall(said)


def acknowledged(code: str) -> Callable[[Message], bytes]:
    def answer(message: Message) -> bytes:
        text = f"MSH|^~\\&|ADT|NORTH|||20270115||ACK|1|P|2.5.1\rMSA|{code}|{message.control_id}\r"
        return b"\x0b" + text.encode() + b"\x1c\r"

    return answer


def test_todays_appointments_alone_are_shown_with_nothing_of_why(clinic: Clinic, kiosk: KioskClient) -> None:
    book(clinic, 1)
    book(clinic, 2, days=1)
    book(clinic, 3)
    book(clinic, 3, event="S15", status="Cancelled")
    card, other = clinic.enrol(kiosk, 0), clinic.enrol(kiosk, 1)
    token = kiosk.log_in(card)
    (shown,) = kiosk.ask(visit.APPOINTMENTS, Visit(token)).appointments
    assert not shown.arrived
    assert "CHECKUP" not in repr(shown)
    details = kiosk.ask(visit.DETAILS, Visit(token))
    assert (details.address, details.telephone) == ("Canary Row 0, 12345, Town", "•••567")
    theirs = kiosk.log_in(other)
    assert kiosk.ask(visit.APPOINTMENTS, Visit(theirs)).appointments == ()
    with pytest.raises(Refused) as found:
        kiosk.ask(visit.CHECK_IN, visit.CheckIn(theirs, shown.id, None))
    assert found.value.refusal is Refusal.NOT_FOUND


def test_an_arrival_is_counted_once_recorded_and_confirmed_by_the_hospital(telling: Clinic) -> None:
    clinic, kiosk = telling, telling.kiosk()
    book(clinic, 1)
    card = clinic.enrol(kiosk, 0)
    token = kiosk.log_in(card)
    (shown,) = kiosk.ask(visit.APPOINTMENTS, Visit(token)).appointments
    first = kiosk.ask(visit.CHECK_IN, visit.CheckIn(token, shown.id, True))
    again = kiosk.ask(visit.CHECK_IN, visit.CheckIn(token, shown.id, False))
    assert (first.state, first.number, again.arrival) == (ArrivalState.RECORDED, 1, first.arrival)
    assert kiosk.ask(visit.APPOINTMENTS, Visit(token)).appointments[0].arrived
    assert [call[1] for call in clinic.desk.arrivals.calls(0)] == ["details-wrong"]

    with hospital(lambda _: None) as (deaf, _):
        assert not send_waiting(clinic.desk, deaf)
    with hospital(acknowledged("AA")) as (listening, heard):
        assert send_waiting(clinic.desk, listening)
        assert send_waiting(clinic.desk, listening)
    (message,) = heard
    assert (message.event, message.segments[2].text(3)) == (clinic.desk.custom.arrival, "770")
    (listed,) = kiosk.ask(staff.ARRIVALS, Visit(kiosk.log_in(clinic.officer))).arrivals
    assert (listed.name, listed.state, listed.number) == ("Ana", ArrivalState.CONFIRMED, 1)
    stored = clinic.desk.service.journal.records_of_patient(clinic.pseudonym(card))[-1]
    record = clinic.desk.service.release.open(stored.record.id)
    assert b'"Encounter"' in record
    assert record.count(b'"arrived"') == 2


def test_what_the_hospital_refuses_the_desk_sees(telling: Clinic) -> None:
    clinic, kiosk = telling, telling.kiosk()
    book(clinic, 1)
    token = kiosk.log_in(clinic.enrol(kiosk, 0))
    (shown,) = kiosk.ask(visit.APPOINTMENTS, Visit(token)).appointments
    kiosk.ask(visit.CHECK_IN, visit.CheckIn(token, shown.id, None))
    with hospital(acknowledged("AE")) as (listening, _):
        assert send_waiting(clinic.desk, listening)
    assert clinic.desk.arrivals.counts() == {"arrivals refused": 1}
    (kept,) = clinic.desk.arrivals.today(
        datetime.fromtimestamp(clinic.time, UTC).astimezone().date().isoformat()
    )
    assert kept.state == ArrivalState.UNCONFIRMED


def test_an_answer_to_another_message_is_none(telling: Clinic) -> None:
    clinic, kiosk = telling, telling.kiosk()
    book(clinic, 1)
    token = kiosk.log_in(clinic.enrol(kiosk, 0))
    (shown,) = kiosk.ask(visit.APPOINTMENTS, Visit(token)).appointments
    kiosk.ask(visit.CHECK_IN, visit.CheckIn(token, shown.id, None))
    other = b"\x0bMSH|^~\\&|ADT|NORTH|||20270115||ACK|1|P|2.5.1\rMSA|AA|other\r\x1c\r"
    for answer in (other, b"\x0bnothing\x1c\r"):
        with hospital(lambda _, said=answer: said) as (listening, _):
            assert not send_waiting(clinic.desk, listening)
    assert clinic.desk.arrivals.counts() == {"arrivals waiting": 1}


def test_a_tap_alone_arrives_without_an_appointment(clinic: Clinic, kiosk: KioskClient) -> None:
    token = kiosk.tap(clinic.enrol(kiosk, 0)).visit
    arrived = kiosk.ask(visit.CHECK_IN, visit.CheckIn(token, None, None))
    assert arrived.state is ArrivalState.UNCONFIRMED


def test_arrivals_of_an_offline_kiosk_are_taken_once(clinic: Clinic, kiosk: KioskClient) -> None:
    card, id_, at = clinic.enrol(kiosk, 0), secrets.token_bytes(16), int(clinic.time)
    other = clinic.kiosk()
    clinic.time += 3600

    def arrival(id_: bytes, at: int, kiosk_id: str) -> visit.OfflineArrival:
        proof = card.prove(Slot.TAP, kiosk_id, offline_challenge(kiosk_id, id_, at))
        return visit.OfflineArrival(id_, card.guid, proof, at)

    good = arrival(id_, at, kiosk.id)
    elsewhere = arrival(secrets.token_bytes(16), at, other.id)
    moved = visit.OfflineArrival(secrets.token_bytes(16), card.guid, good.proof, at + 1)
    early = arrival(secrets.token_bytes(16), int(clinic.time) + 10, kiosk.id)
    for _ in range(2):
        replayed = kiosk.ask(visit.REPLAY, visit.Replay((good, elsewhere, moved, early)))
        assert replayed.taken == (id_,)
        assert set(replayed.refused) == {elsewhere.id, moved.id, early.id}
    day = datetime.fromtimestamp(at, UTC).astimezone().date().isoformat()
    (kept,) = clinic.desk.arrivals.today(day)
    assert (kept.state, kept.at) == (ArrivalState.UNCONFIRMED, at)


def test_a_hospital_that_is_not_there_is_tried_again() -> None:

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    async def send() -> None:
        async for _ in send_all(Hospital("127.0.0.1", port, seconds=2), [Outgoing("1", b"MSH|")]):
            raise AssertionError

    with pytest.raises(Unavailable):
        asyncio.run(send())
