"""The training clinic's hospital: it books people in for today, by MLLP, as a real one would."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from kiosk.errors import BridgeDown

AUTHORITY: Final = "urn:fhir-anchor:v2:authority:NORTH"
"""The system of the hospital's record numbers, as the bridge names it."""
SECONDS: Final = 30.0
AHEAD: Final = timedelta(minutes=30)
BEGINS, ENDS = b"\x0b", b"\x1c\r"
TAKEN: Final = b"MSA|AA"
BOOKING: Final = (
    "MSH|^~\\&|SCHED|NORTH|||{now}||SIU^S12^SIU_S12|{number}-{now}|P|2.5.1|||||UTF-8\r"
    "SCH|P{number}-{day}^SCHED|F{number}-{day}^SCHED|||||CHECKUP|ROUTINE|30|min|^^30^{at}^{at}|||||||||||||Booked\r"
    "PID|1||{number}^^^NORTH^MR||Training^{name}||19610704|F|||Mill Lane 12^^Town^^12345||^PRN^PH^^^555^1234567\r"
    "RGS|1\r"
    "AIL|1||Room 4^^^North\r"
    "AIP|1||7^Novak^Petra^^^Dr\r"
)


@dataclass(frozen=True, slots=True)
class Booked:
    """Somebody who is expected: their record number and given name."""

    number: str
    name: str = field(repr=False)


def book(port: int, people: tuple[Booked, ...], now: datetime) -> None:
    """Book each of them in, half an hour ahead and still today; `BridgeDown` unless each is acknowledged."""
    at = min(now + AHEAD, now.replace(hour=23, minute=59))
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
        for one in people:
            text = BOOKING.format(
                number=one.number,
                name=one.name,
                now=f"{now:%Y%m%d%H%M%S%z}",
                day=f"{now:%Y%m%d}",
                at=f"{at:%Y%m%d%H%M00%z}",
            )
            line.sendall(BEGINS + text.encode() + ENDS)
            if TAKEN not in line.recv(65536):
                raise BridgeDown("the bridge does not take the hospital's bookings")
