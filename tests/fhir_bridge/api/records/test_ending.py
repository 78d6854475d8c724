"""A consent granted on a card: used, ended by the clock, revoked, each before an answer leaves and while it does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from fhir_bridge.acts import Act, Deed, Outcome
from tests.fhir_bridge.api.clinic import SoftCard
from tests.fhir_bridge.api.records.ward import System, Ward, observation, patient_bundle, ward_at

SEARCH: Final = ("/fhir/Observation", b"patient=p0")
LONG: Final = ("/fhir/Observation/long", b"")
MARK: Final = b"x" * 1000


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """Patient 0 has six observations, and one of four mebibytes."""
    with ward_at(tmp_path) as found:
        note = [{"text": MARK.decode() * 4200}]
        many = [observation(f"o{number}", note=[{"text": MARK.decode()}]) for number in range(6)]
        found.take(patient_bundle(0, *many), patient_bundle(0, observation("long", "1-1", note=note)))
        yield found


@dataclass
class Answer:
    """What left, until something happened after the second piece of content, and after that."""

    before: bytearray = field(default_factory=bytearray)
    after: bytearray = field(default_factory=bytearray)
    length: int = 0
    ended: bool = False
    happened: bool = False


def answer(system: System, asked: tuple[str, bytes], happens: Callable[[], object]) -> Answer:
    """The answer to a request while this happens; every piece waits until the one before it was taken."""
    got = Answer()

    async def send(event: Any) -> None:
        if event["type"] == "http.response.start":
            got.length = next(int(value) for name, value in event["headers"] if name == b"content-length")
            return
        piece = event.get("body", b"")
        (got.after if got.happened else got.before).extend(piece)
        got.ended = not event.get("more_body")
        if not got.happened and got.before.count(MARK) >= 2:
            got.happened = True
            await asyncio.to_thread(happens)

    async def receive() -> Any:
        return {"type": "http.request"}

    path, query = asked
    headers = [(b"authorization", f"Bearer {system.token}".encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": headers}
    asyncio.run(system.ward.gateway(scope, receive, send))
    assert got.happened
    return got


def end_of(ward: Ward, card: SoftCard) -> tuple[str, int]:
    """The one grant of a card's holder: its 32 bytes on chain in hex, and its end."""
    (grant,) = ward.clinic.desk.grants.of(ward.clinic.pseudonym(card))
    return grant.id.hex(), grant.end


def newest(ward: Ward) -> Act:
    return list(ward.clinic.desk.service.trace.acts())[-1].act


def test_t099_a_consent_is_used_until_its_last_second_and_the_audit_names_it(ward: Ward) -> None:
    grant, end = end_of(ward, ward.grant(0))
    assert ward.system("other").ask().get("/fhir/Observation/o1").status_code == 200
    assert (newest(ward).deed, newest(ward).grants) == (Deed.OPEN, (grant,))
    other = ward.system("another")
    for seconds, status in ((-1, 200), (0, 404)):
        ward.clinic.time = end + seconds
        assert ward.clinic.turn(), "grants are fresh: it is the clock that ends it"
        assert other.ask().get("/fhir/Observation/o1").status_code == status
    assert newest(ward).outcome is Outcome.REFUSED


@pytest.mark.parametrize("asked", [SEARCH, LONG], ids=["a-search", "one-resource"])
@pytest.mark.parametrize("how", ["revoked", "expired"])
def test_t099_once_a_consent_has_ended_no_byte_of_an_answer_leaves(
    ward: Ward, asked: tuple[str, bytes], how: str
) -> None:
    card = ward.grant(0)
    grant, end = end_of(ward, card)
    other = ward.system("other").ask()

    def expire() -> None:
        ward.clinic.time = end
        assert ward.clinic.turn()

    got = answer(other, asked, (lambda: ward.revoke(card)) if how == "revoked" else expire)
    assert MARK not in got.after
    assert not got.ended, "the server ends the connection, short of the length that was said"
    assert len(got.before) + len(got.after) < got.length
    assert (newest(ward).outcome, newest(ward).grants) == (Outcome.REFUSED, (grant,))
    assert other.ask().get("/fhir/Observation/o1").status_code == 404


def test_the_control_whose_consent_stays_gets_all_of_it(ward: Ward) -> None:
    ward.grant(0)
    got = answer(ward.system("other").ask(), LONG, lambda: None)
    assert got.ended
    assert len(got.before) + len(got.after) == got.length > 4 << 20
