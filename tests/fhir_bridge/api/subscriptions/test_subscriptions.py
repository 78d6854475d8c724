"""Subscribers are told of what they may read, at the moment in which they are told, durably and in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from fhir_bridge.access.decide import Basis, Permit
from fhir_bridge.acts import Deed
from fhir_bridge.api.outward import Way
from fhir_bridge.api.records.door import Door
from fhir_bridge.api.site import gateway_of
from fhir_bridge.api.subscriptions import notifying
from fhir_bridge.api.subscriptions.hooks import Hook, Hooks
from fhir_bridge.api.subscriptions.notifying import LATER, Notifier
from fhir_bridge.api.subscriptions.resource import CONTENT
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.store.clients import Clients
from fhir_bridge.store.subscribing import Subscriptions
from tests.fhir_bridge.api.clinic import clinic_at
from tests.fhir_bridge.api.records.ward import BASE, System, Ward, observation, patient_bundle
from tests.fhir_bridge.api.subscriptions.receiver import Receiver, answering, receiving, taking

ID_ONLY = {
    "payload": "application/fhir+json",
    "_payload": {"extension": [{"url": CONTENT, "valueCode": "id-only"}]},
}
SCOPES = "system/Subscription.crds system/*.rs"


@dataclass
class Feed:
    """A ward with an endpoint that its clients may have something sent to."""

    ward: Ward
    ehr: Receiver
    notifier: Notifier
    own: System | None = None

    @property
    def subscriptions(self) -> Subscriptions:
        return self.notifier.subscriptions

    def system(self, name: str = "ehr", **more: Any) -> System:
        return self.ward.system(name, scopes=SCOPES, **more).ask(SCOPES)

    def body(self, criteria: str = "Observation", **channel: Any) -> dict[str, Any]:
        known = {"type": "rest-hook", "endpoint": f"{self.ehr.origin}/hook"}
        found = {"resourceType": "Subscription", "status": "requested", "reason": "new results"}
        return found | {"criteria": criteria, "channel": known | channel}

    def subscribe(self, system: System, criteria: str = "Observation", **channel: Any) -> dict[str, Any]:
        answer = system.post("/fhir/Subscription", self.body(criteria, **channel))
        assert answer.status_code == 201, answer.content
        found: dict[str, Any] = answer.json()
        assert answer.headers["location"] == f"{BASE}/fhir/Subscription/{found['id']}"
        return found

    def rounds(self) -> None:
        while self.notifier.round():
            pass

    def later(self, seconds: int) -> None:
        self.ward.clinic.time += seconds
        self.ward.clinic.turn()
        self.rounds()

    def focuses(self) -> list[str]:
        parameters = [one["entry"][0]["resource"]["parameter"] for one in self.ehr.bodies]
        events = [one["part"] for each in parameters for one in each if one["name"] == "notification-event"]
        return [part[2]["valueReference"]["reference"].removeprefix(f"{BASE}/fhir/") for part in events]


@contextmanager
def feed_at(folder: Path) -> Iterator[Feed]:
    with clinic_at(folder) as clinic, receiving() as ehr:
        clinic.turn()
        hooks = Hooks(tuple(Hook(name, ehr.origin, Way(inside=True)) for name in ("ehr", "own")))
        gateway = gateway_of(clinic.desk, BASE, otherwise=nothing_here, hooks=hooks)
        kept = Subscriptions(clinic.desk.service.journal.database)
        yield Feed(Ward(clinic, gateway), ehr, Notifier(gateway.gate, kept))


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    with feed_at(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    """For what is refused: nothing of it stays."""
    with feed_at(tmp_path_factory.mktemp("feed")) as found:
        own_of(found)
        yield found


def own_of(feed: Feed) -> System:
    """The custodian's own EHR."""
    feed.own = feed.own or feed.system("own", organisation="urn:x|own", own=True)
    return feed.own


def test_the_custodians_own_ehr_is_told_of_what_is_new_and_signed(feed: Feed) -> None:
    feed.ward.take(patient_bundle(0, observation("before")))
    own = own_of(feed)
    made = feed.subscribe(own, **ID_ONLY)
    key = made["extension"][0]["valueString"]
    feed.rounds()
    assert feed.focuses() == []
    assert own.get(f"/fhir/Subscription/{made['id']}").json()["status"] == "active"
    feed.ward.take(patient_bundle(0, observation("o1")), patient_bundle(1, observation("o2")))
    feed.rounds()
    assert feed.focuses() == ["Observation/o1", "Observation/o2"]
    assert [headers["webhook-id"] for headers, _ in feed.ehr.came] == [f"{made['id']}.{n}" for n in range(3)]
    assert feed.ehr.signed(key)
    assert not feed.ehr.signed("whsec_" + "A" * 44)
    assert "extension" not in own.get(f"/fhir/Subscription/{made['id']}").json()
    act = next(feed.ward.clinic.desk.service.trace.newest()).act
    assert (act.deed, act.recipient, act.purpose, len(act.records)) == (Deed.NOTIFY, "own", "TREAT", 1)


def test_a_notice_holds_no_content(feed: Feed) -> None:
    own = own_of(feed)
    feed.subscribe(own)
    feed.subscribe(own, **ID_ONLY)
    feed.ward.take(patient_bundle(0, observation("o1", language="anna-1f")))
    feed.rounds()
    bodies = [body for _, body in feed.ehr.came]
    assert bodies.count(b"") == 2
    assert not any(b"anna-1f" in body or b"718-7" in body for body in bodies)


def test_a_stranger_is_told_of_nobody_and_with_a_grant_of_that_patient_alone(feed: Feed) -> None:
    other = feed.system()
    feed.subscribe(other, **ID_ONLY)
    feed.ward.take(patient_bundle(0, observation("o1")), patient_bundle(1, observation("o2")))
    feed.rounds()
    assert feed.focuses() == []
    feed.ward.grant(0)
    feed.ward.take(patient_bundle(0, observation("o3")), patient_bundle(1, observation("o4")))
    feed.rounds()
    assert feed.focuses() == ["Observation/o3"]


def test_a_door_that_lets_everybody_through_would_be_seen(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the one above."""
    monkeypatch.setattr(Door, "_answer", lambda *_: Permit(Basis.POLICY, 0))
    feed.subscribe(feed.system(), **ID_ONLY)
    feed.ward.take(patient_bundle(0, observation("o1")))
    feed.rounds()
    assert feed.focuses() == ["Observation/o1"]


def test_t099_it_is_decided_when_it_is_told_also_when_it_is_told_again(feed: Feed) -> None:
    other = feed.system()
    card = feed.ward.grant(0)
    feed.subscribe(other, **ID_ONLY)
    feed.rounds()
    feed.ehr.behaviour = answering(503)
    feed.ward.take(patient_bundle(0, observation("o1")))
    feed.rounds()
    assert feed.focuses() == ["Observation/o1"]
    feed.ehr.behaviour = taking
    feed.ward.revoke(card)
    feed.later(LATER[0])
    assert feed.focuses() == ["Observation/o1"]
    assert feed.subscriptions.deliveries() == []


def test_only_the_type_and_the_patient_that_were_asked_for(feed: Feed) -> None:
    own = own_of(feed)
    feed.ward.take(patient_bundle(0))
    feed.subscribe(own, "Observation?patient=p0", **ID_ONLY)
    procedure = {"resourceType": "Procedure", "id": "x", "status": "completed"}
    feed.ward.take(patient_bundle(0, observation("o1"), procedure), patient_bundle(1, observation("o2")))
    feed.rounds()
    assert feed.focuses() == ["Observation/o1"]


def test_a_consent_is_told_of_as_any_record(feed: Feed) -> None:
    own = own_of(feed)
    feed.subscribe(own, "Consent", **ID_ONLY)
    feed.ward.grant(0)
    feed.rounds()
    assert [one.partition("/")[0] for one in feed.focuses()] == ["Consent"]


def test_what_is_not_taken_comes_later_in_order_and_ends_as_a_dead_letter(feed: Feed) -> None:
    own = own_of(feed)
    made = feed.subscribe(own, **ID_ONLY)
    feed.rounds()
    feed.ehr.behaviour = answering(500)
    feed.ward.take(patient_bundle(0, observation("o1")), patient_bundle(0, observation("o2")))
    feed.rounds()
    assert len(feed.focuses()) == 1
    feed.rounds()  # not due yet
    assert len(feed.focuses()) == 1
    for seconds in LATER[:-1]:
        feed.later(seconds)
    assert feed.focuses() == ["Observation/o1"] * len(LATER)
    assert own.ask(SCOPES).get(f"/fhir/Subscription/{made['id']}").json()["status"] == "error"
    feed.later(LATER[-1])
    tried = ["Observation/o1"] * (len(LATER) + 1)
    feed.later(LATER[-1])
    assert feed.focuses() == tried
    assert own.ask(SCOPES).get(f"/fhir/Subscription/{made['id']}").json()["status"] == "off"
    dead, waiting = feed.subscriptions.deliveries()
    assert (dead.dead, dead.problem, dead.event, waiting.dead) == (True, "refused", 1, False)
    feed.ehr.behaviour = taking
    assert feed.subscriptions.revive(made["id"]) == 1
    feed.rounds()
    assert feed.focuses() == [*tried, "Observation/o1", "Observation/o2"]
    assert feed.subscriptions.deliveries() == []


def test_what_waits_is_bounded_and_the_rest_is_found_in_the_index(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "BATCH", 2)
    own = own_of(feed)
    feed.subscribe(own, **ID_ONLY)
    feed.ehr.behaviour = answering(500)
    feed.ward.take(*(patient_bundle(0, observation(f"o{number}")) for number in range(7)))
    for _ in range(9):
        feed.rounds()
    assert len(feed.subscriptions.deliveries()) <= 3
    feed.ehr.behaviour = taking
    feed.later(LATER[0])
    assert feed.focuses() == [f"Observation/o{number}" for number in range(7)]


def test_an_endpoint_that_fails_keeps_no_other_waiting(feed: Feed) -> None:
    own = own_of(feed)
    feed.subscribe(own, endpoint=f"{feed.ehr.origin}/bad", **ID_ONLY)
    feed.subscribe(own, endpoint=f"{feed.ehr.origin}/good", **ID_ONLY)
    feed.ehr.behaviour = lambda request: taking(request, 500 if request.path == "/bad" else 200)
    feed.ward.take(patient_bundle(0, observation("o1")))
    feed.rounds()
    assert feed.focuses() == ["Observation/o1"]
    assert {one.problem for one in feed.subscriptions.deliveries()} == {"refused", ""}


def test_deliveries_outlive_the_process(feed: Feed) -> None:
    own = own_of(feed)
    feed.subscribe(own, **ID_ONLY)
    feed.ehr.behaviour = answering(500)
    feed.ward.take(patient_bundle(0, observation("o1")))
    feed.rounds()
    feed.ehr.behaviour = taking
    again = replace(
        feed.notifier, subscriptions=Subscriptions(feed.ward.clinic.desk.service.journal.database)
    )
    feed.ward.clinic.time += LATER[0]
    while again.round():
        pass
    assert feed.focuses() == ["Observation/o1"]


def test_a_revoked_client_is_told_nothing_more(feed: Feed) -> None:
    own = own_of(feed)
    feed.subscribe(own, **ID_ONLY)
    assert Clients(feed.ward.clinic.desk.service.journal.database).revoke("own", 1)
    feed.ward.take(patient_bundle(0, observation("o1")))
    feed.rounds()
    assert feed.ehr.came == []
    assert feed.subscriptions.all() == []


def test_nobody_sees_or_ends_anothers_and_who_ends_their_own_hears_no_more(feed: Feed) -> None:
    own, other = feed.system("own", organisation="urn:x|own", own=True), feed.system()
    made = feed.subscribe(own, **ID_ONLY)
    path = f"/fhir/Subscription/{made['id']}"
    assert other.get(path).status_code == other.send("DELETE", path).status_code == 404
    assert other.get("/fhir/Subscription").json()["entry"] == []
    assert [one["resource"]["id"] for one in own.get("/fhir/Subscription").json()["entry"]] == [made["id"]]
    assert own.send("DELETE", path).status_code == 204
    feed.ward.take(patient_bundle(0, observation("o1")))
    feed.rounds()
    assert feed.ehr.came == []


def test_twenty_are_enough(feed: Feed) -> None:
    own = own_of(feed)
    for _ in range(20):
        feed.subscribe(own)
    assert own.post("/fhir/Subscription", feed.body()).status_code == 429


WRONG: dict[str, tuple[dict[str, Any], int]] = {
    "another origin": ({"endpoint": "http://127.0.0.1:1/hook"}, 403),
    "a longer host": ({"endpoint": "http://localhost.evil.example/hook"}, 403),
    "a user": ({"endpoint": "http://{host}@evil.example/hook"}, 400),
    "a query": ({"endpoint": "{origin}/hook?to=x"}, 400),
    "no path": ({"endpoint": "{origin}"}, 400),
    "a backslash": ({"endpoint": "{origin}\\@evil.example/"}, 400),
    "another scheme": ({"endpoint": "file:///etc/passwd"}, 400),
    "a line break": ({"endpoint": "{origin}/hook\r\nx: y"}, 400),
    "another channel": ({"type": "websocket"}, 400),
    "headers of its own": ({"header": ["Authorization: x"]}, 400),
    "the whole resource": ({"payload": "application/fhir+json"}, 400),
    "whole, said": (ID_ONLY | {"_payload": {"extension": [{"url": CONTENT, "valueCode": "full-resource"}]}}, 400),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_understood_or_not_listed_is_refused(shared: Feed, name: str) -> None:
    said, status = WRONG[name]
    origin = shared.ehr.origin
    filled = {
        key: value.replace("{origin}", origin).replace("{host}", origin[7:])
        if isinstance(value, str)
        else value
        for key, value in said.items()
    }
    assert own_of(shared).post("/fhir/Subscription", shared.body(**filled)).status_code == status
    assert shared.subscriptions.all() == []


CRITERIA = ("", "observation", "Observation?code=1", "Observation?patient=nobody", "?", "A&b")


@pytest.mark.parametrize("criteria", CRITERIA)
def test_criteria_are_a_type_or_a_type_and_a_patient(shared: Feed, criteria: str) -> None:
    assert own_of(shared).post("/fhir/Subscription", shared.body(criteria)).status_code == 400


def test_a_scope_that_does_not_read_the_type_subscribes_to_nothing(feed: Feed) -> None:
    narrow = feed.ward.system("own", scopes=SCOPES, organisation="urn:x|own", own=True)
    narrow.ask("system/Subscription.crds system/Patient.r")
    assert narrow.post("/fhir/Subscription", feed.body()).status_code == 403
    narrow.ask("system/Subscription.rs system/Observation.rs")
    assert narrow.post("/fhir/Subscription", feed.body()).status_code == 403


def test_an_origin_that_is_taken_off_the_list_is_sent_nothing(feed: Feed) -> None:
    own = own_of(feed)
    feed.subscribe(own)
    bare = replace(feed.notifier, gate=replace(feed.notifier.gate, hooks=Hooks()))
    bare.round()
    assert feed.ehr.came == []
    assert [one.problem for one in feed.subscriptions.deliveries()] == ["not-listed"]


def test_an_erased_patient_is_told_of_no_more(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    own = own_of(feed)
    feed.subscribe(own, **ID_ONLY)
    feed.ward.take(patient_bundle(0, observation("o1")))
    monkeypatch.setattr(type(feed.notifier.gate.index), "numbered", lambda *_: None)  # what an erasure leaves
    feed.rounds()
    assert feed.focuses() == []
    assert feed.subscriptions.deliveries() == []
