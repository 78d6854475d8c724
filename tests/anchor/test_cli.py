from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from anchor import cli
from anchor.logkey import LogKey
from anchor.site import Anchor


@pytest.fixture
def folder(tmp_path: Path, issued: Any, anchor: Anchor) -> Path:
    (tmp_path / "receipt").write_bytes(issued.receipt)
    (tmp_path / "record").write_bytes(issued.record)
    (tmp_path / "key").write_text(anchor.verifier)
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> Any:
    """Run a command in the folder; its exit status, standard output and standard error."""

    def run(*arguments: str) -> Any:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["fhir-anchor", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    return run


def test_a_receipt_that_holds_ends_well(run: Any) -> None:
    status, out, err = run("verify", "receipt", "--record", "record", "--key", "key")
    assert (status, err) == (0, "")
    assert "Every check holds." in out
    assert "asserted by the site" in out


def test_json_says_the_same(run: Any) -> None:
    status, out, _ = run("verify", "receipt", "--record", "record", "--key", "key", "--json")
    said = json.loads(out)
    assert (status, said["holds"]) == (0, True)
    assert {check["fact"] for check in said["checks"]} == {"record", "logged", "signed", "anchored", "stored"}


def test_without_a_key_it_says_so_and_fails(run: Any) -> None:
    status, out, _ = run("verify", "receipt", "--record", "record")
    assert status == 1
    assert "no log key was given" in out
    assert "NOT VERIFIED" in out


def test_another_record_fails(run: Any) -> None:
    status, out, _ = run("verify", "receipt", "--record", "key", "--key", "key")
    assert status == 1
    assert "NOT VERIFIED" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "missing", "--record", "record", "--key", "key"],
        ["verify", "receipt", "--record", "missing", "--key", "key"],
        ["verify", "receipt", "--record", "record", "--key", "missing"],
        ["verify", "receipt", "--record", "record", "--key", "receipt"],
        ["verify", "record", "--record", "record", "--key", "key"],
        ["verify", ".", "--record", "record", "--key", "key"],
    ],
)
def test_bad_input_is_one_clear_line(run: Any, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("fhir-anchor: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["verify"], ["verify", "receipt"], ["verify", "--nonsense"], ["nonsense"]]
)
def test_wrong_use_is_told_apart(run: Any, arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


def test_a_chain_that_does_not_answer_is_told_apart(run: Any) -> None:
    url = "http://127.0.0.1:1"  # nobody listens at port 1
    status, _, err = run("verify", "receipt", "--record", "record", "--key", "key", "--rpc", url)
    assert status == 75
    assert "nobody answers" in err


def test_offline_nothing_is_loaded_that_could_reach_a_network() -> None:
    code = (
        "import sys, anchor.cli; print(sorted(m for m in sys.modules if m in {'web3', 'requests', 'pyrevm'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_status_says_how_far_the_log_is(run: Any, anchor: Anchor, folder: Path) -> None:
    anchor.append([b"one more"])
    status, out, _ = run("status", "--data", str(folder), "--json")
    said = json.loads(out)
    assert status == 0
    assert (said["log"], said["entries"], said["waiting"]) == ("clinic.example/log", 6, 1)
    assert (said["chain"], said["block"]) == (0x66686972, 3)


def test_a_folder_without_a_log_is_one_clear_line_and_stays_empty(run: Any, folder: Path) -> None:
    (folder / "empty").mkdir()
    status, _, err = run("status", "--data", str(folder / "empty"))
    assert (status, err.count("\n")) == (1, 1)
    assert not any((folder / "empty").iterdir())


def test_a_mirror_is_written_and_written_on(run: Any, folder: Path) -> None:
    assert run("mirror", str(folder / "site"), "--data", str(folder)) == (
        0,
        f"2 files are new in {folder / 'site'}\n",
        "",
    )
    assert (folder / "site" / "checkpoint").exists()
    assert run("mirror", str(folder / "site"), "--data", str(folder))[1].startswith("0 files")


def test_a_log_comes_back_from_its_mirror(run: Any, folder: Path) -> None:
    run("mirror", str(folder / "site"), "--data", str(folder))
    empty = folder / "empty"
    empty.mkdir()
    LogKey.load(folder / "anchor" / "log.key").save(empty / "log.key")
    assert run("restore", str(folder / "site"), "--data", str(empty)) == (0, "5 entries are back\n", "")
    status, _, err = run("restore", str(folder / "site"), "--data", str(folder))
    assert status == 1
    assert "not restored over" in err
