"""How the real daemon counts cards that come and go."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued
from tests.kiosk.card.conftest import readers
from tests.kiosk.pcsc import READERS, Pcscd
from tests.kiosk.waiting import until

Make = Callable[[Profile], Issued]
SECONDS = 1.0  # the daemon looks at its readers every 0.4


def seen() -> int | None:
    return readers().look()[READERS[0]]


def test_t102_a_card_that_comes_as_the_last_is_let_go_is_seen_once(pcscd: Pcscd, made: Make) -> None:
    pcscd.insert(made(Profile.GOOD).chip())
    until(lambda: seen() is not None)
    connection, _ = readers().connect(READERS[0])
    pcscd.pull()
    until(lambda: seen() is None)
    pcscd.insert(made(Profile.GOOD).chip())
    connection.close()
    end, counted = time.monotonic() + SECONDS, []
    while time.monotonic() < end:
        counted.append(seen())
    assert len(set(counted) - {None}) == 1
