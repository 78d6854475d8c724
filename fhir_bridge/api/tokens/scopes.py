"""SMART scopes, version 2, of systems: which resources may be read and searched.

    system/Observation.rs     read and search          system/*.r     read anything

c, r, u, d, s stand in this order, each at most once (SMART App Launch 2.2, scopes and launch context). Search
parameters in a scope (`?category=..`) and version 1's `.read` are refused: what is not understood grants nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SCOPE: Final = re.compile(r"system/(\*|[A-Z][A-Za-z]{1,63})\.(?=[cruds])(c?r?u?d?s?)")
ANY: Final = "*"
CREATE: Final = "c"
READ: Final = "r"
SEARCH: Final = "s"
DELETE: Final = "d"


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be done (`r`, `s`, ...) with resources of one type, or of any (`*`)."""

    kind: str
    actions: str

    @classmethod
    def parse(cls, text: str) -> Scope:
        """The scope that the text writes; ValueError for anything else."""
        found = _SCOPE.fullmatch(text)
        if found is None:
            raise ValueError("not a scope of a system")
        return cls(*found.groups())

    def text(self) -> str:
        """As it is written."""
        return f"system/{self.kind}.{self.actions}"

    def allows(self, kind: str, action: str) -> bool:
        """Whether this may be done with a resource of this type."""
        return self.kind in {ANY, kind} and action in self.actions

    def covers(self, other: Scope) -> bool:
        """Whether all that the other allows is allowed by this one, too."""
        return self.kind in {ANY, other.kind} and set(other.actions) <= set(self.actions)


@dataclass(frozen=True, slots=True)
class Scopes:
    """Several scopes: what one of them allows is allowed."""

    each: tuple[Scope, ...]

    @classmethod
    def parse(cls, text: str) -> Scopes:
        """Scopes with one space between; ValueError where one is none, or none is there."""
        return cls(tuple(Scope.parse(one) for one in text.split(" ")))

    def text(self) -> str:
        """As they are written."""
        return " ".join(one.text() for one in self.each)

    def allows(self, kind: str, action: str) -> bool:
        """Whether this may be done with a resource of this type."""
        return any(one.allows(kind, action) for one in self.each)

    def granted(self, asked: Iterable[Scope]) -> Scopes:
        """Of what is asked, what one of these covers."""
        return Scopes(tuple(one for one in asked if any(mine.covers(one) for mine in self.each)))
