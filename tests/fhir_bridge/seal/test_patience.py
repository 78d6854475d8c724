from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest

from fhir_bridge.errors import Unavailable
from fhir_bridge.seal.faults import EpochMissing
from fhir_bridge.seal.keyring import Keyring, MemoryEpochs
from fhir_bridge.seal.patience import PatientEpochs
from fhir_bridge.seal.secret import new_key


class Slow(MemoryEpochs):
    """Answers once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.go.set()

    def held(self) -> Sequence[str]:
        self.go.wait()
        return super().held()


@pytest.fixture
def slow() -> Iterator[Slow]:
    keys = Slow()
    yield keys
    keys.go.set()


def test_t066_a_keeper_that_hangs_fails_closed_and_serves_again(slow: Slow) -> None:
    patient = PatientEpochs(slow, 0.05)
    patient.add(new_key())
    keyring, key = Keyring(patient), new_key()
    wrapped = keyring.wrap(key, b"c")
    slow.go.clear()
    with pytest.raises(Unavailable, match=r"within 0\.05 s"):
        keyring.wrap(key, b"c")
    with pytest.raises(Unavailable, match="still works"):
        keyring.unwrap(wrapped, b"c")
    late = patient._late
    assert late is not None
    slow.go.set()
    late.result()
    assert keyring.unwrap(wrapped, b"c") == key
    patient.close()


def test_what_the_keeper_says_comes_through(slow: Slow) -> None:
    patient = PatientEpochs(slow, 5)
    first = patient.add(new_key())
    second = patient.add(new_key())
    patient.remove(first)
    assert patient.held() == (second,)
    with pytest.raises(EpochMissing):
        patient.expand(first, b"")
    patient.close()
