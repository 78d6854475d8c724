"""Whose key is whose: joins the keyring, which can unwrap, with the journal, which only keeps.

epoch key (keyring) wraps  patient key, site key, identity, audit and features key (journal), the key of an accepted
                           message
patient key         wraps  the keys and seeds of the patient's records, and the keys of their messages
site key            wraps  the same of what belongs to no patient, and the keys of refused messages
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.identity.persons import Persons
from fhir_bridge.identity.pseudonym import (
    called_tag,
    identifier_tag,
    message_tag,
    new_pseudonym,
    search_tag,
    sender_tag,
    slot_tag,
)
from fhir_bridge.records import SITE, Identifier, Lead
from fhir_bridge.seal.context import framed
from fhir_bridge.seal.envelope import open_envelope, seal
from fhir_bridge.seal.faults import EpochMissing, KeyringFault
from fhir_bridge.seal.keyring import Keyring
from fhir_bridge.seal.secret import Secret, new_key
from fhir_bridge.seal.wrap import expand, unwrap, wrap
from fhir_bridge.store.journal import Accepted, Journal
from fhir_bridge.store.models import ONE_SENDER, MessageState
from fhir_bridge.store.patients import Patients
from fhir_bridge.store.wrapped import Kind, Wrapped

_IDENTITY = "identity-key"
_AUDIT = "audit-key"
_SEALING = "sealing-key"
_ACK = "ack-key"
_FEATURES = "features-key"


class Custody:
    """The keys of patients and of the site, unwrapped when they are asked for."""

    def __init__(self, keyring: Keyring, journal: Journal, patients: Patients) -> None:
        self._keyring = keyring
        self._journal = journal
        self._patients = patients
        self._wrapped: dict[str, bytes] = {}
        self._persons = (-1, Persons())
        for name in (_IDENTITY, _AUDIT, _SEALING, _ACK, _FEATURES):
            if journal.setting(name) is None:
                journal.settle(name, keyring.wrap(new_key(), name.encode()))
        self._identity = self._settled(_IDENTITY)
        self._ack = self._settled(_ACK)
        self._features = self._settled(_FEATURES)
        self.were_one_sender = journal.setting(ONE_SENDER) is not None
        """Whether this folder has data from before FHIR's clients were told apart."""
        if patients.wrapped_key(SITE) is None:
            self._enrol(SITE)

    def message_tag(self, data: bytes, sender: bytes = b"") -> bytes:
        """The keyed hash under which the journal knows a message, of a sender of FHIR where one is known."""
        return message_tag(data, self._identity.reveal(), self.told_apart(sender))

    def sender_tag(self, *names: str) -> bytes:
        """The keyed hash under which the journal knows a sender."""
        return sender_tag(names, self._identity.reveal())

    def client_tag(self, name: str) -> bytes:
        """The keyed hash of who sends FHIR, over HTTP or in files."""
        return self.sender_tag("http", name)

    def told_apart(self, client: bytes) -> bytes:
        """The same of a client that says who it is, and nothing of one that does not: they are one sender."""
        return b"" if client == self.client_tag("") else client

    def called_tag(self, *names: str) -> bytes:
        """The keyed hash of what a sender calls a message."""
        return called_tag(names, self._identity.reveal())

    def seal_ack(self, ack: bytes, tag: bytes) -> bytes:
        """The acknowledgement of the message with this tag; it outlives the message, and says nothing of a patient."""
        return seal(ack, expand(self._ack, _message(tag)), _message(tag))

    def open_ack(self, sealed: bytes, tag: bytes) -> bytes:
        """What `seal_ack` took."""
        return open_envelope(sealed, expand(self._ack, _message(tag)), _message(tag))

    def seal_message(self, data: bytes, tag: bytes) -> tuple[bytes, bytes]:
        """A message's envelope and its wrapped key: the epoch's until it is known whose the message is.

        So no copy of the journal, however old, opens it once the epoch has turned.
        """
        key = new_key()
        return seal(data, key, _message(tag)), self._keyring.wrap(key, _message(tag))

    def seal_aside(self, data: bytes, sender: bytes) -> tuple[bytes, bytes, bytes]:
        """Tag, envelope and wrapped key of a part of a sender's message that is set aside: the site's."""
        tag, key = self.message_tag(data, sender), new_key()
        return tag, seal(data, key, _message(tag)), wrap(self.key(SITE), key, _message(tag))

    def message_key(self, row: Accepted) -> Secret:
        """The key of a journaled message."""
        if row.state is MessageState.ACCEPTED:
            return self._keyring.unwrap(row.wrapped_key, _message(row.tag))
        return unwrap(self.key(row.pseudonym), row.wrapped_key, _message(row.tag))

    def open_message(self, row: Accepted, key: Secret | None = None) -> bytes:
        """A journaled message's bytes as they came; its key is unwrapped where it is not given."""
        return open_envelope(row.sealed, key or self.message_key(row), _message(row.tag))

    def kept_message(self, tag: bytes) -> bytes:
        """The bytes of the message with this tag; Refused(ERASED) where its patient is."""
        known = self._journal.find(tag)
        if known is None:
            raise Refused(Reason.UNKNOWN_RECORD)
        return self.open_message(self._journal.message(known))

    def rewrap_message(self, row: Accepted, key: Secret, kek: Secret) -> bytes:
        """The message's key, wrapped under somebody's key: it is erased when that is."""
        return wrap(kek, key, _message(row.tag))

    def wrap_anew(self, row: Accepted) -> bytes:
        """The message's key, wrapped by the epoch again: it is not known whose it is, for it is tried anew."""
        return self._keyring.wrap(self.message_key(row), _message(row.tag))

    def identifier_tag(self, identifier: Identifier, sender: str) -> bytes:
        """The keyed hash under which the journal knows whoever bears this identifier."""
        return identifier_tag(identifier, sender, key=self._identity.reveal())

    def slot_tag(self, identifier: Identifier, sender: str) -> bytes:
        """The keyed hash of the identifier's authority and type."""
        return slot_tag(identifier, sender, key=self._identity.reveal())

    def search_tag(self, *parts: str) -> bytes:
        """The keyed hash under which the index of resources knows something."""
        return search_tag(parts, self._identity.reveal())

    def feature_tag(self, *parts: str) -> bytes:
        """The keyed hash under which features for research know something: with no other key they can be linked."""
        return search_tag(parts, self._features.reveal())

    def owner_tag(self, pseudonym: str) -> bytes:
        """What features go by that lie under a pseudonym."""
        return self.feature_tag("owner", pseudonym)

    def enrol(self, tag: bytes, slot: bytes) -> str:
        """The pseudonym, with a key, of somebody not seen before; the tag leads to it."""
        pseudonym = new_pseudonym()
        return self._enrol(pseudonym, Lead(tag, pseudonym, slot))

    def person(self, pseudonym: str) -> Sequence[str]:
        """All pseudonyms of whoever bears this one, over merges and links: the name they go by first."""
        return self.persons().person(pseudonym)

    def persons(self) -> Persons:
        """Who is one person, as it stands now: bonds are only ever added, so it is read again where one came."""
        newest, known = self._patients.newest_bond(), self._persons
        if known[0] != newest:
            self._persons = known = newest, Persons(self._patients.bonds())
        return known[1]

    def key(self, pseudonym: str) -> Secret:
        """The key that wraps this patient's, or the site's, other keys; Refused(ERASED) where it is no more."""
        return self._unwrapped(lambda: self._kept(pseudonym), _patient(pseudonym))

    def audit_key(self) -> Secret:
        """The key that every act's own key is made from."""
        return self._settled(_AUDIT)

    def sealing_key(self) -> Secret:
        """What this organisation's sealing key is made from: others hand records over to its public half."""
        return self._settled(_SEALING)

    def known(self, pseudonym: str) -> str:
        """The pseudonym if it is a patient's, erased or not, and else nothing: for the trace, which holds no names."""
        known = pseudonym != SITE and self._patients.wrapped_key(pseudonym) is not None
        return pseudonym if known else ""

    def holds(self, pseudonym: str) -> bool:
        """Whether somebody is known and not erased."""
        return bool(self._patients.wrapped_key(pseudonym))

    def rewrapped(self, old: Wrapped) -> bytes:
        """A key that an older epoch has wrapped, wrapped by the current one."""
        context = _context(old)
        return self._keyring.wrap(self._keyring.unwrap(old.key, context), context)

    def _enrol(self, pseudonym: str, lead: Lead | None = None) -> str:
        wrapped = self._keyring.wrap(new_key(), _patient(pseudonym))
        return self._patients.enrol(pseudonym, wrapped, lead=lead)

    def _kept(self, pseudonym: str) -> bytes:
        wrapped = self._patients.wrapped_key(pseudonym)
        if wrapped is None:
            raise Refused(Reason.UNKNOWN_PATIENT)  # what was typed may be a name: it is not repeated
        if not wrapped:
            raise Refused(Reason.ERASED, pseudonym)
        return wrapped

    def _settled(self, name: str) -> Secret:
        """A key of the site's, unwrapped each time; how it is wrapped is read again once its epoch has ended."""

        def read() -> bytes:
            self._wrapped[name] = self._journal.setting(name) or b""
            return self._wrapped[name]

        return self._unwrapped(read, name.encode(), self._wrapped.get(name))

    def _unwrapped(self, read: Callable[[], bytes], context: bytes, known: bytes | None = None) -> Secret:
        """What is kept, read again when its epoch ended between reading it and asking the keyring."""
        wrapped = known or read()
        try:
            return self._keyring.unwrap(wrapped, context)
        except (EpochMissing, KeyringFault):
            again = read()
            if again == wrapped:
                raise
            return self._keyring.unwrap(again, context)


def identity_is_settled(journal: Journal) -> bool:
    """Whether this folder has its identity key: before that, nothing in it depends on an epoch key."""
    return journal.setting(_IDENTITY) is not None


def _context(wrapped: Wrapped) -> bytes:
    owner = wrapped.owner
    if isinstance(owner, bytes):
        return _message(owner)
    return _patient(owner) if wrapped.kind is Kind.PATIENT else owner.encode()


def _message(tag: bytes) -> bytes:
    return framed(b"fa-message", tag)


def _patient(pseudonym: str) -> bytes:
    return framed(b"fa-patient-key", pseudonym.encode())
