"""Erasures and holds, on both kinds of database."""

from __future__ import annotations

from dataclasses import replace

from anchor.database import Database
from fhir_bridge.records import Lead
from fhir_bridge.store.erasures import Erased, Erasures, Stage
from fhir_bridge.store.models import now
from fhir_bridge.store.officers import Officers
from fhir_bridge.store.patients import Patients

ERASED = Erased("p1", 1, now(), ("anna", "boris"), ("e1",))


def test_t070_denied_twice_it_is_one_erasure_and_the_key_is_gone(database: Database) -> None:
    patients, erasures = Patients(database), Erasures(database)
    patients.enrol("p1", b"key", lead=Lead(b"tag", "p1", b"slot"))
    for _ in range(2):
        erasures.deny(ERASED)
    assert erasures.all() == [ERASED]
    assert (patients.wrapped_key("p1"), patients.find(b"tag")) == (b"", None)


def test_an_erasure_is_wiped_flushed_and_certified(database: Database) -> None:
    Patients(database).enrol("p1", b"key")
    erasures = Erasures(database)
    erasures.deny(ERASED)
    erasures.wipe(ERASED.person, [b"owner"])
    assert erasures.flush()
    erasures.certify(ERASED, "certificate")
    assert erasures.find("p1") == replace(ERASED, stage=Stage.DONE, certificate="certificate")


def test_a_hold_is_one_however_often_it_is_asked_for(database: Database) -> None:
    Patients(database).enrol("p1", b"key")
    officers = Officers(database)
    for _ in range(2):
        officers.hold("p1")
    assert officers.is_held("p1")
