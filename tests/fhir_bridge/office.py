"""Officers with keys of their own."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fhir_bridge.erasure.warrant import Ordered
from fhir_bridge.service import Service
from fhir_bridge.store.officers import Officer
from tests.fhir_bridge.house import ALICE


@dataclass(frozen=True)
class Person:
    """Somebody with a key."""

    name: str
    key: Ed25519PrivateKey

    @property
    def officer(self) -> Officer:
        return Officer(self.name, self.key.public_key().public_bytes_raw())

    @property
    def pem(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, text: str) -> bytes:
        return self.key.sign(text.encode())


def person(name: str) -> Person:
    return Person(name, Ed25519PrivateKey.generate())


ANNA, BORIS = person("anna"), person("boris")


def found(service: Service) -> None:
    """Make Anna and Boris officers."""
    for one in (ANNA, BORIS):
        service.erasure.orders.add_officer(one.officer, (), by=ALICE)


def signatures(service: Service, act: Ordered, subject: str, *people: Person) -> list[bytes]:
    text = service.erasure.orders.statement(act, subject)
    return [one.sign(text) for one in people or (ANNA, BORIS)]


def erase(service: Service, patient: str) -> str:
    """Erase a patient as two officers would."""
    if not service.erasure.orders.officers.all():
        found(service)
    return service.erasure.order(patient, signatures(service, Ordered.ERASE, patient), by=ALICE)
