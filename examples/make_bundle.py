"""Writes bundle-200.json: two years of one invented patient, 200 entries, the same bytes every time.

make_bundle.py [FILE]        default: bundle-200.json beside this script
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import date, timedelta
from pathlib import Path

ENTRIES = 200
SYSTEM = "urn:oid:2.16.840.1.113883.3.9999.4"
START = date(2024, 10, 7)
VITALS = (
    ("8480-6", "Systolic blood pressure", "mm[Hg]", "1{:02}", 18),
    ("8867-4", "Heart rate", "/min", "{}", 61),
    ("29463-7", "Body weight", "kg", "{}.50", 71),
    ("2339-0", "Glucose", "mg/dL", "{}.0", 92),
    ("4548-4", "Hemoglobin A1c", "%", "{}.10", 6),
)


def main(path: Path) -> None:
    """Write the bundle; numbers are written as text first, so that their zeros stay."""
    people = [patient(), organization(), practitioner()]
    visits = [encounter(number) for number in range(33)]
    rest = ENTRIES - len(people) - len(visits)
    observations = [observation(number, visits[number % len(visits)]) for number in range(rest)]
    listed = [entry(resource) for resource in (*people, *visits, *observations)]
    bundle = {"resourceType": "Bundle", "id": "two-years", "type": "collection", "entry": listed}
    text = json.dumps(bundle, ensure_ascii=False, indent=1)
    path.write_text(text.replace('"@', "").replace('@"', "") + "\n", encoding="utf-8")


def identity(name: str) -> str:
    """A UUID that is the same in every run."""
    return str(uuid.uuid5(uuid.UUID("6e1a5c2e-6a3f-5d0e-9d0b-2f0a6f2c9b11"), name))


def entry(resource: dict) -> dict:
    """A resource under its own address."""
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def patient() -> dict:
    """The one patient."""
    number = {
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
        "system": SYSTEM,
        "value": "NG-6120477",
    }
    return {
        "resourceType": "Patient",
        "id": identity("patient"),
        "identifier": [number],
        "name": [{"family": "Halldórsdóttir-Mbeki", "given": ["Sólveig", "Thandiwe"]}],
        "gender": "female",
        "birthDate": "1949-12-05",
        "address": [
            {"line": ["Marlinggasse 118"], "city": "Sankt Walburg", "postalCode": "39016", "country": "IT"}
        ],
    }


def organization() -> dict:
    """Where it happened."""
    return {"resourceType": "Organization", "id": identity("organization"), "name": "Northgate"}


def practitioner() -> dict:
    """Who measured."""
    return {
        "resourceType": "Practitioner",
        "id": identity("practitioner"),
        "name": [{"family": "Tschurtschenthaler", "given": ["Benno"], "prefix": ["Dr."]}],
    }


def encounter(number: int) -> dict:
    """A visit every three weeks."""
    day = (START + timedelta(weeks=3 * number)).isoformat()
    return {
        "resourceType": "Encounter",
        "id": identity(f"encounter {number}"),
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": f"urn:uuid:{identity('patient')}"},
        "period": {"start": day, "end": day},
        "serviceProvider": {"reference": f"urn:uuid:{identity('organization')}"},
    }


def observation(number: int, visit: dict) -> dict:
    """One of five measurements, its number as precise as the device gives it."""
    code, display, unit, form, base = VITALS[number % len(VITALS)]
    value = form.format(base + number % 7)
    return {
        "resourceType": "Observation",
        "id": identity(f"observation {number}"),
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": display}]},
        "subject": {"reference": f"urn:uuid:{identity('patient')}"},
        "encounter": {"reference": f"urn:uuid:{visit['id']}"},
        "effectiveDateTime": visit["period"]["start"],
        "performer": [{"reference": f"urn:uuid:{identity('practitioner')}"}],
        "valueQuantity": {
            "value": f"@{value}@",
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent / "bundle-200.json")
