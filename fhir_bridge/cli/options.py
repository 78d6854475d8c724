"""Options that several commands share."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Annotated, Literal

import typer

from fhir_bridge.acts import Actor
from fhir_bridge.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help="The data folder.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
RecordId = Annotated[str, typer.Argument(metavar="ID", help="A record, as `records` lists it.")]
PartNumber = Annotated[
    int | None,
    typer.Option(
        "--part", min=1, metavar="N", help="Only its resource number N, counted from 1.", show_default=False
    ),
]
Label = Literal["stu3", "r4", "r4b", "r5"]
From = Annotated[
    Label | None,
    typer.Option("--from", help="The release that FHIR is of; else it is found.", show_default=False),
]
As = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="Who asks, for the trace.", show_default=False)
]
Patient = Annotated[str, typer.Argument(metavar="PATIENT", help="A pseudonym, as `records` shows it.")]


def actor(name: str | None) -> Actor:
    """Who acts: the name that the command line gives, or else the operating system's user."""
    login = pwd.getpwuid(os.getuid()).pw_name
    return Actor(name or login, login)


def settings(data: Path | None) -> Settings:
    """The settings, with the data folder that the command line names."""
    return Settings() if data is None else Settings(data=data)
