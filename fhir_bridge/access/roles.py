"""The site's base policy, as data: what each role reads at most and for what, and what is sensitive.

Codes: HL7 v3 PurposeOfUse, FHIR R4 resource types, v3-ActCode's sensitivity (InformationSensitivityPolicy).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from fhir_bridge.access.decide import Policy, Rule

TYPES: Final = "http://hl7.org/fhir/resource-types"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CUSTODIAN: Final = "urn:fhir-anchor:custodian|self"
"""The grantee that the custodian's own systems go by, beside their own names."""


class Role(StrEnum):
    """What a client is for."""

    CLINICIAN = "clinician"
    PHARMACY = "pharmacy"
    INSURER = "insurer"
    RESEARCHER = "researcher"
    OPERATOR = "operator"

    @property
    def grantee(self) -> str:
        """The name that everybody of this role goes by."""
        return f"urn:fhir-anchor:role|{self}"


PURPOSES: Final = {
    Role.CLINICIAN: ("TREAT", "CAREMGT", "ETREAT"),
    Role.PHARMACY: ("TREAT",),
    Role.INSURER: ("HPAYMT", "CLMATTCH"),
    Role.RESEARCHER: ("HRESCH",),
    Role.OPERATOR: ("HOPERAT",),
}
"""What each role may ask for; the first where a client names none."""

_CLASSES: Final = {
    Role.CLINICIAN: (),
    Role.PHARMACY: (
        "AllergyIntolerance",
        "Medication",
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationRequest",
        "MedicationStatement",
        "Patient",
    ),
    Role.INSURER: ("Claim", "ClaimResponse", "Coverage", "Encounter", "ExplanationOfBenefit", "Patient"),
    Role.RESEARCHER: (),
}
"""The resource types that each role reads at most, where it reads any; none here are all. Operators read none."""

SENSITIVE: Final = frozenset(
    f"{ACT_CODE}|{code}"
    for code in ("HIV", "PSY", "MH", "ETH", "SUD", "OPIOIDUD", "SDV", "SEX", "STD", "GDIS")
)
"""HIV, mental health, substance use, violence, sexual health and genetic disease."""


def data_class(kind: str) -> str:
    """A resource type as consents name it."""
    return f"{TYPES}|{kind}"


def base_policy(*, stale_after: int) -> Policy:
    """The custodian's own people treat its patients; clinicians may break the glass; roles bind everybody."""
    ceilings = tuple(
        Rule(frozenset({role.grantee}), frozenset(PURPOSES[role]), frozenset(map(data_class, classes)))
        for role, classes in _CLASSES.items()
    )
    return Policy(
        rules=(Rule(frozenset({CUSTODIAN}), frozenset({"TREAT", "CAREMGT"})),),
        emergency=frozenset({Role.CLINICIAN.grantee}),
        stale_after=stale_after,
        ceilings=ceilings,
        sensitive=SENSITIVE,
    )
