"""MLLP as senders speak it, well and badly."""

from __future__ import annotations

import asyncio
import json
import re
import struct
import time
from socket import SO_LINGER, SOL_SOCKET

import pytest

from fhir_bridge.serve.listener import Limits
from fhir_bridge.service import Service
from fhir_bridge.source.mllp import frame
from tests.fhir_bridge.house import CANARY, admission
from tests.fhir_bridge.serve.lines import Line, code, listening


def run_all(*lines: str) -> bytes:
    return "".join(f"{line}\r" for line in lines).encode()


def header(**fields: str) -> bytes:
    """An admission whose MSH has these fields, named m3, m10 and so on."""
    first, *others = admission(1).decode().split("\r")
    values = first.split("|") + [""] * 10
    for name, value in fields.items():
        values[int(name[1:]) - 1] = value
    return "\r".join(["|".join(values).rstrip("|"), *others]).encode()


def test_t001_a_frame_in_pieces_is_answered_like_a_whole_one(service: Service) -> None:
    async def story() -> None:
        async with listening(service) as bench:
            line = await bench.line()
            data = frame(admission(1))
            for at in range(0, len(data), 7):
                line.writer.write(data[at : at + 7])
                await line.writer.drain()
            first = await line.answer()
            assert code(first) == "AA"
            assert await line.ask(admission(1)) == first

    asyncio.run(story())


def test_t002_two_frames_in_one_write_get_two_answers_in_order(service: Service) -> None:
    async def story() -> None:
        async with listening(service) as bench:
            line = await bench.line()
            line.writer.write(frame(admission(1)) + frame(admission(2)) + frame(admission(3)))
            answers = [await line.answer() for _ in range(3)]
            assert [b"|C%d.1" % n in answer for n, answer in enumerate(answers, 1)] == [True] * 3

    asyncio.run(story())
    assert len(service.journal.pending()) == 3


def test_t003_junk_is_dropped_and_counted(service: Service) -> None:
    async def story() -> None:
        async with listening(service) as bench:
            line = await bench.line()
            line.writer.write(b"GET / HTTP/1.0\r\n\r\n")
            assert code(await line.ask(admission(1))) == "AA"
            assert bench.count("fhir_bridge_dropped_bytes_total") == len(b"GET / HTTP/1.0")

    asyncio.run(story())


def test_t004_t007_a_frame_that_does_not_end_in_time_gets_no_answer(service: Service) -> None:
    async def story() -> None:
        async with listening(service, Limits(frame_seconds=0.2)) as bench:
            line, other = await bench.line(), await bench.line()
            line.writer.write(frame(admission(1))[:-1])
            assert await line.closed() == b""
            assert code(await other.ask(admission(2))) == "AA"
            assert bench.count('fhir_bridge_closed_total{why="slow"}') == 1

    asyncio.run(story())
    assert len(service.journal.pending()) == 1


def test_t007_a_byte_now_and_then_buys_no_time(service: Service) -> None:
    async def story() -> None:
        async with listening(service, Limits(frame_seconds=0.2)) as bench:
            line = await bench.line()
            line.writer.write(frame(admission(1))[:9])
            closed = asyncio.create_task(line.closed())
            while not closed.done():
                line.writer.write(b"x")
                await asyncio.sleep(0.02)
            assert await closed == b""
            assert bench.count('fhir_bridge_closed_total{why="slow"}') == 1

    asyncio.run(story())


def test_t005_a_frame_inside_a_frame_is_refused_and_the_next_is_taken(service: Service) -> None:
    async def story() -> None:
        async with listening(service) as bench:
            line = await bench.line()
            line.writer.write(b"\x0b" + admission(1)[:100])
            line.writer.write(frame(admission(2)))
            refused, taken = await line.answer(), await line.answer()
            assert (code(refused), code(taken)) == ("AR", "AA")
            assert b"|C1.1" in refused

    asyncio.run(story())


def test_t006_a_frame_beyond_all_messages_ends_the_connection(service: Service) -> None:
    async def story() -> None:
        async with listening(service) as bench:
            line = await bench.line()
            line.writer.write(b"\x0b" + bytes(17 << 20))
            assert await line.closed() == b""
            assert bench.count('fhir_bridge_closed_total{why="too large"}') == 1

    asyncio.run(story())


def test_t008_the_idlest_goes_when_there_are_too_many(service: Service) -> None:
    async def story() -> None:
        async with listening(service, Limits(connections=3)) as bench:
            lines = [await bench.line() for _ in range(3)]
            for line in lines[1:]:
                await line.ask(admission(1))
            newest = await bench.line()
            assert await lines[0].closed() == b""
            for line in (*lines[1:], newest):
                assert code(await line.ask(admission(1))) == "AA"

    asyncio.run(story())


def test_t008_who_says_nothing_is_let_go(service: Service) -> None:
    async def story() -> None:
        async with listening(service, Limits(idle_seconds=0.1)) as bench:
            assert await (await bench.line()).closed() == b""
            assert bench.count('fhir_bridge_closed_total{why="idle"}') == 1

    asyncio.run(story())


def test_t009_a_sender_that_is_gone_before_its_answer_gets_it_when_it_comes_again(service: Service) -> None:
    async def story() -> None:
        async with listening(service) as bench:
            line = await bench.line()
            line.writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
            line.writer.write(frame(admission(1)))
            await line.writer.drain()
            line.writer.transport.abort()
            await asyncio.to_thread(_until_one_waits, service)
            assert code(await (await bench.line()).ask(admission(1))) == "AA"
            assert bench.count('fhir_bridge_answers_total{fate="again"}') == 1

    asyncio.run(story())
    assert len(service.journal.pending()) == 1


def _until_one_waits(service: Service) -> None:
    give_up = time.monotonic() + 20
    while not service.journal.pending():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def asked(service: Service, *messages: bytes) -> list[bytes]:
    async def story() -> list[bytes]:
        async with listening(service) as bench:
            line = await bench.line()
            return [await line.ask(message) for message in messages]

    return asyncio.run(story())


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"MSH|",
        b"MSH|^~\\&",
        run_all("MSH|^^\\&|A|B|||1||ADT^A01|1|P|2.5"),
        run_all("MSH|^~\\&|A|B|||1||ADT^A01||P|2.5", "PID|1||7"),
        run_all("MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5", "PID|1||7\x00"),
        run_all("MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5", "MSH|^~\\&|A|B|||1||ADT^A01|2|P|2.5"),
        run_all("MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5||||||UTF-8", "PID|1||7").replace(b"7", b"\xff"),
        run_all("MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5", "NTE|1||\\.sp99999999\\"),
    ],
    ids=["t010", "t010-header", "t010-marks", "t012", "t022", "t014", "t013", "t015", "t017"],
)
def test_what_is_no_message_is_rejected_and_nothing_is_kept(service: Service, bad: bytes) -> None:
    refused, taken = asked(service, bad, admission(1))
    assert (code(refused), code(taken)) == ("AR", "AA")
    assert b"\rERR|" in refused
    assert len(service.journal.pending()) == 1


def test_t011_lines_that_end_in_lf_are_lines(service: Service) -> None:
    (answer,) = asked(service, admission(1).replace(b"\r", b"\n"))
    assert code(answer) == "AA"


def test_t019_the_same_message_gets_the_same_bytes_for_ever(service: Service) -> None:
    first = asked(service, admission(1))
    assert asked(service, admission(1), admission(1)) == first * 2
    service.recover()
    assert asked(service, admission(1)) == first
    assert service.journal.counts()["records"] == 1


def test_t020_other_bytes_under_the_same_identity_are_an_error(service: Service) -> None:
    changed = admission(1).replace(CANARY.encode(), b"Somebody")
    first, conflict, again = asked(service, admission(1), changed, admission(1))
    assert (code(first), code(conflict), again) == ("AA", "AE", first)
    assert b"205^Duplicate key identifier^HL70357" in conflict
    assert len(service.journal.pending()) == 1


def test_t020_another_time_makes_it_another_message(service: Service) -> None:
    assert [code(one) for one in asked(service, header(m7="20260101"), header(m7="20260102"))] == ["AA", "AA"]


def test_t021_another_facility_may_use_the_same_id(service: Service) -> None:
    assert [code(one) for one in asked(service, header(m4="NORTH"), header(m4="SOUTH"))] == ["AA", "AA"]


@pytest.mark.parametrize(
    ("accept", "application", "codes"),
    [
        ("AL", "NE", ["CA"]),
        ("AL", "AL", ["CA", "AA"]),
        ("NE", "AL", ["AA"]),
        ("SU", "", ["CA"]),
        ("", "AL", ["AA"]),
    ],
)
def test_enhanced_mode_answers_as_it_is_asked(
    service: Service, accept: str, application: str, codes: list[str]
) -> None:
    async def story() -> list[str]:
        async with listening(service) as bench:
            line = await bench.line()
            line.writer.write(frame(header(m15=accept, m16=application)))
            return [code(await line.answer()) for _ in codes]

    assert asyncio.run(story()) == codes


def test_enhanced_mode_that_wants_no_answer_gets_none_and_is_kept(service: Service) -> None:
    async def story() -> bytes:
        async with listening(service) as bench:
            line = await bench.line()
            line.writer.write(frame(header(m15="NE", m16="ER")))
            return await line.ask(admission(2))

    assert b"|C2.1" in asyncio.run(story())
    assert len(service.journal.pending()) == 2


def test_enhanced_mode_rejects_with_its_own_code(service: Service) -> None:
    (answer,) = asked(service, header(m15="ER") + b"MSH|^~\\&|again\r")
    assert code(answer) == "CR"


def test_a_sender_that_counts_is_told_what_comes_next(service: Service) -> None:
    start = run_all("MSH|^~\\&|EHR|NORTH|||20261101|||L0|P|2.5.1|0")
    numbered = [header(m10=f"N{n}", m13=str(n)) for n in (1, 2, 4)]
    answers = asked(service, start, *numbered, numbered[0], start)
    assert [code(answer) for answer in answers] == ["AA", "AA", "AA", "AE", "AA", "AA"]
    assert b"MSA|AA|L0||1\r" in answers[0]
    assert b"MSA|AE|N4||3\r" in answers[3]
    assert answers[4] == answers[1]
    assert b"MSA|AA|L0||3\r" in answers[5]


def test_the_answer_is_in_the_senders_own_characters(service: Service) -> None:
    (answer,) = asked(service, header(m3="Zwölf", m18="8859/1").decode().encode("latin-1"))
    assert "Zwölf".encode("latin-1") in answer


def test_sixteen_senders_at_once(service: Service) -> None:
    async def story() -> set[str]:
        async with listening(service) as bench:
            lines: list[Line] = [await bench.line() for _ in range(16)]

            async def send(number: int, line: Line) -> set[str]:
                return {code(await line.ask(admission(number, str(n)))) for n in range(10)}

            return set().union(*await asyncio.gather(*(send(n, line) for n, line in enumerate(lines))))

    assert asyncio.run(story()) == {"AA"}
    assert len(service.journal.pending()) == 160


def test_no_line_of_the_log_says_who_anybody_is(service: Service) -> None:
    async def story() -> str:
        async with listening(service) as bench:
            line = await bench.line()
            for message in (admission(1), admission(1).replace(b"1961", b"1962"), admission(1)[20:]):
                await line.ask(message)
            return bench.said.getvalue()

    said = asyncio.run(story())
    lines = [json.loads(line) for line in said.splitlines()]
    assert re.fullmatch(r"[0-9a-f]{16}", lines[0].pop("sender")), "a keyed hash"
    assert all(line.pop("timestamp") for line in lines)
    assert lines == [
        {"event": "conflict", "level": "warning"},
        {"event": "refused", "level": "warning", "reason": "not-a-message", "where": "segment 1"},
    ]


def test_larger_messages_do_not_fill_the_memory(service: Service) -> None:
    big = admission(1) + b"".join(b"NTE|%d||%s\r" % (n, b"x" * 900) for n in range(200))

    async def story() -> list[str]:
        async with listening(service, Limits(room=100_000)) as bench:
            lines = [await bench.line() for _ in range(4)]
            messages = [big.replace(b"|C1.1|", b"|C%d|" % n) for n in range(4)]
            asking = (line.ask(message) for line, message in zip(lines, messages, strict=True))
            return [code(answer) for answer in await asyncio.gather(*asking)]

    assert asyncio.run(story()) == ["AA"] * 4
