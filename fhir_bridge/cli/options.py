"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help="The data folder.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
RecordId = Annotated[str, typer.Argument(metavar="ID", help="A record, as `records` lists it.")]
PartNumber = Annotated[
    int, typer.Option("--part", min=1, metavar="N", help="Only its resource number N, counted from 1.")
]


def settings(data: Path | None) -> Settings:
    """The settings, with the data folder that the command line names."""
    found = Settings()
    return found if data is None else found.model_copy(update={"data": data})
