"""Witnesses: one set of rules for ours in this process and behind HTTP; what the log keeps, and who believes it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from anchor.cosignature import Cosignature, Cosigner, Quorum, WitnessKey, split_cosignatures
from anchor.cosigning import cosign
from anchor.errors import FormatError, KeyFileError, LogError, WitnessDeclinedError, WitnessUnavailableError
from anchor.log import Log
from anchor.note import note_text
from anchor.site import Anchor
from anchor.verify import Fact, Standing, verify
from anchor.witness import LocalWitness, Submission, Witness
from anchor.witnessclient import RemoteWitness
from anchor.witnessserver import witness_server

NOW = 1_800_000_000
SPEC_LINE = (  # c2sp.org/tlog-cosignature's example, whose time its signed message shows
    "\N{EM DASH} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
    "qhf5nNo0xUe+mbIUBkBIfZ+qnA=="
)


def entries(count: int, start: int = 0) -> list[bytes]:
    return [b"entry %d" % number for number in range(start, start + count)]


def cosigner(number: int) -> Cosigner:
    return Cosigner(f"witness.example/w{number}", bytes([number]) * 32)


@pytest.fixture
def log(tmp_path: Path, clinic: Any) -> Iterator[Log]:
    opened = Log.open(tmp_path / "log.db", clinic.key())
    yield opened
    opened.close()


@pytest.fixture
def local(tmp_path: Path, clinic: Any) -> Iterator[LocalWitness]:
    opened = LocalWitness(
        tmp_path / "witness.db", cosigner(1), logs=[clinic.key().verifier], clock=lambda: NOW + 0.5
    )
    yield opened
    opened.close()


@pytest.fixture(params=["in this process", "by HTTP"])
def witness(request: pytest.FixtureRequest, local: LocalWitness) -> Iterator[Witness]:
    if request.param == "in this process":
        yield local
        return
    with served(local) as url:
        yield RemoteWitness(local.key, url)


@contextmanager
def served(witness: Witness) -> Iterator[str]:
    """The URL at which a witness answers meanwhile."""
    with witness_server(("127.0.0.1", 0), witness) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def grow(log: Log, count: int) -> str:
    log.append(entries(count, log.size))
    return log.checkpoint()


def declined(witness: Witness, submission: Submission) -> tuple[int, int | None]:
    with pytest.raises(WitnessDeclinedError) as caught:
        witness.cosign(submission)
    return caught.value.status, caught.value.seen


def test_a_log_that_grows_is_cosigned_again_and_again(log: Log, witness: Witness) -> None:
    for count in (1, 5, 300, 7):
        note = grow(log, count)
        made = cosign(log, witness)
        assert made.time == NOW
        assert witness.key.has_signed(note_text(note), made)
        bare, kept = split_cosignatures(log.signed(log.size))
        assert (bare, kept) == (note, (made,))


def test_the_same_checkpoint_may_be_cosigned_twice(log: Log, witness: Witness) -> None:
    grow(log, 5)
    assert cosign(log, witness) == cosign(log, witness)


def test_a_log_that_forgot_what_the_witness_saw_is_told(log: Log, witness: Witness) -> None:
    grow(log, 5)
    witness.cosign(Submission(0, (), log.last_signed()))
    grow(log, 4)
    assert cosign(log, witness).name == witness.key.name


def test_a_log_that_lost_entries_is_found_out(
    log: Log, witness: Witness, tmp_path: Path, clinic: Any
) -> None:
    grow(log, 9)
    cosign(log, witness)
    lost = Log.open(tmp_path / "lost.db", clinic.key())
    grow(lost, 5)
    with pytest.raises(LogError, match="more"):
        cosign(lost, witness)
    lost.close()


@pytest.mark.parametrize("size", [9, 12])
def test_a_second_tree_under_the_same_name_is_found_out(
    log: Log, witness: Witness, tmp_path: Path, clinic: Any, size: int
) -> None:
    grow(log, 9)
    cosign(log, witness)
    other = Log.open(tmp_path / "other.db", clinic.key())
    other.append(entries(size, 1000))
    other.checkpoint()
    with pytest.raises(LogError, match="another tree"):
        cosign(other, witness)
    other.close()


def test_the_protocol_says_why_not(log: Log, witness: Witness, tmp_path: Path, clinic: Any) -> None:
    first = grow(log, 9)
    assert declined(witness, Submission(3, (), first)) == (409, 0)
    assert declined(witness, Submission(10, (), first)) == (400, None)
    assert declined(witness, Submission(0, (bytes(32),), first)) == (422, None)
    witness.cosign(Submission(0, (), first))
    second = grow(log, 9)
    proof = log.prove_consistency(9)
    assert declined(witness, Submission(9, proof[:-1], second)) == (422, None)
    assert declined(witness, Submission(9, (*proof[:-1], bytes(32)), second)) == (422, None)
    assert declined(witness, Submission(0, (), second)) == (409, 9)
    witness.cosign(Submission(9, proof, second))
    stranger = Log.open(tmp_path / "stranger.db", clinic.key(origin="stranger.example/log"))
    assert declined(witness, Submission(0, (), grow(stranger, 1))) == (404, None)
    thief = Log.open(tmp_path / "thief.db", clinic.key(1))
    assert declined(witness, Submission(0, (), grow(thief, 30))) == (403, None)
    stranger.close()
    thief.close()


def test_a_witness_remembers_after_a_restart(log: Log, tmp_path: Path, clinic: Any) -> None:
    for count in (5, 4):
        again = LocalWitness(
            tmp_path / "kept.db", cosigner(1), logs=[clinic.key().verifier], clock=lambda: NOW
        )
        grow(log, count)
        cosign(log, again)
        again.close()
    assert log.cosigned_by(cosigner(1).key.name) == 9


def test_what_is_no_submission_is_a_bad_request(local: LocalWitness) -> None:
    with served(local) as url:
        for path, body, status in (
            ("/add-checkpoint", b"old 01\n\nx\n", 400),
            ("/add-checkpoint", b"\xff", 400),
            ("/add-checkpoint", b"old 0\n\n" + b"x" * 70_000, 400),
            ("/else", b"old 0\n\nx\n", 404),
        ):
            connection = HTTPConnection(url.split("/")[2], timeout=10)
            connection.request("POST", path, body)
            assert connection.getresponse().status == status
            connection.close()


def test_a_witness_that_does_not_answer_or_lies_leaves_the_log_as_it_was(
    log: Log, local: LocalWitness
) -> None:
    note = grow(log, 5)
    with served(local) as url:
        pass
    with pytest.raises(WitnessUnavailableError):
        cosign(log, RemoteWitness(local.key, url))
    with served(local) as url, pytest.raises(WitnessDeclinedError):
        cosign(log, RemoteWitness(cosigner(2).key, url))

    class Liar:
        key = cosigner(1).key

        def cosign(self, submission: Submission) -> Cosignature:
            return cosigner(1).cosign(note_text(submission.checkpoint).replace("5", "6"), NOW)

    with pytest.raises(LogError, match="not its own"):
        cosign(log, Liar())
    assert log.signed(5) == note


@pytest.mark.parametrize("url", ["file:///etc/passwd", "witness.example", "http://", "ftp://host/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(FormatError):
        RemoteWitness(cosigner(1).key, url)


@pytest.fixture
def witnessed(anchor: Anchor, issued: Any, tmp_path: Path) -> Any:
    """The receipt of record 2, cosigned by witnesses 1 and 2."""
    verifier = issued.verifier
    for number in (1, 2):
        one = LocalWitness(tmp_path / f"{number}.db", cosigner(number), logs=[verifier], clock=lambda: NOW)
        anchor.cosign(one)
        one.close()
    return issued


def standing(receipt: bytes, issued: Any, quorum: Quorum | None) -> Standing | None:
    verdict = verify(receipt, issued.record, issued.verifier, quorum=quorum)
    found = {check.fact: check.standing for check in verdict.checks}
    assert verdict.holds is (Standing.FAILED not in found.values())
    return found.get(Fact.WITNESSED)


def keys(*numbers: int) -> tuple[WitnessKey, ...]:
    return tuple(cosigner(number).key for number in numbers)


def test_a_receipt_brings_its_cosignatures_along(anchor: Anchor, witnessed: Any, clinic: Any) -> None:
    receipt = anchor.receipt(2, clinic.opening(2))
    assert standing(witnessed.receipt, witnessed, None) is None
    assert standing(receipt, witnessed, None) is Standing.UNCHECKED
    assert standing(receipt, witnessed, Quorum(keys(1, 2, 3), 2)) is Standing.PROVED
    assert standing(receipt, witnessed, Quorum(keys(1, 2, 3), 3)) is Standing.FAILED
    assert standing(receipt, witnessed, Quorum(keys(3, 4), 1)) is Standing.FAILED
    assert standing(witnessed.receipt, witnessed, Quorum(keys(1), 1)) is Standing.FAILED


def test_no_bit_of_a_cosignature_counts_when_it_is_another(
    anchor: Anchor, witnessed: Any, clinic: Any
) -> None:
    receipt = anchor.receipt(2, clinic.opening(2))
    at = receipt.index("\N{EM DASH} witness.example/w1".encode())
    end = receipt.index(b"\n", at)
    assert standing(receipt, witnessed, Quorum(keys(1), 1)) is Standing.PROVED
    for bit in range(8 * at, 8 * end):
        flipped = bytearray(receipt)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert standing(bytes(flipped), witnessed, Quorum(keys(1), 1)) is Standing.FAILED
        except FormatError:
            continue


def test_one_key_under_two_names_is_one_witness(anchor: Anchor, witnessed: Any, clinic: Any) -> None:
    twice = (cosigner(1).key, replace(cosigner(1).key, name="another.example/w"))
    with pytest.raises(FormatError, match="quorum"):
        Quorum(twice, 2)
    assert standing(anchor.receipt(2, clinic.opening(2)), witnessed, Quorum(twice, 1)) is Standing.PROVED


def test_a_mirror_serves_the_cosignatures_and_gives_the_log_back(
    log: Log, local: LocalWitness, tmp_path: Path, clinic: Any
) -> None:
    note = grow(log, 300)
    made = cosign(log, local)
    log.export(tmp_path / "mirror")
    served_ = (tmp_path / "mirror" / "checkpoint").read_text(encoding="utf-8")
    assert split_cosignatures(served_) == (note, (made,))
    again = Log.open(tmp_path / "again.db", clinic.key())
    assert again.restore(tmp_path / "mirror") == 300
    assert again.checkpoint() == note
    again.close()


def test_the_specifications_example_is_read_and_written_back() -> None:
    line = Cosignature.parse(SPEC_LINE)
    assert (line.name, line.time, line.line()) == ("witness.example.com/w1", 1679315147, SPEC_LINE)


def test_keys_have_one_spelling(tmp_path: Path) -> None:
    signer = cosigner(1)
    assert WitnessKey.parse(signer.key.text()) == signer.key
    for damaged in (signer.key.text() + "\n", signer.key.text().replace("+", "++", 1), "name"):
        with pytest.raises(FormatError):
            WitnessKey.parse(damaged)
    signer.save(tmp_path / "witness.key")
    assert Cosigner.load(tmp_path / "witness.key").key == signer.key
    (tmp_path / "witness.key").write_text("fhir-anchor/witness-key/v1\nname x\n")
    with pytest.raises(KeyFileError):
        Cosigner.load(tmp_path / "witness.key")
    assert "0101" not in repr(signer)


def test_a_submission_has_one_spelling() -> None:
    made = Submission(5, (bytes(32), b"\x01" * 32), "text\n\nsignature\n")
    assert Submission.parse(made.text()) == made
    with pytest.raises(FormatError):
        Submission.parse(Submission(5, (bytes(32),) * 64, "text\n").text())


def test_a_witness_is_served_by_a_command_and_remembers(
    log: Log, clinic: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text(clinic.key().verifier.text())
    options = ["--log", tmp_path / "key", "--folder", tmp_path / "w", "--listen", "127.0.0.1:0"]
    command = [sys.executable, "-c", "from anchor.cli import main; main()", "witness", "witness.example/w"]
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    for seen in (5, 9):
        with subprocess.Popen([*command, *map(str, options)], stdout=subprocess.PIPE, text=True) as process:
            key, _, url = (process.stdout or sys.stdin).readline().strip().partition(" ")
            grow(log, seen - log.size)
            cosign(log, RemoteWitness(WitnessKey.parse(key), url))
            process.kill()
        assert log.cosigned_by("witness.example/w") == seen
    command[-1] = "another.example/w"
    refused = subprocess.run([*command, *map(str, options)], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


def test_a_log_is_cosigned_and_its_receipt_believed_by_commands(
    anchor: Anchor, issued: Any, clinic: Any, tmp_path: Path
) -> None:
    local = LocalWitness(tmp_path / "its.db", cosigner(1), logs=[issued.verifier], clock=lambda: NOW)

    def fhir_anchor(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from anchor.cli import main; main()", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    (tmp_path / "record").write_bytes(issued.record)
    (tmp_path / "key").write_text(anchor.verifier)
    (tmp_path / "witness").write_text(f"{local.key.text()}\n")
    with served(local) as url:
        (tmp_path / "witnesses").write_text(f"{local.key.text()} {url}\n")
        asked = fhir_anchor("cosign", tmp_path / "witnesses", "--data", tmp_path)
    assert (asked.returncode, local.key.name in asked.stdout) == (0, True), asked.stderr
    assert fhir_anchor("cosign", tmp_path / "witnesses", "--data", tmp_path).returncode == 75
    local.close()
    (tmp_path / "receipt").write_bytes(anchor.receipt(2, clinic.opening(2)))
    files = [tmp_path / "receipt", "--record", tmp_path / "record", "--key", tmp_path / "key"]
    believed = fhir_anchor("verify", *files, "--witness", tmp_path / "witness", "--quorum", 1)
    assert (believed.returncode, "1 of 1 witnesses" in believed.stdout) == (0, True)
    assert fhir_anchor("verify", *files, "--quorum", 1).returncode == 1
