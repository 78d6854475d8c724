r"""HL7 table 0211: which character set MSH-18 names, and how bytes become text.

    MSH|^~\&|LAB|NORTH|||20260101||ORU^R01|7|P|2.5|||||DEU|8859/15     ->     iso8859-15

Nothing is ever decoded with errors ignored or replaced: bytes that do not fit what was declared are refused.
"""

from __future__ import annotations

import codecs

from fhir_bridge.errors import Reason, Refused

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHARSETS = 17  # where MSH-18 stands when MSH is split at its delimiter
UTF16_STARTS = ((b"M\0S\0H\0", "utf-16-le"), (b"\0M\0S\0H", "utf-16-be"))
CODECS = {
    "": "utf-8",
    "ASCII": "utf-8",  # a superset: senders who say ASCII and mean UTF-8 are many, and no byte is misread
    "ISOIR6": "utf-8",
    "UNICODE": "utf-8",
    "UNICODEUTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "UNICODEUTF-16": "utf-16",
    "UTF-16": "utf-16",
    "UNICODEUTF-32": "utf-32",
    "GB18030-2000": "gb18030",
    "GB18030": "gb18030",
    "BIG-5": "big5",
    "KSX1001": "euc-kr",
    "ISOIR14": "iso2022_jp",
    "ISOIR87": "iso2022_jp",
    "ISOIR159": "iso2022_jp_1",
    "WINDOWS-1252": "cp1252",
    "CP1252": "cp1252",
} | {f"8859/{part}": f"iso8859-{part}" for part in (*range(1, 12), 13, 14, 15, 16)}


def decode(data: bytes, *, charset: str = "") -> tuple[str, str]:
    """The message's text and the codec that read it.

    `charset` is the sender's own (a name of table 0211) where MSH-18 is empty. Refuses bytes that do not fit the
    declared set, and sets that are not known (`BAD_ENCODING`).
    """
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec), codec
    for start, codec in UTF16_STARTS:
        if data.startswith(start):
            return _strict(data, codec), codec
    codec = codec_of(_declared(data) or charset)
    return _strict(data, codec), codec


def codec_of(name: str) -> str:
    """The Python codec for a name of table 0211, spaces and letter case aside."""
    codec = CODECS.get(name.replace(" ", "").upper())
    if codec is None:
        raise Refused(Reason.BAD_ENCODING, "a character set that is not known", where="MSH-18")
    return codec


def _declared(data: bytes) -> str:
    """MSH-18 as sent: all sets that it may name share ASCII, so that it can be read before decoding.

    A repetition names further sets that the text switches to by escape: with ISO-2022 sets those decide.
    """
    header = data[:65536].splitlines()[0] if data else b""
    fields = header.split(header[3:4]) if header[3:4] else []
    names = fields[CHARSETS].decode("ascii", "replace").split(chr(header[5])) if fields[CHARSETS:] else [""]
    return next((name for name in names if name.replace(" ", "").upper().startswith("ISOIR")), names[0])


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as fault:
        raise Refused(Reason.BAD_ENCODING, f"not {codec}", where=f"byte {fault.start}") from None
