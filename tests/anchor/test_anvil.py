"""What chains do in the ordinary case, on a real node: reorganisations, stuck transactions, lies, no gas."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from anchor.anchorlog import EvmLedger, accept_log, deploy, find_publication, offer_log, open_log
from anchor.checkpoint import TreeHead
from anchor.errors import LedgerError, LedgerUnavailableError
from anchor.evm import Chain, Patience
from anchor.log import Log
from anchor.outbox import Outbox
from anchor.purse import Alarm, Purse
from anchor.relayer import RelayerKey
from anchor.site import Anchor

anvil = runpy.run_path(str(Path(__file__).parent / "anvil.py"))
pytestmark = pytest.mark.skipif(
    not anvil["BINARY"].exists(), reason="no anvil: npm ci in anchor/contracts installs it"
)

AT_ONCE = Patience(seconds=0.0, bump=3600.0, poll=0.0)  # one look, no replacement
IMPATIENT = Patience(seconds=0.0, bump=-1.0, poll=0.0)  # one look, always a replacement


def head(size: int) -> TreeHead:
    return TreeHead(size, bytes([size]) * 32)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with anvil["running"](tmp_path_factory.mktemp("anvil")) as running:
        yield running


class Account:
    """A funded account with an outbox, and a log that it has opened."""

    def __init__(self, node: Any, folder: Path) -> None:
        self.node, self.key, self.outbox = node, RelayerKey.make(), Outbox(folder / "outbox.db")
        node.fund(self.key.address)
        chain = self.chain()
        self.contract = deploy(chain)
        self.log = open_log(chain, self.contract, bytes(32))

    def chain(self, patience: Patience | None = None) -> Chain:
        return Chain(self.node.web3, self.key, self.outbox, patience=patience)

    def ledger(self, patience: Patience | None = None, **options: Any) -> EvmLedger:
        return EvmLedger(self.chain(patience), self.contract, self.log, **options)


@pytest.fixture
def account(node: Any, tmp_path: Path) -> Iterator[Account]:
    made = Account(node, tmp_path)
    yield made
    made.outbox.close()
    node.ask("evm_setAutomine", True)


def publications(account: Account) -> list[int]:
    events = account.ledger()._contract.events.Published.get_logs(
        from_block=0, argument_filters={"log": account.log}
    )
    return [event["args"]["size"] for event in events]


def test_anchoring_costs_at_most_what_was_promised(account: Account, node: Any) -> None:
    place = account.ledger().publish(head(10))
    later = account.ledger().publish(TreeHead(10_010, b"\xff" * 32))
    used = [node.web3.eth.get_transaction_receipt(one.transaction)["gasUsed"] for one in (place, later)]
    assert max(used) <= 52_000


@pytest.mark.parametrize("depth", range(1, 13))
def test_t080_a_reorganisation_is_found_and_published_again(
    account: Account, node: Any, tmp_path: Path, clinic: Any, depth: int
) -> None:
    key = clinic.key(depth)
    anchor = Anchor(Log.open(tmp_path / "log.db", key), key, account.ledger())
    anchor.append([b"first"])
    before = anchor.publish()
    node.mine(20)
    anchor.append([b"second"])
    dropped = anchor.publish()
    node.mine(depth - 1)
    node.ask("anvil_reorg", depth, [])
    assert account.ledger().head() == before.head
    again = anchor.publish()
    assert again.head == dropped.head
    assert again.block_hash != dropped.block_hash
    assert anchor.status().published == again == account.ledger().find(2)
    assert anchor.publish() is None
    assert publications(account) == [1, 2]
    anchor._log.close()


def test_t080_a_block_that_moved_is_noted_anew(account: Account, tmp_path: Path, clinic: Any) -> None:
    key = clinic.key()
    anchor = Anchor(Log.open(tmp_path / "log.db", key), key, account.ledger())
    anchor.append([b"first"])
    place = anchor.publish()
    moved = replace(place, block=place.block + 1)
    anchor._keep(moved)
    assert anchor.publish() is None
    assert anchor.status().published == place
    anchor._log.close()


def test_t080_a_transaction_counts_when_it_is_deep_enough(account: Account, node: Any) -> None:
    with pytest.raises(LedgerUnavailableError):
        account.ledger(replace(AT_ONCE, confirmations=3)).publish(head(10))
    node.mine(3)
    assert account.ledger().publish(head(10)).head == head(10)
    assert publications(account) == [10]


def test_t081_the_wrong_chain_or_contract_is_refused(account: Account, node: Any) -> None:
    with pytest.raises(LedgerError, match="not 5"):
        Chain(node.web3, account.key, account.outbox, expected_id=5)
    with pytest.raises(LedgerError, match="no AnchorLog"):
        EvmLedger(account.chain(), "0x" + "11" * 20, account.log)


def test_t082_a_second_node_that_tells_otherwise_is_heard(account: Account, tmp_path: Path) -> None:
    account.ledger().publish(head(10))
    assert account.ledger(second=account.node.web3).find(10)
    with anvil["running"](tmp_path) as other:
        doubted = account.ledger(second=_same_contract(account, other))
        with pytest.raises(LedgerError, match="agree"):
            doubted.find(10)


def _same_contract(account: Account, other: Any) -> Any:
    other.ask(
        "anvil_setCode", account.contract, "0x" + account.node.web3.eth.get_code(account.contract).hex()
    )
    return other.web3


def test_t083_a_nonce_gap_left_by_a_crash_is_closed(account: Account, node: Any) -> None:
    """Two transactions were signed and saved, and only the second reached the node."""
    node.ask("evm_setAutomine", False)
    ledger = account.ledger(AT_ONCE)
    for size in (10, 20):
        with pytest.raises(LedgerUnavailableError):
            ledger.publish(head(size))
    for signed in account.outbox.open_from(2):
        node.ask("anvil_dropTransaction", "0x" + signed.hash.hex())
    node.ask("evm_setAutomine", True)
    assert account.ledger().publish(head(20)).head == head(20)
    assert publications(account) in ([20], [10, 20])


def test_t083_only_one_process_sends_for_an_account(account: Account, tmp_path: Path) -> None:
    with (
        Outbox(tmp_path / "outbox.db").alone(),
        pytest.raises(LedgerUnavailableError, match="another process"),
    ):
        account.ledger().publish(head(10))
    assert account.ledger().publish(head(10)).head == head(10)


def test_t084_a_stuck_transaction_is_replaced_for_more_and_counts_once(account: Account, node: Any) -> None:
    node.ask("evm_setAutomine", False)
    for _ in range(4):
        with pytest.raises(LedgerUnavailableError):
            account.ledger(IMPATIENT).publish(head(10))
    tried = account.outbox.open_from(2)
    assert len({signed.nonce for signed in tried}) == 1
    assert len(tried) >= 4
    for cheaper, dearer in pairwise(tried):
        assert dearer.fees.fee * 8 >= cheaper.fees.fee * 9
        assert dearer.fees.tip * 8 >= cheaper.fees.tip * 9
    node.mine()
    assert account.ledger().publish(head(10)).head == head(10)
    assert publications(account) == [10]


def test_t084_when_an_older_replacement_was_mined_it_is_found(account: Account, node: Any) -> None:
    node.ask("evm_setAutomine", False)
    with pytest.raises(LedgerUnavailableError):
        account.ledger(AT_ONCE).publish(head(10))
    with pytest.raises(LedgerUnavailableError):
        account.ledger(IMPATIENT).publish(head(10))
    first, second = account.outbox.open_from(2)
    node.ask("anvil_dropTransaction", "0x" + second.hash.hex())
    node.web3.eth.send_raw_transaction(first.raw)
    node.mine()
    assert account.ledger().publish(head(10)).transaction == first.hash
    assert publications(account) == [10]


def test_t085_what_was_saved_and_not_sent_is_sent_and_not_signed_again(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Chain, "_push", died)
        with pytest.raises(KeyboardInterrupt):
            account.ledger().publish(head(10))
    [saved] = account.outbox.open_from(2)
    assert account.ledger().publish(head(10)).transaction == saved.hash


def test_t086_no_gas_is_an_alarm_and_heals_when_it_is_there(account: Account, node: Any) -> None:
    node.fund(account.key.address, 0)
    with pytest.raises(LedgerError):
        account.ledger().publish(head(10))
    node.fund(account.key.address)
    assert account.ledger().publish(head(10)).head == head(10)


def test_t086_a_low_balance_is_told_while_there_is_some(account: Account, node: Any) -> None:
    chain = Chain(node.web3, account.key, account.outbox, purse=Purse(floor=10**18))
    assert chain.alarms() == ()
    node.ask("anvil_setBalance", account.key.address, hex(10**18 - 1))
    assert chain.alarms() == (Alarm.LOW_BALANCE,)
    assert EvmLedger(chain, account.contract, account.log).publish(head(10)).head == head(10)


def test_t086_the_days_gas_budget_is_told_of_kept_and_there_again_a_day_later(
    account: Account, node: Any
) -> None:
    def chain(budget: int) -> Chain:
        return Chain(node.web3, account.key, account.outbox, purse=Purse(budget=budget))

    EvmLedger(chain(10**18), account.contract, account.log).publish(head(10))
    spent = chain(10**18)._spent()
    assert spent > 0
    assert chain(2 * spent).alarms() == ()
    assert chain(spent + 1).alarms() == (Alarm.BUDGET_NEARLY_SPENT,)
    assert chain(spent).alarms() == (Alarm.BUDGET_SPENT,)
    poor = EvmLedger(chain(spent + 1), account.contract, account.log)
    with pytest.raises(LedgerUnavailableError, match="budget"):
        poor.publish(head(20))
    node.ask("evm_increaseTime", 86_401)
    node.mine()
    rich = EvmLedger(chain(4 * spent), account.contract, account.log)
    assert (rich.alarms(), rich.publish(head(20)).head) == ((), head(20))


def test_t086_gas_above_the_ceiling_waits(account: Account) -> None:
    with pytest.raises(LedgerUnavailableError, match="ceiling"):
        account.ledger(Patience(ceiling=1)).publish(head(10))
    assert account.ledger(Patience(ceiling=10**12)).publish(head(10)).head == head(10)


def test_a_transaction_that_the_contract_refuses_frees_its_purpose(
    account: Account, node: Any, tmp_path: Path
) -> None:
    """Two heads race: the larger one is mined first, the smaller one is undone."""
    node.ask("evm_setAutomine", False)
    with pytest.raises(LedgerUnavailableError):
        account.ledger(AT_ONCE).publish(head(10))
    other = Chain(node.web3, account.key, Outbox(tmp_path / "other.db"), patience=AT_ONCE)
    with pytest.raises((LedgerUnavailableError, LedgerError)):
        EvmLedger(other, account.contract, account.log).publish(head(20))
    node.mine()
    assert publications(account) in ([10], [20])


def test_the_same_receipt_question_is_answered_for_anyone(account: Account, node: Any) -> None:
    place = account.ledger().publish(head(10))
    assert find_publication(node.web3, place.contract, place.log, 10) == place
    assert find_publication(node.web3, place.contract, place.log, 11) is None


def fhir_anchor(*arguments: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from anchor.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_site_on_a_chain_of_others_from_deployment_to_a_receipt_that_the_chain_proves(
    node: Any, tmp_path: Path
) -> None:
    account = tmp_path / "relayer.key"
    unfunded = fhir_anchor("deploy", "--rpc", node.socket, "--account", account)
    assert (unfunded.returncode, unfunded.stderr.count("\n")) == (1, 1)
    node.fund(RelayerKey.load(account).address)
    told = fhir_anchor("deploy", "--rpc", node.socket, "--account", account)
    assert told.returncode == 0, told.stderr
    assert told.stdout == fhir_anchor("deploy", "--rpc", node.socket, "--account", account).stdout
    contract = told.stdout.split()[-1]
    script = Path(__file__).parent / "remote_site.py"
    command = [
        sys.executable,
        str(script),
        str(tmp_path),
        str(node.socket),
        str(node.web3.eth.chain_id),
        contract,
    ]
    subprocess.run(command, check=True, timeout=60)
    files = [tmp_path / "receipt", "--record", tmp_path / "record", "--key", tmp_path / "key"]
    asked = fhir_anchor("verify", *files, "--rpc", node.socket, "--json")
    standings = {check["fact"]: check["standing"] for check in json.loads(asked.stdout)["checks"]}
    assert asked.returncode == 0
    assert standings["anchored"] == "proved"


def test_the_care_contracts_are_deployed_once_by_a_command_and_held_against_their_chain(
    node: Any, tmp_path: Path
) -> None:
    account, file = tmp_path / "care.key", tmp_path / "care"
    RelayerKey.make().save(account)
    node.fund(RelayerKey.load(account).address)
    where = ["--rpc", node.socket, "--care", file]
    made = fhir_anchor("deploy", *where, "--account", account)
    assert made.returncode == 0, made.stderr
    written = file.read_text()
    assert fhir_anchor("deploy", *where, "--account", account).stdout == made.stdout
    assert file.read_text() == written
    assert fhir_anchor("deploy", *where, "--account", account, "--delay", 1).returncode == 1
    told = fhir_anchor("contracts", *where)
    assert (told.returncode, written.partition("\n")[2] in told.stdout) == (0, True)
    enlisted = fhir_anchor("enlist", "hospital", 3, "0x" + "44" * 20, *where, "--account", account)
    assert enlisted.returncode == 0, enlisted.stderr
    file.write_text(written.replace("chain ", "chain 1"))
    other = fhir_anchor("contracts", *where)
    assert (other.returncode, other.stderr.count("\n")) == (1, 1)


def test_t082_a_chain_that_does_not_hold_the_head_refutes_the_receipt(
    node: Any, tmp_path: Path, issued: Any, anchor: Anchor
) -> None:
    for name, content in (
        ("receipt", issued.receipt),
        ("record", issued.record),
        ("key", anchor.verifier.encode()),
    ):
        (tmp_path / name).write_bytes(content)
    files = [tmp_path / "receipt", "--record", tmp_path / "record", "--key", tmp_path / "key"]
    assert fhir_anchor("verify", *files).returncode == 0
    asked = fhir_anchor("verify", *files, "--rpc", node.socket)
    assert asked.returncode == 1


def test_t087_the_account_is_rotated_and_the_log_goes_on(account: Account, node: Any, tmp_path: Path) -> None:
    account.ledger().publish(head(10))
    successor = RelayerKey.make()
    node.fund(successor.address)
    fresh = Chain(node.web3, successor, Outbox(tmp_path / "fresh.db"))
    with pytest.raises(LedgerError):
        accept_log(fresh, account.contract, account.log)
    offer_log(account.chain(), account.contract, account.log, successor.address)
    accept_log(fresh, account.contract, account.log)
    assert EvmLedger(fresh, account.contract, account.log).publish(head(20)).head == head(20)
    with pytest.raises(LedgerError):
        account.ledger().publish(head(30))
    assert publications(account) == [10, 20]


def test_t089_the_time_of_a_block_is_the_chains_word_and_nothing_of_ours_depends_on_it(
    account: Account, node: Any
) -> None:
    later = node.web3.eth.get_block("latest")["timestamp"] + 86_400
    node.ask("evm_setNextBlockTimestamp", later)
    assert account.ledger().publish(head(10)).time == later
    assert account.ledger().publish(head(20)).time >= later


def test_t087_the_account_is_rotated_by_commands(account: Account, node: Any, tmp_path: Path) -> None:
    account.key.save(tmp_path / "old.key")
    RelayerKey.make().save(tmp_path / "new.key")
    fresh = RelayerKey.load(tmp_path / "new.key")
    node.fund(fresh.address)
    where = ["--rpc", node.socket, "--contract", account.contract, "--log", f"0x{account.log.hex()}"]
    wrong = fhir_anchor("offer", *where, "--account", tmp_path / "old.key", "--to", "the new one")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    refused = fhir_anchor("accept", *where, "--account", tmp_path / "new.key")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    offered = fhir_anchor("offer", *where, "--account", tmp_path / "old.key", "--to", fresh.address)
    assert offered.returncode == 0, offered.stderr
    taken = fhir_anchor("accept", *where, "--account", tmp_path / "new.key")
    assert taken.returncode == 0, taken.stderr
    assert account.ledger()._contract.functions.head(account.log).call()[0] == fresh.address
