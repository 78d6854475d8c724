"""Done once under its key: asked for again within a day, the same is said again.

A key names one request of one asker (`scope`). The same key with another request is a mistake, and told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress

from anchor.errors import AnchorError
from fhir_bridge.api.declined import Declined
from fhir_bridge.api.desk import Desk
from fhir_bridge.api.wire.refusal import Refusal
from fhir_bridge.records import SITE


def once(desk: Desk, scope: str, key: str, *, request: bytes, work: Callable[[], bytes]) -> bytes:
    """What `work` says to this request, or said when it was done; Declined where the key is missing or another's."""
    if not key:
        raise Declined(Refusal.BAD_REQUEST)
    digest, name = hashlib.sha256(request).digest(), f"{scope} {key}".encode()
    kept = desk.kiosks.begin(scope, key, request=digest, at=desk.now())
    if kept is not None:
        if kept.request != digest:
            raise Declined(Refusal.KEY_REUSED)
        if not kept.status:
            raise Declined(Refusal.UNAVAILABLE)
        return desk.keeping.open(kept.sealed, SITE, kind="answer", name=name)
    try:
        said = work()
    except BaseException:
        with suppress(AnchorError):
            desk.kiosks.abandon(scope, key)
        raise
    sealed = desk.keeping.seal(said, SITE, kind="answer", name=name)
    desk.kiosks.finish(scope, key, status=200, sealed=sealed)
    return said
