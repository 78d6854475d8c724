"""Character sets switched to inside a value: read as they were meant, and written again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.delimiters import STANDARD
from fhir_bridge.source.escapes import escaper, unescaper
from fhir_bridge.source.hl7v2 import Message, Segment, parse, write
from fhir_bridge.source.switching import SETS, writer

HEAD = r"MSH|^~\&|A|B|||20260101||ADT^A08|1|P|2.7||||||"
KANJI = "山田太郎"
JIS = KANJI.encode("iso2022_jp")[3:-3].decode("ascii")


def read(value: bytes, charset: str) -> str:
    message = parse(f"{HEAD}{charset}\rNTE|1||".encode("ascii") + value + b"\r")
    return message.segments[1].text(3)


def escaped(text: str) -> bytes:
    return escaper(STANDARD)(text).encode("ascii")


@pytest.mark.parametrize(
    ("charset", "value", "text"),
    [
        ("8859/1", b"Papas \\C2D46\\" + "Παπας".encode("iso8859-7") + b"\\C2842\\ MD", "Papas Παπας MD"),
        ("8859/1~8859/5", b"\\C2D4C\\" + "Иван".encode("iso8859-5"), "Иван"),
        ("8859/1", "é \\C2D46\\".encode("latin-1") + "π".encode("iso8859-7"), "é π"),
        ("ASCII", b"\\M2442\\" + escaped(JIS) + b"\\C2842\\ Taro", f"{KANJI} Taro"),
        ("ISO IR87", b"\\M2442\\" + escaped(JIS) + b"\\C284A\\", KANJI),
        ("ASCII", b"\\M2442\\" + "\uff06".encode("iso2022_jp")[3:-3] + b"\\C2842\\", "\uff06"),
        ("ASCII", b"a\\C2842\\b", "ab"),
        ("8859/1", b"\\C2949\\" + bytes((0xB6, 0xC5)), "ｶﾅ"),
        ("ASCII", b"\\M2441\\" + bytes(b & 0x7F for b in "中文".encode("gb2312")), "中文"),
    ],
)
def test_t015_a_switched_set_is_read_as_itself(charset: str, value: bytes, text: str) -> None:
    assert read(value, charset) == text


@pytest.mark.parametrize(
    "value",
    [
        r"\C9999\abc",  # no such set
        r"\M2442\F",  # half a character
        "\\C2D46\\\u03b1",  # a character that the message's own set has no byte for
        r"\C2D4\abc",
    ],
)
def test_a_switch_that_does_not_hold_stays_as_it_was_written(value: str) -> None:
    assert unescaper(STANDARD, "iso8859-1")(value) == value


def test_an_escaped_delimiter_inside_a_stretch_is_a_byte_of_it() -> None:
    assert unescaper(STANDARD, "utf-8")(r"\M2442\\T\!\C2842\ ") == "\u0391 "  # 26 21 is Alpha in JIS X 0208


def test_an_escaped_escape_character_switches_nothing() -> None:
    assert unescaper(STANDARD, "iso8859-1")(r"\E\C2D46\E\ ") == "\\C2D46\\ "


@given(
    st.text(st.sampled_from("aé|^\\&~ΠαςИван山田中文ｶﾅ한"), max_size=12),
    st.sampled_from(["latin-1", "utf-8", "iso8859-7"]),
)
@example("|山^田", "latin-1")
def test_what_a_set_lacks_is_written_by_a_switch_and_reads_back(text: str, codec: str) -> None:
    write_value = writer(codec, STANDARD.escape, escaper(STANDARD))
    written = write_value(text)
    assert unescaper(STANDARD, codec)(written.encode(codec).decode(codec)) == text


def test_what_no_set_has_is_refused() -> None:
    header, note = parse(f"{HEAD}8859/1\rNTE|1||x\r".encode("ascii")).segments
    changed = Segment("NTE", 2, (*note.fields[:3], ((("\U0001f600",),),)))
    with pytest.raises(Refused) as refusal:
        write(Message((header, changed), STANDARD, "iso8859-1"))
    assert refusal.value.reason is Reason.BAD_ENCODING


@pytest.mark.parametrize("name", SETS)
def test_every_set_is_a_codec_that_there_is(name: str) -> None:
    assert isinstance(SETS[name].read(b""), str)
