"""The client over HTTP and the double keep to one contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fhir_bridge.api.wire import card, enrolment, visit
from fhir_bridge.api.wire.coding import decode, encode
from fhir_bridge.api.wire.operation import Nothing, Visit
from fhir_bridge.api.wire.operations import OPERATIONS
from fhir_bridge.api.wire.refusal import Problem, Refusal
from fhir_bridge.api.wire.signing import Message, read, verify
from kiosk.bridge_client import ATTEMPTS, Bridge, HttpBridge, Identity, client
from kiosk.double.bridge import ClinicInMemory
from kiosk.errors import BadSettings, BridgeDown, BridgeRefused
from tests.kiosk.clinic import people

KEY = Ed25519PrivateKey.generate()
Handler = Callable[[httpx.Request], httpx.Response]


def served(clinic: ClinicInMemory) -> Handler:
    """The double behind HTTP: signatures verified, types decoded, refusals as problems."""
    operations = {operation.path: operation for operation in OPERATIONS}

    def handle(request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        once = headers.get("idempotency-key", "")
        message = Message(request.method, request.url.path, request.content, once)
        parameters, signature = read(message, headers)
        verify(message, parameters, signature, KEY.public_key())
        operation = operations[request.url.path]
        try:
            answer = clinic.ask(operation, decode(request.content, operation.asked), once)
        except BridgeRefused as fault:
            problem = encode(Problem.of(fault.refusal))
            return httpx.Response(fault.refusal.status, content=problem)
        except BridgeDown:
            return httpx.Response(503, content=encode(Problem.of(Refusal.UNAVAILABLE)))
        return httpx.Response(200, content=encode(answer))

    return handle


def over_http(handle: Handler) -> HttpBridge:
    http = httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(handle))
    return HttpBridge(http, Identity("k-training", KEY))


@pytest.fixture
def clinic() -> ClinicInMemory:
    return ClinicInMemory(people())


@pytest.fixture(params=["double", "http"])
def bridge(request: pytest.FixtureRequest, clinic: ClinicInMemory) -> Iterator[Bridge]:
    if request.param == "double":
        yield clinic
        return
    http = over_http(served(clinic))
    yield http
    http.close()


def test_it_answers(bridge: Bridge) -> None:
    assert bridge.ask(enrolment.HEALTH, Nothing()).version == "training"
    assert len(bridge.ask(card.CHALLENGE, Nothing()).challenge) == 32


def test_it_refuses_with_a_reason(bridge: Bridge) -> None:
    with pytest.raises(BridgeRefused) as refused:
        bridge.ask(visit.DETAILS, Visit(b"v" * 32))
    assert refused.value.refusal is Refusal.NO_VISIT


def test_it_is_down(bridge: Bridge, clinic: ClinicInMemory) -> None:
    clinic.up = False
    with pytest.raises(BridgeDown):
        bridge.ask(enrolment.HEALTH, Nothing())


def test_a_change_under_one_name_counts_once(bridge: Bridge, clinic: ClinicInMemory) -> None:
    for _ in range(3):
        bridge.ask(visit.CALL_STAFF, visit.CallStaff(visit.Help.NO_CARD), "once")
    assert len(clinic.calls) == 1
    bridge.ask(visit.CALL_STAFF, visit.CallStaff(visit.Help.NO_CARD))
    assert len(clinic.calls) == 2


def test_a_lost_answer_is_asked_for_again_under_the_same_name(clinic: ClinicInMemory) -> None:
    handle, lost = served(clinic), []

    def losing(request: httpx.Request) -> httpx.Response:
        answer = handle(request)
        if not lost:
            lost.append(request)
            raise httpx.ReadError("lost")
        return answer

    over_http(losing).ask(visit.CALL_STAFF, visit.CallStaff(visit.Help.NO_CARD))
    assert len(clinic.calls) == 1


def test_nobody_there_is_asked_twice_and_no_more() -> None:
    asked = []

    def nobody(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ConnectError("nobody")

    with pytest.raises(BridgeDown):
        over_http(nobody).ask(enrolment.HEALTH, Nothing())
    assert len(asked) == ATTEMPTS


@pytest.mark.parametrize("refusal", [Refusal.UNAVAILABLE, Refusal.TOO_MANY])
def test_what_is_to_be_asked_again_later_is_waited_for(refusal: Refusal) -> None:
    answer = httpx.Response(refusal.status, content=encode(Problem.of(refusal)))
    with pytest.raises(BridgeDown):
        over_http(lambda _: answer).ask(enrolment.HEALTH, Nothing())


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"version":1}'])
@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_what_is_no_bridge_is_not_believed(status: int, body: bytes) -> None:
    with pytest.raises(BridgeDown):
        over_http(lambda _: httpx.Response(status, content=body)).ask(enrolment.HEALTH, Nothing())


@pytest.mark.parametrize(
    "address", ["http://clinic.example", "https://clinic.example", "ftp://127.0.0.1", "x"]
)
def test_an_address_that_nothing_is_pinned_for_is_refused(address: str) -> None:
    with pytest.raises(BadSettings):
        client(address, None)


def test_an_authority_must_be_one(tmp_path: Path) -> None:
    path = tmp_path / "authority.pem"
    path.write_text("nothing")
    with pytest.raises(BadSettings):
        client("https://clinic.example", path)


def test_no_key_is_in_a_repr() -> None:
    assert repr(Identity("k", KEY)) == "Identity(k)"
