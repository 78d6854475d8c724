"""Pseudonyms, the tags that lead to them, and their wrapped keys."""

from __future__ import annotations

from sqlalchemy import Engine, select

from fhir_bridge.store.models import IDENTIFIER, PATIENT
from fhir_bridge.store.sqlite import reading, writing


class Patients:
    """The tables `patient` and `identifier`. The keys in it are wrapped: it cannot use them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, tag: bytes) -> str | None:
        """The pseudonym that a tag leads to."""
        with reading(self._engine) as connection:
            return connection.scalar(select(IDENTIFIER.c.pseudonym).where(IDENTIFIER.c.tag == tag))

    def wrapped_key(self, pseudonym: str) -> bytes | None:
        """The patient's key, wrapped by the epoch key."""
        with reading(self._engine) as connection:
            return connection.scalar(select(PATIENT.c.wrapped_key).where(PATIENT.c.pseudonym == pseudonym))

    def enrol(self, pseudonym: str, wrapped_key: bytes, *, tag: bytes | None = None) -> None:
        """A pseudonym with its key and, for a person, the tag that leads to it: both or neither."""
        with writing(self._engine) as connection:
            connection.execute(PATIENT.insert().values(pseudonym=pseudonym, wrapped_key=wrapped_key))
            if tag is not None:
                connection.execute(IDENTIFIER.insert().values(tag=tag, pseudonym=pseudonym))
