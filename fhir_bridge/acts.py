"""What is traced, and how FHIR says it: an R4 AuditEvent in the shape of IHE's Basic Audit Log Patterns.

It names the patient by pseudonym, records by id, and nobody's data. Sources: FHIR R4 AuditEvent; IHE ITI BALP 1.1;
ISO 21089 record lifecycle events; DICOM PS3.16 (DCM).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any

_DCM = "http://dicom.nema.org/resources/ontology/DCM"
_HL7 = "http://terminology.hl7.org/CodeSystem"
_REST, _INTERACTION = f"{_HL7}/audit-event-type", "http://hl7.org/fhir/restful-interaction"
_LIFECYCLE = f"{_HL7}/iso-21089-lifecycle"
_PSEUDONYM, _RECORD = "urn:fhir-anchor:pseudonym", "urn:fhir-anchor:record"
_GRANT = "urn:fhir-anchor:grant"
_STUDY = "urn:fhir-anchor:study"


class Deed(Enum):
    """What somebody does: its word, AuditEvent.type, AuditEvent.subtype and AuditEvent.action."""

    OPEN = "open", (_REST, "rest"), (_INTERACTION, "read"), "R"
    RECEIPT = "receipt", (_REST, "rest"), (_INTERACTION, "vread"), "R"
    EXPORT = "export", (_DCM, "110106"), (_LIFECYCLE, "disclose"), "R"
    HANDOVER = "handover", (_DCM, "110106"), (_LIFECYCLE, "transmit"), "R"
    ACCEPT = "accept", (_DCM, "110107"), (_LIFECYCLE, "receive"), "C"
    ERASE = "erase", (_REST, "rest"), (_LIFECYCLE, "destroy"), "D"
    HOLD = "hold", (_LIFECYCLE, "hold"), (_LIFECYCLE, "hold"), "U"
    RELEASE_HOLD = "release-hold", (_LIFECYCLE, "unhold"), (_LIFECYCLE, "unhold"), "U"
    OFFICER_ADDED = "officer-added", (_DCM, "110136"), (_INTERACTION, "create"), "C"
    OFFICER_REMOVED = "officer-removed", (_DCM, "110136"), (_INTERACTION, "delete"), "D"

    QUARANTINE_SHOW = "quarantine-show", (_REST, "rest"), (_LIFECYCLE, "access"), "R"
    QUARANTINE_REPLAY = "quarantine-replay", (_LIFECYCLE, "transform"), (_LIFECYCLE, "transform"), "E"
    QUARANTINE_DROP = "quarantine-drop", (_LIFECYCLE, "destroy"), (_LIFECYCLE, "destroy"), "D"
    BACKUP = "backup", (_LIFECYCLE, "archive"), (_LIFECYCLE, "archive"), "R"
    RESTORE = "restore", (_LIFECYCLE, "restore"), (_LIFECYCLE, "restore"), "C"
    TURN_EPOCH = "turn-epoch", (_DCM, "110137"), (_LIFECYCLE, "encrypt"), "U"
    SHARE_KEY = "share-key", (_DCM, "110137"), (_LIFECYCLE, "extract"), "R"

    LOG_IN = "log-in", (_DCM, "110114"), (_DCM, "110122"), "E"
    OWN_DATA = "own-data", (_REST, "rest"), (_INTERACTION, "search-type"), "R"
    CHECK_IN = "check-in", (_REST, "rest"), (_INTERACTION, "update"), "U"
    CONSENT = "consent", (_REST, "rest"), (_INTERACTION, "create"), "C"
    CONSENT_ASKED = "consent-asked", (_REST, "rest"), (_LIFECYCLE, "originate"), "C"
    OBJECTION = "objection", (_LIFECYCLE, "report"), (_LIFECYCLE, "report"), "C"
    CARD_ISSUED = "card-issued", (_DCM, "110137"), (_LIFECYCLE, "originate"), "C"
    CARD_CHANGED = "card-changed", (_DCM, "110137"), (_LIFECYCLE, "amend"), "U"
    CARD_SECRETS = "card-secrets", (_DCM, "110137"), (_LIFECYCLE, "access"), "R"
    KIOSK_ENROLLED = "kiosk-enrolled", (_DCM, "110136"), (_LIFECYCLE, "originate"), "C"
    KIOSK_REVOKED = "kiosk-revoked", (_DCM, "110136"), (_LIFECYCLE, "destroy"), "D"

    QUERY = "query", (_REST, "rest"), (_INTERACTION, "search"), "E"
    BREAK_GLASS = "break-glass", (_DCM, "110113"), (_DCM, "110127"), "E"
    CONSOLE = "console", (_DCM, "110101"), (_INTERACTION, "read"), "R"
    SUBSCRIBE = "subscribe", (_REST, "rest"), (_LIFECYCLE, "link"), "C"
    UNSUBSCRIBE = "unsubscribe", (_REST, "rest"), (_LIFECYCLE, "unlink"), "D"
    NOTIFY = "notify", (_REST, "rest"), (_LIFECYCLE, "transmit"), "R"
    CLIENT_ADDED = "client-added", (_DCM, "110136"), (_DCM, "110137"), "C"
    CLIENT_REVOKED = "client-revoked", (_DCM, "110136"), (_LIFECYCLE, "deprecate"), "D"

    RESEARCH = "research", (_DCM, "110112"), (_LIFECYCLE, "deidentify"), "E"
    STUDY_ADDED = "study-added", (_DCM, "110136"), (_LIFECYCLE, "link"), "C"
    STUDY_ENDED = "study-ended", (_DCM, "110136"), (_LIFECYCLE, "unlink"), "D"

    def __init__(self, word: str, type_: tuple[str, str], subtype: tuple[str, str], action: str) -> None:
        self.word = word
        self.type = type_
        self.subtype = subtype
        self.action = action


class Outcome(StrEnum):
    """AuditEvent.outcome."""

    DONE = "0"
    REFUSED = "4"
    FAILED = "8"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name they go by, and the operating system's user they act as."""

    name: str
    login: str


@dataclass(frozen=True, slots=True)
class Act:
    """One deed. `pseudonym` is empty where no patient is touched; `recipient` is who is given something.

    `purpose` is a code of PurposeOfUse; `grants` are the consents that permitted it, by their 32 bytes on chain in hex.
    `study` and `question` are who counts what: of nobody in particular, so no patient stands beside them.
    """

    deed: Deed
    by: Actor
    pseudonym: str = ""
    records: tuple[str, ...] = ()
    recipient: str = ""
    purpose: str = ""
    grants: tuple[str, ...] = ()
    study: str = ""
    question: str = ""
    outcome: Outcome = Outcome.DONE
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def event_of(act: Act, id_: str, site: str) -> bytes:
    """The AuditEvent of an act, as JSON."""
    event: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "id": id_,
        "type": _coding(act.deed.type),
        "subtype": [_coding(act.deed.subtype)],
        "action": act.deed.action,
        "recorded": act.at.isoformat(timespec="milliseconds"),
        "outcome": act.outcome,
        "agent": _agents(act),
        "source": {
            "site": site,
            "observer": {"display": "fhir-bridge"},
            "type": [_coding((f"{_HL7}/security-source-type", "4"))],
        },
    }
    if act.purpose:
        event["purposeOfEvent"] = [{"coding": [_coding((f"{_HL7}/v3-ActReason", act.purpose))]}]
    entities = [_entity(_RECORD, record, ("2", "4")) for record in act.records]
    entities += [_entity(_GRANT, grant, ("2", "13")) for grant in act.grants]
    if act.study:
        query = {"query": b64encode(act.question.encode()).decode()} if act.question else {}
        entities.append(_entity(_STUDY, act.study, ("2", "24")) | query)
    if act.pseudonym:
        entities.insert(0, _entity(_PSEUDONYM, act.pseudonym, ("1", "1")))
    return json.dumps(event | ({"entity": entities} if entities else {})).encode()


def read_event(event: bytes) -> Act:
    """The act of an AuditEvent that `event_of` wrote."""
    said = json.loads(event)
    by, *others = said["agent"]
    named = [entity["what"]["identifier"] for entity in said.get("entity", [])]
    return Act(
        deed=_deed(said),
        by=Actor(by["who"]["identifier"]["value"], by["altId"]),
        pseudonym=next((one["value"] for one in named if one["system"] == _PSEUDONYM), ""),
        records=tuple(one["value"] for one in named if one["system"] == _RECORD),
        recipient=others[0]["who"]["identifier"]["value"] if others else "",
        purpose=next((one["coding"][0]["code"] for one in said.get("purposeOfEvent", [])), ""),
        grants=tuple(one["value"] for one in named if one["system"] == _GRANT),
        study=next((one["value"] for one in named if one["system"] == _STUDY), ""),
        question=next(
            (b64decode(one["query"]).decode() for one in said.get("entity", []) if "query" in one), ""
        ),
        outcome=Outcome(said["outcome"]),
        at=datetime.fromisoformat(said["recorded"]),
    )


def _deed(said: dict[str, Any]) -> Deed:
    codings = [(one["system"], one["code"]) for one in (said["type"], said["subtype"][0])]
    return next(deed for deed in Deed if [deed.type, deed.subtype] == codings)


def _agents(act: Act) -> list[dict[str, Any]]:
    human = _agent((f"{_HL7}/v3-ParticipationType", "IRCP"), act.by.name) | {"altId": act.by.login}
    agents = [human | {"requestor": True}]
    if act.recipient:
        agents.append(_agent((_DCM, "110152"), act.recipient) | {"requestor": False})
    return agents


def _agent(kind: tuple[str, str], name: str) -> dict[str, Any]:
    return {"type": {"coding": [_coding(kind)]}, "who": {"identifier": {"value": name}}}


def _entity(system: str, value: str, codes: tuple[str, str]) -> dict[str, Any]:
    return {
        "what": {"identifier": {"system": system, "value": value}},
        "type": _coding((f"{_HL7}/audit-entity-type", codes[0])),
        "role": _coding((f"{_HL7}/object-role", codes[1])),
    }


def _coding(coding: tuple[str, str]) -> dict[str, str]:
    return {"system": coding[0], "code": coding[1]}
