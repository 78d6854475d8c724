from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor.commitment import Facts, Opening, commitment, open_leaf
from anchor.errors import FormatError


@given(st.integers(0, 40), st.data())
def test_every_leaf_leads_to_the_commitment(clinic: Any, parts: int, data: Any) -> None:
    facts = clinic.facts(1, parts)
    leaf = data.draw(st.integers(0, parts))
    opening = open_leaf(facts, clinic.seed(1), leaf)
    assert opening.root() == commitment(facts, clinic.seed(1))
    assert Opening.parse(opening.text()) == opening


def test_vectors(clinic: Any) -> None:
    for path in sorted((clinic.vectors / "commitment").glob("*.json")):
        vector = json.loads(path.read_text())
        given_facts = vector["facts"]
        facts = Facts(
            given_facts["profile"],
            bytes.fromhex(given_facts["digest"]),
            given_facts["cid"],
            bytes.fromhex(given_facts["source"]),
            tuple(map(bytes.fromhex, given_facts["parts"])),
        )
        seed = bytes.fromhex(vector["seed"])
        assert commitment(facts, seed).hex() == vector["commitment"]
        assert [open_leaf(facts, seed, leaf).text() for leaf in range(1 + len(facts.parts))] == vector[
            "openings"
        ]


@pytest.mark.parametrize("leaf", [0, 2])
def test_no_bit_of_an_opening_changes_unseen(clinic: Any, leaf: int) -> None:
    opening = clinic.opening(1, leaf)
    text = opening.text().encode()
    for at in range(8 * len(text)):
        flipped = bytearray(text)
        flipped[at // 8] ^= 1 << at % 8
        try:
            assert Opening.parse(flipped.decode("utf-8")).root() != opening.root(), at
        except (FormatError, UnicodeDecodeError):
            continue


def led_to(opening: Opening) -> bytes | None:
    try:
        return opening.root()
    except FormatError:
        return None


def test_a_leaf_is_bound_to_its_place_and_to_the_number_of_leaves(clinic: Any) -> None:
    opening = clinic.opening(1, 2)
    for moved in (replace(opening, leaf=3), replace(opening, leaf=1), replace(opening, leaves=3)):
        assert led_to(moved) != opening.root()


def test_the_whole_and_a_part_with_the_same_digest_have_different_leaves(clinic: Any) -> None:
    facts = clinic.facts(1)
    twin = replace(facts, parts=(facts.digest, *facts.parts[1:]))
    assert commitment(facts, clinic.seed(1)) != commitment(twin, clinic.seed(1))


def test_t072_a_guess_of_the_digest_is_not_confirmed_without_the_salt(clinic: Any) -> None:
    one, other = (commitment(clinic.facts(1), clinic.seed(number)) for number in (1, 2))
    assert one != other
    salts = {clinic.opening(1, leaf).salt for leaf in range(4)}
    assert len(salts) == 4
    assert clinic.seed(1) not in salts


@pytest.mark.parametrize("leaf", [-1, 4])
def test_a_leaf_outside_the_tree_is_refused(clinic: Any, leaf: int) -> None:
    with pytest.raises(FormatError):
        open_leaf(clinic.facts(1), clinic.seed(1), leaf)


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_of_another_length_is_refused(clinic: Any, seed: bytes) -> None:
    with pytest.raises(FormatError):
        commitment(clinic.facts(1), seed)


@pytest.mark.parametrize(
    "fault", [{"profile": "two words"}, {"cid": ""}, {"cid": "a\nb"}, {"digest": b"short"}]
)
def test_facts_that_no_opening_can_hold_are_refused(clinic: Any, fault: Any) -> None:
    with pytest.raises(FormatError):
        commitment(replace(clinic.facts(1), **fault), clinic.seed(1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("leaf 0 of 4", "leaf 00 of 4"),
        ("leaf 0 of 4", "leaf 0 of 4 "),
        ("leaf 0 of 4", "leaf 1 of 4"),
        ("leaf 0 of 4", "leaf 0 of 0"),
        ("v1", "v2"),
        ("salt ", "Salt "),
        ("up ", "up  "),
        ("\nsource", "\n\nsource"),
    ],
)
def test_another_spelling_is_refused(clinic: Any, old: str, new: str) -> None:
    text = clinic.opening(1).text()
    assert old in text
    with pytest.raises(FormatError):
        Opening.parse(text.replace(old, new, 1))


@pytest.mark.parametrize(
    "change", [lambda text: text[:-1], lambda text: text + "\n", lambda text: text * 200, lambda _: ""]
)
def test_a_text_cut_short_or_too_long_is_refused(clinic: Any, change: Any) -> None:
    with pytest.raises(FormatError):
        Opening.parse(change(clinic.opening(1).text()))
