"""`clinic-kiosk`: shows the kiosk, and enrols it.

    clinic-kiosk [--data DIR] [--windowed]                                       keep the kiosk on the screen
    clinic-kiosk [--data DIR] --demo | --practice [--virtual-card PROFILE]       a training clinic in a window
    clinic-kiosk enrol --bridge URL --code CODE [--authority FILE] [--name NAME]
    clinic-kiosk show ...                                                        the window alone, without a supervisor

Exit status: 0 done, 1 refused (settings, enrolment), 2 wrong use, 75 the bridge does not answer, try again.
"""

from __future__ import annotations

import gc
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kiosk.card.virtual.profile import Profile
from kiosk.errors import KioskError
from kiosk.memory import keep_in_memory
from kiosk.supervisor import supervise

app = typer.Typer(
    help="The clinic's kiosk: check in by card, and consent in control.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

ProfileName = StrEnum("ProfileName", {profile.name: profile.value for profile in Profile})  # type: ignore[misc]  # of Profile

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Where the kiosk keeps its own.")]
Windowed = Annotated[bool, typer.Option("--windowed", help="A window in place of the whole screen.")]
Demo = Annotated[
    bool, typer.Option("--demo", help="A training clinic with a bridge of its own, and cards to insert.")
]
Practice = Annotated[bool, typer.Option("--practice", help="The same in memory, without a bridge.")]
Card = Annotated[
    ProfileName | None,
    typer.Option(
        "--virtual-card", help="Of a training clinic: the first card has this profile and is in already."
    ),
]
Locked = Annotated[bool, typer.Option("--locked", hidden=True, help="Begin locked: after crashes.")]


def state_folder(given: Path | None) -> Path:
    """Where the kiosk keeps its own."""
    return given or Path.home() / ".local/share/clinic-kiosk"


@app.callback()
def kiosk(
    context: typer.Context,
    *,
    data: Data = None,
    windowed: Windowed = False,
    demo: Demo = False,
    practice: Practice = False,
    card: Card = None,
) -> None:
    """Show the kiosk, and bring it back whatever happens to its window; training ends with its window."""
    if context.invoked_subcommand is not None:
        return
    if demo or practice or card:
        show(data=data, demo=demo, practice=practice, card=card)
    words = ["--windowed"] if windowed else []
    raise typer.Exit(supervise(["--data", str(state_folder(data)), *words]))


@app.command()
def enrol(
    *,
    bridge: Annotated[str, typer.Option("--bridge", metavar="URL", help="The bridge's address.")],
    code: Annotated[
        str, typer.Option("--code", metavar="CODE", help="What `fhir-bridge kiosks code` printed.")
    ],
    authority: Annotated[
        Path | None,
        typer.Option(
            "--authority", metavar="FILE", help="The authority of the bridge's certificate, in PEM."
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Where the kiosk stands.")] = "kiosk",
    data: Data = None,
) -> None:
    """Enrol this kiosk at its bridge, once."""
    from kiosk import enrolment  # noqa: PLC0415 -- HTTP is for this command; the window loads it while it is awaited

    state = state_folder(data)
    enrolment.enrol(state, bridge, code, name=name, authority=authority)
    print(f"enrolled; put the cards' authorities and revocation lists into {state / 'trust'}")  # noqa: T201 -- output


@app.command(hidden=True)
def show(
    *,
    data: Data = None,
    windowed: Windowed = False,
    demo: Demo = False,
    practice: Practice = False,
    card: Card = None,
    locked: Locked = False,
) -> None:
    """Show the window, without a supervisor."""
    if demo or practice or card:
        from kiosk import classroom  # noqa: PLC0415 -- Qt loads longer than other commands take

        profile = Profile(card.value) if card else None
        raise typer.Exit(classroom.train(data, bridge=not practice, profile=profile))
    gc.disable()  # nothing of what is loaded is garbage, and looking for some takes a tenth of the start
    from kiosk import running  # noqa: PLC0415 -- the same

    gc.freeze()
    gc.enable()
    raise typer.Exit(running.run(state_folder(data), windowed=windowed, locked=locked))


def main() -> None:
    """The entry point of `clinic-kiosk`."""
    try:
        keep_in_memory()
        app()
    except KioskError as fault:
        print(f"clinic-kiosk: {fault}", file=sys.stderr)  # noqa: T201 -- this is where errors become output
        sys.exit(fault.exit_status)
