from __future__ import annotations

import copy
from typing import Any

import pytest

from fhir_bridge.store.private import faults

FLATFS = {"mountpoint": "/blocks", "path": "blocks", "type": "flatfs", "sync": True}
PRIVATE: dict[str, Any] = {
    "Routing": {"Type": "none"},
    "AutoConf": {"Enabled": False},
    "Discovery": {"MDNS": {"Enabled": False}},
    "Provide": {"Enabled": False},
    "Gateway": {"NoFetch": True},
    "Bootstrap": [],
    "Datastore": {"Spec": {"type": "mount", "mounts": [FLATFS, {"mountpoint": "/", "type": "levelds"}]}},
}


def changed(*path: str, to: Any) -> dict[str, Any]:
    configuration = copy.deepcopy(PRIVATE)
    place = configuration
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return configuration


def test_a_private_node_is_taken() -> None:
    assert faults(PRIVATE, answers_strangers=False) == []
    assert (
        faults(
            changed("Datastore", "Spec", to={"type": "pebbleds", "path": "pebbleds"}), answers_strangers=False
        )
        == []
    )
    measured = {"type": "measure", "prefix": "flatfs.datastore", "mountpoint": "/blocks", "child": FLATFS}
    assert faults(changed("Datastore", "Spec", "mounts", to=[measured]), answers_strangers=False) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("Routing", "Type"), "auto"),
        (("Routing", "Type"), None),
        (("Routing",), {}),
        (("AutoConf", "Enabled"), True),
        (("Discovery", "MDNS", "Enabled"), True),
        (("Provide", "Enabled"), None),
        (("Gateway", "NoFetch"), False),
        (("Bootstrap",), ["auto"]),
        (("Datastore", "Spec", "mounts"), [{**FLATFS, "sync": False}]),
        (("Datastore", "Spec", "mounts"), []),
        (("Datastore", "Spec"), {"type": "badgerds"}),
        (("Datastore",), None),
    ],
)
def test_a_node_that_is_public_or_forgetful_is_named(path: tuple[str, ...], value: object) -> None:
    (fault,) = faults(changed(*path, to=value), answers_strangers=False)
    assert fault.split()[0].startswith(path[0])


def test_a_node_with_its_defaults_alone_has_every_fault() -> None:
    assert len(faults({}, answers_strangers=True)) == 7


def test_a_node_that_answers_strangers_is_named() -> None:
    (fault,) = faults(PRIVATE, answers_strangers=True)
    assert fault.startswith("API.Authorizations")
