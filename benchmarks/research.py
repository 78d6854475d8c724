"""What counting costs, with everybody's consent: the first question, which makes the features, and those that follow.

    PYTHONPATH=. .venv/bin/python benchmarks/research.py [--patients 10000]

Processor time of this process, all of its threads together; each patient has two conditions and one grant. `wide` is
met by everybody, `narrow` by one in a hundred, `person` asks for sex and age alone. The noise is part
of it, HTTP is not.
"""

from __future__ import annotations

import argparse
import json
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fhir_bridge.access.roles import Role, base_policy, data_class
from fhir_bridge.api.building import desk_of
from fhir_bridge.api.desk import Custom
from fhir_bridge.api.limits import Buckets, Limits
from fhir_bridge.api.records.door import Door
from fhir_bridge.api.records.index import Index
from fhir_bridge.api.relaying import KeptGrant, sealed_grant
from fhir_bridge.api.research.counting import counts
from fhir_bridge.api.research.features import Projection
from fhir_bridge.api.research.noise import noisy
from fhir_bridge.api.research.query import Query
from fhir_bridge.api.tokens.caller import Caller
from fhir_bridge.api.tokens.scopes import Scopes
from fhir_bridge.api.wire.consent import Opened
from fhir_bridge.opening import writing
from fhir_bridge.service import Service
from fhir_bridge.settings import Settings
from fhir_bridge.source.files import Input
from fhir_bridge.store.clients import Clients
from fhir_bridge.store.grants import GrantKept, SubmissionKept

UNIVERSITY = "urn:x|university"
SNOMED = "http://snomed.info/sct"
RARE = 100


def bundle(number: int) -> bytes:
    """A person with two conditions, of which one is rare."""
    kind = {"coding": [{"code": "MR"}]}
    identifier = {"system": "urn:example:mrn", "value": str(number), "type": kind}
    born = f"{1940 + number % 60}-07-04"
    patient = {"resourceType": "Patient", "id": f"p{number}", "identifier": [identifier], "birthDate": born}
    codes = ("44054006", "38341003" if number % RARE == 0 else "195967001")
    resources = [patient | {"gender": ("female", "male")[number % 2]}]
    resources += [
        {
            "resourceType": "Condition",
            "id": f"c{number}-{code}",
            "subject": {"reference": f"Patient/p{number}"},
            "code": {"coding": [{"system": SNOMED, "code": code}]},
            "onsetDateTime": f"{2010 + number % 15}-05-06",
        }
        for code in codes
    ]
    entries = [
        {"fullUrl": f"http://x/{one['resourceType']}/{one['id']}", "resource": one} for one in resources
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def timed(what: str, act: Callable[[], object]) -> None:
    """Do it, and say what it took."""
    begun, used = time.perf_counter(), time.process_time()
    act()
    print(f"{what:>28} {time.process_time() - used:8.2f} s of processor {time.perf_counter() - begun:8.2f} s")


def grant_all(service: Service) -> None:
    """Everybody lets the university count."""
    desk = desk_of(service, None, Custom())
    desk.grants.take([], [], settled=0, at=desk.now())
    classes = tuple(map(data_class, ("Condition", "Patient")))
    for pseudonym in {stored.record.pseudonym for stored in service.journal.records()}:
        id_ = secrets.token_bytes(32)
        opened = Opened(secrets.token_bytes(32), UNIVERSITY, "HRESCH", classes)
        sealed = sealed_grant(desk, pseudonym, id_, KeptGrant(opened, "University", "en", signed_for=False))
        end, now = desk.now() + 86_400, desk.now()
        grant = GrantKept(id_, pseudonym, id_.hex(), id_, sealed, end, since=now, block=1)
        kept = SubmissionKept(id_.hex(), pseudonym, 0, "confirmed", "", b"", now)
        desk.grants.submit(kept, [grant], answered=(), withdrawn=())


def measure(service: Service) -> None:
    """The same questions, first and again."""
    desk = desk_of(service, None, Custom())
    database = service.journal.database
    policy = base_policy(stale_after=2**31)
    door = Door(desk, Clients(database), policy, Limits(Buckets(database), time.time))
    index = Index(service)
    projection = Projection(service, index)
    timed("the index", index.catch_up)
    timed("the features", lambda: projection.catch_up(desk.now()))
    scopes = Scopes.parse("system/ResearchCount.s")
    names = frozenset({UNIVERSITY, Role.RESEARCHER.grantee})
    caller = Caller("university", Role.RESEARCHER, UNIVERSITY, names, scopes, "HRESCH", "")
    wide, narrow = ([{"type": "Condition", "code": f"{SNOMED}|{code}"}] for code in ("44054006", "38341003"))
    questions = {
        "narrow": {"coded": narrow},
        "wide": {"coded": wide},
        "person": {"sex": ["female"], "age": ["40-49"]},
        "wide by age": {"coded": wide, "by": "age"},
    }
    for turn in ("first", "again"):
        for name, asked in questions.items():
            said = json.dumps({"study": "s", "epsilon": 0.1} | asked).encode()
            query = Query.parse(said, histogram="by" in asked)
            timed(f"{name}, {turn}", lambda query=query: noisy(counts(query, projection, door, caller), 100))


def main() -> None:
    """As the module says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--patients", type=int, default=10_000)
    many = parser.parse_args().patients
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data", site="x.example/log")
        with writing(settings, lambda: None) as service:
            for start in range(0, many, 500):
                batch = range(start, min(start + 500, many))
                for one in service.ingest(Input(str(number), bundle(number)) for number in batch):
                    if one.reason:
                        raise SystemExit(str(one.reason))
            grant_all(service)
            measure(service)


if __name__ == "__main__":
    main()
