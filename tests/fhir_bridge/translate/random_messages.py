"""Messages by chance: known segments in any order, values that conversions take, refuse, or nearly take."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from fhir_bridge.translate.load import BUILT_IN
from fhir_bridge.translate.mapfile import lines

WORDS = [
    r'""',
    r"A",
    r"Y",
    r"N",
    r"0",
    r"007",
    r"1.50",
    r"-2",
    r"1e5",
    r"NaN",
    r"<5",
    r"M",
    r"F",
    r"I",
    r"E",
    r"45",
    r"MIN",
    r"DAYS",
    r"20260102",
    r"202601021530",
    r"202601021530+0100",
    r"20260102153012.250-0330",
    r"20260230",
    r"2026",
    r"1530",
    r"2599",
    r"HL70005",
    r"HL7",
    r"LN",
    r"99X",
    r"2.16.840.1",
    r"1.02",
    r"ISO",
    r"UUID",
    r"URI",
    r"L",
    r"MR",
    r"SS",
    r"http://a.b/c",
    r"x~y",
    r"NM",
    r"CWE",
    r"SN",
    r"ED",
    r"DT",
    r"TM",
    r"TS",
    r"9fc0a1bc-0000-4000-8000-0123456789ab",
    r"QUJD",
    r"QUJ",
    r"QQ==",
    r"0aFF",
    r"\F\\S\\T\\R\\E",
    r"a\S\b",
    r"\X41\\X0D\z",
    r"\.br\\",
    r"\H\bold\N\\",
    r"é",
    r"٣",
    r"漢字",
    r"½",
    r"NORTH",
]
SPACED = ("", " ", "12 mg", "A  B", " 20260102", "0A ff")
CATEGORIES = ("Lu", "Ll", "Lo", "Nd", "No", "Nl", "Po", "Sm", "Sc", "Zs")
TEXT = st.text(st.characters(categories=CATEGORIES, max_codepoint=0xFFFF), max_size=6)
VALUE = st.one_of(st.sampled_from((*WORDS, *SPACED)), TEXT.map(lambda text: re.sub(r"[|^~&\\]", "", text)))
COMPONENT = st.lists(VALUE, min_size=1, max_size=3).map("&".join)
REPEAT = st.lists(COMPONENT, min_size=1, max_size=12).map("^".join)
FIELD = st.one_of(st.just(""), VALUE, st.lists(REPEAT, min_size=1, max_size=3).map("~".join))
ZONES = st.sampled_from(("", "+0100", "-0330", "Europe/Rome", "America/New_York", "+9900"))


def _events() -> list[str]:
    return [line.text.split()[0].replace("*", "Z99") for line in lines(BUILT_IN / "events.map")]


def _segments() -> list[str]:
    found = {
        line.text.split()[0].rpartition(":")[2].rpartition(".")[2]
        for line in lines(BUILT_IN / "bindings.map")
    }
    return [*sorted(found - {"MSH"}), "ZZZ", "PID", "OBX", "PV1", "OBR"]


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A message of any known event and a dozen segments at most."""
    event, time = (
        draw(st.sampled_from(_events())),
        draw(st.sampled_from(("", "20260102", "20260102153000+0100"))),
    )
    name = st.sampled_from(_segments())
    rest = draw(st.lists(st.tuples(name, st.lists(FIELD, max_size=30)), max_size=12))
    head = f"MSH|^~\\&|LAB^1.2.3^ISO|NORTH|{draw(VALUE)}||{time}||{event}|{draw(TEXT)}7|P|2.5"
    patient = "PID|1||7000123^^^NORTH^MR||Teal^Robin"
    body = ["|".join((segment, *fields)) for segment, fields in rest]
    return "\r".join((re.sub("[\r\n]", "", head), patient, *body)).encode()
