"""A visit's decisions as FHIR R4, in the shape of IHE's Privacy Consent on FHIR (PCF 1.1): what was signed.

One Consent a decision (scope patient-privacy, category 59284-0; `active`, or `inactive` for a revocation), one
Provenance with two signatures: the card's over the statement's digest, and the bridge's own note that it took it.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from anchor.note import NoteSigner, sign
from fhir_bridge.api.wire.consent import Opened
from fhir_bridge.records import Identifier

HL7: Final = "http://terminology.hl7.org/CodeSystem"
SCOPE: Final = {"coding": [{"system": f"{HL7}/consentscope", "code": "patient-privacy"}]}
CATEGORY: Final = {"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}
OPT_IN: Final = {"coding": [{"system": f"{HL7}/v3-ActCode", "code": "OPTIN"}]}
GRANT: Final = "urn:fhir-anchor:grant"
_ASSISTED: Final = "urn:fhir-anchor:assisted"
_SIGNATURE: Final = ("urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.7")  # consent signature


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: the grant's 32 bytes, what it opens to, its end (0 revokes)."""

    grant: bytes
    opened: Opened
    grantee_name: str
    end: int


@dataclass(frozen=True, slots=True)
class Signing:
    """What was signed, by what, and the text that was shown. `representative` is empty where the patient signed,
    `assisted` true where they said that somebody helped them.
    """

    digest: bytes
    signature: bytes
    text: str
    language: str
    at: int
    representative: str
    assisted: bool = False


def consent_bundle(
    patient: Identifier, decisions: tuple[Decided, ...], *, signing: Signing, signer: NoteSigner
) -> dict[str, Any]:
    """The Bundle of a signed list of decisions."""
    subject = _url(signing.digest, "patient")
    consents = [_consent(one, number, subject, signing) for number, one in enumerate(decisions)]
    resources = [(subject, _patient(patient))]
    resources += [(_url(signing.digest, f"consent {n}"), one) for n, one in enumerate(consents)]
    if signing.representative:
        resources.append((_url(signing.digest, "representative"), _related(subject, signing)))
    targets = [url for url, resource in resources if resource["resourceType"] == "Consent"]
    resources.append((_url(signing.digest, "provenance"), _provenance(targets, signing, signer)))
    entries = [{"fullUrl": url, "resource": resource} for url, resource in resources]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _instant(signing.at),
        "entry": entries,
    }


def _consent(decided: Decided, number: int, subject: str, signing: Signing) -> dict[str, Any]:
    opened, revoked = decided.opened, decided.end == 0
    consent: dict[str, Any] = {
        "resourceType": "Consent",
        "id": f"c{number}-{signing.digest.hex()[:32]}",
        "language": signing.language,
        "identifier": [{"system": GRANT, "value": decided.grant.hex()}],
        "status": "inactive" if revoked else "active",
        "scope": SCOPE,
        "category": [CATEGORY],
        "patient": {"reference": subject},
        "dateTime": _instant(signing.at),
        "performer": [{"reference": _signer_url(subject, signing)}],
        "policyRule": _concept(f"{HL7}/v3-ActCode", "OPTOUT") if revoked else OPT_IN,
        "verification": [{"verified": True, "verificationDate": _instant(signing.at)}],
    }
    if number == 0:
        text = base64.b64encode(signing.text.encode()).decode()
        consent["sourceAttachment"] = {
            "contentType": "text/plain; charset=utf-8",
            "language": signing.language,
            "data": text,
        }
    return consent | {"provision": _provision(opened, decided, signing)}


def _provision(opened: Opened, decided: Decided, signing: Signing) -> dict[str, Any]:
    system, _, value = opened.grantee.rpartition("|")
    period = {"start": _instant(signing.at)} | ({"end": _instant(decided.end)} if decided.end else {})
    return {
        "type": "permit" if decided.end else "deny",
        "period": period,
        "actor": [
            {
                "role": _concept(f"{HL7}/v3-ParticipationType", "IRCP"),
                "reference": {
                    "identifier": {"system": system, "value": value} if system else {"value": value},
                    "display": decided.grantee_name,
                },
            }
        ],
        "purpose": [{"system": f"{HL7}/v3-ActReason", "code": opened.purpose}],
        "class": [_coding(one) for one in opened.classes],
    }


def _provenance(targets: list[str], signing: Signing, signer: NoteSigner) -> dict[str, Any]:
    subject = _url(signing.digest, "patient")
    who = {"reference": _signer_url(subject, signing)}
    site = {"display": signer.verifier.origin}
    note = sign(f"fhir-anchor/consent/v1\nstatement {signing.digest.hex()}\nat {signing.at}\n", signer)
    assisted = [{"url": _ASSISTED, "valueBoolean": True}] if signing.assisted else []
    return {
        "resourceType": "Provenance",
        **({"extension": assisted} if assisted else {}),
        "target": [{"reference": target} for target in targets],
        "recorded": _instant(signing.at),
        "agent": [{"who": who}, {"who": site}],
        "signature": [
            _signature(who, signing.signature, "application/pkcs7-signature", signing.at),
            _signature(site, note.encode(), "text/plain", signing.at),
        ],
    }


def _signature(who: dict[str, str], data: bytes, format_: str, at: int) -> dict[str, Any]:
    return {
        "type": [{"system": _SIGNATURE[0], "code": _SIGNATURE[1]}],
        "when": _instant(at),
        "who": who,
        "sigFormat": format_,
        "data": base64.b64encode(data).decode(),
    }


def _patient(identifier: Identifier) -> dict[str, Any]:
    kind = _concept(f"{HL7}/v2-0203", identifier.type)
    return {
        "resourceType": "Patient",
        "identifier": [{"system": identifier.system, "value": identifier.value, "type": kind}],
    }


def _related(subject: str, signing: Signing) -> dict[str, Any]:
    return {
        "resourceType": "RelatedPerson",
        "identifier": [{"system": "urn:fhir-anchor:pseudonym", "value": signing.representative}],
        "patient": {"reference": subject},
    }


def _signer_url(subject: str, signing: Signing) -> str:
    return _url(signing.digest, "representative") if signing.representative else subject


def _url(digest: bytes, what: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{digest.hex()} {what}").urn


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _coding(line: str) -> dict[str, str]:
    system, _, code = line.rpartition("|")
    return {"system": system, "code": code}


def _instant(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
