"""Is a Kubo node kept to itself, and does it keep what it acknowledges? Read from its configuration, before it is used.

The sealed bytes tell a stranger nothing, but that they exist, how many and when, is not for strangers either. What
the configuration cannot show is the swarm key: `packaging/ipfs` sets it, with LIBP2P_FORCE_PNET so that Kubo refuses
to start without.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_REQUIRED = {
    ("Routing", "Type"): "none",
    ("AutoConf", "Enabled"): False,
    ("Discovery", "MDNS", "Enabled"): False,
    ("Provide", "Enabled"): False,
    ("Gateway", "NoFetch"): True,
}


def faults(configuration: Mapping[str, Any], *, answers_strangers: bool) -> list[str]:
    """What `ipfs config` shows that must be otherwise, a line each: the setting and what it must be.

    `answers_strangers` says whether the node answered a call without authorization: Kubo does not show its own list.
    An absent setting is a fault: Kubo's defaults are those of a public node, and change with its version.
    """
    found = [
        f"{'.'.join(path)} must be {value!r}"
        for path, value in _REQUIRED.items()
        if _at(configuration, path) != value
    ]
    if _at(configuration, ("Bootstrap",)) not in ([], None):
        found.append("Bootstrap must be empty")
    if answers_strangers:
        found.append("API.Authorizations must name who may use the RPC")
    if not _syncs(_at(configuration, ("Datastore", "Spec"))):
        found.append("Datastore.Spec must keep blocks in pebbleds, or in flatfs with sync true")
    return found


def _at(configuration: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        configuration = configuration.get(name) if isinstance(configuration, Mapping) else None
    return configuration


def _syncs(spec: Any) -> bool:
    """Whether the datastore that holds the blocks writes them through before it acknowledges."""
    if not isinstance(spec, Mapping):
        return False
    mounts = spec.get("mounts")
    if isinstance(mounts, list):
        holders = [
            mount for mount in mounts if isinstance(mount, Mapping) and mount.get("mountpoint") == "/blocks"
        ]
        return bool(holders) and all(map(_syncs, holders))
    if isinstance(child := spec.get("child"), Mapping):
        return _syncs(child)
    return spec.get("type") == "pebbleds" or (spec.get("type") == "flatfs" and spec.get("sync") is True)
