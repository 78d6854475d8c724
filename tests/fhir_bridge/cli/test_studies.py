"""What an operator does with studies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fhir_bridge.access.roles import Role
from fhir_bridge.acts import Deed
from fhir_bridge.api.tokens.clients import registered
from fhir_bridge.cli.app import app
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.store.clients import Clients
from fhir_bridge.store.studies import Studies, Study
from tests.databases import about_backups
from tests.fhir_bridge.api.tokens.signing import Signer
from tests.fhir_bridge.house import ALICE, House


@pytest.fixture
def data(house: House) -> House:
    with house.writing() as service:
        for name, role in (("university", Role.RESEARCHER), ("ward", Role.CLINICIAN)):
            client = registered(
                name, Signer(name, "ed").jwks(), role=role, scopes="system/*.rs", organisation="urn:x|y",
                own=False, practitioners="",
            )  # fmt: skip
            assert Clients(service.journal.database).add(client)
    return house


def run(house: House, *words: str) -> Result:
    return CliRunner().invoke(app, ["studies", *words, "--data", str(house.path)])


def add(house: House, name: str = "sugar", **more: str) -> Result:
    said = {"client": "university", "epsilon": "1.0", "until": "2999-12-31"} | more
    return run(house, "add", name, *(word for key, value in said.items() for word in (f"--{key}", value)))


def test_a_study_is_added_listed_and_ended(data: House) -> None:
    assert add(data).exit_code == 0
    (line,) = run(data, "list", "--json").stdout.splitlines()
    assert json.loads(line) == {
        "study": "sugar", "state": "open", "client": "university", "epsilon": 1.0, "left": 1.0, "until": "2999-12-31"
    }  # fmt: skip
    assert run(data, "end", "sugar").exit_code == 0
    assert run(data, "list").stdout.split()[:3] == ["sugar", "over", "university"]
    with data.looking() as service:
        acts = [one.act for one in service.trace.acts() if one.act.study]
    assert [(act.deed, act.study) for act in acts] == [
        (Deed.STUDY_ADDED, "sugar"),
        (Deed.STUDY_ENDED, "sugar"),
    ]


BAD = {
    "a name with a space": {"name": "my study"},
    "nobody's": {"client": "nobody"},
    "a clinician's": {"client": "ward"},
    "nothing": {"epsilon": "0"},
    "too much": {"epsilon": "10.001"},
    "less than a thousandth": {"epsilon": "0.0101"},
    "below nothing": {"epsilon": "-1"},
    "over already": {"until": "2020-01-01"},
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_study_is_refused(data: House, name: str) -> None:
    refusal = add(data, **BAD[name]).exception
    assert isinstance(refusal, Refused)
    assert refusal.reason is Reason.BAD_STUDY
    assert run(data, "list").stdout == ""


def test_a_name_is_given_once_and_an_unknown_one_ends_nothing(data: House) -> None:
    assert add(data).exit_code == 0
    for result, reason in ((add(data), Reason.BAD_STUDY), (run(data, "end", "salt"), Reason.UNKNOWN_STUDY)):
        assert isinstance(result.exception, Refused)
        assert result.exception.reason is reason


@about_backups
def test_t101_a_restore_ends_every_study(data: House, tmp_path: Path) -> None:
    """A backup has the budget of its day: whoever restored it would let a study ask anew."""
    with data.writing() as service:
        Studies(service.journal.database).add(Study("sugar", "university", 1000, 0, 2**32))
    backed, fresh = tmp_path / "backup", House.at(tmp_path / "fresh" / "data")
    command = ["backup", str(backed), "--data", str(data.path)]
    assert CliRunner().invoke(app, command).exit_code == 0
    fresh.path.mkdir(parents=True)
    (data.path / "keys").rename(fresh.path / "keys")
    command = ["restore", str(backed), "--data", str(fresh.path)]
    assert CliRunner().invoke(app, [*command, "--as", ALICE.name]).exit_code == 0
    assert run(fresh, "list").stdout.split()[:2] == ["sugar", "over"]
