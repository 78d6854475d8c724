"""Is it what R4 says of its type? The table of elements, compiled once into rules: one pass over the parsed JSON.

Judged are names, cardinality, choices, the spelling of primitives, bound codes, nulls, contained resources and modifier
extensions. A rule that holds returns nothing; the first that does not raises Fault with the steps that lead to it.
"""

from __future__ import annotations

import re
from typing import Final

from fhir_bridge.fhir.elements import Level, Tables
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.primitive import PRIMITIVES, Fault, Rule, coded

KNOWN_MODIFIER: Final = re.compile(
    r"http://hl7\.org/fhir/(?:1\.0|3\.0|4\.0|4\.3|5\.0)/StructureDefinition/extension-[\w.\-]+"
)
"""What another release says that R4 has no element for; any other modifier may turn the meaning of what it is on."""
CONDITIONAL: Final = re.compile(r"(?:.*/)?Patient\?")
"""A search where a reference to a patient would stand: whom it finds depends on the server. Others are kept."""
_NAME: Final = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)


class Structure:
    """Judges resources of the release that the tables are of. Rules are made when their type is first met."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._rules: dict[str, Rule] = {}
        beside: dict[str, Rule] = {"id": PRIMITIVES["string"], "extension": self._extensions}
        self._beside = _object(beside, {})

    def knows(self, kind: str) -> bool:
        """Whether there is a resource of this name."""
        return kind in self._tables.resources

    def judge(self, resource: Json) -> None:
        """Raises Fault where it is no resource; its place begins below the resource."""
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not isinstance(kind, str) or not self.knows(kind):
            raise Fault("not a resource of R4", "resourceType")
        self.rule(kind)(resource)

    def rule(self, kind: str) -> Rule:
        """The rule of a type, or of the structure at a path, that the tables have."""
        if kind in PRIMITIVES:
            return PRIMITIVES[kind]
        if kind == "Resource":
            return self.judge
        if kind not in self._rules:
            rules: dict[str, Rule] = {}  # known before it is whole: types lead back to themselves
            self._rules[kind] = _object(rules, self._tables.levels[kind])
            rules |= self._frame(kind) | self._named(kind)
            if self.knows(kind) and "contained" in rules:
                rules["contained"] = self._contained
            if kind == "Reference":
                rules["reference"] = _reference
        return self._rules[kind]

    def _frame(self, kind: str) -> dict[str, Rule]:
        """What is no element: a type has it because it is a resource or a structure."""
        extended: dict[str, Rule] = {"extension": self._extensions, "modifierExtension": self._modifiers}
        if not self.knows(kind):
            return {"id": PRIMITIVES["string"]} | extended
        named: dict[str, Rule] = {"resourceType": _any, "id": PRIMITIVES["id"], "_id": self._beside}
        return named if kind in self._tables.bare else named | extended

    def _named(self, kind: str) -> dict[str, Rule]:
        """The rule of each element's name, and of the name beside it that a primitive has."""
        rules: dict[str, Rule] = {}
        for name, (element, inner) in self._tables.keys[kind].items():
            one = coded(element.codes) if element.codes else self.rule(inner.path)
            rules[name] = one if element.single else _many(one, nulls=inner.primitive)
            if inner.primitive:
                beside = self._beside
                rules[f"_{name}"] = beside if element.single else _many(beside, nulls=True)
        return rules

    def _extensions(self, value: Json) -> None:
        _many(self.rule("Extension"), nulls=False)(value)

    def _modifiers(self, value: Json) -> None:
        self._extensions(value)
        for number, one in enumerate(value if isinstance(value, list) else ()):
            if not KNOWN_MODIFIER.fullmatch(str(one["url"])):
                raise Fault("a modifier extension that is not known", "url", str(number), supported=False)

    def _contained(self, value: Json) -> None:
        _many(self.judge, nulls=False)(value)
        seen: set[Json] = set()
        for number, one in enumerate(value if isinstance(value, list) else ()):
            if "contained" in one:
                raise Fault("a contained resource that contains another", "contained", str(number))
            if one.get("id") in seen:
                raise Fault("two contained resources with one id", "id", str(number))
            seen |= {one["id"]} if "id" in one else set()


def _reference(value: Json) -> None:
    """A literal reference. It is kept as it is written and never followed."""
    PRIMITIVES["string"](value)
    if CONDITIONAL.match(str(value)):
        raise Fault("a conditional reference to a patient", supported=False)


def _any(_: Json) -> None:
    """Its value was what led here."""


def _many(one: Rule, *, nulls: bool) -> Rule:
    def rule(value: Json) -> object:
        if type(value) is not list or not value:
            raise Fault("not a list of at least one")
        number = 0
        try:
            for number, item in enumerate(value):  # noqa: B007 -- the number is for the fault
                one(item)
        except Fault as fault:
            if nulls and value[number] is None:
                return _many_or_null(one, value)
            fault.steps.append(str(number))
            raise
        return None

    return rule


def _many_or_null(one: Rule, value: list[Json]) -> bool:
    """True: the list of a primitive, some of which are told of beside it."""
    for number, item in enumerate(value):
        try:
            if item is not None:
                one(item)
        except Fault as fault:
            fault.steps.append(str(number))
            raise
    return True


def _object(rules: dict[str, Rule], level: Level) -> Rule:
    required = frozenset(name for name, element in level.items() if element.required and not element.choice)
    choices = {
        f"{element.stem}{kind.key}": element.stem
        for element in level.values()
        if element.choice
        for kind in element.kinds
    }
    musts = {element.stem for element in level.values() if element.choice and element.required}

    def rule(value: Json) -> None:
        if type(value) is not dict or not value:
            raise Fault("not an object with something in it")
        name = ""
        try:
            for name, child in value.items():
                if rules[name](child):
                    _refuse_alone(value, name)
        except KeyError:
            raise Fault("not an element of its type", name if _NAME.fullmatch(name) else "?") from None
        except Fault as fault:
            fault.steps.append(name)
            raise
        if required and not required <= value.keys():
            _refuse_missing(value, required)
        if musts or (choices and len(value) > 1):
            _refuse_choice(value, choices, musts)

    return rule


def _refuse_alone(value: Object, name: str) -> None:
    """A null in the list of a primitive stands for what the list beside it tells, and the other way round."""
    mine, other = value[name], value.get(name[1:] if name[0] == "_" else f"_{name}")
    if name[0] == "_" and other is None:
        return
    if not isinstance(mine, list) or not isinstance(other, list) or len(mine) != len(other):
        raise Fault("a null that nothing stands beside")
    if any(one is None and two is None for one, two in zip(mine, other, strict=True)):
        raise Fault("a null that nothing stands beside")


def _refuse_missing(value: Object, required: frozenset[str]) -> None:
    for name in sorted(required - value.keys()):
        if f"_{name}" not in value:
            raise Fault("missing", name)


def _refuse_choice(value: Object, choices: dict[str, str], musts: set[str]) -> None:
    made: set[str] = set()
    for name in value:
        choice = choices.get(name.removeprefix("_"))
        if choice is None or (name[0] == "_" and name[1:] in value):
            continue
        if choice in made:
            raise Fault("more than one of a choice", f"{choice}[x]")
        made.add(choice)
    if missing := musts - made:
        raise Fault("missing", f"{min(missing)}[x]")
