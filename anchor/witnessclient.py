"""A witness elsewhere, by HTTP: its `add-checkpoint` call (c2sp.org/tlog-witness)."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from anchor.cosignature import Cosignature, WitnessKey
from anchor.errors import FormatError, WitnessDeclinedError, WitnessUnavailableError
from anchor.spelling import decimal
from anchor.witness import Submission

_TIMEOUT: Final = 10  # seconds for one answer
_MAX_ANSWER: Final = 16384  # bytes: a few signature lines
_CONNECTIONS: Final = {"http": HTTPConnection, "https": HTTPSConnection}


class RemoteWitness:
    """The witness with this key, at the submission prefix of its URL."""

    def __init__(self, key: WitnessKey, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _CONNECTIONS or not parts.hostname:
            raise FormatError("witness: its address begins with https:// or http:// and names a host")
        self._key = key
        self._parts = parts

    @property
    def key(self) -> WitnessKey:
        """Whom to expect."""
        return self._key

    def cosign(self, submission: Submission) -> Cosignature:
        """Its cosignature of the checkpoint; signatures of other keys in its answer are ignored."""
        status, answer = self._post(submission.text().encode())
        if status == HTTPStatus.CONFLICT:
            raise WitnessDeclinedError(status, seen=decimal(answer.removesuffix("\n"), "witness's size"))
        if status != HTTPStatus.OK:
            raise WitnessDeclinedError(status)
        mine = (line for line in answer.split("\n") if line.startswith(f"\N{EM DASH} {self._key.name} "))
        for line in mine:
            cosignature = Cosignature.parse(line)
            if cosignature.key_id == self._key.id:
                return cosignature
        raise WitnessDeclinedError(status)

    def _post(self, body: bytes) -> tuple[int, str]:
        connection = _CONNECTIONS[self._parts.scheme](self._parts.netloc, timeout=_TIMEOUT)
        try:
            connection.request("POST", f"{self._parts.path.rstrip('/')}/add-checkpoint", body)
            return _read(connection.getresponse())
        except (OSError, HTTPException) as error:
            raise WitnessUnavailableError(f"the witness {self._key.name} does not answer") from error
        finally:
            connection.close()


def _read(response: HTTPResponse) -> tuple[int, str]:
    data = response.read(_MAX_ANSWER + 1)
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise HTTPException(f"status {response.status}")
    try:
        return response.status, data[:_MAX_ANSWER].decode()
    except UnicodeDecodeError:
        raise FormatError("witness: its answer is no text") from None
