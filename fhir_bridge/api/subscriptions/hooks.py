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
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fhir_bridge.errors import BadMap

_ORIGIN: Final = r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([1-9][0-9]{0,4}))?"
_ENDPOINT: Final = re.compile(rf"({_ORIGIN})(/[A-Za-z0-9._~/-]{{0,200}})")
_KEYS: Final = {"client": str, "origin": str, "inside": bool, "authority": str}
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Hook:
    """One entry."""

    client: str
    origin: str
    inside: bool = False
    authority: Path | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL that can be posted to: nothing but origin and path."""

    origin: str
    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> Endpoint:
        """The endpoint that a URL writes; ValueError for user, query, fragment and whatever else is none."""
        found = _ENDPOINT.fullmatch(url)
        if found is None:
            raise ValueError("not an endpoint")
        origin, scheme, host, port, path = found.groups()
        return cls(origin, scheme, host.strip("[]"), int(port or _PORTS[scheme]), path)


@dataclass(frozen=True, slots=True)
class Hooks:
    """All entries; with none, nothing is sent anywhere."""

    each: tuple[Hook, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Hooks:
        """The entries of a file. Raises BadMap with the entry at fault."""
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadMap(f"{path}: {error}") from error
        listed = said.pop("hook", [])
        if said or not isinstance(listed, list):
            raise BadMap(f"{path}: nothing but [[hook]] entries belong here")
        return cls(tuple(_hook(path, number, one) for number, one in enumerate(listed, 1)))

    def find(self, client: str, endpoint: Endpoint) -> Hook | None:
        """The entry that lets this client have it sent there."""
        mine = (one for one in self.each if one.client == client and one.origin == endpoint.origin)
        return next(mine, None)


def _hook(path: Path, number: int, said: Any) -> Hook:
    where = f"{path}: hook {number}"
    if (
        not isinstance(said, dict)
        or not said.keys() <= _KEYS.keys()
        or not said.keys() >= {"client", "origin"}
    ):
        raise BadMap(f"{where}: client and origin, and at most inside and authority")
    if any(not isinstance(value, _KEYS[name]) for name, value in said.items()):
        raise BadMap(f"{where}: inside is true or false, the others are texts")
    found = re.fullmatch(_ORIGIN, said["origin"])
    if found is None or (found[3] and int(found[3]) in {_PORTS[found[1]], *range(65536, 100000)}):
        raise BadMap(f"{where}: not an origin as browsers spell it, in lower case and without the usual port")
    if found[1] == "http" and not said.get("inside"):
        raise BadMap(f"{where}: without TLS it must be inside")
    authority = Path(said["authority"]) if "authority" in said else None
    return Hook(said["client"], said["origin"], said.get("inside", False), authority)
