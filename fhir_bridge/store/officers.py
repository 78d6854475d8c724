"""Officers, what two of them signed, and the patients they hold: plain rows, no decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from anchor.database import Database, put_new
from fhir_bridge.store.models import HOLD, OFFICER, WARRANT, now


@dataclass(frozen=True, slots=True)
class Officer:
    """A name and an Ed25519 public key of 32 bytes."""

    name: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class Warrant:
    """What was signed: the statement and the signatures over it, 64 bytes each, one after the other."""

    act: str
    subject: str
    text: str
    signatures: bytes


class Officers:
    """The tables `officer`, `warrant` and `hold`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Officer]:
        """The officers by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(OFFICER.c.name, OFFICER.c.public_key).order_by(OFFICER.c.name))
            return [Officer(row.name, row.public_key) for row in rows]

    def add(self, officer: Officer, warrant: Warrant | None) -> None:
        """One more officer, by a warrant once there are enough of them to sign one."""
        with self._database.writing() as connection:
            _keep(connection, warrant)
            connection.execute(OFFICER.insert().values(name=officer.name, public_key=officer.public_key))

    def remove(self, officer: Officer, warrant: Warrant) -> None:
        """One officer less."""
        with self._database.writing() as connection:
            _keep(connection, warrant)
            connection.execute(OFFICER.delete().where(OFFICER.c.name == officer.name))

    def keep(self, warrant: Warrant) -> None:
        """Keep what was signed; it counts as carried out."""
        with self._database.writing() as connection:
            _keep(connection, warrant)

    def carried_out(self, act: str, subject: str) -> int:
        """How many warrants for this were carried out before."""
        query = select(func.count()).where(WARRANT.c.act == act, WARRANT.c.subject == subject)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def hold(self, pseudonym: str) -> None:
        """Hold a patient; nothing changes for one who is held."""
        with self._database.writing() as connection:
            put_new(connection, HOLD, [{"pseudonym": pseudonym, "since": now()}])

    def is_held(self, pseudonym: str) -> bool:
        """Whether a patient is under a legal hold."""
        with self._database.reading() as connection:
            query = select(HOLD.c.pseudonym).where(HOLD.c.pseudonym == pseudonym)
            return connection.execute(query).first() is not None

    def release(self, pseudonym: str, warrant: Warrant) -> None:
        """End a patient's hold."""
        with self._database.writing() as connection:
            _keep(connection, warrant)
            connection.execute(HOLD.delete().where(HOLD.c.pseudonym == pseudonym))


def _keep(connection: Connection, warrant: Warrant | None) -> None:
    if warrant is not None:
        row = {name: getattr(warrant, name) for name in Warrant.__slots__}
        connection.execute(WARRANT.insert().values(row))
