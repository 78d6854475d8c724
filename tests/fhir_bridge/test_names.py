"""What a client calls its Patients: one person, whatever comes first and whichever way, and never another client's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_bridge.errors import Unavailable
from fhir_bridge.opening import serving
from fhir_bridge.patientindex import TOGETHER, Whose
from fhir_bridge.records import RESOURCE_ID, SITE, Identifier, Lead
from fhir_bridge.serve.fhir_http import FhirIntake
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.posters import Posters
from fhir_bridge.serve.web import nothing_here
from fhir_bridge.service import Service
from fhir_bridge.source.files import Input
from fhir_bridge.store import finishing
from fhir_bridge.store.faults import Overtaken
from fhir_bridge.store.group import GroupCommit
from fhir_bridge.store.models import ONE_SENDER
from tests.fhir_bridge.house import CANARY, House
from tests.fhir_bridge.office import erase

WARD, LAB = "WARD|NORTH", "LAB|SOUTH"
BASE = "https://ehr.example/fhir"
TYPE = {"content-type": "application/fhir+json"}
NUMBERS = count(1)


def number(value: str) -> dict[str, Any]:
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    return {"system": "urn:oid:1.2.3", "value": value, "type": kind}


def patient(id_: str, *numbers: str, **more: Any) -> dict[str, Any]:
    borne = {"identifier": [number(one) for one in numbers]} if numbers else {}
    return {"resourceType": "Patient", "id": id_, "name": [{"family": CANARY}]} | borne | more


def result(subject: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    """One of its own: no two are the same."""
    named = {"reference": subject} if isinstance(subject, str) else subject
    code = {"text": f"result {next(NUMBERS)}"}
    return {"resourceType": "Observation", "status": "final", "code": code, "subject": named} | more


def bundle(kind: str, *resources: dict[str, Any], base: str = "") -> dict[str, Any]:
    entry: list[dict[str, Any]] = []
    for one in resources:
        place = f"{one['resourceType']}/{one['id']}" if "id" in one else one["resourceType"]
        asked = {"method": "PUT" if "id" in one else "POST", "url": place}
        url = {"fullUrl": f"{base}/{place}"} if base and "id" in one else {}
        entry.append(url | {"resource": one} | ({"request": asked} if kind == "transaction" else {}))
    return {"resourceType": "Bundle", "type": kind, "entry": entry}


@dataclass(frozen=True)
class Sent:
    """A resource, by whom and which way."""

    sender: str
    way: str
    resource: dict[str, Any]

    def request(self) -> tuple[str, str]:
        kind, id_ = self.resource["resourceType"], self.resource.get("id")
        if self.way == "put" and id_:
            return "PUT", f"/fhir/{kind}/{id_}"
        return "POST", "/fhir" if kind == "Bundle" else f"/fhir/{kind}"

    def body(self) -> bytes:
        return json.dumps(self.resource).encode()


WAYS = ("put", "post", "transaction", "file", "lines")


def sent(sender: str, resource: dict[str, Any], way: str = "put") -> Sent:
    made = bundle("transaction", resource) if way == "transaction" else resource
    return Sent(sender, way, made)


def take(service: Service, *given: Sent) -> list[int]:
    """Each in turn, and all becomes records; the statuses of what went over HTTP, 0 of a file."""

    async def story() -> list[int]:
        group = GroupCommit(service.intake.inbox, broken=lambda _: None)
        group.begin()
        try:
            return [await _taken(service, group, one) for one in given]
        finally:
            group.end()

    statuses = asyncio.run(story())
    service.recover()
    return statuses


async def _taken(service: Service, group: GroupCommit, one: Sent) -> int:
    if one.way in {"file", "lines"}:
        taken = Input("1", one.body(), first_line=int(one.way == "lines"), sender=one.sender)
        service.pipeline.accept(service.intake.message_of(taken))
        return 0
    who = Posters(senders={"": one.sender} if one.sender else {})
    app = FhirIntake(service.intake, group, lambda: None, Figures(), nothing_here, who)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bridge") as client:
        method, path = one.request()
        return (await client.request(method, path, content=one.body(), headers=TYPE)).status_code


def people(service: Service) -> list[str]:
    """Whose each record is, in order, by the name that they go by."""
    persons = service.pipeline.custody.persons()
    found = [persons.survivor(one.record.pseudonym) for one in service.journal.records()]
    assert not service.quarantine.all()
    return found


@pytest.fixture
def service(house: House) -> Any:
    with serving(house.settings, lambda: None) as opened:
        yield opened


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("numbers", [("7",), ()])
def test_who_was_named_by_a_client_is_found_by_that_name_whichever_way(
    service: Service, first: str, numbers: Sequence[str]
) -> None:
    later = [sent(WARD, result("Patient/1"), way) for way in WAYS]
    statuses = take(service, sent(WARD, patient("1", *numbers), first), *later)
    assert set(statuses) <= {0, 200, 201}
    assert len(set(people(service))) == 1
    assert len(people(service)) == 1 + len(WAYS)


def test_two_hospitals_patient_1_are_two_people(service: Service) -> None:
    for way in WAYS:
        take(service, sent(WARD, patient("1", "7"), way), sent(LAB, patient("1", "8"), way))
    take(
        service,
        sent(WARD, result("Patient/1")),
        sent(LAB, result("Patient/1")),
        sent("", result("Patient/1")),
    )
    ward, lab = people(service)[:2]
    assert people(service)[-3:-1] == [ward, lab]
    assert len(set(people(service))) == 3


def test_the_same_bytes_of_two_clients_are_two_messages(service: Service) -> None:
    one = result("Patient/1")
    take(service, *(sent(sender, one, way) for sender in (WARD, LAB) for way in ("post", "file")))
    assert len(set(people(service))) == len(people(service)) == 2


def test_what_comes_before_its_patient_is_theirs_once_they_come(service: Service) -> None:
    take(service, sent(LAB, patient("x", "7")))
    take(service, sent(WARD, result("Patient/1")), sent(WARD, result("Patient/1"), "file"))
    known, unknown, _ = people(service)
    assert known != unknown
    take(service, sent(WARD, patient("1", "7")), sent(WARD, result("Patient/1")))
    assert set(people(service)) == {known}
    assert [one.record.pseudonym for one in service.journal.records()][-2:] == [known, known]


def test_who_has_numbers_of_their_own_is_never_joined_by_an_id(service: Service) -> None:
    take(service, sent(LAB, patient("x", "7")), sent(WARD, patient("1", "8")))
    take(service, sent(WARD, patient("1", "7", active=True)), sent(WARD, result("Patient/1")))
    assert [one.reason.split()[0] for one in service.quarantine.all()] == ["identity-conflict"]
    lab, ward, still = [one.record.pseudonym for one in service.journal.records()]
    assert ward == still != lab
    assert service.pipeline.patients.bonds() == []


def test_a_number_that_a_client_corrects_is_the_same_persons(service: Service) -> None:
    take(service, sent(WARD, patient("1", "7")), sent(WARD, patient("1", "9")), sent(LAB, patient("a", "9")))
    assert len(set(people(service))) == 1


def test_of_those_who_do_not_say_who_they_are_another_number_is_another_patient(service: Service) -> None:
    take(service, sent("", patient("1", "7")), sent("", patient("1", "9"), "file"))
    assert [one.reason.split()[0] for one in service.quarantine.all()] == ["identity-conflict"]


REFERENCES = {
    "version": "Patient/1/_history/2",
    "url": f"{BASE}/Patient/1",
    "version at a url": f"{BASE}/Patient/1/_history/2",
    "number": {"identifier": number("7")},
    "number with its type": {"type": "Patient", "identifier": number("7")},
}


@pytest.mark.parametrize("named", REFERENCES.values(), ids=REFERENCES.keys())
@pytest.mark.parametrize("patients_first", [True, False])
def test_however_a_patient_is_referred_to(
    service: Service, named: str | dict[str, Any], patients_first: bool
) -> None:
    given = [
        sent(WARD, bundle("collection", patient("1", "7"), base=BASE), "post"),
        sent(WARD, result(named)),
        sent(WARD, result(named), "file"),
    ]
    take(service, *given[:: 1 if patients_first else -1])
    assert len(set(people(service))) == 1
    assert SITE not in people(service)


def test_a_url_under_a_base_that_is_known_is_the_name_alone(service: Service) -> None:
    take(service, sent(WARD, bundle("collection", patient("1", "7"), base=BASE), "post"))
    take(service, sent(WARD, patient("2", "8")), sent(WARD, result(f"{BASE}/Patient/2")))
    take(service, sent(WARD, result("https://other.example/fhir/Patient/2")))
    one, two, same, other = people(service)
    assert two == same
    assert len({one, two, other}) == 3


def test_what_is_passed_on_from_another_server_is_not_the_senders_by_its_id(service: Service) -> None:
    first: dict[str, Any] = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "x"},
        "date": "2026",
        "title": "x",
    }
    first |= {"author": [{"display": "x"}], "subject": {"reference": "https://other.example/fhir/Patient/1"}}
    document = bundle("document", first, patient("1", "8"), base="https://other.example/fhir")
    passed = document | {"identifier": {"system": "urn:x", "value": "1"}, "timestamp": "2026-11-01T00:00:00Z"}
    take(service, sent(WARD, patient("1", "7")), sent(WARD, passed, "post"), sent(WARD, result("Patient/1")))
    own, other, again = people(service)
    assert own == again != other


def test_who_is_contained_is_known_by_their_numbers_or_by_where_they_are(service: Service) -> None:
    held = {"subject": {"reference": "#p"}}
    take(service, sent(LAB, patient("x", "7")))
    take(service, sent(WARD, result("") | held | {"contained": [patient("p", "7")]}, "post"))
    take(service, sent(WARD, result("") | held | {"id": "a", "contained": [patient("p")]}))
    take(service, sent(WARD, result("") | held | {"id": "b", "contained": [patient("p")]}))
    lab, ward, one, two = people(service)
    assert lab == ward
    assert len({lab, one, two, SITE}) == 4


def test_what_was_given_its_id_here_is_found_by_it_whoever_asks(service: Service) -> None:
    nameless = {name: value for name, value in patient("", "7").items() if name != "id"}
    take(service, sent(WARD, nameless, "post"))
    (record,) = service.journal.records()
    (entry,) = json.loads(service.release.open(record.record.id))["entry"]
    name = f"Patient/{entry['resource']['id']}"
    take(service, sent(LAB, result(name)), sent(WARD, result(name), "file"))
    assert len(set(people(service))) == 1


def test_an_erasure_takes_the_names_too(service: Service) -> None:
    take(
        service, sent(LAB, patient("x", "7")), sent(WARD, result("Patient/1")), sent(WARD, patient("1", "7"))
    )
    before = [one.record.pseudonym for one in service.journal.records()]
    erase(service, before[0])
    assert service.pipeline.patients.bonds() == []
    take(service, sent(WARD, result("Patient/1")), sent(LAB, result("Patient/x")))
    after = [one.record.pseudonym for one in service.journal.records()][-2:]
    assert not set(after) & set(before)
    assert after[0] != after[1]


def test_no_name_stands_in_the_journal(service: Service) -> None:
    take(service, *(sent(WARD, patient("p7-canary", "7", active=way == "put"), way) for way in WAYS))
    take(service, sent(WARD, bundle("collection", patient("p7-canary", "7"), base=BASE), "post"))
    raw = b"".join(path.read_bytes() for path in service.folder.path.rglob("*") if path.is_file())
    assert not [word for word in (b"p7-canary", BASE.encode(), b"WARD", CANARY.encode()) if word in raw]


def accepted(service: Service, one: Sent) -> int:
    given = Input("1", one.body(), sender=one.sender)
    return service.pipeline.accept(service.intake.message_of(given))[0]


def test_of_two_workers_who_learn_one_number_at_once_the_second_reads_again(service: Service) -> None:
    take(service, sent(WARD, result("Patient/1")))
    ward, lab = (accepted(service, sent(sender, patient("1", "7"))) for sender in (WARD, LAB))
    mine, rival = (service.pipeline.made_of(service.journal.message(one)) for one in (ward, lab))
    service.journal.finish([rival])
    with pytest.raises(Overtaken):
        service.journal.finish([mine])
    assert len(service.journal.records()) == 2
    service.recover()
    assert len(set(people(service))) == 1
    assert len(people(service)) == 3


def test_a_worker_that_was_overtaken_goes_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    finish, times = type(service.journal).finish, count()

    def once(self: Any, finished: Any, **more: Any) -> None:
        if not next(times):
            raise Overtaken
        finish(self, finished, **more)

    monkeypatch.setattr(type(service.journal), "finish", once)
    take(service, sent(WARD, patient("1", "7")), sent(WARD, result("Patient/1")))
    assert len(set(people(service))) == 1
    assert not service.journal.pending()


def test_killed_between_learning_and_filing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_: object) -> None:
        raise Unavailable("killed")

    take(service, sent(LAB, patient("x", "7")), sent(WARD, result("Patient/1")))
    for one in (
        sent(WARD, patient("1", "7")),
        sent(WARD, result("Patient/2")),
        sent(WARD, patient("2", "8")),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(finishing, "_write_records", torn)
            with pytest.raises(Unavailable):
                take(service, one)
    take(service)
    assert sorted(map(people(service).count, set(people(service)))) == [2, 3]


def test_what_was_known_before_clients_were_told_apart_is_still_found(house: House) -> None:
    with serving(house.settings, lambda: None) as service:
        take(service, sent(WARD, result("Patient/1")))
        (record,) = service.journal.records()
        index = Whose(service.pipeline.custody, service.pipeline.patients, sender=TOGETHER, types=())
        name = Identifier("", "Patient/9", RESOURCE_ID)
        lead = Lead(index._tag(name), record.record.pseudonym, index._slot(name))
        service.pipeline.patients.lead(lead)  # as it stood when all FHIR was one sender's
        service.journal.settle(ONE_SENDER, b"1")
    with serving(house.settings, lambda: None) as service:
        take(service, sent(WARD, result("Patient/9")), sent(LAB, result("Patient/9")))
        old, ward, lab = people(service)
    assert old == ward != lab


TOLD = st.tuples(
    st.sampled_from((WARD, LAB)),
    st.sampled_from(WAYS),
    st.sampled_from(("patient", "numbered", "result", "version", "url", "number")),
)
WHOLE = [(sender, "post", "whole") for sender in (WARD, LAB)]
"""Of each sender somewhere: a Patient with its number, its id and its URL."""


@given(st.lists(TOLD, max_size=5).flatmap(lambda told: st.permutations([*WHOLE, *told])))
@settings(max_examples=15, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_order_and_transport_one_senders_id_is_one_person(
    service: Service, told: list[tuple[str, str, str]]
) -> None:
    own, start = f"p{next(NUMBERS)}", len(service.journal.records())  # the folder is one for all examples
    for sender, way, what in told:
        take(service, sent(sender, _said(sender, own, what), way))
    found = people(service)[start:]
    assert len(found) == len(told)
    pairs = {(sender, whose) for (sender, _, _), whose in zip(told, found, strict=True)}
    assert len(pairs) == len(set(found)) == 2


def _said(sender: str, own: str, what: str) -> dict[str, Any]:
    borne = number(f"{sender}-{own}")
    named = {
        "result": f"Patient/{own}",
        "version": f"Patient/{own}/_history/3",
        "url": f"{BASE}/Patient/{own}",
    }
    if what in named:
        return result(named[what])
    if what == "number":
        return result({"identifier": borne})
    one = patient(
        own, language=f"x-{next(NUMBERS)}", **({} if what == "patient" else {"identifier": [borne]})
    )
    return bundle("collection", one, base=f"{BASE}") if what == "whole" else one
