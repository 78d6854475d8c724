"""`kiosks` and `arrivals`: lets kiosks and staff in, shows them out, and says who has come."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fhir_bridge.acts import Act, Deed
from fhir_bridge.api.wire.card import Slot
from fhir_bridge.api.wire.signing import thumbprint
from fhir_bridge.api.wire.staff import MadeKey
from fhir_bridge.cli import options, speech
from fhir_bridge.cli.opened import looking
from fhir_bridge.errors import Reason, Refused

if TYPE_CHECKING:
    from fhir_bridge.store.journal import Journal
    from fhir_bridge.store.kiosks import Kiosk as Enrolled

DAY = 86_400
"""Seconds that a call to the desk is shown for."""

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

Count = Annotated[
    int | None, typer.Option("--count", metavar="N", min=1, max=1000, help="So many kiosks, by one token.")
]
Days = Annotated[
    int | None, typer.Option("--days", metavar="D", min=1, max=90, help="For so many days, by one token.")
]


@app.command("code")
def code(*, count: Count = None, days: Days = None, data: options.Data = None) -> None:
    """Print a code that lets one kiosk in, once, within a quarter of an hour; with --count and --days, many."""
    from fhir_bridge.api.kiosks import new_code, new_site_token
    from fhir_bridge.keeping import Keeping
    from fhir_bridge.store.kiosks import Kiosks

    with looking(options.settings(data)) as service:
        kiosks, keeping, now = (
            Kiosks(service.journal.database),
            Keeping(service.pipeline.custody),
            int(time.time()),
        )
        if count is None and days is None:
            speech.line(new_code(kiosks, keeping, now))
        else:
            end = now + (days or 1) * 86_400
            speech.line(new_site_token(kiosks, keeping, count=count or 1, end=end))


@app.command("list")
def list_(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List the kiosks: the certificate's end, when each was heard of last, its version, whether its reader answers."""
    from fhir_bridge.store.kiosks import Kiosks

    with looking(options.settings(data)) as service:
        for kiosk in Kiosks(service.journal.database).all():
            row = _row(service.journal, kiosk)
            if as_json:
                speech.json_line(row)
            else:
                speech.line("  ".join(map(str, row.values())))


@app.command("show")
def show(kiosk: Kiosk, *, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """Show one kiosk: what `list` says of it, how much waits at it, and the key that signs its requests."""
    from fhir_bridge.api.kiosks import last_seen
    from fhir_bridge.store.kiosks import Kiosks

    with looking(options.settings(data)) as service:
        found = Kiosks(service.journal.database).find(kiosk)
        if found is None:
            raise Refused(Reason.UNKNOWN_KIOSK, kiosk)
        seen = last_seen(service.journal, kiosk)
        row = _row(service.journal, found)
    row |= {"waiting": str(seen.said.waiting) if seen else "-", "key": thumbprint(found.key)}
    if as_json:
        speech.json_line(row)
    else:
        for name, value in row.items():
            speech.line(f"{name:8} {value}")


def _row(journal: Journal, kiosk: Enrolled) -> dict[str, object]:
    from fhir_bridge.api.kiosks import last_seen

    seen = last_seen(journal, kiosk.id)
    return {
        "kiosk": kiosk.id,
        "state": "revoked" if kiosk.revoked else "enrolled",
        "end": _instant(kiosk.end),
        "seen": _instant(seen.at) if seen else "never",
        "version": seen.said.version if seen else "-",
        "reader": ("ready" if seen.said.reader else "missing") if seen else "-",
        "name": kiosk.name,
    }


def _instant(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


@app.command("revoke")
def revoke(kiosk: Kiosk, *, by: options.As = None, data: options.Data = None) -> None:
    """Refuse a kiosk from its next request on."""
    from fhir_bridge.store.kiosks import Kiosks

    with looking(options.settings(data)) as service:
        service.trace.note(Act(Deed.KIOSK_REVOKED, options.actor(by), recipient=kiosk))
        if not Kiosks(service.journal.database).revoke(kiosk, int(time.time())):
            raise Refused(Reason.UNKNOWN_KIOSK, kiosk)


@app.command("calls")
def calls(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List who wanted somebody in the last day: when, at which kiosk, for what; the newest first."""
    from fhir_bridge.store.arrivals import ArrivalTables
    from fhir_bridge.store.kiosks import Kiosks

    with looking(options.settings(data)) as service:
        kiosks = {one.id: one.name for one in Kiosks(service.journal.database).all()}
        for kiosk, wanted, at in ArrivalTables(service.journal.database).calls(int(time.time()) - DAY):
            row = {"at": _instant(at), "kiosk": kiosk, "name": kiosks.get(kiosk, ""), "wanted": wanted}
            if as_json:
                speech.json_line(dict(row))
            else:
                speech.line("  ".join(row.values()))


@app.command("staff")
def staff(
    name: Name, *, guid: Guid, keys: Keys, officer: MayEnrol = False, data: options.Data = None
) -> None:
    """Let a member of staff in by a card of their own; writes the certificates for it beside its keys."""
    from fhir_bridge.api.building import desk_of
    from fhir_bridge.api.desk import Custom
    from fhir_bridge.api.staff import add_staff

    with looking(options.settings(data)) as service:
        made = tuple(MadeKey(slot, (keys / f"{slot}.der").read_bytes()) for slot in Slot)
        desk = desk_of(service, None, Custom())
        certificates = add_staff(desk, name, guid=bytes.fromhex(guid), keys=made, may_enrol=officer)
    for slot, certificate in certificates.items():
        (keys / f"{slot}.crt").write_bytes(certificate)


@app.command("trust")
def trust(out: Out, *, data: options.Data = None) -> None:
    """Write what a kiosk trusts cards by into a folder: its trust folder, to be written again within 90 days."""
    from fhir_bridge.api.building import desk_of
    from fhir_bridge.api.desk import Custom

    with looking(options.settings(data)) as service:
        authority, revoked = desk_of(service, None, Custom()).card_authority.trust(int(time.time()))
    out.mkdir(parents=True, exist_ok=True)
    (out / "cards.crt").write_bytes(authority)
    (out / "cards.crl").write_bytes(revoked)


def arrivals(*, as_json: options.AsJson = False, data: options.Data = None) -> None:
    """List who has come today: number, time, name, and whether the hospital knows."""
    from fhir_bridge.api.arrivals import today
    from fhir_bridge.api.building import desk_of
    from fhir_bridge.api.desk import Custom

    with looking(options.settings(data)) as service:
        for one in today(desk_of(service, None, Custom())):
            at = datetime.fromtimestamp(one.at, UTC).astimezone().strftime("%H:%M")
            row = {"number": one.number, "at": at, "name": one.name, "place": one.place, "state": one.state}
            if as_json:
                speech.json_line({name: str(value) for name, value in row.items()})
            else:
                speech.line("  ".join(str(value) for value in row.values()))
