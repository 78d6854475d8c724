"""The data folder: made once, for one owner, one writer, one version."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fhir_bridge.errors import FolderFault
from fhir_bridge.store.folder import FORMAT, Folder


def test_a_new_folder_is_its_owners_alone(tmp_path: Path) -> None:
    folder = Folder.open(tmp_path / "a" / "b", make=True)
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert (folder.path / "format").read_bytes() == FORMAT


def test_looking_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FolderFault, match="there is no data folder"):
        Folder.open(tmp_path / "a", make=False)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("made_by", [b"fhir-anchor data 2\n", b"", b"\xff\xfe"])
def test_a_folder_of_another_version_is_refused(tmp_path: Path, made_by: bytes) -> None:
    (tmp_path / "format").write_bytes(made_by)
    with pytest.raises(FolderFault, match="made by another version"):
        Folder.open(tmp_path, make=True)


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(FolderFault, match="it has no format file"):
        Folder.open(tmp_path, make=True)


def test_a_crash_while_the_format_was_written_is_mended(tmp_path: Path) -> None:
    (tmp_path / "format.new-77").write_bytes(b"fhir")
    assert Folder.open(tmp_path, make=True).path == tmp_path


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(FolderFault, match="cannot be used"):
        Folder.open(tmp_path / "x", make=True)


def test_one_process_writes_at_a_time(tmp_path: Path) -> None:
    folder = Folder.open(tmp_path, make=True)
    holder = (
        "import sys\nfrom pathlib import Path\nfrom fhir_bridge.store.folder import Folder\n"
        "with Folder(Path(sys.argv[1])).writer(print):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holder, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        waited: list[str] = []

        def waiting() -> None:
            waited.append("once")
            assert other.stdin is not None
            other.stdin.close()

        with folder.writer(waiting):
            assert other.wait() == 0
        assert waited == ["once"]


def test_two_processes_may_make_it_at_once(tmp_path: Path) -> None:
    script = "import sys\nfrom pathlib import Path\nfrom fhir_bridge.store.folder import Folder\nsys.stdin.read()\n"
    command = [
        sys.executable,
        "-c",
        script + "Folder.open(Path(sys.argv[1]), make=True)",
        str(tmp_path / "data"),
    ]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(8)]
    for process in both:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait() for process in both] == [0] * 8
