"""Kiosks, their enrolment codes, the nonces they have used and what they were answered: plain rows, no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from anchor.database import Database
from fhir_bridge.store.visiting import ANSWER, CODE, KIOSK, NONCE

_NUMBER = 2
"""Bytes of a code's number after its hash."""

KEPT: Final = 86_400
"""Seconds in which a request with an idempotency key may be sent again."""
ABANDONED: Final = 15 * 60
"""Seconds after which nobody works on a request any more: far longer than a kiosk waits."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk: its public key and certificate (DER), the certificate's end, when it was revoked (0: never)."""

    id: str
    name: str
    key: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    end: int
    revoked: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request with an idempotency key was answered: status (0: not yet) and sealed body."""

    request: bytes
    status: int
    sealed: bytes


class Kiosks:
    """The tables `kiosk`, `code`, `nonce` and `answer`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Kiosk]:
        """Every kiosk, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(KIOSK).order_by(KIOSK.c.name)).mappings().all()
        return [Kiosk(**row) for row in rows]

    def find(self, id_: str) -> Kiosk | None:
        """The kiosk with this id."""
        with self._database.reading() as connection:
            row = connection.execute(select(KIOSK).where(KIOSK.c.id == id_)).mappings().first()
        return Kiosk(**row) if row else None

    def add(self, kiosk: Kiosk) -> None:
        """One more kiosk."""
        with self._database.writing() as connection:
            connection.execute(KIOSK.insert().values(asdict(kiosk)))

    def renew(self, kiosk: Kiosk) -> None:
        """The kiosk's key, certificate and end are now these; a revoked one stays as it is."""
        new = {"key": kiosk.key, "certificate": kiosk.certificate, "end": kiosk.end}
        with self._database.writing() as connection:
            which = KIOSK.update().where(KIOSK.c.id == kiosk.id, KIOSK.c.revoked == 0)
            connection.execute(which.values(new))

    def revoke(self, id_: str, at: int) -> bool:
        """Revoke a kiosk; False when there is none that was not revoked before."""
        with self._database.writing() as connection:
            which = KIOSK.update().where(KIOSK.c.id == id_, KIOSK.c.revoked == 0)
            return connection.execute(which.values(revoked=at)).rowcount == 1

    def add_code(self, tag: bytes, end: int, *, count: int = 1) -> None:
        """An enrolment code, by its keyed hash, for so many kiosks: a row each, with its number after the hash."""
        rows = [{"tag": tag + number.to_bytes(_NUMBER, "big"), "end": end} for number in range(count)]
        with self._database.writing() as connection:
            connection.execute(CODE.insert(), rows)

    def use_code(self, tag: bytes, now: int) -> bool:
        """Whether the code is there and has not ended; afterwards it is there once less."""
        rows = CODE.c.tag >= tag + bytes(_NUMBER), CODE.c.tag <= tag + b"\xff" * _NUMBER
        with self._database.writing() as connection:
            connection.execute(CODE.delete().where(CODE.c.end <= now))
            first = connection.execute(select(CODE.c.tag).where(*rows).order_by(CODE.c.tag)).first()
            if first is None:
                return False
            return connection.execute(CODE.delete().where(CODE.c.tag == first.tag)).rowcount == 1

    def use_nonce(self, kiosk: str, nonce: str, *, end: int, now: int) -> bool:
        """Whether this nonce was not used before; it is from now on, until it could not be sent again."""
        row = {"kiosk": kiosk, "nonce": nonce, "end": end}
        same = NONCE.c.kiosk == kiosk, NONCE.c.nonce == nonce
        with self._database.writing() as connection:
            connection.execute(NONCE.delete().where(NONCE.c.end < now))
            if connection.execute(select(NONCE.c.end).where(*same)).first():
                return False
            connection.execute(NONCE.insert().values(row))
        return True

    def begin(self, kiosk: str, key: str, *, request: bytes, at: int) -> Answer | None:
        """None for whoever comes first with this key; what is there for everybody after.

        Answers that were given `KEPT` seconds ago go, and requests that nobody answered in `ABANDONED` seconds: whoever
        worked on those is gone.
        """
        same = ANSWER.c.kiosk == kiosk, ANSWER.c.key == key
        row = {"kiosk": kiosk, "key": key, "request": request, "status": 0, "sealed": b"", "at": at}
        late = (ANSWER.c.at < at - KEPT) | ((ANSWER.c.status == 0) & (ANSWER.c.at < at - ABANDONED))
        try:
            with self._database.writing() as connection:
                connection.execute(ANSWER.delete().where(late))
                found = connection.execute(
                    select(ANSWER.c.request, ANSWER.c.status, ANSWER.c.sealed).where(*same)
                ).first()
                if found is None:
                    connection.execute(ANSWER.insert().values(row))
        except IntegrityError:
            return Answer(request, 0, b"")
        return Answer(*found) if found else None

    def finish(self, kiosk: str, key: str, *, status: int, sealed: bytes) -> None:
        """Keep what was answered."""
        same = ANSWER.c.kiosk == kiosk, ANSWER.c.key == key
        with self._database.writing() as connection:
            connection.execute(ANSWER.update().where(*same).values(status=status, sealed=sealed))

    def abandon(self, kiosk: str, key: str) -> None:
        """Nothing was done: the key may be used again."""
        with self._database.writing() as connection:
            connection.execute(ANSWER.delete().where(ANSWER.c.kiosk == kiosk, ANSWER.c.key == key))
