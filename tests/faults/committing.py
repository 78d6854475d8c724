"""Commits messages into a journal and says after each group which were promised: committing FOLDER SYNCHRONOUS."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

from anchor import sqlitefile
from fhir_bridge.records import SITE, Format
from fhir_bridge.store.format import open_journal
from fhir_bridge.store.inbox import Arrival, Inbox
from fhir_bridge.store.patients import Patients

GROUPS, EACH = 60, 5
LEVELS = {"FULL": "2", "NORMAL": "1", "OFF": "0"}


def tag(number: int) -> bytes:
    """The tag of a message."""
    return b"message %d" % number


def main(folder: Path, level: str) -> None:
    """Commit all of them; a mark is a write to /dev/null that strace sees."""
    sqlitefile._SETTINGS["synchronous"] = LEVELS[level]
    folder.mkdir()
    database = open_journal(folder / "journal.db")
    Patients(database).enrol(SITE, b"wrapped")
    inbox = Inbox(database)
    sink = os.open("/dev/null", os.O_WRONLY)
    for group in range(GROUPS):
        numbers = range(group * EACH, (group + 1) * EACH)
        inbox.keep(
            [
                Arrival(tag(n), Format.HL7V2, b"sealed" * 200, b"key", b"s", b"i%d" % n, timedelta(1))
                for n in numbers
            ]
        )
        os.write(sink, b"%d" % group)
    os._exit(0)  # as it is, without a last checkpoint


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
