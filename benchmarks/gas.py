"""Gas of every contract on anvil, beside the figures of a paper that stores strings; writes benchmarks/gas.md.

    gas.py            needs `npm ci` in anchor/contracts; about ten seconds

Everything counts as its receipt says, views too: they are sent as transactions.
Anvil runs twice: with the rules of Osaka, which has P256VERIFY, and of Cancun, which has not.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from web3 import Web3
from web3.types import RPCEndpoint

from anchor.cardproof import CardProof, card_key
from anchor.cards import Cards
from anchor.claims import Claims, Policy, claim_id
from anchor.consents import Consents
from anchor.contract import Contract, artifact
from anchor.dispensing import Dispensing
from anchor.evm import Chain, Patience, connect
from anchor.outbox import Outbox
from anchor.records import Records
from anchor.relayer import RelayerKey
from anchor.statement import Consent, Decision, Opening, Possession, classes, purpose, shown_text

ROOT = Path(__file__).parent.parent
ANVIL = next((ROOT / "anchor/contracts/node_modules/@foundry-rs").glob("anvil-*/bin/anvil"), None)
COIN = ROOT / "tests/vectors/contracts/Coin.json"
GWEI_PRICE = 2
START = "1800000000"  # the node's clock at first: the same bytes every time
DAY = 86_400
WHOLE = 100  # from here on, a fraction of a gas says nothing
LOG_BATCHES = (1, 1_000, 10_000)

# what is measured: the paper's figure (its tables store strings), and the most that it may be here
ROWS: dict[str, tuple[int | None, float | None]] = {
    "registerPatient": (119_237, 70_000),
    "getPatientInfo": (34_491, 30_000),
    "updateMedicalHistory": (97_050, 55_000),
    "registerHospital": (94_419, 50_000),
    "addMedicalRecord": (187_731, 55_000),
    "getMedicalRecords (3)": (40_354, 40_000),
    "registerPharmacy": (25_152, 48_000),
    "getPatientFullInfo": (42_354, 40_000),
    "approveClaim": (98_045, 35_000),
    "processPayment": (151_058, 60_000),
    "withdraw": (None, None),
    "getClaimStatus": (44_219, 28_000),
    "consent by the card, P256VERIFY": (None, 90_000),
    "consent by the card, no precompile": (None, 450_000),
    "revocation by the card, P256VERIFY": (None, None),
    "anchoring, a record in batches of 1": (187_731, 52_000),
    "anchoring, a record in batches of 1,000": (187_731, 52),
    "anchoring, a record in batches of 10,000": (187_731, 5.2),
}

INTRODUCTION = """# Gas

Made by `benchmarks/gas.py` on anvil; optimizer 200 runs, rules of Osaka where nothing else is said. The paper stores
strings, and what is stored here are commitments: the figures answer the same need, not the same bytes. Views count as
transactions.
"""

EXPLANATION = """
`registerPatient` holds the check of the card's signature that proves possession, by P256VERIFY; without the precompile
it is {registration} in all. `registerPharmacy` cannot honestly reach the paper's figure: one new storage slot (22,100)
in a transaction (21,000) is above it before anything is checked. `addMedicalRecord` and the consent are a patient's
first, and so the dearest. The paper counts what `withdraw` does as part of `processPayment`.

Deployment, with its cost in ETH at 2 gwei a gas:
"""


def word(text: str) -> bytes:
    """32 bytes that look like chance and are always the same."""
    return sha256(text.encode()).digest()


@dataclass(frozen=True)
class Card:
    """A card with a key made from a number."""

    number: int

    @property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """The key, which a real card would never tell."""
        return ec.derive_private_key(self.number, ec.SECP256R1())

    @property
    def key(self) -> bytes:
        """The key's 31 bytes on chain."""
        return card_key(self.private.public_key())

    def sign(self, digest: bytes) -> CardProof:
        """A signature."""
        signature = self.private.sign(digest, ec.ECDSA(Prehashed(SHA256()), deterministic_signing=True))
        return CardProof.of(signature, self.private.public_key())


class Bench:
    """Contracts on one node, and the gas of what was done last."""

    def __init__(self, web3: Web3, folder: Path) -> None:
        self.web3 = web3
        key = RelayerKey(word("everybody"))
        web3.provider.make_request(RPCEndpoint("anvil_setBalance"), [key.address, hex(10**21)])
        self.chain = Chain(web3, key, Outbox(folder / "outbox.db"), patience=Patience(poll=0.002))
        self.used: dict[str, float] = {}
        self.deployed: dict[str, int] = {}

    @property
    def now(self) -> int:
        """The time of the last block."""
        return int(self.web3.eth.get_block("latest")["timestamp"])

    def count(self, row: str, *, share: int = 1) -> None:
        """Write down the gas of the last block's transaction."""
        self.used[row] = self.last() / share

    def last(self) -> int:
        """The gas of the last block."""
        return int(self.web3.eth.get_block("latest")["gasUsed"])

    def view(self, row: str, contract: Contract, function: str, *arguments: object) -> None:
        """Write down what a view would cost in a transaction."""
        address, abi = Web3.to_checksum_address(contract.address), artifact(contract.name)["abi"]
        at: Any = self.web3.eth.contract(address=address, abi=abi)
        data = at.encode_abi(function, args=arguments)
        self.chain.send(f"view {data}", {"to": at.address, "data": data})
        self.count(row)

    def raw(self, name: str, made: Any, *arguments: object) -> Any:
        """A contract without a face, deployed."""
        contract: Any = self.web3.eth.contract(abi=made["abi"], bytecode=made["bytecode"])
        data = contract.constructor(*arguments).data_in_transaction
        receipt = self.chain.send(f"deploy {name}", {"data": data})
        self.deployed[name] = receipt["gasUsed"]
        return self.web3.eth.contract(address=receipt["contractAddress"], abi=made["abi"])

    def send(self, contract: Any, function: str, *arguments: object) -> None:
        """Call a contract without a face."""
        data = contract.encode_abi(function, args=arguments)
        self.chain.send(f"{function} {data}", {"to": contract.address, "data": data})


def main() -> int:
    """Measure everything; 1 when something costs more than it may."""
    with tempfile.TemporaryDirectory() as folder, anvil("osaka") as url:
        bench = Bench(connect(url), Path(folder))
        measure(bench)
    with tempfile.TemporaryDirectory() as folder, anvil("cancun") as url:
        plain = Bench(connect(url), Path(folder))
        measure(plain)
    bench.used["consent by the card, no precompile"] = plain.used["consent by the card, P256VERIFY"]
    text = report(bench, registration=plain.used["registerPatient"])
    (ROOT / "benchmarks" / "gas.md").write_text(text)
    print(text)
    over = [row for row, (_, most) in ROWS.items() if most is not None and bench.used[row] > most]
    print("\n".join(f"too much: {row}" for row in over))
    return 1 if over else 0


def measure(bench: Bench) -> None:
    """Do everything once."""
    who = bench.chain.address
    cards = Cards.deploy(bench.chain, who, delay=3 * DAY)
    bench.deployed["PatientSmartCard"] = bench.last()
    records = Records.deploy(bench.chain, who, cards=cards.address)
    bench.deployed["HospitalRecord"] = bench.last()
    dispensing = Dispensing.deploy(bench.chain, who, records=records.address)
    bench.deployed["PharmacyAccess"] = bench.last()
    patient, card = enrol(bench, cards)
    write_records(bench, records, patient)
    salt, reader = word("salt"), dispensing.grantee(5)
    opening = Opening(patient, salt, reader, purpose("TREAT"), classes(["http://loinc.org|48768-6"]))
    consent(bench, records, opening, card)
    pharmacy(bench, dispensing, opening)
    insurance(bench, records)
    log(bench)


def enrol(bench: Bench, cards: Cards) -> tuple[bytes, Card]:
    """A patient with a card."""
    cards.register_officer(1, bench.chain.address)
    patient, card = word("anna"), Card(1)
    cards.register(patient, card.sign(Possession(patient, card.key, 0).digest(cards.place)))
    bench.count("registerPatient")
    bench.view("getPatientInfo", cards, "getPatientInfo", patient)
    return patient, card


def write_records(bench: Bench, records: Records, patient: bytes) -> None:
    """A hospital, a history and three records, of which the dearest counts."""
    records.register_hospital(7, bench.chain.address)
    bench.count("registerHospital")
    records.update_history(patient, word("history"), previous=None)
    bench.count("updateMedicalHistory")
    costs = []
    for position in range(3):
        records.add(patient, position, word(f"record {position}"))
        costs.append(bench.last())
    bench.used["addMedicalRecord"] = max(costs)
    bench.view("getMedicalRecords (3)", records, "getMedicalRecords", patient)


def consent(bench: Bench, records: Records, opening: Opening, card: Card) -> None:
    """A patient's first grant, which stays, and a second that is revoked."""
    consents = Consents(bench.chain, records.address)
    other = replace(opening, salt=word("other salt"))
    end = bench.now + 90 * DAY
    steps = ((opening, end, "consent"), (other, end, ""), (other, 0, "revocation"))
    for nonce, (opened, until, row) in enumerate(steps):
        text = shown_text("May the pharmacy read your medication?", opened.salt)
        decisions = (Decision(opened.commitment(), until),)
        signed = Consent(opened.patient, opened.patient, nonce, text, decisions)
        consents.decide(signed, card.sign(signed.digest(records.place)))
        if row:
            bench.count(f"{row} by the card, P256VERIFY")


def pharmacy(bench: Bench, dispensing: Dispensing, opening: Opening) -> None:
    """A pharmacy that shows a grant."""
    dispensing.register_pharmacy(5, bench.chain.address)
    bench.count("registerPharmacy")
    shown = (opening.patient, opening.salt, opening.grantee, opening.purpose, opening.classes)
    bench.view("getPatientFullInfo", dispensing, "getPatientFullInfo", opening.grant(), shown)


def insurance(bench: Bench, records: Records) -> None:
    """A claim from submission to withdrawal."""
    who = bench.chain.address
    coin = bench.raw("Coin", json.loads(COIN.read_text()))
    del bench.deployed["Coin"]
    claims = Claims.deploy(bench.chain, who, hospitals=records.address, token=coin.address.lower())
    bench.deployed["InsuranceProvider"] = bench.last()
    claims.register_insurer(3, who)
    bench.send(coin, "mint", who, 10**6)
    bench.send(coin, "approve", coin.w3.to_checksum_address(claims.address), 10**6)
    claims.deposit(10**6)
    claims.set_policy(word("policy"), Policy(10**6, bench.now + DAY))
    claims.submit(word("claim"), insurer=3, policy=word("policy"), amount=12_345)
    claim = claim_id(7, word("claim"))
    claims.approve(claim)
    bench.count("approveClaim")
    claims.pay(claim)
    bench.count("processPayment")
    claims.withdraw()
    bench.count("withdraw")
    bench.view("getClaimStatus", claims, "getClaimStatus", claim)


def log(bench: Bench) -> None:
    """Three publications of a log; the second and later ones are what a site pays every day."""
    anchor_log = bench.raw("AnchorLog", artifact("AnchorLog"))
    bench.send(anchor_log, "open", word("log"))
    name = anchor_log.functions.logId(bench.chain.address, word("log")).call()
    size = 1
    bench.send(anchor_log, "publish", name, size, word("root 0"))
    for batch in LOG_BATCHES:
        size += batch
        bench.send(anchor_log, "publish", name, size, word(f"root {batch}"))
        bench.count(f"anchoring, a record in batches of {batch:,}", share=batch)


def report(bench: Bench, *, registration: float) -> str:
    """The tables."""
    lines = [INTRODUCTION, "| | the paper | at most | measured |", "|---|---|---|---|"]
    for row, (paper, most) in ROWS.items():
        cells = [figure(paper), figure(most), figure(bench.used[row])]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    lines += [
        EXPLANATION.format(registration=figure(registration)),
        "| deployment | gas | ETH |",
        "|---|---|---|",
    ]
    for name, gas in sorted(bench.deployed.items()):
        lines.append(f"| {name} | {gas:,} | {gas * GWEI_PRICE / 10**9:.6f} |")
    total = sum(bench.deployed.values())
    lines.append(f"| all five | {total:,} | {total * GWEI_PRICE / 10**9:.6f} |")
    return "\n".join(lines) + "\n"


def figure(gas: float | None) -> str:
    """A cell."""
    if gas is None:
        return ""
    return f"{gas:,.0f}" if gas >= WHOLE else f"{gas:.2f}"


@contextmanager
def anvil(rules: str) -> Iterator[str]:
    """A node with the rules of a fork."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(ANVIL), "--port", str(port), "--hardfork", rules, "--timestamp", START, "--silent"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until a port answers."""
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError("anvil does not answer")


if __name__ == "__main__":
    sys.exit(main())
