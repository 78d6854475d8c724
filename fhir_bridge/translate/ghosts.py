r"""Ghosts: what a resource holds of a segment, as that segment with every value replaced by the place where it stands.

    PID|1||\Zidentifier[0].value\^^^\Zidentifier[0].assigner.display\||\Zname[0].family\^\Zname[0].given[0]\

A value that no map took stands as it was. A resource carries one extension for each segment that it has values of, the
segment's number as the extension's id; laid over one another, the ghosts of a segment give it back.
"""

from __future__ import annotations

KEPT = "urn:fhir-anchor:v2:segment"
"""URL of the extension that holds a ghost; the value of `retention.py --ignore-extension`."""

Position = tuple[int, int, int, int]
"""Field, repeat, component, sub-component, each from 1."""
