"""`python -m kiosk`, and what a bundle's `clinic-kiosk` begins with: the card process, or else the command line."""

from __future__ import annotations

import sys

from kiosk.program import CHILD


def main() -> None:
    """Run whichever was asked for; one is started for every card, so it loads nothing of the other."""
    if sys.argv[1:2] == [CHILD]:
        from kiosk.card.child import main as child  # noqa: PLC0415 -- PC/SC is for the child alone

        sys.exit(child(sys.argv[2:]))
    from kiosk.command import main as command  # noqa: PLC0415 -- three times as long to load

    command()


if __name__ == "__main__":
    main()
