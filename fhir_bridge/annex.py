"""A signed note over lines that it has no room for: they stand before it, and it holds their SHA-256.

first line
second line
(an empty line)
fhir-anchor/erasure/v1
site clinic.example/log
annex 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

— clinic.example/log ...
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence

from anchor.errors import AnchorError
from anchor.note import LogVerifier, NoteSigner, sign
from fhir_bridge.errors import Tampered

_ANNEX = "annex"


def sign_annexed(format_: str, facts: Mapping[str, str], lines: Sequence[str], signer: NoteSigner) -> str:
    """The lines, an empty line, and the note of the format and the facts."""
    annex = "".join(f"{line}\n" for line in lines)
    named = "".join(f"{name} {value}\n" for name, value in {**facts, _ANNEX: _digest(annex)}.items())
    return annex + "\n" + sign(f"{format_}\n{named}", signer)


def open_annexed(text: str, format_: str, verifier: LogVerifier) -> tuple[dict[str, str], list[str]]:
    """The facts and the lines; Tampered where either is not what `verifier`'s keys signed under this format."""
    at = f"\n{text}".find(f"\n\n{format_}\n")
    if at < 0:
        raise Tampered(f"there is no {format_} in it")
    try:
        said = verifier.open(text[at + 1 :])
    except AnchorError as refusal:
        raise Tampered(f"the {format_} is not signed by both keys of {verifier.origin}") from refusal
    facts = dict(line.split(" ", 1) for line in said.splitlines()[1:])
    if facts.pop(_ANNEX, "") != _digest(text[:at]):
        raise Tampered(f"the {format_}'s annex is not the one that was signed")
    return facts, text[:at].splitlines()


def _digest(annex: str) -> str:
    return base64.b64encode(hashlib.sha256(annex.encode()).digest()).decode()
