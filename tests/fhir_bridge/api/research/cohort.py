"""People with features, who let a university count them; and its researcher, with a study."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx

from fhir_bridge.access.roles import Role, data_class
from fhir_bridge.api.relaying import KeptGrant, sealed_grant
from fhir_bridge.api.research.counting import counts
from fhir_bridge.api.research.query import Query
from fhir_bridge.api.tokens.caller import Caller, caller_of
from fhir_bridge.api.wire.consent import Opened, SubmissionState
from fhir_bridge.store.grants import GrantKept, SubmissionKept
from fhir_bridge.store.studies import Studies, Study
from tests.fhir_bridge.api.clinic import DAY, NOW
from tests.fhir_bridge.api.records.ward import System, Ward, ward_at

UNIVERSITY: Final = "urn:x|university"
SNOMED: Final = "http://snomed.info/sct"
SUGAR: Final = f"{SNOMED}|44054006"
HAS_SUGAR: Final = {"type": "Condition", "code": SUGAR}
CROWD: Final = 30
"""People with sugar: half of them female, born in the forties to the sixties, ill since 2018, 2019 or 2020."""
SCOPE: Final = "system/ResearchCount.s"


@dataclass
class Cohort:
    """A ward with a researcher who may count, and nothing else."""

    ward: Ward
    system: System
    numbers: Iterator[int] = field(default_factory=lambda: count(200))

    def some(self, many: int) -> tuple[str, list[int]]:
        """A code that nobody has yet, and the numbers of so many patients who are not there yet."""
        numbers = [next(self.numbers) for _ in range(many)]
        return f"9{numbers[0]:08}", numbers

    @property
    def caller(self) -> Caller:
        found = caller_of(self.ward.gateway.gate.door.clients, f"Bearer {self.system.token}", NOW)
        assert found
        return found

    @property
    def studies(self) -> Studies:
        return Studies(self.ward.clinic.desk.service.journal.database)

    def study(self, name: str, epsilon: int = 10_000, **more: Any) -> str:
        """A study with so many thousandths of epsilon."""
        whose = {"client": "researcher", "spent": 0, "until": NOW + 1000 * DAY} | more
        assert self.studies.add(Study(name, epsilon=epsilon, **whose))
        return name

    def exact(self, caller: Caller | None = None, *, by: str | None = None, **asked: Any) -> dict[str, int]:
        """What stands before the noise, of each bin that is not empty."""
        asked |= {"study": "any", "epsilon": 1} | ({"by": by} if by else {})
        query = Query.parse(json.dumps(asked).encode(), histogram=by is not None)
        gate = self.ward.gateway.gate
        found = counts(query, gate.projection, gate.door, caller or self.caller)
        return {name: count for name, count in zip(query.bins, found, strict=True) if count}

    def ask(self, study: str, *, path: str = "/research/count", **asked: Any) -> httpx.Response:
        return self.system.post(path, {"study": study, "epsilon": 1} | asked)

    def grant(self, number: int, *kinds: str, labels: tuple[str, ...] = (), **more: Any) -> bytes:
        """This patient lets the university count what is of these types; the grant, as the chain has it."""
        desk, whose, id_ = self.ward.clinic.desk, self.pseudonym(number), secrets.token_bytes(32)
        said = {"grantee": UNIVERSITY, "purpose": "HRESCH"} | more
        opened = Opened(secrets.token_bytes(32), classes=(*map(data_class, kinds), *labels), **said)
        kept = KeptGrant(opened, "University", "en", signed_for=False)
        sealed = sealed_grant(desk, whose, id_, kept)
        commitment, name = secrets.token_bytes(32), secrets.token_hex(16)
        grant = GrantKept(id_, whose, name, commitment, sealed, NOW + 90 * DAY, since=NOW, block=1)
        submission = SubmissionKept(name, whose, 0, SubmissionState.CONFIRMED, "", b"", NOW)
        desk.grants.submit(submission, [grant], answered=(), withdrawn=())
        return id_

    def revoke(self, number: int, grant: bytes) -> None:
        """This patient hands in that they take it back."""
        grants = self.ward.clinic.desk.grants
        kept = next(one for one in grants.of(self.pseudonym(number)) if one.id == grant)
        made = grants.submission(kept.submission)
        assert made
        again = replace(made, id=secrets.token_hex(16))
        grants.submit(again, [], answered=(), withdrawn=[kept.commitment])

    def pseudonym(self, number: int) -> str:
        (found, *_) = self.ward.gateway.gate.index.identified(SYSTEM, f"77{number}")
        return found


SYSTEM: Final = "urn:fhir-anchor:v2:authority:NORTH"


def person(number: int, *resources: dict[str, Any], **patient: Any) -> bytes:
    """FHIR of patient `number`."""
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    identifier = {"system": SYSTEM, "value": f"77{number}", "type": kind}
    said = {"resourceType": "Patient", "id": f"p{number}", "identifier": [identifier], **patient}
    subject = {"reference": f"Patient/p{number}"}
    of = {"Immunization": "patient", "AllergyIntolerance": "patient"}
    all_ = [said, *({of.get(one["resourceType"], "subject"): subject} | one for one in resources)]
    entries = [
        {"fullUrl": f"http://ehr.example/{one['resourceType']}/{one['id']}", "resource": one} for one in all_
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def has(code: str, **more: Any) -> dict[str, Any]:
    """The condition of a question that is met by who has this."""
    return {"type": "Condition", "code": f"{SNOMED}|{code}", **more}


def condition(id_: str, when: str = "2020-05-06", code: str = "44054006", **more: Any) -> dict[str, Any]:
    coded = {"coding": [{"system": SNOMED, "code": code}]}
    return {"resourceType": "Condition", "id": id_, "code": coded, "onsetDateTime": when, **more}


@contextmanager
def cohort_at(folder: Path) -> Iterator[Cohort]:
    with ward_at(folder) as ward:
        system = ward.system("researcher", role=Role.RESEARCHER, organisation=UNIVERSITY, scopes=SCOPE)
        yield Cohort(ward, system.ask(SCOPE))
