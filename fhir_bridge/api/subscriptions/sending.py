"""Posts to a hook: to an address that was looked at, without a redirect, within a time, and signed.

    webhook-id, webhook-timestamp, webhook-signature: v1,base64(HMAC-SHA256(secret, id "." timestamp "." body))

as Standard Webhooks 1.0 spells it. The name is resolved here and every address looked at; the connection is made to
that very address and its other end looked at again, so that a name which changes its mind in between leads nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import Final, Protocol

from fhir_bridge.api.subscriptions.hooks import Endpoint, Hook
from fhir_bridge.seal.secret import Secret

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
"""From the connection to the end of the answer's headers."""
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class Trouble(Enum):
    """Why a notification was not taken, and the next step."""

    NOT_LISTED = "not-listed", "the operator's file of hooks does not name this origin for this client"
    UNKNOWN_HOST = "unknown-host", "the name does not resolve"
    INSIDE = "inside", "the name leads to an address inside; the operator may say in the file that it may"
    UNREACHABLE = "unreachable", "nobody takes the connection, or it ended too early"
    UNTRUSTED = "untrusted", "the certificate is not vouched for; the file may name an authority"
    SLOW = "slow", "it does not answer in time"
    REDIRECTS = "redirects", "it sends elsewhere, and nobody follows"
    REFUSED = "refused", "it answers, and not with 2xx"

    def __init__(self, code: str, next_step: str) -> None:
        self.code = code
        self.next_step = next_step


class Untaken(Exception):
    """A notification was not taken."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.next_step)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Notice:
    """What is posted: its id, which stays the same when it is sent again, and its body."""

    id: str
    body: bytes = field(repr=False)

    def headers(self, secret: Secret, now: int) -> dict[str, str]:
        """Its headers, signed as of now."""
        text = f"{self.id}.{now}.".encode() + self.body
        signature = base64.b64encode(hmac.digest(secret.reveal(), text, hashlib.sha256)).decode()
        named = {"webhook-id": self.id, "webhook-timestamp": str(now), "webhook-signature": f"v1,{signature}"}
        return named | ({"content-type": "application/fhir+json"} if self.body else {})


class Poster(Protocol):
    """Brings a notice to an endpoint."""

    def __call__(self, hook: Hook, endpoint: Endpoint, headers: dict[str, str], body: bytes) -> None:
        """Untaken, unless the other side took it."""
        ...


def post(hook: Hook, endpoint: Endpoint, headers: dict[str, str], body: bytes) -> None:
    """Post over HTTP; Untaken for anything but 2xx."""
    line = HTTPConnection(endpoint.host, endpoint.port, timeout=CONNECT_SECONDS)
    line.auto_open = 0
    deadline = _Deadline(line)
    try:
        line.sock = _secured(_connected(hook, endpoint), hook, endpoint)
        deadline.begin()
        line.request("POST", endpoint.path, body, headers | {"host": endpoint.origin.partition("://")[2]})
        status = line.getresponse().status
    except ssl.SSLError:
        raise Untaken(Trouble.UNTRUSTED) from None
    except TimeoutError:
        raise Untaken(Trouble.SLOW) from None
    except (OSError, HTTPException):
        raise Untaken(Trouble.SLOW if deadline.passed else Trouble.UNREACHABLE) from None
    finally:
        deadline.end()
        line.close()
    if not 200 <= status < 300:  # noqa: PLR2004 -- HTTP's
        raise Untaken(Trouble.REDIRECTS if 300 <= status < 400 else Trouble.REFUSED)  # noqa: PLR2004 -- the same


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


def _connected(hook: Hook, endpoint: Endpoint) -> socket.socket:
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Untaken(Trouble.UNKNOWN_HOST) from None
    addresses = [str(one[4][0]) for one in found]
    if not hook.inside and not all(map(is_public, addresses)):
        raise Untaken(Trouble.INSIDE)
    made = socket.create_connection((addresses[0], endpoint.port), CONNECT_SECONDS)
    if not hook.inside and not is_public(made.getpeername()[0]):
        made.close()
        raise Untaken(Trouble.INSIDE)
    return made


def _secured(made: socket.socket, hook: Hook, endpoint: Endpoint) -> socket.socket:
    if endpoint.scheme == "http":
        return made
    context = ssl.create_default_context(cafile=hook.authority)
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
