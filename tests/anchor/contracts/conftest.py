"""A small world of patients, hospitals, pharmacies and insurers, on the embedded chain, on anvil and on geth.

Anvil runs by the rules of Osaka, which has the precompile P256VERIFY; the embedded chain has not. Nobody can put geth's
clock forward: a test that has to is not run there.
"""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from web3 import Web3

from anchor.cardproof import CardProof, card_key
from anchor.cards import Cards
from anchor.claims import Claims
from anchor.consents import Consents
from anchor.dispensing import Dispensing
from anchor.embedded import EmbeddedChain
from anchor.evm import Chain, Patience, in_process
from anchor.outbox import Outbox
from anchor.records import Records
from anchor.relayer import RelayerKey
from anchor.rpc import EmbeddedRpc
from anchor.statement import Consent, Decision, Opening, Possession, classes, purpose, shown_text

ROOT = Path(__file__).parents[3]
anvil, geth = (runpy.run_path(str(Path(__file__).parents[1] / f"{name}.py")) for name in ("anvil", "geth"))
VECTORS = ROOT / "tests" / "vectors"
NOW = 1_800_000_000
DAY = 86_400
DELAY = 3 * DAY


@dataclass(frozen=True)
class Node:
    """A chain's client, what makes its clock go on, and what gives an account coins."""

    web3: Web3
    advance: Callable[[int], None]
    fund: Callable[[str], None]


def word(text: str) -> bytes:
    """32 bytes that look like chance and are always the same."""
    return sha256(text.encode()).digest()


@dataclass(frozen=True)
class Card:
    """A card with a P-256 key made from a number."""

    number: int

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self.number + 1, ec.SECP256R1())

    @property
    def key(self) -> bytes:
        return card_key(self.private.public_key())

    def sign(self, digest: bytes) -> CardProof:
        signature = self.private.sign(digest, ec.ECDSA(Prehashed(SHA256())))
        return CardProof.of(signature, self.private.public_key())


@dataclass
class World:
    """The contracts on one chain, and an account for everyone who acts in them."""

    account: Callable[[str], Chain]
    advance: Callable[[int], None]
    now: Callable[[], int]
    coin: Any = None
    cards: Cards = field(init=False)
    records: Records = field(init=False)
    dispensing: Dispensing = field(init=False)
    claims: Claims = field(init=False)

    def __post_init__(self) -> None:
        governance = self.account("governance")
        who = governance.address
        self.cards = Cards.deploy(governance, who, delay=DELAY)
        self.records = Records.deploy(governance, who, cards=self.cards.address)
        self.dispensing = Dispensing.deploy(governance, who, records=self.records.address)
        self.coin = self._deploy_coin(governance)
        self.claims = Claims.deploy(
            governance, who, hospitals=self.records.address, token=self.coin.address.lower()
        )
        self.cards.register_officer(1, self.account("officer").address)
        self.cards.register_officer(2, self.account("second officer").address)
        self.records.register_hospital(7, self.account("hospital").address)
        self.dispensing.register_pharmacy(5, self.account("pharmacy").address)
        self.claims.register_insurer(3, self.account("insurer").address)

    @property
    def consents(self) -> Consents:
        return Consents(self.account("relay"), self.records.address)

    def officer(self, name: str = "officer") -> Cards:
        return self.cards.using(self.account(name))

    def hospital(self) -> Records:
        return self.records.using(self.account("hospital"))

    def enrol(self, patient: str, card: Card) -> bytes:
        pseudonym = word(patient)
        proof = card.sign(Possession(pseudonym, card.key, 0).digest(self.cards.place))
        self.officer().register(pseudonym, proof)
        return pseudonym

    def consent(
        self, patient: bytes, *decisions: Decision, signer: bytes | None = None, nonce: int = -1
    ) -> Consent:
        number = self.cards.info(patient).nonce if nonce < 0 else nonce
        text = shown_text("May the pharmacy read your medication?", word("text salt"))
        return Consent(patient, signer or patient, number, text, decisions)

    def decide(self, card: Card, consent: Consent) -> None:
        self.consents.decide(consent, card.sign(consent.digest(self.records.place)))

    def opening(self, patient: bytes, salt: str = "salt", grantee: bytes | None = None) -> Opening:
        return Opening(
            patient,
            word(salt),
            grantee or self.dispensing.grantee(5),
            purpose("TREAT"),
            classes(["http://loinc.org|medication", "http://loinc.org|allergy"]),
        )

    def grant(self, card: Card, opening: Opening, *, days: int = 90) -> None:
        end = self.now() + days * DAY
        self.decide(card, self.consent(opening.patient, Decision(opening.commitment(), end)))

    def send_coins(self, sender: str, function: str, *arguments: object) -> None:
        data = self.coin.encode_abi(function, args=arguments)
        self.account(sender).send(f"{sender} {function} {arguments}", {"to": self.coin.address, "data": data})

    def _deploy_coin(self, chain: Chain) -> Any:
        made = json.loads((VECTORS / "contracts" / "Coin.json").read_text())
        contract: Any = chain.web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
        receipt = chain.send("deploy Coin", {"data": contract.constructor().data_in_transaction})
        return chain.web3.eth.contract(address=receipt["contractAddress"], abi=made["abi"])


@pytest.fixture(scope="session", params=["embedded", "anvil", "geth"])
def chain(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Path], Node]]:
    """A way to a chain of this kind, from a folder for what it keeps."""
    if request.param == "embedded":
        yield embedded
        return
    if request.param == "geth":
        if geth["BINARY"] is None:
            pytest.skip("no geth on this machine")
        with geth["running"](tmp_path_factory.mktemp("geth")) as running:
            yield lambda _folder: Node(running.web3, _cannot, running.fund)
        return
    if not anvil["BINARY"].exists():
        pytest.skip("no anvil: npm ci in anchor/contracts installs it")
    with anvil["running"](tmp_path_factory.mktemp("anvil"), "--hardfork", "osaka") as running:
        yield lambda _folder: real(running)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on geth what moves the clock."""
    out = [one for one in items if isinstance(one, pytest.Function) and _moves_geth(one)]
    items[:] = [one for one in items if one not in out]
    config.hook.pytest_deselected(items=out)


def _moves_geth(test: pytest.Function) -> bool:
    on_geth = "geth" in getattr(getattr(test, "callspec", None), "id", "")
    return on_geth and "advance" in test.function.__code__.co_names


def _cannot(_seconds: int) -> None:
    raise NotImplementedError("geth's clock is the world's")


@pytest.fixture
def world(chain: Callable[[Path], Node], tmp_path: Path, request: pytest.FixtureRequest) -> World:
    """The contracts, newly deployed by accounts that no other test has."""
    node = chain(tmp_path)
    accounts: dict[str, Chain] = {}

    def account(name: str) -> Chain:
        if name not in accounts:
            key = RelayerKey(word(f"{request.node.nodeid} {name}"))
            node.fund(key.address)
            outbox = Outbox(tmp_path / f"{name}.db")
            accounts[name] = Chain(node.web3, key, outbox, patience=Patience(poll=0.002))
        return accounts[name]

    return World(account, node.advance, lambda: node.web3.eth.get_block("latest")["timestamp"])


def embedded(folder: Path) -> Node:
    clock = [float(NOW)]
    web3 = in_process(EmbeddedRpc(EmbeddedChain(folder / "chain.db", lambda: clock[0])))
    miner = Chain(web3, RelayerKey(word("miner")), Outbox(folder / "miner.db"))

    def advance(seconds: int) -> None:
        clock[0] += seconds
        miner.send(f"mine at {clock[0]}", {"to": Web3.to_checksum_address(miner.address)})

    return Node(web3, advance, lambda _address: None)


def real(running: Any) -> Node:
    def advance(seconds: int) -> None:
        running.ask("evm_increaseTime", seconds)
        running.ask("evm_mine")

    return Node(running.web3, advance, running.fund)


@pytest.fixture(scope="session")
def card() -> type[Card]:
    return Card
