"""An authority, its cards, and the three places where a card can be: in process, in a script, in a real daemon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from kiosk.card.connection import CardConnection
from kiosk.card.errors import ServiceGone
from kiosk.card.pcsc import PcscReaders
from kiosk.card.serving import Readers
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued, issue
from kiosk.card.virtual.readers import VirtualConnection
from tests.kiosk.pcsc import Pcscd, pcscd
from tests.kiosk.recording import Recorded
from tests.kiosk.waiting import until

Insert = Callable[[Issued], CardConnection]
__all__ = ["pcscd"]  # a fixture for the tests of this folder


@pytest.fixture(scope="session")
def authority() -> TrainingAuthority:
    return TrainingAuthority.create()


@pytest.fixture(scope="session")
def rsa(authority: TrainingAuthority) -> Issued:
    """Its key takes long to make, so there is one."""
    return issue(Profile.RSA, authority)


@pytest.fixture
def made(authority: TrainingAuthority, rsa: Issued) -> Callable[[Profile], Issued]:
    """A card of a profile, made anew."""
    return lambda profile: rsa if profile is Profile.RSA else issue(profile, authority)


@pytest.fixture
def trust(authority: TrainingAuthority, tmp_path: Path) -> Path:
    """The trust folder of a kiosk that takes training cards."""
    authority.write(tmp_path / "trust")
    return tmp_path / "trust"


@pytest.fixture(params=["in process", "script", "pcscd"])
def inserted(request: pytest.FixtureRequest) -> Iterator[Insert]:
    """A way to put a card somewhere: the contract of every `CardConnection`."""
    places: Mapping[str, Callable[[], Insert]] = {
        "in process": lambda: _in_process,
        "script": lambda: lambda card: Recorded(_in_process(card)),
        "pcscd": lambda: _in_daemon(request.getfixturevalue("pcscd")),
    }
    put, connections = places[request.param](), ExitStack()

    def remembered(card: Issued) -> CardConnection:
        connection = put(card)
        connections.callback(connection.close)
        return connection

    with connections:
        yield remembered


def _in_process(card: Issued) -> CardConnection:
    return VirtualConnection(card.chip())


def _in_daemon(daemon: Pcscd) -> Insert:
    def put(card: Issued) -> CardConnection:
        daemon.insert(card.chip())
        until(_holding)
        (name,) = (name for name, card in readers().look().items() if card is not None)
        return readers().connect(name)[0]

    return put


def _holding() -> bool:
    try:
        return any(card is not None for card in readers().look().values())
    except ServiceGone:
        return False  # the daemon is another one than in the test before


@cache
def readers() -> Readers:
    """This process's own client of the daemon."""
    return PcscReaders(1.0)
