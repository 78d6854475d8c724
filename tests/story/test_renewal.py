"""A kiosk that nobody looks after stays enrolled: its own client and files, before the bridge's real door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import httpx
import pytest

from fhir_bridge.api.kiosks import CERTIFICATE_LIFE, RENEW_BEFORE, new_code, revoke
from fhir_bridge.api.wire import card, enrolment
from fhir_bridge.api.wire.enrolment import RENEW, Heartbeat
from fhir_bridge.api.wire.operation import Nothing
from fhir_bridge.api.wire.refusal import Refusal
from kiosk.bridge_client import HttpBridge, Identity
from kiosk.enrolment import Standing, enrol, standing
from kiosk.errors import BridgeRefused
from kiosk.renewal import Renewing
from tests.fhir_bridge.api.clinic import Clinic, Http, clinic_at

HERE = Heartbeat("1.0", reader=True, waiting=0)
DUE = CERTIFICATE_LIFE - RENEW_BEFORE
DAY = 86_400


@dataclass
class Line:
    """The way to the bridge; `lost` answers to renewals do not come back, and a challenge waits for `before`."""

    http: Http
    lost: int = 0
    before: Callable[[], object] = lambda: None
    renewals: list[httpx.Response] = field(default_factory=list)

    def post(self, path: str, *, content: bytes, headers: dict[str, str]) -> httpx.Response:
        if path == card.CHALLENGE.path:
            self.before()
        answer = self.http.post(path, content=content, headers=headers)
        if path == RENEW.path:
            self.renewals.append(answer)
            if self.lost:
                self.lost -= 1
                raise httpx.ReadError("lost")
        return answer

    def close(self) -> None:
        """There is nothing to let go of."""


@dataclass
class Kiosk:
    """A kiosk's folder, and what it asks with."""

    clinic: Clinic
    line: Line
    state: Path

    @property
    def standing(self) -> Standing:
        return standing(self.state)

    def started(self) -> Renewing:
        client = cast("httpx.Client", self.line)
        return Renewing(self.state, self.standing, client, clock=lambda: self.clinic.time)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A bridge for all of them; its time only goes on."""
    with clinic_at(tmp_path_factory.mktemp("clinic")) as found:
        yield found


@pytest.fixture
def kiosk(clinic: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    """A kiosk that was enrolled just now."""
    line = Line(clinic.http)

    def bridge(_: object, identity: Identity) -> HttpBridge:
        return HttpBridge(cast("httpx.Client", line), identity, clock=lambda: clinic.time)

    monkeypatch.setattr("kiosk.enrolment.HttpBridge", bridge)
    code = new_code(clinic.desk.kiosks, clinic.desk.keeping, int(clinic.time))
    enrol(tmp_path, "http://127.0.0.1:1", code, name="Hall")
    return Kiosk(clinic, line, tmp_path)


def test_a_kiosk_renews_itself_for_as_long_as_it_beats(kiosk: Kiosk) -> None:
    first, bridge = kiosk.standing, kiosk.started()
    for _ in range(4):
        kiosk.clinic.time += DUE + DAY
        bridge.ask(enrolment.HEARTBEAT, HERE)
    now = kiosk.standing
    assert len(kiosk.line.renewals) == 4
    assert now.identity.name == first.identity.name
    assert now.identity.key is not first.identity.key
    assert now.pinned.end == kiosk.clinic.time + CERTIFICATE_LIFE
    assert kiosk.started().ask(card.CHALLENGE, Nothing())
    assert not (kiosk.state / "next.pem").exists()


def test_nothing_is_renewed_before_it_is_time(kiosk: Kiosk) -> None:
    kiosk.clinic.time += DUE - DAY
    kiosk.started().ask(enrolment.HEARTBEAT, HERE)
    assert kiosk.line.renewals == []


@pytest.mark.parametrize("lost", [1, 2])
def test_an_answer_that_was_lost_costs_no_kiosk(kiosk: Kiosk, lost: int) -> None:
    """The bridge has the next key, the kiosk has not heard of it; it also comes back from being cut off there."""
    kiosk.clinic.time += DUE
    kiosk.line.lost = lost
    kiosk.started().ask(enrolment.HEARTBEAT, HERE)
    assert kiosk.started().ask(card.CHALLENGE, Nothing())
    assert kiosk.started().ask(enrolment.HEARTBEAT, HERE)
    assert kiosk.standing.pinned.end == kiosk.clinic.time + CERTIFICATE_LIFE


def test_a_request_under_way_while_the_key_turns_is_asked_again(kiosk: Kiosk) -> None:
    bridge, unheard = kiosk.started(), kiosk.started()
    kiosk.clinic.time += DUE
    kiosk.line.before = lambda: bridge.ask(enrolment.HEARTBEAT, HERE)
    assert bridge.ask(card.CHALLENGE, Nothing())
    assert len(kiosk.line.renewals) == 1
    with pytest.raises(BridgeRefused) as refused:  # asked by one that does not hear of the turn
        unheard.ask(card.CHALLENGE, Nothing())
    assert refused.value.refusal is Refusal.NOT_SIGNED


def test_what_was_pinned_stays_whatever_a_renewal_says(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    before, elsewhere = kiosk.standing.pinned, "0x" + "ee" * 20
    real = enrolment.Operation.answer

    def lying(operation: enrolment.Operation[object, object], body: bytes) -> object:
        answer = real(operation, body)
        if isinstance(answer, enrolment.Enrolled):
            object.__setattr__(answer, "consents", elsewhere)
        return answer

    monkeypatch.setattr(enrolment.Operation, "answer", lying)
    kiosk.clinic.time += DUE
    kiosk.started().ask(enrolment.HEARTBEAT, HERE)
    after = kiosk.standing.pinned
    assert after.end > before.end
    assert (after.consents, after.cards, after.chain_id) == (before.consents, before.cards, before.chain_id)


def test_a_revoked_kiosk_renews_nothing(kiosk: Kiosk) -> None:
    bridge = kiosk.started()
    kiosk.clinic.time += DUE
    assert revoke(kiosk.clinic.desk.kiosks, kiosk.standing.identity.name, now=int(kiosk.clinic.time))
    with pytest.raises(BridgeRefused):
        bridge.ask(enrolment.HEARTBEAT, HERE)
    assert kiosk.line.renewals == []
