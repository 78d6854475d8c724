"""Which identifier identifies, and that nothing leads back from a tag."""

from __future__ import annotations

import hashlib

import pytest

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.identity.choice import identifying
from fhir_bridge.identity.pseudonym import identifier_tag, message_tag, new_pseudonym
from fhir_bridge.records import Identifier

KEY = bytes(range(32))


def identifier(value: str, type_: str = "", system: str = "urn:oid:1.2") -> Identifier:
    return Identifier(system=system, value=value, type=type_)


@pytest.mark.parametrize(
    ("types", "chosen"),
    [(("AN", "MR", "PI"), "MR"), (("PI", "AN"), "PI"), (("AN", "SS"), "AN"), (("", ""), "")],
)
def test_the_most_trusted_type_identifies(types: tuple[str, ...], chosen: str) -> None:
    found = identifying([identifier(f"n{i}", t) for i, t in enumerate(types)])
    assert found[0].type == chosen


def test_a_site_may_trust_another_type() -> None:
    found = identifying([identifier("1", "MR"), identifier("2", "NI")], types=("NI",))
    assert [one.value for one in found] == ["2"]


@pytest.mark.parametrize("values", [[], [""], ["  ", ""]])
def test_nobody_is_guessed(values: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        identifying([identifier(value) for value in values])
    assert refusal.value.reason is Reason.NO_PATIENT


def test_a_known_authority_means_the_same_patient_at_every_sender() -> None:
    assert identifier_tag(identifier("7"), "A", key=KEY) == identifier_tag(identifier("7"), "B", key=KEY)


def test_an_unknown_authority_is_worth_something_at_its_sender_alone() -> None:
    unknown = identifier("7", system="")
    assert identifier_tag(unknown, "A", key=KEY) != identifier_tag(unknown, "B", key=KEY)


def test_no_two_lists_of_fields_have_one_tag() -> None:
    spellings = [("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", "")]
    tags = {identifier_tag(identifier(value, system=system), "s", key=KEY) for system, value in spellings}
    assert len(tags) == len(spellings)


def test_t072_a_tag_without_the_key_cannot_be_guessed() -> None:
    tag = identifier_tag(identifier("7"), "A", key=KEY)
    guesses = {identifier_tag(identifier("7"), "A", key=bytes([n]) * 32) for n in range(256)}
    assert tag not in guesses | {hashlib.sha256(b"7").digest()}
    assert message_tag(b"7", KEY) != tag


def test_pseudonyms_are_random() -> None:
    assert len({new_pseudonym() for _ in range(1000)}) == 1000
