"""Whose key is whose: joins the keyring, which can unwrap, with the journal, which only keeps.

epoch key (keyring) wraps  patient key, site key, identity key (journal)
patient key         wraps  the keys and seeds of the patient's records, and the keys of their messages
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_bridge.identity.profile import Profile
from fhir_bridge.identity.pseudonym import identifier_tag, message_tag, new_pseudonym
from fhir_bridge.records import SITE, Identifier
from fhir_bridge.seal.context import framed
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.wrap import unwrap, wrap
from fhir_bridge.store.journal import Accepted, Journal
from fhir_bridge.store.patients import Patients

_IDENTITY = "identity-key"


class Custody:
    """The keys of patients and of the site, unwrapped when they are asked for."""

    def __init__(self, keyring: Keyring, journal: Journal, patients: Patients) -> None:
        self._keyring = keyring
        self._patients = patients
        self._identity = self._identity_key(journal)
        if patients.wrapped_key(SITE) is None:
            self._enrol(SITE)

    def message_tag(self, data: bytes) -> bytes:
        """The keyed hash under which the journal knows a message."""
        return message_tag(data, self._identity.reveal())

    def seal_message(self, data: bytes, tag: bytes) -> tuple[bytes, bytes]:
        """A message's envelope and its wrapped key: the site's until it is known whose the message is."""
        key = new_key()
        return seal(data, key, _message(tag)), wrap(self.key(SITE), key, _message(tag))

    def open_message(self, row: Accepted) -> bytes:
        """A journaled message's bytes as they came."""
        return open_envelope(row.sealed, self._message_key(row), _message(row.tag))

    def rewrap_message(self, row: Accepted, pseudonym: str) -> bytes:
        """The message's key, wrapped for somebody else: it is erased when they are."""
        return wrap(self.key(pseudonym), self._message_key(row), _message(row.tag))

    def pseudonym(self, patient: Sequence[Identifier], sender: str) -> str:
        """Whose these identifiers are; somebody not seen before gets a pseudonym and a key."""
        if not patient:
            return SITE
        identifier = Profile(sender).identifying(patient)
        tag = identifier_tag(identifier, sender, key=self._identity.reveal())
        return self._patients.find(tag) or self._enrol(new_pseudonym(), tag)

    def key(self, pseudonym: str) -> Secret:
        """The key that wraps this patient's, or the site's, other keys."""
        wrapped = self._patients.wrapped_key(pseudonym)
        if wrapped is None:
            raise KeyError(pseudonym)
        return self._keyring.unwrap(wrapped, _patient(pseudonym))

    def _message_key(self, row: Accepted) -> Secret:
        return unwrap(self.key(row.pseudonym), row.wrapped_key, _message(row.tag))

    def _enrol(self, pseudonym: str, tag: bytes | None = None) -> str:
        wrapped = self._keyring.wrap(new_key(), _patient(pseudonym))
        self._patients.enrol(pseudonym, wrapped, tag=tag)
        return pseudonym

    def _identity_key(self, journal: Journal) -> Secret:
        wrapped = journal.setting(_IDENTITY)
        if wrapped is None:
            wrapped = self._keyring.wrap(new_key(), _IDENTITY.encode())
            journal.settle(_IDENTITY, wrapped)
        return self._keyring.unwrap(wrapped, _IDENTITY.encode())


def identity_is_settled(journal: Journal) -> bool:
    """Whether this folder has its identity key: before that, nothing in it depends on an epoch key."""
    return journal.setting(_IDENTITY) is not None


def _message(tag: bytes) -> bytes:
    return framed(b"fa-message", tag)


def _patient(pseudonym: str) -> bytes:
    return framed(b"fa-patient-key", pseudonym.encode())
