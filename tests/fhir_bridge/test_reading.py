"""What is known of a sender reaches what is read from it."""

from __future__ import annotations

from pathlib import Path

from fhir_bridge.identity.choice import identifying
from fhir_bridge.reading import Reader
from fhir_bridge.records import Format, Identifier, SourceMessage

URN_C = "urn:fhir-anchor:v2:authority:C"
MESSAGE = SourceMessage(
    b"MSH|^~\\&|LAB|N|||20261103081512||ADT^A01|C1|P|2.5\rEVN|A01|20261103081500\rPID|1||7^^^A^MR~8^^^A^XX\rPV1|1|I\r",
    Format.HL7V2,
)
PROFILE = (
    '[[sender]]\napplication = "LAB"\nzone = "+0100"\ntypes = ["XX"]\nauthorities = { A = "urn:oid:1.2.3" }\n'
)


def test_an_unknown_sender_has_no_zone_and_no_types() -> None:
    reading = Reader(None, None).read(MESSAGE)
    assert (reading.sender, reading.types) == ("LAB|N", ())
    assert "+01:00" not in str(reading.bundle)


def test_a_known_sender_is_read_as_the_site_says(tmp_path: Path) -> None:
    (tmp_path / "senders.toml").write_text(PROFILE)
    reading = Reader(None, tmp_path / "senders.toml").read(MESSAGE)
    assert reading.types == ("XX",)
    assert "2026-11-03T08:15:00+01:00" in str(reading.bundle)
    (bundle,) = reading.bundles()
    assert {identifier.system for identifier in bundle.patient or ()} == {"urn:oid:1.2.3"}


def test_t025_of_two_numbers_of_one_type_the_profiles_authority_identifies(tmp_path: Path) -> None:
    (tmp_path / "senders.toml").write_text(
        '[[sender]]\ntypes = ["MR@A", "PI@B", "XX@urn:oid:1.2", "@C"]\nauthorities = { A = "urn:oid:1.2.3" }\n'
    )
    types = Reader(None, tmp_path / "senders.toml").read(MESSAGE).types
    assert types == ("MR@urn:oid:1.2.3", "PI@urn:fhir-anchor:v2:authority:B", "XX@urn:oid:1.2", "@" + URN_C)
    elsewhere = Identifier("urn:oid:9", "1", "MR")
    meant = Identifier("urn:oid:1.2.3", "2", "MR")
    any_type = Identifier(URN_C, "3", "ZZ")
    assert identifying([elsewhere, any_type, meant], types) == (meant, any_type)
