"""Where on a chain a log's head stands, as a note that the log signs, so that no bit of it can change unseen
offline.

    fhir-anchor/chain-reference/v1
    origin clinic.example/log
    chain 1718118770
    contract 0xb77f158dca3b17bd73a2343e472605105e350fbb
    log 0xddf1f78c04714b9bf743595d39f7a5462b32b1bcfd9fa25101b0d9f27c7a071c
    block 22 0x62d56c7394e06c06bf4a28d68917e93b381b08cffb43e04a390bf230e0a1ff76
    time 2026-11-21T10:35:25Z
    transaction 0x5a8128cd0a385c27f6e74400334b84b26ff03db443f379c8b5a3e826f5d18dc0
    size 200
    root 5OYzHL9E5+96ylmPOgT1xEGV5191apNTMssctwWbvsw=

    — clinic.example/log ...

The first line is no origin that a log may have, so a reference never passes as a checkpoint.
"""

from __future__ import annotations

from datetime import UTC, datetime

from anchor.checkpoint import TreeHead
from anchor.errors import FormatError, SignatureError
from anchor.ledger import Publication
from anchor.note import LogVerifier, NoteSigner, sign
from anchor.spelling import decimal, decode_hash, encode, hexadecimal, labelled, one_spelling

FORMAT = "fhir-anchor/chain-reference/v1"

_LABELS = ("origin", "chain", "contract", "log", "block", "time", "transaction", "size", "root")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def sign_reference(place: Publication, signer: NoteSigner) -> str:
    """The signed note of a publication."""
    return sign(_text(place, signer.verifier.origin), signer)


def open_reference(note: str, verifier: LogVerifier) -> Publication:
    """The publication of a note that both keys of this log have signed."""
    origin, place = read_reference(verifier.open(note))
    if origin != verifier.origin:
        raise SignatureError("chain reference: of another log than its keys")
    return place


def read_reference(text: str) -> tuple[str, Publication]:
    """The log's name and the publication of a reference's text. Says nothing of signatures."""
    lines = text.split("\n")[:-1]
    if len(lines) != 1 + len(_LABELS) or lines[0] != FORMAT:
        raise FormatError("chain reference: not one of this version")
    values = (labelled(line, label, FORMAT) for line, label in zip(lines[1:], _LABELS, strict=True))
    origin, chain, contract, log, block, time, transaction, size, root = values
    number, _, seal = block.partition(" ")
    place = Publication(
        chain_id=decimal(chain, "chain"),
        contract="0x" + hexadecimal(contract, 20, "contract").hex(),
        log=hexadecimal(log, 32, "log"),
        block=decimal(number, "block"),
        block_hash=hexadecimal(seal, 32, "block"),
        time=_seconds(time),
        transaction=hexadecimal(transaction, 32, "transaction"),
        head=TreeHead(decimal(size, "size"), decode_hash(root, "root")),
    )
    return one_spelling(text, (origin, place), lambda parsed: _text(parsed[1], parsed[0]), "chain reference")


def spoken_time(place: Publication) -> str:
    """The block's time in UTC, as `2026-11-21T10:35:25Z`."""
    return datetime.fromtimestamp(place.time, UTC).strftime(_TIME)


def _text(place: Publication, origin: str) -> str:
    values = (
        origin,
        place.chain_id,
        place.contract,
        f"0x{place.log.hex()}",
        f"{place.block} 0x{place.block_hash.hex()}",
        spoken_time(place),
        f"0x{place.transaction.hex()}",
        place.head.size,
        encode(place.head.root),
    )
    lines = [f"{label} {value}" for label, value in zip(_LABELS, values, strict=True)]
    return "\n".join([FORMAT, *lines]) + "\n"


def _seconds(text: str) -> int:
    try:
        return int(datetime.strptime(text, _TIME).replace(tzinfo=UTC).timestamp())
    except (ValueError, OverflowError):
        raise FormatError("time: not a time in UTC") from None
