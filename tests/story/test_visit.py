"""Whole visits: a real bridge with its contracts, a real card reader, a real window, and a hospital that listens.

Every card is put in by hand as far as the programs can tell; every button is clicked on the kiosk's own window.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fhir_bridge.access.decide import Deny, Permit, Why
from fhir_bridge.acts import Deed
from kiosk.card.virtual.authority import TrainingAuthority
from kiosk.card.virtual.memory import TRIES, Memory
from kiosk.card.virtual.profile import Profile
from kiosk.card.virtual.profiles import Issued, clone, issue
from tests.kiosk.pcsc import DRIVER, READERS
from tests.story.findings import acts, asked, checked, decided, on_chain, pseudonym
from tests.story.second_house import SCOPES, SHOWN, region
from tests.story.ward import AUTHORITY, OTHER_PIN, Ward, until, ward

ABSENT = [
    tool
    for tool in ("xvfb-run", "pcscd", str(DRIVER))
    if shutil.which(tool) is None and not Path(tool).exists()
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ward, Issued]]:
    """A clinic whose first patient has an appointment, and got a card from staff."""
    if ABSENT:
        pytest.skip(f"not there: {ABSENT}")
    with ward(tmp_path_factory.mktemp("ward")) as made:
        made.book(0, "Ana")
        made.book(1, "Bo")
        yield made, made.enrol(made.staff("Olga"), 0, "Ana")


@pytest.fixture
def clinic(opened: tuple[Ward, Issued]) -> Iterator[tuple[Ward, Issued]]:
    """The same, left as it was found: no card in any reader, and nobody's page."""
    yield opened
    for reader in READERS:
        opened[0].readers.pull(reader)


def test_t102_a_visit_from_the_tap_to_the_revocation(clinic: tuple[Ward, Issued], tmp_path: Path) -> None:
    made, card = clinic
    kiosk = made.kiosk
    made.ask(0)
    patient = made.bridge.records()[0]["patient"]
    made.readers.insert(card.chip(contactless=True))
    kiosk.until("Identified", line="Ana")
    kiosk.press("Continue with PIN")
    kiosk.until("InsertCard")
    made.readers.pull()
    made.readers.insert(card.chip())
    kiosk.pin(OTHER_PIN)
    kiosk.until("Appointments", line="checked in")
    until(lambda: any("ADT^A10" in one for one in made.hospital.heard))
    (arrival,) = (one for one in made.bridge("arrivals", "--json").rows if one["name"] == "Ana")
    until(lambda: made.bridge("arrivals", "--json").rows[0]["state"] == "confirmed")
    assert arrival["number"] == "1"

    assert decided(made, patient) == Deny(Why.NO_GRANT)
    made.allow("Heart Centre North")
    made.sign()
    receipt = kiosk.until("Receipt")["qr"]
    until(lambda: isinstance(decided(made, patient), Permit))
    assert on_chain(made, patient) == [True]
    made.leave("Receipt")
    given = checked(made, receipt, tmp_path)
    consents = [one for one in given if one["resourceType"] == "Consent"]
    assert [one["status"] for one in consents] == ["active"]
    made.log_in(card)
    kiosk.press("Who has read")
    kiosk.until("MyData", line="ward clerk")
    kiosk.press("Back")
    made.end_permission()
    assert decided(made, patient) == Deny(Why.REVOKED)
    until(lambda: on_chain(made, patient) == [False])


def read(made: Ward, card: Issued, reader: str = READERS[0]) -> None:
    made.readers.insert(card.chip(), reader)
    made.kiosk.until("Identified", line="Ana")


def test_a_card_that_is_left_sounds_after_its_session_is_over(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    read(made, card)
    made.kiosk.press("That is not me")
    made.kiosk.until("TakeCard")
    made.kiosk.troubled("card-left")
    made.readers.pull()
    made.kiosk.until("Attract")


def test_a_card_that_was_swapped_in_a_visit_ends_it(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    made.log_in(card)
    made.readers.pull()
    made.kiosk.until("CardPulled")
    made.readers.insert(Issued(Profile.BLANK, Memory()).chip())
    made.kiosk.troubled("swapped")
    made.readers.pull()
    made.kiosk.until("Attract")


@pytest.mark.parametrize("profile", [Profile.EXPIRED, Profile.REVOKED, Profile.GOOD, Profile.FOREIGN])
def test_a_card_that_does_not_stand_is_named_and_asked_for_no_pin(
    clinic: tuple[Ward, Issued], profile: Profile
) -> None:
    made, _ = clinic
    authority = TrainingAuthority.create()
    card = issue(profile, authority)
    trusted = profile is not Profile.GOOD  # a good card of nobody's authority is foreign, too
    if trusted:
        authority.write(made.state / "trust")
        made.readers.insert(
            Issued(Profile.FOREIGN, Memory()).chip()
        )  # the next card process reads the folder
        made.kiosk.troubled("foreign")
        made.readers.pull()
        made.kiosk.until("Attract")
    made.readers.insert(card.chip())
    made.kiosk.troubled(profile.value if profile in (Profile.EXPIRED, Profile.REVOKED) else "foreign")
    made.readers.pull()
    made.kiosk.until("Attract")


def test_t102_a_clone_is_found_out_before_it_is_shown_a_pin(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    made.readers.insert(clone(card.memory).chip())
    made.kiosk.troubled("cloned")
    made.readers.pull()
    made.kiosk.until("Attract")


def test_a_wrong_pin_says_how_many_tries_are_left_and_blocks_at_last(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    kiosk = made.kiosk
    try:
        read(made, card)
        kiosk.press("Continue with PIN")
        kiosk.pin("000000")
        kiosk.until("PinEntry", line="Tries left: 2")
        kiosk.pin("000000")
        kiosk.until("PinEntry", line="This is the last try")
        kiosk.pin("000000")
        kiosk.troubled("blocked")
        made.readers.pull()
        kiosk.until("Attract")
        read(made, card)
        kiosk.until("Identified", line="The PIN of your card is blocked")
    finally:
        card.memory.tries = TRIES
    made.readers.pull()
    kiosk.until("Attract")


def test_two_cards_are_told_apart_by_neither(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    read(made, card)
    made.readers.insert(Issued(Profile.BLANK, Memory()).chip(), READERS[1])
    made.kiosk.troubled("two-cards")
    for reader in READERS:
        made.readers.pull(reader)
    made.kiosk.until("Attract")


def test_without_the_bridge_a_tap_is_queued_and_counts_once_when_it_is_back(
    clinic: tuple[Ward, Issued],
) -> None:
    made, card = clinic
    kiosk = made.kiosk
    before = len(made.bridge("arrivals", "--json").rows)
    read(made, card)
    made.stop_bridge()
    kiosk.press("Only check in")
    kiosk.until("Receipt", line="waits here")
    made.leave("Receipt")
    queue = made.state / "queue"
    assert len(list(queue.iterdir())) == 1
    made.start_bridge()
    until(lambda: not list(queue.iterdir()))
    rows = made.bridge("arrivals", "--json").rows
    assert len(rows) == before + 1
    assert rows[-1]["state"] == "unconfirmed"


def test_the_card_service_goes_and_comes_back(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    read(made, card)
    made.readers.stop()
    made.kiosk.troubled("service-down")
    made.readers.pull()
    made.readers.start()
    made.kiosk.until("Attract")


def test_a_reader_that_is_unplugged_hides_the_visit_and_comes_back(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    made.log_in(card)
    try:
        made.readers.unplug()
        made.kiosk.troubled("reader-gone")
    finally:
        made.readers.pull()
        made.readers.plug()
    made.kiosk.until("Attract")


def test_a_consent_signed_without_the_bridge_waits_and_counts_once(clinic: tuple[Ward, Issued]) -> None:
    made, card = clinic
    made.ask(0)
    patient = pseudonym(made, 0)
    before = on_chain(made, patient)
    made.log_in(card)
    made.allow("Heart Centre North")
    made.stop_bridge()
    made.sign()
    made.kiosk.until("Receipt", line="signed and waits here")
    made.leave("Receipt")
    queue = made.state / "queue"
    assert len(list(queue.iterdir())) == 1
    made.start_bridge()
    until(lambda: not list(queue.iterdir()))
    until(lambda: isinstance(decided(made, patient), Permit))
    assert sorted(on_chain(made, patient)) == sorted([*before, True])


def test_a_representative_stands_in_text_signature_and_audit_and_the_hospital_hears_by_s14(
    clinic: tuple[Ward, Issued], tmp_path: Path
) -> None:
    made, card = clinic
    holder, patient = pseudonym(made, 0), pseudonym(made, 1)
    made.appoint(made.staff("Petra"), card, 1, "Bo")
    made.stop_bridge()
    made.start_bridge(FHIR_BRIDGE_ARRIVALS="S14")
    made.ask(1)
    made.log_in(card, for_="Bo")
    made.kiosk.until("Appointments", line="You are here for")
    until(lambda: any("SIU^S14" in one and "771" in one for one in made.hospital.heard))
    assert any("I decide for" in line and "Bo" in line for line in made.allow("Heart Centre North"))
    made.sign()
    receipt = made.kiosk.until("Receipt")["qr"]
    until(lambda: on_chain(made, patient) == [True])
    made.leave("Receipt")
    given = checked(made, receipt, tmp_path)
    (related,) = (one for one in given if one["resourceType"] == "RelatedPerson")
    assert related["identifier"][0]["value"] == holder
    (provenance,) = (one for one in given if one["resourceType"] == "Provenance")
    consents = [one for one in given if one["resourceType"] == "Consent"]
    assert provenance["signature"][0]["who"] == consents[0]["performer"][0] != consents[0]["patient"]
    signed = [one.by.name for one in acts(made, patient) if one.deed is Deed.CONSENT]
    assert signed == [f"card of {holder} for {patient}"]


def test_another_hospital_asks_reads_and_proves_what_it_was_given_until_the_patient_ends_it(
    clinic: tuple[Ward, Issued], tmp_path: Path
) -> None:
    made, card = clinic
    south, stranger = region(tmp_path, made.bridge), ("--organisation", "urn:x|y", "--shown", "Office")
    kind = ("--role", "clinician", "--scopes", SCOPES, "--jwks", tmp_path / "jwks")
    assert made.bridge("clients", "add", "office", *stranger, *kind).status == 0
    made.measure(0, "Ana")
    patient, kept = pseudonym(made, 0), tmp_path / "given"
    where, beyond = (
        (f"http://127.0.0.1:{made.service.http}", who, f"{AUTHORITY}|770") for who in ("lung", "office")
    )
    assert south.reads(*where).nothing
    assert south.reads(*beyond, "--ask", "1").nothing
    with ThreadPoolExecutor(1) as beside:
        read = beside.submit(south.reads, *where, "--ask", "100", "--keep", kept)
        until(lambda: asked(made, patient) == 2)
        made.log_in(card)
        made.allow(SHOWN, refused="Office")
        made.sign()
        made.leave("Receipt")
        said = read.result()
    assert (said.status, b"718-7" in said.out) == (0, True), said.error
    assert "record: proved" in said.error
    assert south.proves(kept)
    assert not south.proves(kept, key="keeper.logkey")
    assert asked(made, patient) == 0
    assert south.reads(*beyond).nothing

    made.log_in(card)
    made.end_permission()
    assert south.reads(*where).nothing
    assert south.proves(kept), "what was given stays true"
    part = kept / "part"
    part.write_bytes(part.read_bytes().replace(b"12.10", b"12.11"))
    assert not south.proves(kept)
