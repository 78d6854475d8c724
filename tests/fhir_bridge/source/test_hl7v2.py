"""The parser, its printer beside it, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchor._native import MAX_PARTS, MAX_SEGMENTS
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.source.delimiters import Delimiters
from fhir_bridge.source.hl7v2 import (
    MAX_BYTES,
    Message,
    Segment,
    Sender,
    parse,
    write,
)

HEAD = "MSH|^~\\&|ADT^1.2.3^ISO|NORTH|||202601021530||ADT^A01^ADT_A01|00017|P|2.5"
PID = "PID|1||7000123^^^NORTH^MR~990-12^^^&2.16.840.1.113883.4.1&ISO^SS||Teal^Robin"


def message(*segments: str, end: str = "\r") -> bytes:
    return "".join(f"{segment}{end}" for segment in (HEAD, *segments)).encode()


def refused(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        parse(data)
    return caught.value


def test_a_message_says_who_sent_it_and_what_it_is() -> None:
    found = parse(message(PID))
    assert found.sender == Sender("ADT^1.2.3^ISO", "NORTH")
    assert (found.type, found.event, found.structure) == ("ADT", "A01", "ADT_A01")
    assert (found.control_id, found.version) == ("00017", "2.5")


def test_fields_are_repeats_of_components_of_sub_components() -> None:
    pid = parse(message(PID)).segments[1]
    assert pid.field(3)[1] == (("990-12",), ("",), ("",), ("", "2.16.840.1.113883.4.1", "ISO"), ("SS",))
    assert pid.text(3, 4, repeat=2, subcomponent=3) == "ISO"
    assert pid.field(99) == ()
    assert pid.text(99) == ""


def test_values_stay_out_of_reprs() -> None:
    found = parse(message(PID))
    assert "Teal" not in repr(found) + repr(found.segments)


@pytest.mark.parametrize("data", [b"", b" \r\n"])
def test_t010_nothing_is_refused_as_empty(data: bytes) -> None:
    assert refused(data).reason is Reason.EMPTY


@pytest.mark.parametrize("data", [b"MSH", b"MSH|", b"MSH|\r", b"MSH|^~\\&"])
def test_t010_a_header_alone_is_refused(data: bytes) -> None:
    assert refused(data).reason is Reason.BAD_STRUCTURE


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_t011_every_line_end_gives_the_same_segments(end: str) -> None:
    assert parse(message(PID, "PV1|1|I", end=end)) == parse(message(PID, "PV1|1|I"))


@pytest.mark.parametrize(
    "head", ["MSH|||||", "MSH|^^\\&|", "MSHA^~\\&A", "MSH|^~\\& |", "MSH\r^~\\&\r", 'MSH|^~"&|']
)
def test_t012_delimiters_that_cannot_delimit_are_refused(head: str) -> None:
    assert refused(f"{head}A|B|||1||ADT^A01|1|P|2.5\r".encode()).reason is Reason.BAD_STRUCTURE


@pytest.mark.parametrize("name", ["MSH", "BHS", "FHS"])
def test_t013_a_second_header_is_refused_where_it_stands(name: str) -> None:
    fault = refused(message(PID, f"{name}|^~\\&|A"))
    assert (fault.reason, fault.where) == (Reason.BAD_STRUCTURE, "segment 3")


@pytest.mark.parametrize("control", ["\0", "\x01", "\x07", "\x1b", "\x7f"])
def test_t014_control_characters_are_refused(control: str) -> None:
    assert refused(message(f"PID|1||7{control}8")).reason is Reason.BAD_STRUCTURE


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("8859/1", "iso8859-1"),
        ("8859/15", "iso8859-15"),
        ("UNICODE UTF-8", "utf-8"),
        ("unicode utf-8", "utf-8"),
        ("GB 18030-2000", "gb18030"),
        ("~ISO IR87", "iso2022_jp"),
        ("", "utf-8"),
    ],
)
def test_t015_text_is_read_by_the_declared_set(charset: str, codec: str) -> None:
    name = {"gb18030": "王", "iso2022_jp": "山田"}.get(codec, "Zoë")
    data = f"{HEAD}||||||{charset}\rPID|1||7||{name}\r".encode(codec)
    assert parse(data).segments[1].text(5) == name
    assert write(parse(data)) == data


def test_t015_utf16_and_byte_order_marks_are_seen() -> None:
    text = f"{HEAD}||||||UNICODE UTF-16\rPID|1||7||Zoë\r"
    assert (
        len(
            {
                parse(data)
                for data in (text.encode("utf-16"), text.encode("utf-16-le"), text.encode("utf-16-be"))
            }
        )
        == 1
    )
    assert parse(b"\xef\xbb\xbf" + message(PID)) == parse(message(PID))


@pytest.mark.parametrize("charset", ["", "ASCII", "UNICODE UTF-8", "KLINGON"])
def test_t015_bytes_that_do_not_fit_are_refused(charset: str) -> None:
    data = f"{HEAD}||||||{charset}\rPID|1||7||Zo".encode() + b"\xeb\r"
    assert refused(data).reason is Reason.BAD_ENCODING


def test_t015_the_senders_own_set_reads_what_declares_none() -> None:
    data = HEAD.encode() + b"\rPID|1||7||Zo\xeb\r"
    assert parse(data, charset="8859/1").segments[1].text(5) == "Zoë"


@pytest.mark.parametrize(
    ("escaped", "value"),
    [
        (r"\F\\S\\T\\R\\E", r"|^&~\E"),
        (r"\F\ \S\ \T\ \R\ \E\ ".strip(), "| ^ & ~ \\"),
        (r"a\X0D\b", "a\rb"),
        (r"a\X0D0A\PID|", "a\r\nPID"),
        (r"a\.br\b", "a\nb"),
        (r"\H\high\N\ ".strip(), r"\H\high\N" + "\\"),
        (r"\X00\ ".strip(), "\\X00\\"),
        (r"\XC3AB\ ".strip(), "ë"),
        (r"\Zlocal\ ".strip(), "\\Zlocal\\"),
        ("lone \\ mark", "lone \\ mark"),
    ],
)
def test_t016_escapes_are_data_and_never_structure(escaped: str, value: str) -> None:
    found = parse(message(f"NTE|1||{escaped}"))
    assert len(found.segments) == 2
    if not escaped.startswith(r"\F\\S"):
        assert found.segments[1].text(3) == value
    assert parse(write(found)) == found


@pytest.mark.parametrize("escape", [r"\.sp99999999\ ", r"\.sp+100\ ", r"\.sk 999999\ ", r"\.in99999\ "])
def test_t017_an_escape_that_would_write_much_is_refused(escape: str) -> None:
    assert refused(message(f"NTE|1||{escape.strip()}")).reason is Reason.BAD_STRUCTURE


def test_t018_more_than_the_caps_is_refused() -> None:
    assert refused(message(*["NTE|1"] * MAX_SEGMENTS)).reason is Reason.TOO_LARGE
    assert refused(message("NTE|1||" + "~" * MAX_PARTS)).reason is Reason.TOO_LARGE
    assert refused(message("NTE|1||" + "&" * MAX_PARTS)).reason is Reason.TOO_LARGE
    assert refused(b"MSH" + b" " * MAX_BYTES).reason is Reason.TOO_LARGE


@pytest.mark.parametrize("control_id", ["", " ", "^2"])
def test_t022_without_a_control_id_it_is_refused(control_id: str) -> None:
    fault = refused(message(PID).replace(b"00017", control_id.encode()))
    assert (fault.reason, fault.where) == (Reason.BAD_STRUCTURE, "MSH-10")


@pytest.mark.parametrize("line", ["PI", "pid|1", "PID1|", "   OBX|1", "text that goes on", "|||"])
def test_a_segment_cut_short_is_refused_where_it_stands(line: str) -> None:
    fault = refused(message(PID, line))
    assert (fault.reason, fault.where) == (Reason.BAD_STRUCTURE, "segment 3")


@pytest.mark.parametrize("data", [b"{}", b"FHS|^~\\&", b"PID|1", b"\xff\xfe\x00\x01"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    assert refused(data).reason in {Reason.NOT_A_MESSAGE, Reason.BAD_ENCODING}


def test_an_mllp_frame_around_it_does_not_count() -> None:
    assert parse(b"\x0b" + message(PID) + b"\x1c\r") == parse(message(PID))


def test_a_value_of_two_megabytes_is_read() -> None:
    assert (
        len(parse(message("OBX|1|ED|1||^^PDF^Base64^" + "QUJD" * 500_000)).segments[1].text(5, 5))
        == 2_000_000
    )


TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\x7f", exclude_categories=("Cc",))
    | st.sampled_from("|^~\\&\r\n\t")
)
VALUES = st.lists(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=3), max_size=3)
SEGMENTS = st.tuples(
    st.from_regex(r"[A-LN-Z][A-Z0-9]{2}", fullmatch=True), st.lists(VALUES, min_size=1, max_size=5)
)


@given(st.lists(SEGMENTS, max_size=6), st.sampled_from([Delimiters(), Delimiters("#", "*", "%", "$", "@")]))
def test_what_is_written_reads_back_equal(
    drawn: list[tuple[str, list[list[list[list[str]]]]]], marks: Delimiters
) -> None:
    header = parse(message()).segments[0]
    segments = [
        Segment(
            name,
            number,
            ((), *(tuple(tuple(map(tuple, repeat)) for repeat in field) for field in fields)),
        )
        for number, (name, fields) in enumerate(drawn, 2)
        if name not in {"BHS", "FHS"}
    ]
    made = Message((header, *segments), marks)
    assert parse(write(made)) == made


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: message() + tail))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = parse(data)
    except Refused:
        return
    assert parse(write(found)) == found
