"""The examples of docs/formats.md, held against the code and the vectors."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from anchor.commitment import Opening
from anchor.entry import record_entry, succession_entry
from anchor.note import note_text
from anchor.receipt import Receipt

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"


@pytest.fixture(scope="module")
def examples() -> dict[str, str]:
    found = re.findall(r"<!-- example: ([a-z ]+) -->\n```text\n(.*?)```", FORMATS.read_text(), re.DOTALL)
    return dict(found)


def test_the_opening_leads_to_the_commitment_and_the_entry(examples: dict[str, str], clinic: Any) -> None:
    vector = json.loads((clinic.vectors / "commitment" / "one-part.json").read_text())
    commitment = Opening.parse(examples["opening"]).root()
    assert examples["opening"] == vector["openings"][0]
    assert commitment.hex() + "\n" == examples["commitment"]
    assert record_entry(commitment).hex() + "\n" == examples["entry"]


def test_the_notes_are_those_of_the_vectors(examples: dict[str, str], clinic: Any) -> None:
    receipt = Receipt.parse((clinic.vectors / "receipt" / "whole.tlog-proof").read_bytes())
    assert examples["checkpoint"] == note_text((clinic.vectors / "checkpoint" / "ten.note").read_text())
    assert examples["chain reference"] == note_text(receipt.reference)


def test_the_log_key_is_that_of_the_vectors(examples: dict[str, str], clinic: Any) -> None:
    written = (clinic.vectors / "checkpoint" / "log.pub").read_text()
    assert written.startswith(examples["log key"].rstrip("\n"))


def test_a_succession_is_written_so(examples: dict[str, str]) -> None:
    assert succession_entry("clinic.example/log", 10, bytes(range(32))).hex() + "\n" == examples["succession"]
