"""Requests to servers outside: to an address that was looked at, without a redirect, within a time, with an answer no
longer than is asked for.

The name is resolved here and every address looked at; the connection is made to that very address and its other end
looked at again, so that a name which changes its mind in between leads nowhere.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Timer
from typing import Any, Final

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
"""From the connection to the end of the answer."""
MOST_ADDRESSES: Final = 4
"""Of one name that are tried, one after another."""
ORIGIN: Final = r"(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([1-9][0-9]{0,4}))?"
PORTS: Final = {"http": 80, "https": 443}
_ENDPOINT: Final = re.compile(rf"({ORIGIN})(/[A-Za-z0-9._~/-]{{0,200}})")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class Trouble(Enum):
    """Why nothing came of it, and the next step."""

    NOT_LISTED = "not-listed", "the operator's file of hooks does not name this origin for this client"
    UNKNOWN_HOST = "unknown-host", "the name does not resolve"
    INSIDE = "inside", "the name leads to an address inside; the operator may say in the file that it may"
    UNREACHABLE = "unreachable", "nobody takes the connection, or it ended too early"
    UNTRUSTED = "untrusted", "the certificate is not vouched for; the file may name an authority"
    SLOW = "slow", "it does not answer in time"
    REDIRECTS = "redirects", "it sends elsewhere, and nobody follows"
    TOO_LONG = "too-long", "its answer is longer than any that is asked for"
    REFUSED = "refused", "it answers, and not with 2xx"

    def __init__(self, code: str, next_step: str) -> None:
        self.code = code
        self.next_step = next_step


class Untaken(Exception):
    """A request that was not answered with 2xx."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.next_step)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL that can be asked: nothing but origin and path."""

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
        return cls(origin, scheme, host.strip("[]"), int(port or PORTS[scheme]), path)


@dataclass(frozen=True, slots=True)
class Way:
    """What an operator says of a server: whether its address may be inside, and who vouches for its certificate."""

    inside: bool = False
    authority: Path | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Way:
        """What an entry of the operator's says, its types checked before."""
        return cls(said.get("inside", False), Path(said["authority"]) if "authority" in said else None)


def exchange(
    method: str, endpoint: Endpoint, way: Way, *, headers: dict[str, str], body: bytes = b"", most: int = 0
) -> bytes:
    """The body of an answer with 2xx, if it has no more bytes than `most`, else the first of them; Untaken."""
    line = HTTPConnection(endpoint.host, endpoint.port, timeout=CONNECT_SECONDS)
    line.auto_open = 0
    deadline = _Deadline(line)
    try:
        line.sock = _secured(_connected(way, endpoint), way, endpoint)
        deadline.begin()
        line.request(method, endpoint.path, body, headers | {"host": endpoint.origin.partition("://")[2]})
        answer = line.getresponse()
        status, said = answer.status, answer.read(most + 1) if most else b""
    except ssl.SSLError:
        raise Untaken(Trouble.UNTRUSTED) from None
    except TimeoutError:
        raise Untaken(Trouble.SLOW) from None
    except (OSError, HTTPException):
        raise Untaken(Trouble.SLOW if deadline.passed else Trouble.UNREACHABLE) from None
    finally:
        deadline.end()
        line.close()
    if deadline.passed:
        raise Untaken(Trouble.SLOW)
    if not 200 <= status < 300:  # noqa: PLR2004 -- HTTP's
        raise Untaken(Trouble.REDIRECTS if 300 <= status < 400 else Trouble.REFUSED)  # noqa: PLR2004 -- the same
    return said


def is_public(address: str) -> bool:
    """Whether an address is one of the public network, also where it carries another in it."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        within = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            within = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
    return found.is_global and not found.is_multicast


def _connected(way: Way, endpoint: Endpoint) -> socket.socket:
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Untaken(Trouble.UNKNOWN_HOST) from None
    addresses = [str(one[4][0]) for one in found]
    if not way.inside and not all(map(is_public, addresses)):
        raise Untaken(Trouble.INSIDE)
    made = _first(list(dict.fromkeys(addresses))[:MOST_ADDRESSES], endpoint.port)
    if not way.inside and not is_public(made.getpeername()[0]):
        made.close()
        raise Untaken(Trouble.INSIDE)
    return made


def _first(addresses: list[str], port: int) -> socket.socket:
    """A connection to the first of these that takes one."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), CONNECT_SECONDS)
    return socket.create_connection((addresses[-1], port), CONNECT_SECONDS)


def _secured(made: socket.socket, way: Way, endpoint: Endpoint) -> socket.socket:
    if endpoint.scheme == "http":
        return made
    context = ssl.create_default_context(cafile=way.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(made, server_hostname=endpoint.host)


class _Deadline:
    """Ends a connection under whoever waits for it: a timeout of each byte is none of all of them."""

    def __init__(self, line: HTTPConnection) -> None:
        self._line = line
        self._timer = Timer(ANSWER_SECONDS, self._cut)
        self.passed = False

    def begin(self) -> None:
        """From now on."""
        self._timer.start()

    def end(self) -> None:
        """It is not needed any more."""
        self._timer.cancel()

    def _cut(self) -> None:
        self.passed = True
        with suppress(OSError):  # it is over already
            self._line.sock.shutdown(socket.SHUT_RDWR)
