from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anchor import merkle, places
from anchor.checkpoint import TreeHead, open_checkpoint
from anchor.errors import DatabaseError, LogError
from anchor.log import Log
from anchor.logstore import LogRows
from anchor.tiles import Tiles, grown
from tests.anchor.logplace import Place, entries

INTERESTING = [1, 2, 255, 256, 257, 300, 511, 512, 513, 600]


@pytest.fixture(scope="module")
def forest() -> tuple[Tiles, list[bytes]]:
    """A tree of 70,000 leaves in tiles, grown in uneven steps, and its leaf hashes."""
    leaves, tiles, size = merkle.leaf_hashes(entries(70_000)), {}, 0
    for step in (1, 254, 1, 1, 3000, 66_743):
        for level, number, hashes in grown(size, leaves[size : size + step], lambda *at: tiles.get(at, b"")):
            tiles[level, number] = hashes
        size += step
    assert size == len(leaves)
    return Tiles(lambda *at: tiles.get(at, b"")), leaves


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_roots_and_proofs_from_tiles_are_those_of_the_whole_tree(forest: Any, data: Any) -> None:
    tiles, leaves = forest
    size = data.draw(st.integers(1, len(leaves)))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert tiles.root(size) == merkle.root(leaves[:size])
    assert list(tiles.inclusion(index, size)) == merkle.inclusion_path(index, leaves[:size])
    assert list(tiles.consistency(old, size)) == merkle.consistency_path(old, leaves[:size])


def test_an_empty_log_has_the_root_of_nothing(log: Log) -> None:
    assert log.size == 0
    assert log.root() == merkle.root([])


def test_the_tree_of_every_size_it_had_stays_provable(log: Log) -> None:
    leaves = merkle.leaf_hashes(entries(600))
    for start in range(0, 600, 75):
        log.append(entries(75, start))
    for size in INTERESTING:
        root = log.head(size).root
        assert root == merkle.root(leaves[:size])
        for index in {0, size // 2, size - 1}:
            path = log.prove(index, size=size).path
            assert merkle.verify_inclusion(index, size, leaf=leaves[index], path=path, root=root)
        path = log.prove_consistency(size)
        assert merkle.verify_consistency(size, 600, old_root=root, new_root=log.root(), path=path)


def test_an_entry_already_there_keeps_its_place(log: Log) -> None:
    assert log.append(entries(3)) == [0, 1, 2]
    assert log.append([*entries(2, 2), *entries(2, 2), *entries(1)]) == [2, 3, 2, 3, 0]
    assert log.append([]) == []
    assert log.size == 4
    assert log.entry(3) == b"entry 3"


def test_everything_is_there_after_a_restart(log: Log, place: Place, clinic: Any) -> None:
    log.append(entries(300))
    note = log.checkpoint()
    log.close()
    again = place.open(clinic.key())
    assert (again.size, again.checkpoint()) == (300, note)
    assert again.append(entries(1, 299)) == [299]
    again.close()


def test_two_writers_take_turns(log: Log, place: Place, clinic: Any) -> None:
    other = place.open(clinic.key())
    assert log.append(entries(2)) == [0, 1]
    assert other.append(entries(2, 1)) == [1, 2]
    assert log.append(entries(2, 2)) == [2, 3]
    assert log.root() == other.root() == merkle.root(merkle.leaf_hashes(entries(4)))
    other.close()


def test_a_checkpoint_is_signed_once_for_a_size_and_grows(log: Log, clinic: Any) -> None:
    log.append(entries(300))
    first = log.checkpoint()
    assert log.checkpoint() == first == log.signed(300)
    log.append(entries(10, 300))
    assert open_checkpoint(log.checkpoint(), clinic.key().verifier).head == log.head()


def test_never_a_size_below_what_the_chain_has_seen(log: Log) -> None:
    log.append(entries(10))
    with pytest.raises(LogError, match="lost"):
        log.checkpoint(seen=TreeHead(11, bytes(32)))
    with pytest.raises(LogError, match="first 10"):
        log.checkpoint(seen=TreeHead(10, bytes(32)))
    assert log.checkpoint(seen=log.head(5))


def test_never_a_size_below_what_was_signed(log: Log, place: Place) -> None:
    log.append(entries(300))
    log.checkpoint()
    place.damage("UPDATE log SET size = 299")
    with pytest.raises(LogError, match="lost"):
        log.checkpoint()


FAULTS = {
    "entry changed": "UPDATE bundle SET entries = zeroblob(length(entries)) WHERE number = 2",
    "leaf hash changed": "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND number = 2",
    "node changed": "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 1",
    "tile lost": "DELETE FROM tile WHERE level = 0 AND number = 2",
    "bundle lost": "DELETE FROM bundle WHERE number = 2",
    "size raised": "UPDATE log SET size = size + 1",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_new_root_touches_is_recomputed_before_it_is_signed(
    log: Log, place: Place, fault: Any
) -> None:
    log.append(entries(500))
    log.checkpoint()
    log.append(entries(100, 500))
    place.damage(FAULTS[fault])
    with pytest.raises(LogError):
        log.checkpoint()


def test_damage_below_what_was_signed_is_found_by_the_scrub(log: Log, place: Place) -> None:
    log.append(entries(600))
    log.checkpoint()
    assert log.scrub() == 600
    place.damage("UPDATE bundle SET entries = zeroblob(length(entries)) WHERE number = 0")
    with pytest.raises(LogError):
        log.scrub()


def test_another_history_under_the_same_signature_is_found(
    log: Log, place: Place, tmp_path: Path, clinic: Any
) -> None:
    signing = Log.open(tmp_path / "other.db", clinic.key())
    signing.append(entries(10, 1))
    note = signing.checkpoint()
    signing.close()
    log.append(entries(20))
    place.damage("INSERT INTO checkpoint VALUES (10, ?)", note)
    with pytest.raises(LogError, match="first 10"):
        log.checkpoint()


@pytest.mark.parametrize(("index", "size"), [(-1, None), (10, None), (5, 5), (0, 11)])
def test_what_is_not_there_is_not_proved(log: Log, index: int, size: int) -> None:
    log.append(entries(10))
    with pytest.raises(LogError):
        log.prove(index, size=size)


def test_an_entry_that_no_bundle_can_hold_is_refused(log: Log) -> None:
    with pytest.raises(LogError):
        log.append([bytes(65_536)])
    assert log.size == 0


def test_a_log_of_another_name_is_refused(log: Log, place: Place, clinic: Any) -> None:
    log.close()
    with pytest.raises(LogError, match="another name"):
        place.open(clinic.key(origin="other.example/log"))


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path: Path, clinic: Any) -> None:
    (tmp_path / "log.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseError):
        Log.open(tmp_path / "log.db", clinic.key())


def test_t092_an_index_that_lost_its_last_commits_is_made_whole_from_the_entries(
    log: Log, place: Place, clinic: Any
) -> None:
    log.append(entries(300))
    log.close()
    older = place.places.read_bytes()
    again = place.open(clinic.key())
    again.append(entries(300, 300))
    again.close()
    place.places.write_bytes(older)
    again = place.open(clinic.key())
    assert again.append([*entries(1, 599), *entries(1, 600)]) == [599, 600]
    again.close()


def test_an_index_that_was_removed_is_made_again(log: Log, place: Place, clinic: Any) -> None:
    log.append(entries(300))
    log.close()
    place.places.unlink()
    again = place.open(clinic.key())
    assert again.append(entries(2, 299)) == [299, 300]
    again.close()


def test_an_index_ahead_of_a_log_put_back_from_an_older_copy_is_cut(
    log: Log, place: Place, clinic: Any
) -> None:
    log.append(entries(300))
    log.close()
    place.keep()
    again = place.open(clinic.key())
    again.append(entries(300, 300))
    again.close()
    place.put_back()
    again = place.open(clinic.key())
    assert again.append([*entries(1, 450), *entries(1, 10)]) == [300, 10]
    again.close()


def test_t092_an_index_of_a_log_that_was_put_back_and_went_on_elsewhere_is_made_again(
    log: Log, place: Place, tmp_path: Path, clinic: Any
) -> None:
    log.append(entries(300))
    log.close()
    place.keep()
    lost = place.open(clinic.key())
    lost.append(entries(100, 300))
    lost.close()
    place.put_back()
    elsewhere = place.open(clinic.key(), places=tmp_path / "elsewhere.places")
    elsewhere.append(entries(200, 1000))
    elsewhere.close()
    again = place.open(clinic.key())
    assert again.append([*entries(1, 350), *entries(1, 1050), *entries(1, 7)]) == [500, 350, 7]
    again.close()


def test_the_index_settles_by_slices_and_stays_whole(
    log: Log, place: Place, clinic: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_RECENT", 64)
    other = place.open(clinic.key())
    for start in range(0, 900, 90):
        writer = log if start % 180 else other
        assert writer.append(entries(100, start)) == list(range(start, start + 100))
    assert sum(map(len, log._places._recent)) <= 200
    for one in (log, other):
        assert one.append(entries(910)) == list(range(910))
    log.close()
    again = place.open(clinic.key())
    assert again.append(entries(911)) == list(range(911))
    again.close()
    other.close()


def test_an_append_that_fails_leaves_no_trace(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append(entries(10))

    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(LogRows, "add", full)
        with pytest.raises(OSError, match="no space"):
            log.append(entries(10, 10))
    assert log.size == 10
    assert log.append(entries(3, 15)) == [10, 11, 12]


def test_an_index_that_is_no_database_is_one_clear_error(place: Place, clinic: Any) -> None:
    place.places.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseError, match="made again"):
        place.open(clinic.key())
