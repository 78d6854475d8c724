"""Takes HL7 v2 messages in: from the bytes of a frame to the acknowledgement that goes back.

    bytes -> whose, and is it a message? -> hashed, sealed, its acknowledgement made and sealed -> journal -> answered

An acknowledgement is a promise: it leaves only after the message, and it, are durable. The same bytes again get the
same acknowledgement and have no second effect.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace

from fhir_bridge.custody import Custody
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.reading import Reader
from fhir_bridge.records import Format, SourceMessage
from fhir_bridge.source.acknowledgement import TAKEN, Answer, Fault, Said, acknowledge, without_header
from fhir_bridge.source.files import Input
from fhir_bridge.source.hl7v2 import Message, parse
from fhir_bridge.source.mllp import frame
from fhir_bridge.source.recognise import message_of
from fhir_bridge.source.senders import SenderProfile, sender_of
from fhir_bridge.store.inbox import Arrival, Fate, Inbox, Verdict

CONFLICT = Said(
    Answer.ERROR, Fault.DUPLICATE, "another message has this control id and time; the first was kept"
)
FAULTS = {Reason.WRONG_SENDER: Fault.UNKNOWN_KEY}
"""What a refusal is in HL7's table of faults; `Fault.DATA` where nothing is said here."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A message at the desk: `arrival` is what the journal must keep before `answer` may leave; None where nothing.

    `answer` is what goes onto the stream. It says `refused` where the message cannot be taken.
    """

    answer: bytes = field(repr=False)
    arrival: Arrival | None = None
    header: Message | None = field(repr=False, default=None)
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """The desk; it decides everything about a message but when it is written."""

    reader: Reader
    custody: Custody
    inbox: Inbox

    def hand_in(self, data: bytes, certificate: str | None = None) -> Handed:
        """Look at a message's bytes. `certificate` is the client's, SHA-256 in hex, where connections must have one."""
        header: Message | None = None
        try:
            sender = sender_of(data)
            profile = self.reader.senders.of(sender)
            _check_certificate(certificate, profile)
            header = parse(data, charset=profile.charset).heading
            return self._handed(data, header, profile)
        except Refused as refusal:
            said = Said(Answer.REJECT, FAULTS.get(refusal.reason, Fault.DATA), str(refusal))
            return Handed(self._answer(header or _header_of(data), said), refused=refusal)

    def message_of(self, given: Input) -> SourceMessage:
        """A file's input as a message; an HL7 v2 message says itself who sent it."""
        message = message_of(given)
        if message.format is Format.HL7V2 or not given.sender:
            return message
        return replace(message, sender=self.custody.client_tag(given.sender))

    def broken_off(self, data: bytes) -> Handed:
        """A frame in which another one began."""
        refusal = Refused(Reason.BAD_STRUCTURE, "a frame that begins inside another")
        said = Said(Answer.REJECT, Fault.DATA, str(refusal))
        return Handed(self._answer(_header_of(data), said), refused=refusal)

    def answer(self, handed: Handed, verdict: Verdict) -> bytes:
        """What the journal's verdict lets us say: these very bytes whenever the same message comes."""
        header, arrival = handed.header, handed.arrival
        if header is None or arrival is None:
            return handed.answer
        if verdict.fate is Fate.CONFLICT:
            return self._answer(header, CONFLICT)
        if verdict.fate is Fate.GAP:
            return self._answer(header, Said(Answer.ERROR, Fault.SEQUENCE, expected=verdict.expected))
        if verdict.fate is Fate.AGAIN and verdict.ack:
            return self.custody.open_ack(verdict.ack, arrival.tag)
        return handed.answer

    def _handed(self, data: bytes, header: Message, profile: SenderProfile) -> Handed:
        said_by = header.sender
        names = (said_by.application, said_by.facility)
        sender = self.custody.sender_tag(*names)
        sequence = _sequence(header)
        if sequence == 0 and not header.type:  # a link's start: it has a number and says nothing else
            expected = self.inbox.expected(sender) or 1
            return Handed(self._answer(header, Said(Answer.ACCEPT, expected=expected)))
        tag = self.custody.message_tag(data)
        said = Said(Answer.ACCEPT, expected=sequence + 1) if sequence else TAKEN
        answer = _framed(acknowledge(header, said, own_id=tag.hex()[:19]))
        sealed, wrapped = self.custody.seal_message(data, tag)
        arrival = Arrival(
            tag=tag,
            format=Format.HL7V2,
            sealed=sealed,
            wrapped_key=wrapped,
            sender=sender,
            identity=self.custody.called_tag(*names, header.control_id, header.header.text(7)),
            window=profile.window,
            sequence=sequence or None,
            ack=self.custody.seal_ack(answer, tag),
        )
        return Handed(answer, arrival, header)

    @staticmethod
    def _answer(header: Message | None, said: Said) -> bytes:
        own_id = secrets.token_hex(9)
        if header is None:
            return frame(without_header(said, own_id=own_id))
        return _framed(acknowledge(header, said, own_id=own_id))


def _check_certificate(certificate: str | None, profile: SenderProfile) -> None:
    if certificate is not None and certificate not in profile.certificates:
        raise Refused(Reason.WRONG_SENDER, where="MSH-4")


def _framed(answers: tuple[bytes, ...]) -> bytes:
    return b"".join(map(frame, answers))


def _header_of(data: bytes) -> Message | None:
    """The header of something that is no message, as far as it can be read: an answer should name what it answers."""
    line = data[:4096].replace(b"\n", b"\r").partition(b"\r")[0]
    try:
        return parse(bytes(byte for byte in line if byte >= ord(" "))).heading
    except Refused:
        return None


def _sequence(header: Message) -> int | None:
    text = header.header.text(13)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("2000000000") else None
