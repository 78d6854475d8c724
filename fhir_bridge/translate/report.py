"""What a translation says about itself: what no map took, and what could not be the element that its map wanted."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as hidden


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that no map took: its place, and the value itself, which no log and no repr ever shows."""

    segment: str
    number: int
    field: int
    repeat: int
    component: int
    subcomponent: int
    value: str = hidden(repr=False)

    def __str__(self) -> str:
        place = f"{self.segment}[{self.number}]-{self.field}[{self.repeat}].{self.component}"
        return place if self.subcomponent == 1 else f"{place}.{self.subcomponent}"


@dataclass(frozen=True, slots=True)
class Issue:
    """A value that its map could not use: its place, what was expected, and the value's shape (`8 digits`)."""

    place: str
    expected: str
    shape: str

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, found {self.shape}"


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one translation. `mapped` counts the values that maps took."""

    mapped: int
    kept: tuple[Kept, ...]
    issues: tuple[Issue, ...]
