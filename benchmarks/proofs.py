"""The symbolic proofs of the contracts: every one holds, and fails when the fault it is there for is planted.

    proofs.py            needs `npm ci` in anchor/contracts, and halmos on the PATH; about ten minutes

A proof starts from storage of any content and does one call of any content by anyone, so it is about every
history. Bounds: lists of one and of two decisions, arrays and byte strings in other calls up to halmos' sizes, loops
unrolled twice. P-256 is put away: a key has signed what storage of any content says it has; the vectors
and the tests are about P-256 itself. The solver is z3: yices answers wrongly on some of these (it finds a
model where z3 and a look at the query show that there is none).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CONTRACTS = Path(__file__).parents[1] / "anchor" / "contracts"
SECONDS = 120  # for one question to the solver


@dataclass(frozen=True)
class Fault:
    """A fault in a contract, and the proof that must fail of it."""

    contract: str
    right: str
    wrong: str
    proof: str


FAULTS = (
    Fault("AnchorLog", "size <= ", "size < ", "roots_never_change"),
    Fault(
        "PatientSmartCard", "if (!isSigned(signer, ", "if (false && !isSigned(signer, ", "a_grant_is_made_by"
    ),
    Fault("PatientSmartCard", " && block.timestamp < mandate.end", "", "a_grant_is_made_by"),
    Fault("PatientSmartCard", "mandate.scope & scope == scope", "mandate.scope != 0", "a_grant_is_made_by"),
    Fault(
        "HospitalRecord", "if (end <= block.timestamp)", "if (end < block.timestamp)", "a_grant_is_made_by"
    ),
    Fault("HospitalRecord", "scope |= GRANT;", "scope = GRANT;", "two_grants_are_made_by"),
    Fault("HospitalRecord", "list[position] != 0 || ", "", "a_record_that_was_written"),
    Fault("HospitalRecord", "list[position] = commitment;", "_grants[commitment].end = 1;", "no_other_call"),
    Fault("HospitalRecord", "time < times.end", "time <= times.end", "only_its_opening_reads"),
    Fault("InsuranceProvider", "if (found.status != from)", "if (found.status < from)", "paid_at_most_once"),
    Fault("InsuranceProvider", "_take(found.insurer, found.amount);", "", "a_payment_moves"),
    Fault("InsuranceProvider", "if (found.insurer != _caller())", "if (_caller() == 0)", "only_its_insurer"),
    Fault("PatientSmartCard", "if (waiting.officer == officer)", "if (false)", "a_key_is_set_by"),
    Fault("PatientSmartCard", "if (block.timestamp < waiting.ready)", "if (false)", "a_key_is_set_by"),
    Fault("PatientSmartCard", "_cards[patient].nonce + 1", "0", "a_nonce_never"),
    Fault("PatientSmartCard", "card.status == Status.Active && ", "", "a_suspended_or_revoked"),
    Fault("PharmacyAccess", "found.dispensed >= found.fills || ", "", "never_dispensed_beyond"),
    Fault("PharmacyAccess", "found.cancelled || ", "", "dispensed_by_a_pharmacy"),
)


def main() -> int:
    """Prove everything, then plant the faults one by one; 1 when a proof fails or a fault goes unseen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "contracts"
        shutil.copytree(CONTRACTS, folder, ignore=shutil.ignore_patterns("node_modules", "out"))
        (folder / "node_modules").symlink_to(CONTRACTS / "node_modules")
        proved = verdicts(folder, ".")
        for proof, holds in proved.items():
            print(f"{'proved' if holds else 'FAILS '} {proof}", flush=True)
        seen = [planted(folder, fault) for fault in FAULTS]
    unshown = {proof for proof in proved if not any(fault.proof in proof for fault in FAULTS)}
    for proof in unshown:
        print(f"no fault is planted for {proof}")
    return 0 if proved and all(proved.values()) and all(seen) and not unshown else 1


def planted(folder: Path, fault: Fault) -> bool:
    """Whether the proof fails of its fault, and did not fail to run."""
    path = folder / f"{fault.contract}.sol"
    right = path.read_text()
    if right.count(fault.right) != 1:
        print(f"{fault.contract} has not one {fault.right!r}")
        return False
    path.write_text(right.replace(fault.right, fault.wrong))
    found = verdicts(folder, fault.proof)
    path.write_text(right)
    seen = bool(found) and not any(found.values())
    print(f"{'seen  ' if seen else 'UNSEEN'} {fault.contract}: {fault.right} -> {fault.wrong!r}", flush=True)
    return seen


def verdicts(folder: Path, proofs: str) -> dict[str, bool]:
    """Whether each proof whose name matches holds; one that the solver gives up on does not."""
    command = ["halmos", "--forge-build-out", "out/proofs", "--match-test", proofs, "--solver", "z3"]
    path = f"{folder / 'node_modules/.bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [*command, "--solver-timeout-assertion", str(1000 * SECONDS)],
        cwd=folder,
        env=os.environ | {"FOUNDRY_PROFILE": "proofs", "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = re.findall(r"\[(PASS|FAIL|TIMEOUT|ERROR)\]\S* (check_\w+)", done.stdout)
    return {proof: verdict == "PASS" for verdict, proof in lines}


if __name__ == "__main__":
    sys.exit(main())
