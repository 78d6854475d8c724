"""`clinic-kiosk`: shows the kiosk, and enrols it.

    clinic-kiosk [--data DIR] [--windowed]                                       keep the kiosk on the screen
    clinic-kiosk [--data DIR] --demo | --practice [--virtual-card PROFILE]       a training clinic in a window
    clinic-kiosk enrol --bridge URL --code CODE [--authority FILE] [--name NAME]
    clinic-kiosk show ...                                                        the window alone, without a supervisor

Exit status: 0 done, 1 refused (settings, enrolment), 2 wrong use, 75 the bridge does not answer, try again.

Two processes load this before the first page is painted: the standard library parses the words, in a tenth of the time.
"""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from kiosk.card.virtual.profile import Profile
from kiosk.errors import KioskError
from kiosk.memory import keep_in_memory
from kiosk.supervisor import supervise


def state_folder(given: Namespace) -> Path:
    """Where the kiosk keeps its own."""
    return given.data or Path.home() / ".local/share/clinic-kiosk"


def keep(given: Namespace) -> int:
    """Show the kiosk, and bring it back whatever happens to its window; training ends with its window."""
    if given.demo or given.practice or given.virtual_card:
        return show(given)
    words = ["--windowed"] if given.windowed else []
    return supervise(["--data", str(state_folder(given)), *words])


def show(given: Namespace) -> int:
    """Show the window, without a supervisor."""
    if given.demo or given.practice or given.virtual_card:
        from kiosk import classroom  # noqa: PLC0415 -- Qt loads longer than other commands take

        return classroom.train(given.data, bridge=not given.practice, profile=given.virtual_card)
    gc.disable()  # nothing of what is loaded is garbage, and looking for some takes a tenth of the start
    from kiosk import running  # noqa: PLC0415 -- the same

    gc.freeze()
    gc.enable()
    return running.run(state_folder(given), windowed=given.windowed, locked=given.locked)


def enrol(given: Namespace) -> int:
    """Enrol this kiosk at its bridge, once."""
    from kiosk import enrolment  # noqa: PLC0415 -- the supervisor loads this file, and no keys

    state = state_folder(given)
    enrolment.enrol(state, given.bridge, given.code, name=given.name, authority=given.authority)
    print(f"enrolled; put the cards' authorities and revocation lists into {state / 'trust'}")  # noqa: T201 -- output
    return 0


def parser() -> ArgumentParser:
    """The words that `clinic-kiosk` takes; `run` of what it gives is what they ask for."""
    made = ArgumentParser(
        "clinic-kiosk",
        description="The clinic's kiosk: check in by card, and consent in control.",
        parents=[_folder(), _window()],
        allow_abbrev=False,
    )
    made.set_defaults(run=keep)
    commands = made.add_subparsers(title="commands", metavar="enrol")
    alone = commands.add_parser("show", parents=[_folder(), _window()], allow_abbrev=False)
    alone.add_argument("--locked", action="store_true", help="Begin locked: after crashes.")
    alone.set_defaults(run=show)
    once = commands.add_parser(
        "enrol", parents=[_folder()], allow_abbrev=False, help="Enrol this kiosk at its bridge, once."
    )
    once.add_argument("--bridge", metavar="URL", required=True, help="The bridge's address.")
    once.add_argument("--code", required=True, help="What `fhir-bridge kiosks code` printed.")
    once.add_argument(
        "--authority", metavar="FILE", type=Path, help="The authority of the bridge's certificate, in PEM."
    )
    once.add_argument("--name", default="kiosk", help="Where the kiosk stands.")
    once.set_defaults(run=enrol)
    return made


def _folder() -> ArgumentParser:
    made = ArgumentParser(add_help=False)
    made.add_argument("--data", metavar="DIR", type=Path, help="Where the kiosk keeps its own.")
    return made


def _window() -> ArgumentParser:
    made = ArgumentParser(add_help=False)
    made.add_argument("--windowed", action="store_true", help="A window in place of the whole screen.")
    made.add_argument(
        "--demo",
        action="store_true",
        help="A training clinic with a bridge of its own, and cards to insert.",
    )
    made.add_argument("--practice", action="store_true", help="The same in memory, without a bridge.")
    made.add_argument(
        "--virtual-card",
        metavar="PROFILE",
        type=Profile,
        help="Of a training clinic: the first card has this profile, and is in already; one of "
        + ", ".join(profile.value for profile in Profile),
    )
    return made


def main() -> None:
    """The entry point of `clinic-kiosk`."""
    try:
        keep_in_memory()
        given = parser().parse_args()
        sys.exit(given.run(given))
    except KioskError as fault:
        print(f"clinic-kiosk: {fault}", file=sys.stderr)  # noqa: T201 -- this is where errors become output
        sys.exit(fault.exit_status)
