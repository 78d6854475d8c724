"""MSH-1 and MSH-2: the characters that give a message its structure (HL7 v2.5.1, 2.5.4)."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_bridge.errors import Reason, Refused


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The five delimiters; `escape` and `subcomponent` may be absent (`""`) in old messages."""

    field: str = "|"
    component: str = "^"
    repeat: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @property
    def encoding_characters(self) -> str:
        """MSH-2 as it is written."""
        return self.component + self.repeat + self.escape + self.subcomponent

    @property
    def marks(self) -> tuple[str, str, str, str | None, str | None]:
        """All five in this order, None for those that are absent."""
        return self.field, self.component, self.repeat, self.escape or None, self.subcomponent or None


STANDARD = Delimiters()
FEWEST, MOST = 2, 5  # component and repeat at least; 2.7 allows a truncation character as the fifth


def delimiters_of(header: str) -> Delimiters:
    """What a header segment (MSH, BHS, FHS) declares. Refuses characters that are equal or cannot delimit."""
    separator, declared = header[3:4], header[4:12].split(header[3:4] or None)[:1]
    characters = declared[0] if declared else ""
    if not FEWEST <= len(characters) <= MOST:
        raise Refused(Reason.BAD_STRUCTURE, "encoding characters missing or too many", where="MSH-2")
    used = separator + characters
    if len(set(used)) < len(used) or any(c.isalnum() or c.isspace() or c == '"' for c in used):
        raise Refused(
            Reason.BAD_STRUCTURE, "delimiters must differ and be neither letter nor space", where="MSH-2"
        )
    return Delimiters(separator, *(characters[i : i + 1] for i in range(4)))
