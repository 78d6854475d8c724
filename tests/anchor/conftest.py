"""A clinic whose keys, seeds and records are always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from anchor.commitment import Facts, Opening, commitment, open_leaf
from anchor.entry import record_entry
from anchor.home import Home
from anchor.log import Log
from anchor.logkey import LogKey
from anchor.note import LogVerifier
from anchor.site import Anchor
from tests.anchor.logplace import Place, PostgresPlace
from tests.databases import Databases

ORIGIN = "clinic.example/log"


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Clinic:
    """What the tests write down: record n has three resources, and all of them are a few letters."""

    origin = ORIGIN
    vectors = Path(__file__).parent.parent / "vectors"

    def key(self, number: int = 0, origin: str = ORIGIN) -> LogKey:
        return LogKey(
            origin, ed25519=sha256(b"ed25519 %d" % number), ml_dsa_65=sha256(b"ml-dsa-65 %d" % number)
        )

    def record(self, number: int, part: int = 0) -> bytes:
        return b"record %d" % number if part == 0 else b"resource %d of record %d" % (part, number)

    def facts(self, number: int, parts: int = 3) -> Facts:
        return Facts(
            profile="fhir-lex-1",
            digest=sha256(self.record(number)),
            cid=f"bafkrei{number:052d}",
            source=sha256(b"source %d" % number),
            parts=tuple(sha256(self.record(number, part)) for part in range(1, parts + 1)),
        )

    def seed(self, number: int) -> bytes:
        return sha256(b"seed %d" % number)

    def entry(self, number: int) -> bytes:
        return record_entry(commitment(self.facts(number), self.seed(number)))

    def opening(self, number: int, leaf: int = 0) -> Opening:
        return open_leaf(self.facts(number), self.seed(number), leaf)


@dataclass(frozen=True)
class Issued:
    """A receipt with what it is of."""

    receipt: bytes
    record: bytes
    verifier: LogVerifier


@pytest.fixture(autouse=True)
def _homes_on_postgresql(_databases: Databases | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is asked for, an anchor's home has a database on the server."""
    if made := _databases:
        monkeypatch.setattr(Home, "database", lambda home, _: home.url or made.of(home.folder))


@pytest.fixture(params=["a SQLite file", "PostgreSQL"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "PostgreSQL":
        return PostgresPlace(tmp_path, request.getfixturevalue("postgres_server"))
    return Place(tmp_path)


@pytest.fixture
def log(place: Place, clinic: Clinic) -> Iterator[Log]:
    opened = place.open(clinic.key())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def anchor(tmp_path: Path) -> Iterator[Anchor]:
    opened = Anchor.open(tmp_path / "anchor", ORIGIN)
    yield opened
    opened.close()


@pytest.fixture
def issued(anchor: Anchor, clinic: Clinic) -> Issued:
    """The receipt of record 2 of five, as a whole."""
    anchor.append([clinic.entry(number) for number in range(5)])
    anchor.publish()
    return Issued(anchor.receipt(2, clinic.opening(2)), clinic.record(2), LogVerifier.parse(anchor.verifier))
