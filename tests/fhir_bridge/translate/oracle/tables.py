"""The oracle's names of code systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from fhir_bridge.translate.tables import LOCAL_SYSTEM, V2_TABLE


@dataclass(frozen=True, slots=True)
class Systems:
    """Code systems by their names in messages."""

    urls: Mapping[str, str]

    def url(self, name: str) -> str:
        """The system's URL; a URN of this project where the name is not known."""
        return _url(name, self.urls.get(name) or self.urls.get(name.upper()))


@lru_cache(maxsize=4096)
def _url(name: str, known: str | None) -> str:
    if known:
        return known
    if name.startswith("HL7") and _is_digits(name[3:]):
        return V2_TABLE + name[3:]
    if "." in name and _is_digits(name.replace(".", "")):
        return f"urn:oid:{name}"
    return name if name.startswith(("http://", "https://", "urn:")) else LOCAL_SYSTEM + quote(name, safe="")


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
