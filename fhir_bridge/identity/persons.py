"""Which pseudonyms are one person, out of everything that was said of two of them.

    A merged into B, B merged into C         A, B and C are one person, known as C
    ... A and B parted                       A is a person again, with what was always A's; B and C are one

Nothing moves when two become one: each keeps key and records, so that an unmerge has only to be said. Of what was said
of the same two pseudonyms the last holds, whatever order they were asked in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fhir_bridge.records import Bond, Tie


class Persons:
    """Answers from a history of bonds, oldest first."""

    def __init__(self, history: Iterable[Bond] = ()) -> None:
        last: dict[frozenset[str], Bond] = {}
        for bond in history:
            pair = frozenset((bond.one, bond.other))
            last.pop(pair, None)
            last[pair] = bond
        self._bonds = {pair: bond for pair, bond in last.items() if bond.tie is not Tie.PARTED}
        self._near: dict[str, set[str]] = {}
        for bond in self._bonds.values():
            self._near.setdefault(bond.one, set()).add(bond.other)
            self._near.setdefault(bond.other, set()).add(bond.one)
        self._survivors = {b.one: b.other for b in self._bonds.values() if b.tie is Tie.MERGED}

    def person(self, pseudonym: str) -> Sequence[str]:
        """All pseudonyms of whoever bears this one: the name they go by first, the others in order."""
        found, waiting = {pseudonym}, [pseudonym]
        while waiting:
            new = self._near.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        first = self.survivor(pseudonym)
        return (first, *sorted(found - {first}))

    def survivor(self, pseudonym: str) -> str:
        """The pseudonym that this one was merged into, over any number of merges; itself where it was not."""
        passed = {pseudonym}
        while (onward := self._survivors.get(pseudonym, pseudonym)) not in passed:
            passed.add(onward)
            pseudonym = onward
        return pseudonym

    def bound(self, one: str, other: str) -> bool:
        """Whether a message said of these two themselves, and none took it back, that they are one person."""
        return frozenset((one, other)) in self._bonds

    def same(self, one: str, other: str) -> bool:
        """Whether the two are one person."""
        return other in self.person(one)
