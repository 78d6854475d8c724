"""How long the first answer takes after a restart with many messages in the queue: backlog COUNT SECONDS."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from fhir_bridge.opening import serving
from fhir_bridge.settings import Settings
from tests.faults.sender import Sender, served

GROUP = 1000


def queue(settings: Settings, count: int) -> None:
    """Accept so many messages and work on none."""
    sender = Sender(patients=1000)
    with serving(settings, lambda: None) as service:
        for first in range(0, count, GROUP):
            numbers = range(first, min(first + GROUP, count))
            handed = [service.intake.hand_in(sender.message(number), None) for number in numbers]
            service.intake.inbox.keep([one.arrival for one in handed if one.arrival])


def main(count: int, most: float) -> int:
    """Say how long it took; 1 where that was too long."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder, "data"))
        queue(settings, count)
        began = time.monotonic()
        with served(settings.data) as service:
            answered = Sender(next=count).send(service.port, began + most, most=1)
            took = time.monotonic() - began
            service.kill()
    print(f"{count} messages wait; the first answer after a restart came after {took:.1f} s")  # noqa: T201 -- its result
    return 0 if answered and took <= most else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2])))
