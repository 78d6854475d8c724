"""The care contracts of one deployment, and where they stand.

    fhir-anchor/care/v1
    chain 1718118770
    cards 0x9fe46736679d2d9a65f0992f2272de9f3c7fa6e0
    records 0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9
    dispensing 0xdc64a140aa3e981100a9beca4e685f962f0cf6c9
    claims none

`claims` is none where no token was named that insurers pay with.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass, fields
from typing import Final

from anchor.cards import Cards
from anchor.chains import EmbeddedChoice, RemoteChain
from anchor.claims import Claims
from anchor.consents import Consents
from anchor.contract import Contract
from anchor.dispensing import Dispensing
from anchor.errors import FormatError, LedgerError
from anchor.evm import Chain
from anchor.home import Home
from anchor.records import Records
from anchor.roles import Role
from anchor.spelling import decimal, labelled, one_spelling

DELAY: Final = 3 * 86_400  # seconds in which a patient can see what officers have asked for, and object

_FORMAT: Final = "fhir-anchor/care/v1"
_NONE: Final = "none"
_ADDRESS: Final = re.compile(r"0x[0-9a-f]{40}")
_ACCOUNT: Final = "care"


@dataclass(frozen=True, slots=True)
class Deployment:
    """A chain's id, and the addresses (`0x` and 40 lower-case digits) of the care contracts on it."""

    chain: int
    cards: str
    records: str
    dispensing: str
    claims: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no address."""
        given = (self.cards, self.records, self.dispensing, self.claims)
        if not all(one is None or _ADDRESS.fullmatch(one) for one in given):
            raise FormatError("care contracts: an address is 0x and 40 lower-case hexadecimal digits")

    def text(self) -> str:
        """What a deployment's file holds."""
        lines = [f"{field.name} {getattr(self, field.name) or _NONE}\n" for field in fields(self)]
        return f"{_FORMAT}\n{''.join(lines)}"

    @classmethod
    def parse(cls, text: str) -> Deployment:
        """The deployment that `text()` wrote; any other spelling is a `FormatError`."""
        names = [field.name for field in fields(cls)]
        lines = text.split("\n")[:-1]
        if len(lines) != len(names) + 1 or lines[0] != _FORMAT:
            raise FormatError("care contracts: not a deployment of this version")
        chain, *addresses = (
            labelled(line, name, "care contracts") for line, name in zip(lines[1:], names, strict=True)
        )
        cards, records, dispensing, claims = addresses
        insured = None if claims == _NONE else claims
        made = cls(decimal(chain, "chain"), cards, records, dispensing, insured)
        return one_spelling(text, made, cls.text, "care contracts")


class Care:
    """The contracts of a deployment, as one account uses them; a `LedgerError` when the chain holds others there."""

    def __init__(self, chain: Chain, at: Deployment) -> None:
        if chain.id != at.chain:
            raise LedgerError(f"the node serves chain {chain.id}, the care contracts are on {at.chain}")
        self.chain = chain
        self.deployment = at
        self.cards = Cards(chain, at.cards)
        self.records = Records(chain, at.records)
        self.consents = Consents(chain, at.records)
        self.dispensing = Dispensing(chain, at.dispensing)
        self.claims = Claims(chain, at.claims) if at.claims else None
        self._check()

    def using(self, chain: Chain) -> Care:
        """The same contracts, for another account."""
        return Care(chain, self.deployment)

    def enlist(self, member: int) -> None:
        """Let this account, which has to be the governance, act as this officer and as this hospital, too."""
        if not self.cards.member_of(self.chain.address):
            self.cards.register_officer(member, self.chain.address)
        if not self.records.member_of(self.chain.address):
            self.records.register_hospital(member, self.chain.address)

    def enlist_as(self, role: Role, member: int, account: str) -> None:
        """Let an account act for a member in this role; this account has to be the governance."""
        if role is Role.OFFICER:
            self.cards.register_officer(member, account)
        elif role is Role.HOSPITAL:
            self.records.register_hospital(member, account)
        elif role is Role.PHARMACY:
            self.dispensing.register_pharmacy(member, account)
        elif self.claims is None:
            raise LedgerError("no claims contract was deployed: insurers need a token to pay with")
        else:
            self.claims.register_insurer(member, account)

    def _check(self) -> None:
        faces: list[Contract] = [self.cards, self.records, self.dispensing]
        for face in [*faces, self.claims] if self.claims else faces:
            face.check_code()
        built = [(self.records.cards(), self.cards), (self.dispensing.hospitals(), self.records)]
        built += [(self.claims.hospitals(), self.records)] if self.claims else []
        if any(address != face.address for address, face in built):
            raise LedgerError("the care contracts were not deployed for one another")


def deploy_care(
    chain: Chain, *, governance: str | None = None, delay: int = DELAY, token: str | None = None
) -> Deployment:
    """Put the care contracts on a chain, now if this account had not: asked again, it finds them.

    `governance` enlists members, this account where none is named; `delay` (seconds) lies between an
    officer's request and its confirmation; `token` is the ERC-20 that insurers pay with.
    """
    who = governance or chain.address
    cards = Cards.deploy(chain, who, delay=delay)
    records = Records.deploy(chain, who, cards=cards.address)
    dispensing = Dispensing.deploy(chain, who, records=records.address)
    claims = Claims.deploy(chain, who, hospitals=records.address, token=token).address if token else None
    return Deployment(chain.id, cards.address, records.address, dispensing.address, claims)


def open_care(
    home: Home,
    choice: EmbeddedChoice | RemoteChain,
    closing: ExitStack,
    *,
    account: str = _ACCOUNT,
    deployment: Deployment | None = None,
) -> Care:
    """The care contracts on a site's chain, as an account of its home uses them; deployed by it when no
    deployment is named. `closing` closes what stays open.

    The account's key is made with its first use. It is not the one that publishes the log: neither waits for
    the other, and whoever steals one has not the other.
    """
    chain = choice.chain(home, account, closing)
    return Care(chain, deployment or deploy_care(chain))
