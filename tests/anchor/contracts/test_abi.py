from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from anchor.contract import artifact

ROOT = Path(__file__).parents[3]
CONTRACTS = ROOT / "anchor" / "contracts"
NAMES = {
    "PatientSmartCard": ["registerPatient", "getPatientInfo"],
    "HospitalRecord": ["updateMedicalHistory", "registerHospital", "addMedicalRecord", "getMedicalRecords"],
    "PharmacyAccess": ["registerPharmacy", "getPatientFullInfo"],
    "InsuranceProvider": ["approveClaim", "processPayment", "getClaimStatus"],
}


@pytest.mark.parametrize("contract", NAMES)
def test_the_functions_that_the_paper_times_are_in_the_abi(contract: str) -> None:
    functions = {item["name"] for item in artifact(contract)["abi"] if item["type"] == "function"}
    assert functions >= set(NAMES[contract])


@pytest.mark.parametrize("contract", NAMES)
def test_no_contract_takes_coins_or_calls_what_it_does_not_know(contract: str) -> None:
    abi: Any = artifact(contract)["abi"]
    assert not {item["type"] for item in abi} & {"fallback", "receive"}
    assert not [item for item in abi if item.get("stateMutability") == "payable"]


@pytest.mark.skipif(
    not (CONTRACTS / "node_modules").exists(), reason="no compiler: npm ci in anchor/contracts installs it"
)
def test_the_token_of_the_tests_is_what_its_source_compiles_to(tmp_path: Path) -> None:
    command = ["node", str(CONTRACTS / "compile.mjs"), str(tmp_path), "test/Coin.sol"]
    subprocess.run(command, check=True, timeout=120)
    committed = ROOT / "tests" / "vectors" / "contracts" / "Coin.json"
    assert json.loads((tmp_path / "Coin.json").read_text()) == json.loads(committed.read_text())
