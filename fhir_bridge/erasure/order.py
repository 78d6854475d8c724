"""Who may order what: officers, legal holds, and the warrants that move them. Every attempt is traced."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from fhir_bridge.acts import Act, Actor, Deed, Outcome
from fhir_bridge.custody import Custody
from fhir_bridge.erasure.warrant import NEEDED, Ordered, signed, statement, warrant
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.records import SITE
from fhir_bridge.store.officers import Officer, Officers
from fhir_bridge.trace import Trace

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Orders:
    """Checks warrants against the officers, and keeps officers and holds by them."""

    custody: Custody
    officers: Officers
    trace: Trace

    def statement(self, act: Ordered, subject: str) -> str:
        """What two officers must sign for this act on this subject; who is to be erased is named by every pseudonym.

        So a merge between signing and erasing makes the signatures worth nothing: they erase whom they name.
        """
        if act is Ordered.ERASE:
            subject = named(self.custody.person(subject))
        site = self.trace.anchor.signer.verifier.origin
        once = act is Ordered.ERASE  # nobody is erased twice: after a crash the same signatures finish it
        return statement(site, act, subject, round_=0 if once else self.officers.carried_out(act, subject))

    def check(self, act: Ordered, subject: str, signatures: Sequence[bytes]) -> tuple[str, ...]:
        """The officers who signed for it; Refused(NOT_SIGNED)."""
        return signed(self.statement(act, subject), signatures, self.officers.all())

    def add_officer(self, officer: Officer, signatures: Sequence[bytes], *, by: Actor) -> None:
        """One more officer. The first two found the office; after them, two must sign for each."""
        traced = Act(Deed.OFFICER_ADDED, by, recipient=officer.name)
        founding = len(self.officers.all()) < NEEDED
        subject = spoken(officer)
        if not founding:
            self._authorised(Ordered.ADD_OFFICER, subject, signatures, traced)
        self.trace.note(traced)
        text = self.statement(Ordered.ADD_OFFICER, subject)
        kept = None if founding else warrant(Ordered.ADD_OFFICER, subject, text, signatures)
        self.officers.add(officer, kept)

    def remove_officer(self, name: str, signatures: Sequence[bytes], *, by: Actor) -> None:
        """One officer less, never so few that nobody could order anything."""
        officer = self.officer(name)
        traced = Act(Deed.OFFICER_REMOVED, by, recipient=name)
        subject = spoken(officer)
        self._authorised(Ordered.REMOVE_OFFICER, subject, signatures, traced)
        if len(self.officers.all()) <= NEEDED:
            raise Refused(Reason.NOT_SIGNED, f"{NEEDED} officers must remain; add the next one first")
        text = self.statement(Ordered.REMOVE_OFFICER, subject)
        self.trace.note(traced)
        self.officers.remove(officer, warrant(Ordered.REMOVE_OFFICER, subject, text, signatures))

    def officer(self, name: str) -> Officer:
        """An officer by name; Refused(NOT_AN_OFFICER)."""
        found = next((one for one in self.officers.all() if one.name == name), None)
        if found is None:
            raise Refused(Reason.NOT_AN_OFFICER, name)
        return found

    def hold(self, patient: str, *, by: Actor) -> None:
        """Keep a patient from being erased until two officers end it."""
        self.known(patient)
        self.trace.note(Act(Deed.HOLD, by, patient))
        self.officers.hold(patient)

    def release_hold(self, patient: str, signatures: Sequence[bytes], *, by: Actor) -> None:
        """End a legal hold."""
        traced = Act(Deed.RELEASE_HOLD, by, self.custody.known(patient))
        self._authorised(Ordered.RELEASE_HOLD, patient, signatures, traced)
        text = self.statement(Ordered.RELEASE_HOLD, patient)
        self.trace.note(traced)
        self.officers.release(patient, warrant(Ordered.RELEASE_HOLD, patient, text, signatures))

    def known(self, patient: str) -> None:
        """Refuse what is no patient's pseudonym, or an erased one's."""
        if patient == SITE:
            raise Refused(Reason.UNKNOWN_PATIENT)
        self.custody.key(patient)

    def _authorised(self, act: Ordered, subject: str, signatures: Sequence[bytes], traced: Act) -> None:
        try:
            self.check(act, subject, signatures)
        except Refused:
            self.trace.note(replace(traced, outcome=Outcome.REFUSED))
            raise


def named(person: Sequence[str]) -> str:
    """Who is to be erased, as a warrant names them: every pseudonym, in order, whichever was asked for."""
    return " ".join(sorted(person))


def spoken(officer: Officer) -> str:
    """An officer as a warrant names them: the name and the key."""
    return f"{officer.name} {officer.public_key.hex()}"


def officer_of(name: str, pem: bytes) -> Officer:
    """An officer by name and public key in PEM (`openssl pkey -pubout`); Refused(NOT_AN_OFFICER)."""
    if not _NAME.fullmatch(name):
        raise Refused(Reason.NOT_AN_OFFICER, "a name is 1 to 64 letters, digits, dots, dashes or underscores")
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise Refused(Reason.NOT_AN_OFFICER, "the file holds no public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise Refused(Reason.NOT_AN_OFFICER, "the key is no Ed25519 key")
    return Officer(name, key.public_bytes_raw())
