"""The page that a receipt's code leads to: how far a list of decisions has come, by what the chain shows of it.

Its address holds the list's own 32 bytes, which stand on nothing but the receipt. The page says no name, no grantee,
no purpose and no class of data; of somebody who is erased it says as much as of nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fhir_bridge.api.console.layout import listed, moment, page, standing
from fhir_bridge.api.console.markup import Html, element
from fhir_bridge.custody import Custody
from fhir_bridge.store.grants import GrantKept, GrantTables

PATH: Final = "/receipt/"
_FAR: Final = {
    "pending": "Your decisions are on their way to the chain. Look again in a few minutes.",
    "confirmed": "Your decisions stand on the chain.",
    "refused": "The chain did not take your decisions. Please ask the desk.",
}


@dataclass(frozen=True, slots=True)
class Receipts:
    """Where lists of decisions are found."""

    grants: GrantTables
    custody: Custody
    clock: Callable[[], float]

    def page(self, id_: str) -> bytes | None:
        """The page of a list; None where there is none, or nobody's any more."""
        found = self.grants.submission(id_)
        if found is None or not self.custody.holds(found.pseudonym):
            return None
        mine = [one for one in self.grants.of(found.pseudonym) if one.submission == found.id]
        return _page(found.state, found.at, mine, int(self.clock()))


def _page(state: str, at: int, grants: Sequence[GrantKept], now: int) -> bytes:
    said = standing(_FAR[state], good=state != "refused")
    when = element("p", "Signed on ", moment(at), ".", class_="quiet")
    consents = [element("div", *_consent(number, one, now)) for number, one in enumerate(grants, 1)]
    none = () if grants else (element("p", "This list gives no consent: it takes some back, or declines."),)
    more = element(
        "p", "To check a record that you were given: ", element("a", "open the verifier", href="/verify"),
        ". It works in your browser, and sends nothing anywhere.",
    )  # fmt: skip
    private = element("p", "This page holds no name and nothing about your health.", class_="quiet")
    inner = element(
        "div", element("h1", "Your receipt"), when, said, *consents, *none, more, private, class_="narrow"
    )
    return page("Your receipt", inner)


def _consent(number: int, grant: GrantKept, now: int) -> tuple[Html, Html]:
    facts = [("State", _state(grant, now)), ("Ends by itself", moment(grant.end))]
    if grant.since:
        facts += [("On the chain since", moment(grant.since)), ("Block", f"{grant.block:,}")]
    facts.append(("Its name on the chain", element("code", grant.id.hex())))
    return element("h2", f"Consent {number}"), listed(facts)


def _state(grant: GrantKept, now: int) -> str:
    if grant.revoked or grant.withdrawn:
        return "taken back"
    if now >= grant.end:
        return "ended"
    return "in force" if grant.since else "on its way"
