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
    backups-end-with 51ef1a0f9c8c9bfb
    annex 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

    — clinic.example/log ...

Copies from before open under the epochs that `backups-end-with` names and no other; they are destroyed within a day.
"""

from __future__ import annotations

from collections.abc import Sequence

from anchor.note import LogVerifier, NoteSigner
from fhir_bridge.annex import open_annexed, sign_annexed
from fhir_bridge.store.erasures import Erased, Handover

FORMAT = "fhir-anchor/erasure/v1"


def certificate(
    erased: Erased, entries: Sequence[tuple[str, int]], handovers: Sequence[Handover], *, signer: NoteSigner
) -> str:
    """The certificate's text."""
    lines = [f"record {id_} entry {place}" for id_, place in entries]
    lines += [f"handed-over {one.record_id} {one.organisation} {one.at.date()}" for one in handovers]
    facts = {
        "site": signer.verifier.origin,
        "patient": " ".join(erased.person),
        "tombstone": str(erased.tombstone),
        "erased": erased.at.isoformat(),
        "officers": " ".join(erased.officers),
        "records": str(len(entries)),
        "handed-over": str(len(handovers)),
        "backups-end-with": " ".join(erased.epochs),
    }
    return sign_annexed(FORMAT, facts, lines, signer)


def check_certificate(text: str, verifier: LogVerifier) -> dict[str, str]:
    """What a certificate says; Tampered unless it is as the site signed it."""
    return open_annexed(text, FORMAT, verifier)[0]
