"""Who is one person, out of any history: compared with a plain count of what still joins whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fhir_bridge.identity.persons import Persons
from fhir_bridge.records import Bond, Tie

NAMES = "abcdef"
PAIRS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])
HISTORIES = st.lists(st.builds(lambda tie, pair: Bond(tie, *pair), st.sampled_from(Tie), PAIRS), max_size=14)


@given(HISTORIES)
def test_one_person_is_whoever_a_living_bond_leads_to(history: list[Bond]) -> None:
    last = {frozenset((bond.one, bond.other)): bond.tie for bond in history}
    groups = {name: {name} for name in NAMES}
    for pair, tie in last.items():
        if tie is not Tie.PARTED:
            one, other = pair
            union = groups[one] | groups[other]
            groups |= dict.fromkeys(union, union)
    persons = Persons(history)
    assert {name: set(persons.person(name)) for name in NAMES} == groups
    assert all(persons.person(name)[0] == persons.survivor(name) for name in NAMES)


@given(HISTORIES)
def test_parting_everybody_leaves_everybody_alone(history: list[Bond]) -> None:
    parted = Persons([*history, *(Bond(Tie.PARTED, bond.one, bond.other) for bond in history)])
    assert all(list(parted.person(name)) == [name] for name in NAMES)


@given(HISTORIES)
def test_what_was_said_of_others_does_not_matter(history: list[Bond]) -> None:
    apart = [Bond(Tie.MERGED, "x", "y"), *history, Bond(Tie.MERGED, "y", "z")]
    assert all(Persons(apart).person(name) == Persons(history).person(name) for name in NAMES)
    assert list(Persons(apart).person("x")) == ["z", "x", "y"]
