"""The verifier of docs/verify.html, run outside a browser on the same vectors."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from anchor.receipt import Receipt

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "verify.html"
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node to run the page's script")


@pytest.fixture
def folder(clinic: Any) -> Path:
    return clinic.vectors / "receipt"


def run(*paths: Path, **environment: str) -> Any:
    command = ["node", str(HERE / "page.mjs"), str(PAGE), *map(str, paths)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=120, env=os.environ | environment
    )
    return json.loads(done.stdout)


def standings(verdict: Any) -> dict[str, str]:
    return {check["fact"]: check["standing"] for check in verdict["checks"]}


@pytest.mark.parametrize("name", ["whole", "part"])
def test_the_page_accepts_the_vectors(folder: Path, name: str) -> None:
    verdict = run(folder / f"{name}.tlog-proof", folder / f"{name}.record", folder / "log.pub")
    assert verdict["holds"]
    assert set(standings(verdict).values()) == {"proved", "asserted"}
    assert verdict["complete"] or "NOT checked" in json.dumps(verdict)


def test_the_page_refuses_another_record_and_says_when_there_is_no_key(folder: Path) -> None:
    verdict = run(folder / "part.tlog-proof", folder / "whole.record", folder / "log.pub")
    assert not verdict["holds"]
    assert standings(verdict)["record"] == "failed"
    verdict = run(folder / "part.tlog-proof", folder / "part.record")
    assert not verdict["holds"]
    assert standings(verdict)["signed"] == "unchecked"


def test_the_page_refuses_the_key_of_another_log(folder: Path, tmp_path: Path, clinic: Any) -> None:
    (tmp_path / "log.pub").write_text(clinic.key(1).verifier.text())
    verdict = run(folder / "part.tlog-proof", folder / "part.record", tmp_path / "log.pub")
    assert standings(verdict)["signed"] == standings(verdict)["anchored"] == "failed"


def test_no_flipped_bit_goes_unseen_but_in_a_signature_that_was_not_checked(folder: Path) -> None:
    """Every eleventh bit; what the page lets through lies in an ML-DSA signature, which it said it left out."""
    receipt = folder / "part.tlog-proof"
    data = receipt.read_bytes()
    for bit in run(receipt, folder / "part.record", folder / "log.pub", FLIP="11"):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert _checked(Receipt.parse(bytes(flipped))) == _checked(Receipt.parse(data)), bit


def _checked(receipt: Receipt) -> tuple[object, ...]:
    notes = (receipt.checkpoint, receipt.reference)
    return receipt.index, receipt.path, receipt.opening, [note.splitlines()[:-1] for note in notes]


def test_the_page_reaches_for_nothing_outside_itself() -> None:
    page = PAGE.read_text()
    assert "default-src 'none'" in page
    assert not re.search(
        r"(https?:)?//[a-z]+\.|\bfetch\(|XMLHttpRequest|WebSocket|\bimport\(|<link|\ssrc=", page
    )


def in_chromium(tmp_path: Path, script: str) -> Any:
    """What a script makes in the page itself, opened from a file."""
    page = tmp_path / "page.html"
    done = f"<script>(async () => {{ {script} }})().then((made) => (document.title = JSON.stringify(made)))</script>"
    page.write_text(PAGE.read_text().replace("</html>", done + "</html>"))
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}"]
    command = ["chromium", *options, "--virtual-time-budget=60000", "--dump-dom", page.as_uri()]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(html.unescape(re.findall(r"<title>(.*?)</title>", ended.stdout)[0]))


def spelled(path: Path) -> str:
    return f"Uint8Array.from({list(path.read_bytes())})"


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine")
@pytest.mark.parametrize(("record", "expected"), [("part.record", True), ("whole.record", False)])
def test_the_page_judges_in_chromium(folder: Path, tmp_path: Path, record: str, expected: bool) -> None:
    given = ", ".join(spelled(folder / name) for name in ("part.tlog-proof", record, "log.pub"))
    verdict = in_chromium(tmp_path, f"return verify({given});")
    assert verdict["holds"] is expected
    assert standings(verdict)["signed"] == "proved"
    assert verdict["complete"] or "NOT checked" in json.dumps(verdict)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine")
def test_where_chromium_checks_both_halves_no_flip_goes_unseen(folder: Path, tmp_path: Path) -> None:
    """Every 97th bit of the receipt; a browser without ML-DSA says so, and is let off."""
    receipt, record, key = (spelled(folder / name) for name in ("part.tlog-proof", "part.record", "log.pub"))
    unseen = in_chromium(
        tmp_path,
        f"""
        const receipt = {receipt}, record = {record}, key = {key}, unseen = [];
        if (!(await verify(receipt, record, key)).complete) return unseen;
        for (let bit = 0; bit < 8 * receipt.length; bit += 97) {{
          const flipped = receipt.slice();
          flipped[bit >> 3] ^= 1 << (bit & 7);
          if ((await verify(flipped, record, key)).holds) unseen.push(bit);
        }}
        return unseen;
        """,
    )
    assert unseen == []
