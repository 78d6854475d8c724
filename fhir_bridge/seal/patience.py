"""A bound on how long an epoch key's keeper may think: a token or a KMS that hangs must not hang the bridge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from fhir_bridge.errors import Unavailable
from fhir_bridge.seal.keyring import EpochKeys
from fhir_bridge.seal.secret import Secret

T = TypeVar("T")


class PatientEpochs:
    """Any `EpochKeys`, given so many seconds a call; Unavailable after that, and at once while a call still hangs.

    Whatever a late answer holds is thrown away. `add` that came late may have added a key: `held` shows it.
    """

    def __init__(self, keys: EpochKeys, seconds: float) -> None:
        self._keys = keys
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="epoch-keys")
        self._late: Future[Any] | None = None

    def held(self) -> Sequence[str]:
        """The epochs, oldest first."""
        return self._within(self._keys.held)

    def expand(self, epoch: str, info: bytes) -> Secret:
        """HKDF-Expand under an epoch's key."""
        return self._within(lambda: self._keys.expand(epoch, info))

    def add(self, key: Secret) -> str:
        """Keep one more key."""
        return self._within(lambda: self._keys.add(key))

    def remove(self, epoch: str) -> None:
        """Destroy a key."""
        self._within(lambda: self._keys.remove(epoch))

    def close(self) -> None:
        """Take no more calls."""
        self._thread.shutdown(wait=False)

    def _within(self, call: Callable[[], T]) -> T:
        if self._late is not None and not self._late.done():
            raise Unavailable("the epoch key's keeper still works at an earlier call")
        answer = self._thread.submit(call)
        try:
            return answer.result(self._seconds)
        except TimeoutError as error:
            self._late = answer
            raise Unavailable(f"the epoch key's keeper did not answer within {self._seconds:g} s") from error
