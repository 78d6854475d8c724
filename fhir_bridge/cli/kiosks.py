"""`kiosks` and `arrivals`: lets kiosks and staff in, shows them out, and says who has come."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fhir_bridge.acts import Act, Deed
from fhir_bridge.api.wire.card import Slot
from fhir_bridge.api.wire.staff import MadeKey
from fhir_bridge.cli import options, speech
from fhir_bridge.errors import Reason, Refused
from fhir_bridge.keeping import Keeping
from fhir_bridge.opening import looking
from fhir_bridge.store.kiosks import Kiosks

app = typer.Typer(help="Kiosks: enrolment codes, who is enrolled, staff cards.", no_args_is_help=True)
Kiosk = Annotated[str, typer.Argument(metavar="KIOSK", help="A kiosk's id, as `kiosks list` shows it.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="How kiosks greet this member of staff.")]
Out = Annotated[Path, typer.Argument(metavar="DIR", help="The kiosk's trust folder.")]
Guid = Annotated[str, typer.Option("--guid", metavar="HEX", help="The card's GUID, 32 hexadecimal digits.")]
Keys = Annotated[
    Path,
    typer.Option(
        "--keys", metavar="DIR", help="A folder with the card's public keys 9E.der, 9A.der and 9C.der."
    ),
]
MayEnrol = Annotated[bool, typer.Option("--officer", help="This member of staff may enrol patients.")]


@app.command("code")
def code(*, data: options.Data = None) -> None:
    """Print a code that lets one kiosk in, once, for a quarter of an hour."""
    from fhir_bridge.api.kiosks import new_code  # noqa: PLC0415 -- web3 loads longer than other commands take

    with looking(options.settings(data)) as service:
        kiosks = Kiosks(service.journal.database)
        speech.line(new_code(kiosks, Keeping(service.pipeline.custody), int(time.time())))


@app.command("list")
def list_(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the kiosks."""
    with looking(options.settings(data)) as service:
        for kiosk in Kiosks(service.journal.database).all():
            state = "revoked" if kiosk.revoked else "enrolled"
            end = datetime.fromtimestamp(kiosk.end, UTC).isoformat()
            if as_json:
                speech.json_line({"kiosk": kiosk.id, "name": kiosk.name, "state": state, "end": end})
            else:
                speech.line(f"{kiosk.id}  {state}  {end}  {kiosk.name}")


@app.command("revoke")
def revoke(kiosk: Kiosk, *, by: options.As = None, data: options.Data = None) -> None:
    """Refuse a kiosk from its next request on."""
    with looking(options.settings(data)) as service:
        service.trace.note(Act(Deed.KIOSK_REVOKED, options.actor(by), recipient=kiosk))
        if not Kiosks(service.journal.database).revoke(kiosk, int(time.time())):
            raise Refused(Reason.UNKNOWN_KIOSK, kiosk)


@app.command("staff")
def staff(
    name: Name, *, guid: Guid, keys: Keys, officer: MayEnrol = False, data: options.Data = None
) -> None:
    """Let a member of staff in by a card of their own; writes the certificates for it beside its keys."""
    from fhir_bridge.api.building import desk_of  # noqa: PLC0415 -- web3 loads longer than other commands take
    from fhir_bridge.api.desk import Custom  # noqa: PLC0415 -- the same
    from fhir_bridge.api.staff import add_staff  # noqa: PLC0415 -- the same

    with looking(options.settings(data)) as service:
        made = tuple(MadeKey(slot, (keys / f"{slot}.der").read_bytes()) for slot in Slot)
        desk = desk_of(service, None, Custom())
        certificates = add_staff(desk, name, guid=bytes.fromhex(guid), keys=made, may_enrol=officer)
    for slot, certificate in certificates.items():
        (keys / f"{slot}.crt").write_bytes(certificate)


@app.command("trust")
def trust(out: Out, *, data: options.Data = None) -> None:
    """Write what a kiosk trusts cards by into a folder: its trust folder, to be written again within 90 days."""
    from fhir_bridge.api.building import desk_of  # noqa: PLC0415 -- web3 loads longer than other commands take
    from fhir_bridge.api.desk import Custom  # noqa: PLC0415 -- the same

    with looking(options.settings(data)) as service:
        authority, revoked = desk_of(service, None, Custom()).card_authority.trust(int(time.time()))
    out.mkdir(parents=True, exist_ok=True)
    (out / "cards.crt").write_bytes(authority)
    (out / "cards.crl").write_bytes(revoked)


def arrivals(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List who has come today: number, time, name, and whether the hospital knows."""
    from fhir_bridge.api.arrivals import today  # noqa: PLC0415 -- web3 loads longer than other commands take
    from fhir_bridge.api.building import desk_of  # noqa: PLC0415 -- the same
    from fhir_bridge.api.desk import Custom  # noqa: PLC0415 -- the same

    with looking(options.settings(data)) as service:
        for one in today(desk_of(service, None, Custom())):
            at = datetime.fromtimestamp(one.at, UTC).astimezone().strftime("%H:%M")
            row = {"number": one.number, "at": at, "name": one.name, "place": one.place, "state": one.state}
            if as_json:
                speech.json_line({name: str(value) for name, value in row.items()})
            else:
                speech.line("  ".join(str(value) for value in row.values()))
