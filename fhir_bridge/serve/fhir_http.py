"""FHIR over HTTP, taken in: every answer but a refusal leaves after the commit.

    POST /fhir                    a transaction or batch: what became of each entry               200
    POST /fhir/TYPE               one resource, with an id where it has none                      201
    POST /fhir, /fhir/Bundle      any other Bundle, kept as it is                                 202
    POST /fhir/$process-message   a Bundle of type message                                        202
    PUT  /fhir/TYPE/ID            a resource's first version, or its next one                     201, 200
    PUT  /fhir/TYPE?identifier=   the same of the one that bears an identifier, or of a new one   201, 200
    DELETE /fhir/TYPE/ID          a version that says deleted                                     200
    GET  /fhir/metadata           what this can                                                   200

A Bundle is taken whole or not at all; of a batch each entry is taken alone. What references become is `fhir.created`'s.
`Idempotency-Key` names a request: the same again gets the same bytes, another body under it 409. Bodies are strict
JSON, at most 16 MiB, also after gzip; XML is never read (415).
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.fhir import json as fhir_json
from fhir_bridge.fhir.bundle import entries, resource_of
from fhir_bridge.fhir.created import ASKED
from fhir_bridge.fhir.versions.detect import said_by
from fhir_bridge.intake import Intake
from fhir_bridge.reading import Reading, format_of
from fhir_bridge.records import SourceMessage
from fhir_bridge.serve.answer import Answer, Turned, outcome, place_of, refused, responses
from fhir_bridge.serve.asgi import Application, Receive, Scope, Send
from fhir_bridge.serve.capability import capability_statement
from fhir_bridge.serve.conditional import Resolver
from fhir_bridge.serve.fhir_write import Asked, Writer
from fhir_bridge.serve.figures import Figures
from fhir_bridge.serve.identified import Identified
from fhir_bridge.serve.posters import Posters
from fhir_bridge.source.hl7v2 import MAX_BYTES
from fhir_bridge.source.senders import WINDOW
from fhir_bridge.store.group import GroupCommit
from fhir_bridge.store.inbox import Arrival, Fate

ROOT: Final = "/fhir"
SUBSCRIPTION: Final = "Subscription"
"""Never a record: `api.subscriptions` answers."""
METHODS: Final = "GET, POST, PUT, DELETE"
NOT_ALLOWED: Final = 405
KINDS: Final = ("application/fhir+json", "application/json")
PROCESS: Final = "$process-message"


@dataclass(frozen=True, slots=True)
class FhirIntake:
    """ASGI: takes what is FHIR's, and gives the rest to another application."""

    intake: Intake
    group: GroupCommit
    kept: Callable[[], None]
    figures: Figures
    otherwise: Application
    posters: Posters = field(default_factory=Posters)
    gateway: str = ""
    """The URL of the gateway, where the other application is one."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI 3."""
        path = scope.get("path", "") if scope["type"] == "http" else ""
        ours = path == ROOT or path.startswith(f"{ROOT}/")
        if not ours or _is_read(scope["method"], path) or self._asks(scope, path):
            await self.otherwise(scope, receive, send)
            return
        try:
            answer = await self._answer(scope, path.removeprefix(ROOT).strip("/"), receive)
        except Refused as refusal:
            self.figures.answered("refused")
            answer = refused(refusal)
        except Turned as turned:
            self.figures.answered("refused")
            allowed = {"allow": METHODS} if turned.status == NOT_ALLOWED else {}
            answer = Answer(turned.status, outcome("error", turned.code, str(turned)), allowed)
        headers = {"content-type": "application/fhir+json", "cache-control": "no-store"} | dict(
            answer.headers
        )
        headers["content-length"] = str(len(answer.body))
        spelled = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": spelled})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, name: str, receive: Receive) -> Answer:
        headers = _headers(scope)
        if (scope["method"], name) == ("GET", "metadata"):
            return Answer(200, capability_statement(self.gateway))
        who = self.posters.who(scope, headers)
        if who is None:
            raise Turned(
                401, "login", "a bearer token is asked for, or a certificate that a sender's profile names"
            )
        method = scope["method"]
        if method == "DELETE":
            return self._written(await self._writer.delete(Asked.of(who, name, headers)))
        if method not in {"POST", "PUT"}:
            raise Turned(405, "not-supported", "messages are posted; records are read elsewhere")
        if headers.get("content-type", "").partition(";")[0].strip().lower() not in KINDS:
            raise Turned(415, "not-supported", "send application/fhir+json")
        data = await _body(receive, headers.get("content-encoding", ""))
        if method == "PUT":
            return self._written(await self._put(who, name, scope["query_string"], headers, data))
        written = format_of(said_by(headers["content-type"]), posted=name not in {"Bundle", PROCESS})
        custody = self.intake.custody
        sender = custody.client_tag(who)
        message = SourceMessage(data, written, custody.message_tag(data, sender), sender)
        message, reading = await asyncio.to_thread(self._checked, message, name, who)
        return await self._keep(message, who, headers.get("idempotency-key", ""), reading)

    async def _put(
        self, who: str, name: str, query: bytes, headers: Mapping[str, str], data: bytes
    ) -> Answer:
        if query and "/" not in name:
            return await self._writer.put_identified(Identified.of(who, name, query), headers, data)
        return await self._writer.put(Asked.of(who, name, headers), data)

    def _asks(self, scope: Scope, path: str) -> bool:
        """Whether a system asks a patient for consent: its token is the gateway's, and none of those who post."""
        if (scope["method"], path) != ("POST", f"{ROOT}/Consent"):
            return False
        headers = _headers(scope)
        return headers.get("authorization", "").startswith("Bearer ") and not self.posters.who(scope, headers)

    @property
    def _writer(self) -> Writer:
        return Writer(self.intake, self.group)

    def _written(self, answer: Answer) -> Answer:
        self.figures.answered(Fate.KEPT)
        self.kept()
        return answer

    def _checked(self, message: SourceMessage, name: str, who: str) -> tuple[SourceMessage, Reading]:
        """What is kept: the message itself, or where it refers to others under conditions, with what these mean."""
        reading = self._check(message, name)
        data = Resolver(self.intake, who).resolved(message.data, reading)
        if data is message.data:
            return message, reading
        found = replace(message, data=data)
        return found, self._check(found, name)

    def _check(self, message: SourceMessage, name: str) -> Reading:
        self.intake.reader.check(message)
        reading = self.intake.reader.read(message)
        resource = reading.bundle
        posted = fhir_json.read_own(message.data)["resourceType"]
        if name == PROCESS and (posted != "Bundle" or resource.get("type") != "message"):
            raise Refused(Reason.NOT_FHIR, "not a Bundle of type message")
        if name not in {"", PROCESS, posted}:
            raise Refused(Reason.NOT_FHIR, "not a resource of the type that the path names")
        if not entries(resource):
            raise Refused(Reason.EMPTY, "a Bundle of nothing")
        return reading

    async def _keep(self, message: SourceMessage, who: str, key: str, reading: Reading) -> Answer:
        custody = self.intake.custody
        tag = message.tag
        made = _made(message, reading)
        sealed, wrapped = custody.seal_message(message.data, tag)
        arrival = Arrival(
            tag=tag,
            format=message.format,
            sealed=sealed,
            wrapped_key=wrapped,
            sender=message.sender,
            identity=custody.called_tag("http", who, key) if key else b"",
            window=WINDOW,
            ack=custody.seal_ack(made.body, tag),
        )
        verdict = await self.group.submit(arrival)
        self.figures.answered(verdict.fate)
        if verdict.fate is Fate.CONFLICT:
            raise Turned(409, "duplicate", "another body has this Idempotency-Key; the first was kept")
        self.kept()
        again = verdict.fate is Fate.AGAIN and verdict.ack
        return replace(made, body=custody.open_ack(verdict.ack, tag)) if again else made


def _made(message: SourceMessage, reading: Reading) -> Answer:
    """The answer to what is kept: a server's where it was asked to make resources, else that it was taken."""
    kept = f"kept as {message.tag.hex()[:16]}; it becomes a record"
    told = outcome("information", "informational", kept, reading.conversions)
    if message.format.posted and reading.bundle.get("type") in ASKED:
        return Answer(200, responses(reading, told))
    if not message.format.posted or fhir_json.read_own(message.data)["resourceType"] == "Bundle":
        return Answer(202, told)
    (entry,) = entries(reading.bundle)
    place = place_of(resource_of(entry), reading.given)
    return Answer(201, told, {"location": f"{ROOT}/{place}"} | ({"etag": 'W/"1"'} if reading.given else {}))


def _headers(scope: Scope) -> dict[str, str]:
    return {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}


def _is_read(method: str, path: str) -> bool:
    """Whether this is not for those who take in: reads, operations on one resource, and who is to be told."""
    name = path.removeprefix(ROOT).strip("/")
    if name.partition("/")[0] == SUBSCRIPTION:
        return True
    return (method == "GET" and name != "metadata") or (method == "POST" and "/" in name)


async def _body(receive: Receive, encoding: str) -> bytes:
    """The body, unpacked; Refused(TOO_LARGE) as soon as it is more than a message may have."""
    if encoding not in {"", "identity", "gzip"}:
        raise Turned(415, "not-supported", "send it as it is, or with gzip")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Turned(400, "incomplete", "the request ended before its body")
        try:
            piece = event.get("body", b"")
            body += unpack.decompress(piece, MAX_BYTES + 1 - len(body)) if unpack else piece
        except zlib.error:
            raise Turned(400, "structure", "not a gzip stream") from None
        if len(body) > MAX_BYTES or (unpack and unpack.unconsumed_tail):
            raise Refused(Reason.TOO_LARGE, f"more than {MAX_BYTES} bytes")
        if not event.get("more_body"):
            break
    if unpack and not unpack.eof:
        raise Turned(400, "structure", "not a whole gzip stream")
    return bytes(body)
