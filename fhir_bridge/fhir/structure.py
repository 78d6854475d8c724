"""Is it what R4 says of its type? The table of elements, compiled once into rules: one pass over the parsed JSON.

Judged are names, cardinality, choices, the spelling of primitives, bound codes, nulls, contained resources and modifier
extensions. A rule that holds returns nothing; the first that does not raises Fault with the steps that lead to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from fhir_bridge.fhir.elements import Element, Elements
from fhir_bridge.fhir.json import Json, Object
from fhir_bridge.fhir.primitive import PRIMITIVES, Fault, Rule, coded

NOT_DOMAIN: Final = frozenset({"Binary", "Bundle", "Parameters"})
"""Resources without text, extensions and contained resources."""
KNOWN_MODIFIER: Final = re.compile(
    r"http://hl7\.org/fhir/(?:1\.0|3\.0|4\.0|4\.3|5\.0)/StructureDefinition/extension-[\w.\-]+"
)
"""What another release says that R4 has no element for; any other modifier may turn the meaning of what it is on."""
CONDITIONAL: Final = re.compile(r"(?:.*/)?Patient\?")
"""A search where a reference to a patient would stand: whom it finds depends on the server. Others are kept."""
BASE: Final = ("id?id", "meta?Meta", "implicitRules?uri", "language?code")
DOMAIN: Final = ("text?Narrative", "contained*Resource", "extension*Extension")
ELEMENT: Final = ("id?string", "extension*Extension")
_NAME: Final = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)


class Structure:
    """Judges resources of R4. Rules are made when their type is first met."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._rules: dict[str, Rule] = {}
        self._resources: dict[str, Rule] = {}
        beside: dict[str, Rule] = {"id": PRIMITIVES["string"], "extension": self._extensions}
        self._beside = _object(beside, ())

    def knows(self, kind: str) -> bool:
        """Whether R4 has a resource of this name."""
        return kind in self._elements.resources

    def judge(self, resource: Json) -> None:
        """Raises Fault where it is no resource of R4; its place begins below the resource."""
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        rule = self._resources.get(kind) if isinstance(kind, str) else None
        if rule is None:
            rule = self._resource(kind)
        rule(resource)

    def rule(self, kind: str) -> Rule:
        """The rule of a type that the table has."""
        if kind in PRIMITIVES:
            return PRIMITIVES[kind]
        if kind == "Resource":
            return self.judge
        if kind not in self._rules:
            rules: dict[str, Rule] = {}  # known before it is whole: types lead back to themselves
            elements = [Element.read(word) for word in ELEMENT] + self._elements.of(kind)
            self._rules[kind] = _object(rules, elements)
            rules |= self._named(elements)
            rules["modifierExtension"] = self._modifiers
            if kind == "Reference":
                rules["reference"] = _reference
        return self._rules[kind]

    def _resource(self, kind: Json) -> Rule:
        if not isinstance(kind, str) or not self.knows(kind):
            raise Fault("not a resource of R4", "resourceType")
        words = BASE if kind in NOT_DOMAIN else BASE + DOMAIN
        elements = [Element.read(word) for word in words] + self._elements.of(kind)
        rules = self._named(elements) | {"resourceType": _any}
        if kind not in NOT_DOMAIN:
            rules |= {"modifierExtension": self._modifiers, "contained": self._contained}
        self._resources[kind] = _object(rules, elements)
        return self._resources[kind]

    def _named(self, elements: Iterable[Element]) -> dict[str, Rule]:
        """The rule of each element's name, and of the name beside it that a primitive has."""
        rules: dict[str, Rule] = {}
        for element in elements:
            primitive = element.type in PRIMITIVES
            one = coded(element.codes) if element.codes else self.rule(element.type)
            rules[element.name] = _many(one, nulls=primitive) if element.many else one
            if primitive:
                beside = self._beside
                rules[f"_{element.name}"] = _many(beside, nulls=True) if element.many else beside
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


def _object(rules: dict[str, Rule], elements: Iterable[Element]) -> Rule:
    listed = list(elements)
    required = frozenset(element.name for element in listed if element.required)
    choices = {element.name: element.choice for element in listed if element.choice}
    musts = {element.choice for element in listed if element.chosen}

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
