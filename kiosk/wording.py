"""The packaged words of consents: one TOML file a language in `kiosk/consents/VERSION`, and its SHA-256.

A version never changes: whoever signed it signed these bytes. What is put into a sentence stands between the marks
U+2068 and U+2069 (Unicode 9, UAX #9), so that a name from left to right
keeps its place in a sentence from right to left.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final

from kiosk.errors import Unspeakable

VERSION: Final = "1"
LONGEST_NAME: Final = 120

_ISOLATE, _POP = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one version in one language; `digest` is the SHA-256 of its file."""

    version: str
    language: str
    digest: bytes
    sentences: Mapping[str, str]
    months: Sequence[str]
    purposes: Mapping[str, str]
    classes: Mapping[str, str]

    def say(self, sentence: str, **parts: str) -> str:
        """A sentence with its parts, each kept apart from the words around it."""
        return self.sentences[sentence].format_map({name: isolated(part) for name, part in parts.items()})

    def purpose(self, code: str) -> str:
        """What a code of HL7's ActReason means."""
        return _said(self.purposes, code, "purpose")

    def data(self, codes: Sequence[str]) -> str:
        """What a list of classes (`system|code`) means, in the order of their codes."""
        return self.sentences["comma"].join(
            _said(self.classes, code.rpartition("|")[2], "class") for code in sorted(codes)
        )

    def moment(self, at: datetime) -> str:
        """A day and a time, to the minute, on the clock of the site."""
        month = self.months[at.month - 1]
        return self.sentences["date"].format(day=at.day, month=month, year=at.year, time=f"{at:%H:%M}")


def wording(language: str, version: str = VERSION) -> Wording:
    """The packaged words; `Unspeakable` where there are none."""
    path = files("kiosk") / "consents" / version / f"{language}.toml"
    if not (version.isdigit() and language.isalpha() and path.is_file()):
        raise Unspeakable("no words for consents of this version in this language")
    data = path.read_bytes()
    said = tomllib.loads(data.decode())
    sentences = {name: text for name, text in said.items() if isinstance(text, str)}
    return Wording(
        version=version,
        language=language,
        digest=hashlib.sha256(data).digest(),
        sentences=sentences,
        months=said["months"],
        purposes=said["purposes"],
        classes=said["classes"],
    )


def isolated(part: str) -> str:
    """A part between its marks; one that could change what the rest looks like is `Unspeakable`."""
    hidden = any(unicodedata.category(one) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} for one in part)
    if hidden or not part.strip():
        raise Unspeakable("a part of the text has characters that do not show")
    return f"{_ISOLATE}{part}{_POP}"


def checked_name(name: str) -> str:
    """A grantee's name, when it is short enough to be read."""
    if len(name) > LONGEST_NAME:
        raise Unspeakable("a name that is too long to be read")
    return name


def _said(words: Mapping[str, str], code: str, what: str) -> str:
    if code not in words:
        raise Unspeakable(f"a {what} without plain words")
    return words[code]
