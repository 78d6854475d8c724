"""A second hospital: a whole installation of its own, a member of the directory, with a system that asks at the first.

What is done here by command is what docs/gateway.md says that the people of two hospitals do.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.story.programs import EXAMPLES, Bridge, Said, run, verify

NAME, SYSTEM, SHOWN = "south.example/log", "lung", "Lung Centre South"
SCOPES = "system/Consent.cr system/*.rs"
CLINICIAN = (sys.executable, EXAMPLES / "clinician.py")


@dataclass(frozen=True)
class Region:
    """Two installations, and the keeper who vouches for both in a directory."""

    folder: Path
    first: Bridge
    second: Bridge

    def at(self, bridge: Bridge, *words: str | Path) -> bytes:
        """What a command says at one of them, which must be done."""
        given = {"DIRECTORY": f"{self.folder}/directory", "DIRECTORY_KEY": f"{self.folder}/keeper.logkey"}
        if bridge is self.second:
            given["SITE"] = NAME
        prefix = ("env", *(f"FHIR_BRIDGE_{name}={value}" for name, value in given.items()))
        said = bridge(*words, prefix=prefix)
        assert said.status == 0, said.error
        return said.out

    def kept(self, name: str, data: bytes) -> Path:
        """A file that one gives to another."""
        (self.folder / name).write_bytes(data)
        return self.folder / name

    def vouched(self) -> None:
        """Both are members: each has signed its own keys, and the keeper both notes."""
        keeper, record = Bridge(self.folder / "keeper"), EXAMPLES / "adt-admission.hl7"
        self.at(keeper, "ingest", record)
        self.at(self.second, "ingest", record)
        self.kept("keeper.logkey", self.at(keeper, "keys", "public"))
        (self.folder / "directory").mkdir()
        for bridge, name in ((self.first, "north"), (self.second, "south")):
            where = ("--address", f"https://{name}.example/", "--until", "2100-01-01")
            own = self.at(bridge, "organisation", "show", *where)
            note = self.at(keeper, "organisation", "vouch", self.kept(f"{name}.own", own))
            self.kept(f"directory/{name}", note)

    def registered(self) -> None:
        """The second house vouches for its system's keys, and the first one registers it by that."""
        jwks = self.kept("jwks", run(*CLINICIAN, "--new", self.folder / "key").out)
        note = self.kept("lung.note", self.at(self.second, "organisation", "system", SYSTEM, "--jwks", jwks))
        whose = ("--member", NAME, "--shown", SHOWN, "--role", "clinician", "--scopes", SCOPES)
        self.at(self.first, "clients", "add", SYSTEM, "--jwks", note, *whose)

    def first_key(self) -> Path:
        """The first house's LOGKEY, as the second one finds it in the directory."""
        own = (self.folder / "north.own").read_text()
        name = own.partition("verifies ")[2].partition("+")[0]
        return self.kept("north.logkey", self.at(self.second, "organisation", "key", name))

    def reads(self, address: str, client: str, patient: str, *more: str | Path) -> Said:
        """What the second house's system says, given the first one's address."""
        where = (address, self.folder / "key", client, patient, "--log-key", self.folder / "north.logkey")
        return run(*CLINICIAN, *where, *more)

    def proves(self, folder: Path, key: str = "north.logkey") -> bool:
        """Whether what was kept in a folder proves, in a namespace that has no network."""
        return not verify(folder / "receipt", "--record", folder / "part", "--key", self.folder / key).status


def region(folder: Path, first: Bridge) -> Region:
    """A second house beside the first, both members, and its system registered at the first."""
    made = Region(folder, first, Bridge(folder / "south"))
    made.vouched()
    made.registered()
    made.first_key()
    return made
