"""The erasure certificate: what was destroyed, and which copies others were given, signed by the log's keys.

    record 897b9107975dd3d09a1b662d78b468d0 entry 0                                 the annex: a line a record
    handed-over 897b9107975dd3d09a1b662d78b468d0 hospital.example/log 2026-11-01    and one a copy
    (an empty line)
    fhir-anchor/erasure/v1
    site clinic.example/log
    patient a0b4f387e8679569fbb47122fd89e5b8
    tombstone 1
    erased 2026-11-21T10:57:03+00:00
    officers alice bob
    records 1
    handed-over 1
    annex 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=                              SHA-256 of the annex
    backups-end-with 51ef1a0f9c8c9bfb

    — clinic.example/log ...

Copies from before open under the epochs named last and no other; they are destroyed within a day of the erasure.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from anchor.note import LogVerifier, NoteSigner, sign
from fhir_bridge.errors import Tampered
from fhir_bridge.store.erasures import Erased, Handover

FORMAT = "fhir-anchor/erasure/v1"


def certificate(
    erased: Erased, entries: Sequence[tuple[str, int]], handovers: Sequence[Handover], *, signer: NoteSigner
) -> str:
    """The certificate's text: annex, empty line, note."""
    lines = [f"record {id_} entry {place}\n" for id_, place in entries]
    lines += [f"handed-over {one.record_id} {one.organisation} {one.at.date()}\n" for one in handovers]
    annex = "".join(lines)
    facts = {
        "site": signer.verifier.origin,
        "patient": erased.pseudonym,
        "tombstone": str(erased.tombstone),
        "erased": erased.at.isoformat(),
        "officers": " ".join(erased.officers),
        "records": str(len(entries)),
        "handed-over": str(len(handovers)),
        "annex": _digest(annex),
        "backups-end-with": " ".join(erased.epochs),
    }
    text = "".join([f"{FORMAT}\n", *(f"{name} {value}\n" for name, value in facts.items())])
    return f"{annex}\n{sign(text, signer)}"


def check_certificate(text: str, verifier: LogVerifier) -> dict[str, str]:
    """What a certificate says; Tampered where the annex is another, an `AnchorError` where it is not signed."""
    at = text.index(f"\n{FORMAT}\n") if not text.startswith(f"\n{FORMAT}\n") else 0
    said = verifier.open(text[at + 1 :])
    facts = dict(line.split(" ", 1) for line in said.splitlines()[1:])
    if facts["annex"] != _digest(text[:at]):
        raise Tampered("the certificate's annex is not the one that was signed")
    return facts


def _digest(annex: str) -> str:
    return base64.b64encode(hashlib.sha256(annex.encode()).digest()).decode()
