"""Mutation testing of the contracts: each small fault that is planted must fail a forge test.

    mutation.py [--every N] [--workers N] [CONTRACT ...]     default: every mutant of the care contracts and AnchorLog

A mutant that does not compile is not counted. Prints every survivor and the score; exit 1 when it is below 90 %.
Needs `npm ci` in anchor/contracts. A mutant takes some four seconds, half of them the compiler's.
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
NAMES = ("Roster", "PatientSmartCard", "HospitalRecord", "PharmacyAccess", "InsuranceProvider", "AnchorLog")
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
        lines = source(self.contract).split("\n")
        lines[self.line] = self.text
        (folder / "src" / f"{self.contract}.sol").write_text("\n".join(lines))

    def heal(self, folder: Path) -> None:
        """Put the contract back."""
        (folder / "src" / f"{self.contract}.sol").write_text(source(self.contract))


def source(contract: str) -> str:
    """A contract as it is."""
    return (CONTRACTS / f"{contract}.sol").read_text()


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
    """A copy of contracts, tests and vectors that a worker may change.

    Contracts and tests lie apart in it: then forge links the tests to the contracts when they run, and a mutant
    costs the compilation of one contract.
    """
    folder = root / "anchor" / "contracts"
    (folder / "src").mkdir(parents=True)
    (folder / "test").mkdir()
    for path in CONTRACTS.glob("*.sol"):
        shutil.copy(path, folder / "src")
    for path in (CONTRACTS / "test").glob("*.sol"):
        (folder / "test" / path.name).write_text(path.read_text().replace('from "../', 'from "../src/'))
    for name in ("foundry.toml", "solc.mjs", "package.json"):
        shutil.copy(CONTRACTS / name, folder)
    (folder / "node_modules").symlink_to(CONTRACTS / "node_modules")
    shutil.copytree(CONTRACTS.parents[1] / VECTORS, root / VECTORS)
    return folder


def killed(folder: Path) -> bool | None:
    """Whether a test fails; None when the mutant does not compile."""
    forge = [str(folder / "node_modules/.bin/forge"), "test", "--offline", "--fail-fast"]
    linked = {"FOUNDRY_SRC": "src", "FOUNDRY_DYNAMIC_TEST_LINKING": "true"}
    quick = {"FOUNDRY_FUZZ_RUNS": "24", "FOUNDRY_FUZZ_SEED": "0x1"}
    done = subprocess.run(
        [*forge, "--no-match-contract", "Invariants"],
        cwd=folder,
        env=os.environ | linked | quick,
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
    parser.add_argument("contracts", nargs="*", default=NAMES)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    wanted = [mutant for name in asked.contracts for mutant in mutants(name)][:: asked.every]
    with tempfile.TemporaryDirectory() as root:
        places: SimpleQueue[Path] = SimpleQueue()
        for number in range(asked.workers):
            places.put(workplace(Path(root) / str(number)))
        place = places.get()
        if killed(place) is not False:
            print("the tests fail without a fault")
            return 1
        places.put(place)
        with ThreadPoolExecutor(asked.workers) as pool:
            results = list(pool.map(lambda mutant: attempt(mutant, places), wanted))
    counted = [result for result in results if result is not None]
    score = sum(counted) / max(1, len(counted))
    print(f"{len(counted)} mutants ({len(wanted) - len(counted)} do not compile), {score:.1%} killed")
    return 0 if score >= LEAST else 1


def attempt(mutant: Mutant, places: SimpleQueue[Path]) -> bool | None:
    """Plant a mutant somewhere that is free, and say how it went."""
    folder = places.get()
    try:
        mutant.plant(folder)
        result = killed(folder)
        mutant.heal(folder)
    finally:
        places.put(folder)
    if result is False:
        original = source(mutant.contract).split("\n")[mutant.line].strip()
        print(
            f"survives: {mutant.contract}:{mutant.line + 1}: {original} -> {mutant.text.strip()!r}",
            flush=True,
        )
    return result


if __name__ == "__main__":
    sys.exit(main())
