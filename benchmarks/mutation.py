"""Mutation testing of the contracts: each small fault that is planted must fail a forge test.

    mutation.py [--every N] [--workers N] [CONTRACT ...]     default: every mutant of the care contracts and AnchorLog

A mutant that does not compile is not counted. Prints every survivor and the score; exit 1 when it is below 90 %.
Needs `npm ci` in anchor/contracts. A mutant takes some ten seconds, most of them the compiler's.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

CONTRACTS = Path(__file__).parents[1] / "anchor" / "contracts"
VECTORS = Path("tests/vectors/consent")
TESTS = {  # which tests are a contract's: only they are compiled and run for its mutants
    "Roster": "Roster",
    "PatientSmartCard": "{Roster,PatientSmartCard,Mandates,HospitalRecord}",
    "HospitalRecord": "{Roster,HospitalRecord}",
    "PharmacyAccess": "{Roster,PharmacyAccess}",
    "InsuranceProvider": "{Roster,InsuranceProvider}",
    "AnchorLog": "AnchorLog",
}
LEAST = 0.9

SWAPS = [
    (" == ", " != "),
    (" != ", " == "),
    (" < ", " <= "),
    (" <= ", " < "),
    (" <= ", " > "),
    (" > ", " >= "),
    (" >= ", " > "),
    (" && ", " || "),
    (" || ", " && "),
    (" + ", " - "),
    (" - ", " + "),
    (" += ", " -= "),
    (" -= ", " += "),
    (" & ", " | "),
    (" |= ", " &= "),
    ("++", "--"),
    ("if (!", "if ("),
    (" onlyOwner", ""),
    ("Status.Active", "Status.Suspended"),
    ("Status.None", "Status.Active"),
    ("Status.Revoked", "Status.Suspended"),
    ("Status.Approved", "Status.Submitted"),
    ("Status.Denied", "Status.Approved"),
    ("Status.Paid", "Status.Approved"),
    ("msg.sender", "tx.origin"),
    ("(0, 0)", "(1, 0)"),
    (", false)", ", true)"),
    (", 0)", ", 1)"),
    ("= 0;", "= 1;"),
    ("return true;", "return false;"),
    ("return false;", "return true;"),
]
STATEMENT = re.compile(r"^ {8,}(?!return|}|\)|mapping|function|using).*;$")
IGNORED = re.compile(r"^\s*(//|/\*|\*|import|pragma|event|error|using|constructor)")


@dataclass(frozen=True)
class Mutant:
    """One line of one contract, changed."""

    contract: str
    line: int
    text: str

    def plant(self, folder: Path) -> None:
        """Write the contract with the fault."""
        path = folder / f"{self.contract}.sol"
        lines = (CONTRACTS / path.name).read_text().split("\n")
        lines[self.line] = self.text
        path.write_text("\n".join(lines))

    def heal(self, folder: Path) -> None:
        """Put the contract back."""
        shutil.copy(CONTRACTS / f"{self.contract}.sol", folder)


def mutants(contract: str) -> Iterator[Mutant]:
    """Every mutant of a contract: swaps at each place, and each statement left out."""
    for number, line in enumerate((CONTRACTS / f"{contract}.sol").read_text().split("\n")):
        if IGNORED.match(line):
            continue
        for old, new in SWAPS:
            for place in re.finditer(re.escape(old), line):
                yield Mutant(contract, number, line[: place.start()] + new + line[place.end() :])
        if STATEMENT.match(line):
            yield Mutant(contract, number, "")


def workplace(root: Path) -> Path:
    """A copy of the contracts and the vectors that a worker may change."""
    folder = root / "anchor" / "contracts"
    shutil.copytree(CONTRACTS, folder, ignore=shutil.ignore_patterns("node_modules", "out"))
    (folder / "node_modules").symlink_to(CONTRACTS / "node_modules")
    shutil.copytree(CONTRACTS.parents[1] / VECTORS, root / VECTORS)
    return folder


def killed(folder: Path, contract: str) -> bool | None:
    """Whether a test fails; None when the mutant does not compile."""
    forge = [str(folder / "node_modules/.bin/forge"), "test", "--offline", "--fail-fast"]
    quick = {"FOUNDRY_FUZZ_RUNS": "24", "FOUNDRY_FUZZ_SEED": "0x1"}
    tests = ["--match-path", f"test/{TESTS[contract]}.t.sol", "--no-match-contract", "Invariants"]
    done = subprocess.run(
        [*forge, *tests],
        cwd=folder,
        env=os.environ | quick,
        capture_output=True,
        text=True,
        check=False,
    )
    if "Compilation failed" in done.stderr + done.stdout:
        return None
    return done.returncode != 0


def main() -> int:
    """Try every mutant that was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contracts", nargs="*", default=tuple(TESTS))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    wanted = [mutant for name in asked.contracts for mutant in mutants(name)][:: asked.every]
    with tempfile.TemporaryDirectory() as root:
        places: SimpleQueue[Path] = SimpleQueue()
        for number in range(asked.workers):
            places.put(workplace(Path(root) / str(number)))
        place = places.get()
        if any(killed(place, name) is not False for name in asked.contracts):
            print("the tests fail without a fault")
            return 1
        places.put(place)
        with ThreadPoolExecutor(asked.workers) as pool:
            results = list(pool.map(lambda mutant: attempt(mutant, places), wanted))
    counted = [result for result in results if result is not None]
    score = sum(counted) / len(counted)
    print(f"{len(counted)} mutants ({len(wanted) - len(counted)} do not compile), {score:.1%} killed")
    return 0 if score >= LEAST else 1


def attempt(mutant: Mutant, places: SimpleQueue[Path]) -> bool | None:
    """Plant a mutant somewhere that is free, and say how it went."""
    folder = places.get()
    try:
        mutant.plant(folder)
        result = killed(folder, mutant.contract)
    finally:
        mutant.heal(folder)
        places.put(folder)
    if result is False:
        original = (CONTRACTS / f"{mutant.contract}.sol").read_text().split("\n")[mutant.line].strip()
        print(
            f"survives: {mutant.contract}:{mutant.line + 1}: {original} -> {mutant.text.strip()!r}",
            flush=True,
        )
    return result


if __name__ == "__main__":
    sys.exit(main())
