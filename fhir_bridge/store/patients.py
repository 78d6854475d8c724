"""Pseudonyms, the tags that lead to them, and their wrapped keys."""

from __future__ import annotations

from sqlalchemy import select

from anchor.database import Database
from fhir_bridge.store.models import IDENTIFIER, PATIENT


class Patients:
    """The tables `patient` and `identifier`. The keys in it are wrapped: it cannot use them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tag: bytes) -> str | None:
        """The pseudonym that a tag leads to."""
        with self._database.reading() as connection:
            return connection.scalar(select(IDENTIFIER.c.pseudonym).where(IDENTIFIER.c.tag == tag))

    def wrapped_key(self, pseudonym: str) -> bytes | None:
        """The patient's key, wrapped by the epoch key."""
        with self._database.reading() as connection:
            return connection.scalar(select(PATIENT.c.wrapped_key).where(PATIENT.c.pseudonym == pseudonym))

    def enrol(self, pseudonym: str, wrapped_key: bytes, *, tag: bytes | None = None) -> None:
        """A pseudonym with its key and, for a person, the tag that leads to it: both or neither."""
        with self._database.writing() as connection:
            connection.execute(PATIENT.insert().values(pseudonym=pseudonym, wrapped_key=wrapped_key))
            if tag is not None:
                connection.execute(IDENTIFIER.insert().values(tag=tag, pseudonym=pseudonym))
