"""Where systems may have themselves told of something: an operator's list of exact origins, in one file.

    [[hook]]
    client = "ward"                         # as `fhir-bridge clients list` shows it
    origin = "https://ehr.example:8443"     # scheme, host and port, spelled as its subscriptions spell it
    inside = true                           # its address may be of this network or machine; only then may it be http
    authority = "/etc/bridge/ehr-ca.pem"    # who vouches for its certificate, where that is nobody public

What is not in it is not sent to. A name whose address is loopback, link-local, private or otherwise no public one is
not connected to without `inside`, whatever it resolved to before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fhir_bridge.api.entries import entries_of
from fhir_bridge.api.outward import ORIGIN, PORTS, Endpoint, Way
from fhir_bridge.errors import BadMap

_KEYS: Final = {"client": str, "origin": str, "inside": bool, "authority": str}


@dataclass(frozen=True, slots=True)
class Hook:
    """One entry."""

    client: str
    origin: str
    way: Way = field(default_factory=Way)


@dataclass(frozen=True, slots=True)
class Hooks:
    """All entries; with none, nothing is sent anywhere."""

    each: tuple[Hook, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Hooks:
        """The entries of a file. Raises BadMap with the entry at fault."""
        return cls(tuple(_hook(where, one) for where, one in entries_of(path, "hook")))

    def find(self, client: str, endpoint: Endpoint) -> Hook | None:
        """The entry that lets this client have it sent there."""
        mine = (one for one in self.each if one.client == client and one.origin == endpoint.origin)
        return next(mine, None)


def _hook(where: str, said: Any) -> Hook:
    if (
        not isinstance(said, dict)
        or not said.keys() <= _KEYS.keys()
        or not said.keys() >= {"client", "origin"}
    ):
        raise BadMap(f"{where}: client and origin, and at most inside and authority")
    if any(not isinstance(value, _KEYS[name]) for name, value in said.items()):
        raise BadMap(f"{where}: inside is true or false, the others are texts")
    found = re.fullmatch(ORIGIN, said["origin"])
    if found is None or (found[3] and int(found[3]) in {PORTS[found[1]], *range(65536, 100000)}):
        raise BadMap(f"{where}: not an origin as browsers spell it, in lower case and without the usual port")
    if found[1] == "http" and not said.get("inside"):
        raise BadMap(f"{where}: without TLS it must be inside")
    return Hook(said["client"], said["origin"], Way.of(said))
