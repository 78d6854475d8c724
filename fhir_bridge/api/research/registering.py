"""A study as an operator adds it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from fhir_bridge.access.roles import Role
from fhir_bridge.api.research.noise import THOUSAND
from fhir_bridge.api.research.query import LEAST, STUDY
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.store.clients import Client
from fhir_bridge.store.studies import Study

MOST_EPSILON: Final = 10 * THOUSAND
"""In thousandths: with more, an answer is hardly noisier than none was added."""

_EPSILON: Final = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?")


def registered(name: str, client: Client | None, *, epsilon: str, until: int, now: int) -> Study:
    """The study; Refused(BAD_STUDY) where something cannot be."""
    if not STUDY.fullmatch(name):
        raise Refused(Reason.BAD_STUDY, "its name is not small letters, digits and lines")
    if client is None or client.revoked or client.role != Role.RESEARCHER:
        raise Refused(Reason.BAD_STUDY, "no such client is a researcher's", where="--client")
    total = int(Decimal(epsilon) * THOUSAND) if _EPSILON.fullmatch(epsilon) else 0
    if not LEAST <= total <= MOST_EPSILON:
        raise Refused(Reason.BAD_STUDY, "it is not between 0.01 and 10, in thousandths", where="--epsilon")
    if until <= now:
        raise Refused(Reason.BAD_STUDY, "it would be over", where="--until")
    return Study(name, client.id, total, 0, until)
