"""Draws a visit as Mermaid, from a walk through the code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet

from tests.kiosk.visit.walk import Edge, walked

BEGIN, END = "<!-- drawn by scripts/draw-visit -->\n", "<!-- end of the drawing -->\n"

# What happens on every page alike, and covers; the page says it in words.
EVERYWHERE = {"Stop", "CallStaff", "TwoCards", "ReaderLost", "ServiceLost", "Tick", "LockKiosk"}
ENDS = {"Attract", "Locked", "TakeCard", "Troubled", "OutOfOrder"}
COVERS = {"StaffCalled", "IdleWarning"}


def drawn() -> str:
    """The two drawings: a patient's visit, and staff's."""
    edges = {edge for edge in walked() if _worth_drawing(edge)}
    staff = {edge for edge in edges if _is_staff(edge)}
    return f"```mermaid\n{_diagram(edges - staff)}```\n\nStaff:\n\n```mermaid\n{_diagram(staff)}```\n"


def redrawn(page: str) -> str:
    """The page with the drawing of today."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{drawn()}{END}{after}"


def _worth_drawing(edge: Edge) -> bool:
    happened = edge.event.split()[0]
    if happened in EVERYWHERE or COVERS & {edge.source, edge.target} or edge.source == "Troubled":
        return False
    ends = edge.target in ENDS and edge.source != "Receipt" and edge.source not in ENDS
    return not (ends and happened in {"CardRemoved", "CardSeen", "Failed", "Back", "PinRefused"})


def _is_staff(edge: Edge) -> bool:
    staff = ("Staff", "SwapCards", "ChoosePin", "Diagnostics")
    return edge.source.startswith(staff) or edge.target.startswith(staff)


def _diagram(edges: AbstractSet[Edge]) -> str:
    between: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in edges:
        between[edge.source, edge.target].add(edge.event)
    lines = [f"    {a} --> {b}: {', '.join(sorted(events))}" for (a, b), events in sorted(between.items())]
    return "stateDiagram-v2\n" + "\n".join(lines) + "\n"
