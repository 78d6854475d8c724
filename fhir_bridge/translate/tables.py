"""Code tables and the names of code systems, from data files, and the way back through them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from fhir_bridge.errors import BadMap
from fhir_bridge.translate.mapfile import Data

LOCAL_SYSTEM = "urn:fhir-anchor:v2:system:"
"""Before the name of a code system that no table knows."""
V2_TABLE = "http://terminology.hl7.org/CodeSystem/v2-"


@dataclass(frozen=True, slots=True)
class Coded:
    """What a code of a v2 table is in FHIR; `system` and `display` may be empty."""

    code: str
    system: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A code table: v2 code to FHIR code, and the first v2 code of each FHIR code for the way back."""

    name: str
    codes: Mapping[str, Coded]
    back: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        back = {coded.code: code for code, coded in reversed(list(self.codes.items()))}
        object.__setattr__(self, "back", back)

    def data(self) -> Data:
        """The table as the program has it."""
        codes = {code: {"code": coded.code, "system": coded.system} for code, coded in self.codes.items()}
        return {"name": self.name, "codes": codes, "back": dict(self.back)}


@dataclass(frozen=True, slots=True)
class Systems:
    """Code systems by their names in messages (HL7 table 0396 and habit)."""

    urls: Mapping[str, str]
    names: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", {url: name for name, url in reversed(list(self.urls.items()))})

    def name(self, url: str) -> str:
        """The name that messages give to a system."""
        if url in self.names:
            return self.names[url]
        if url.startswith(LOCAL_SYSTEM):
            return unquote(url[len(LOCAL_SYSTEM) :])
        if url.startswith(V2_TABLE):
            return f"HL7{url[len(V2_TABLE) :]}"
        return url.removeprefix("urn:oid:")


def read_table(path: Path) -> Table:
    """A table from its file: `v2 code, FHIR code, system, display`, a line each."""
    codes = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            if not row:
                continue
            if not 2 <= len(row) <= 4:  # noqa: PLR2004 the columns that the docstring names
                raise BadMap(f"{path.name}, line {number}: not V2,FHIR[,SYSTEM[,DISPLAY]]")
            codes[row[0]] = Coded(*row[1:])
    return Table(path.stem, codes)
