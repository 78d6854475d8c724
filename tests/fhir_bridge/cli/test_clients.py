"""A member of the directory vouches for its system, and another house registers it by that and by nothing less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fhir_bridge.cli.app import app
from fhir_bridge.errors import Reason, Refused, Tampered
from fhir_bridge.settings import Settings
from fhir_bridge.store.clients import Clients
from tests.fhir_bridge.api.tokens.signing import Signer
from tests.fhir_bridge.house import House, admission

SOUTH = "south.example/log"
NEXT_YEAR = date.today() + timedelta(days=365)  # noqa: DTZ011 -- a day far enough from any zone's border
KIND = ("--role", "clinician", "--scopes", "system/*.rs")


@dataclass(frozen=True)
class Region:
    """A house that keeps the directory, and another one that is a member of it."""

    north: House
    south: House
    jwks: Path

    def run(self, house: House, *words: str | Path) -> Result:
        return CliRunner().invoke(app, [*map(str, words), "--data", str(house.path)])

    def note(self, system: str = "lung") -> Path:
        """The southern house vouches for its system."""
        said = self.run(self.south, "organisation", "system", system, "--jwks", self.jwks)
        assert said.exit_code == 0, said.output
        path = self.jwks.with_name(f"{system}.note")
        path.write_text(said.stdout)
        return path

    def add(self, jwks: Path, *whose: str, name: str = "lung") -> Result:
        return self.run(self.north, "clients", "add", name, "--jwks", jwks, *KIND, *whose)


@pytest.fixture
def region(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Region:
    south, directory = House(Settings(data=tmp_path / "south", site=SOUTH)), tmp_path / "directory"
    for one in (house, south):
        one.take(admission(0))
    directory.mkdir()
    with house.looking() as keeper, south.looking() as member:
        said = member.handing.ourselves("https://south.example/", NEXT_YEAR)
        (directory / "south").write_text(keeper.handing.vouch(said))
        (tmp_path / "keeper.logkey").write_text(keeper.anchor.verifier)
    monkeypatch.setenv("FHIR_BRIDGE_DIRECTORY", str(directory))
    monkeypatch.setenv("FHIR_BRIDGE_DIRECTORY_KEY", str(tmp_path / "keeper.logkey"))
    jwks = tmp_path / "jwks"
    jwks.write_bytes(Signer("lung", "ec").jwks())
    return Region(house, south, jwks)


def test_a_member_is_who_consents_name(region: Region) -> None:
    assert region.add(region.note(), "--member", SOUTH).exit_code == 0
    with region.north.looking() as service:
        (client,) = Clients(service.journal.database).all()
    assert client.organisation == f"urn:fhir-anchor:organisation|{SOUTH}"


def test_what_its_member_did_not_sign_for_it_is_not_registered(region: Region) -> None:
    assert isinstance(region.add(region.jwks, "--member", SOUTH).exception, Tampered)
    assert isinstance(region.add(region.note("other"), "--member", SOUTH).exception, Tampered)
    unknown = region.add(region.note(), "--member", "east.example/log").exception
    assert isinstance(unknown, Refused)
    assert unknown.reason is Reason.UNKNOWN_ORGANISATION


@pytest.mark.parametrize("whose", [(), ("--member", SOUTH, "--organisation", "urn:x|y")])
def test_a_system_is_one_organisations(region: Region, whose: tuple[str, ...]) -> None:
    refused = region.add(region.jwks, *whose).exception
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.BAD_CLIENT


def test_no_private_key_is_vouched_for(region: Region) -> None:
    region.jwks.write_text('{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "AA", "d": "AA"}]}')
    refused = region.run(region.south, "organisation", "system", "lung", "--jwks", region.jwks).exception
    assert isinstance(refused, Refused)


def test_a_members_key_is_had_from_the_directory(region: Region) -> None:
    with region.south.looking() as service:
        own = service.anchor.verifier
    assert region.run(region.north, "organisation", "key", SOUTH).stdout == own
