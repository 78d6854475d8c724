from __future__ import annotations

import base64
import hashlib
import runpy
from pathlib import Path
from typing import Any

import pytest

from anchor.checkpoint import open_checkpoint
from anchor.entry import succession_entry
from anchor.errors import AnchorError, LogError
from anchor.log import Log

foreign = runpy.run_path(str(Path(__file__).parent / "foreign_verifier.py"))


def entry(number: int) -> bytes:
    return b"entry %d" % number


def mirrored(folder: Path, size: int) -> list[bytes]:
    """The leaf hashes that a mirror reads, by the paths that C2SP gives, held against the entries."""
    leaves = []
    for number in range(-(-size // 256)):
        width = min(256, size - number * 256)
        suffix = f"{number:03d}" + (f".p/{width}" if width < 256 else "")
        hashes = (folder / "tile/0" / suffix).read_bytes()
        bundle, at = (folder / "tile/entries" / suffix).read_bytes(), 0
        for one in range(width):
            length = int.from_bytes(bundle[at : at + 2], "big")
            leaf = hashlib.sha256(b"\0" + bundle[at + 2 : at + 2 + length]).digest()
            assert leaf == hashes[32 * one : 32 * one + 32]
            leaves.append(leaf)
            at += 2 + length
        assert at == len(bundle)
    return leaves


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600, 70_000])
def test_a_mirror_that_knows_only_c2sp_rebuilds_the_tree(tmp_path: Path, clinic: Any, size: int) -> None:
    log = Log.open(tmp_path / "log.db", clinic.key())
    log.append([entry(number) for number in range(size)])
    log.checkpoint()
    log.export(tmp_path / "site")
    vkey = log.verifier.text().splitlines()[0]
    told = foreign["verify_checkpoint"]((tmp_path / "site" / "checkpoint").read_text(), vkey)
    assert told == (size, root(mirrored(tmp_path / "site", size)))
    log.close()


def test_the_tiles_of_70000_leaves_are_those_that_c2sp_counts(tmp_path: Path, clinic: Any) -> None:
    log = Log.open(tmp_path / "log.db", clinic.key())
    log.append([entry(number) for number in range(70_000)])
    log.checkpoint()
    log.export(tmp_path / "site")
    folder = tmp_path / "site" / "tile"
    widths = {
        str(path.relative_to(folder)): path.stat().st_size // 32
        for path in folder.rglob("*")
        if path.is_file()
    }
    hashes = {path: width for path, width in widths.items() if not path.startswith("entries")}
    partial = {path: width for path, width in hashes.items() if ".p/" in path}
    assert sum(1 for path in hashes if path.startswith("0/")) == 274
    assert partial == {"0/273.p/112": 112, "1/001.p/17": 17, "2/000.p/1": 1}
    assert hashes["1/000"] == 256
    log.close()


def test_a_second_export_writes_only_what_is_new(tmp_path: Path, clinic: Any) -> None:
    log = Log.open(tmp_path / "log.db", clinic.key())
    with pytest.raises(LogError):
        log.export(tmp_path / "site")
    log.append([entry(number) for number in range(300)])
    log.checkpoint()
    assert log.export(tmp_path / "site") == 5  # two tiles and two bundles, and the partial tile above
    assert log.export(tmp_path / "site") == 0
    log.append([entry(300)])
    log.checkpoint()
    assert log.export(tmp_path / "site") == 2
    assert base64.b64encode(log.root()) in (tmp_path / "site" / "checkpoint").read_bytes()
    log.close()


@pytest.mark.parametrize("size", [1, 256, 600])
def test_a_lost_log_comes_back_from_its_mirror_and_goes_on(tmp_path: Path, clinic: Any, size: int) -> None:
    log = Log.open(tmp_path / "log.db", clinic.key())
    log.append([entry(number) for number in range(size)])
    note = log.checkpoint()
    log.export(tmp_path / "site")
    log.close()
    again = Log.open(tmp_path / "again.db", clinic.key())
    assert again.restore(tmp_path / "site") == size
    assert again.checkpoint() == note
    assert again.append([entry(size), entry(0)]) == [size, 0]
    assert again.checkpoint() != note
    assert again.scrub() == size + 1
    again.close()


FAULTS = {
    "entry changed": lambda site: _change(site / "tile/entries/000", b"entry 7", b"entry X"),
    "bundle lost": lambda site: (site / "tile/entries/000").unlink(),
    "bundle cut": lambda site: (site / "tile/entries/000").write_bytes(b"\0\1a"),
    "checkpoint lost": lambda site: (site / "checkpoint").unlink(),
    "checkpoint changed": lambda site: _change(site / "checkpoint", b"\n300\n", b"\n299\n"),
}


def _change(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_mirror_that_does_not_add_up_restores_nothing(tmp_path: Path, clinic: Any, fault: str) -> None:
    log = Log.open(tmp_path / "log.db", clinic.key())
    log.append([entry(number) for number in range(300)])
    log.checkpoint()
    log.export(tmp_path / "site")
    log.close()
    FAULTS[fault](tmp_path / "site")
    again = Log.open(tmp_path / "again.db", clinic.key())
    with pytest.raises(AnchorError):
        again.restore(tmp_path / "site")
    assert again.size == 0
    again.close()


def test_the_mirror_of_another_log_or_over_entries_is_refused(tmp_path: Path, clinic: Any) -> None:
    log = Log.open(tmp_path / "log.db", clinic.key())
    log.append([entry(0)])
    log.checkpoint()
    log.export(tmp_path / "site")
    with pytest.raises(LogError, match="restored over"):
        log.restore(tmp_path / "site")
    log.close()
    other = Log.open(tmp_path / "other.db", clinic.key(1))
    with pytest.raises(AnchorError):
        other.restore(tmp_path / "site")
    other.close()


def test_a_named_successor_says_what_it_goes_on_for(tmp_path: Path, clinic: Any) -> None:
    lost = Log.open(tmp_path / "lost.db", clinic.key())
    lost.append([entry(number) for number in range(300)])
    known = open_checkpoint(lost.checkpoint(), lost.verifier)
    lost.close()
    successor = Log.open(tmp_path / "successor.db", clinic.key(2, origin="clinic.example/log-2"))
    assert successor.append([succession_entry(known.origin, known.head.size, known.head.root)]) == [0]
    written = successor.entry(0)
    name = b"clinic.example/log"
    assert (
        written == b"\x03" + len(name).to_bytes(4, "big") + name + (300).to_bytes(8, "big") + known.head.root
    )
    successor.close()
