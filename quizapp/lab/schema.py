"""The JSON Schema of decks with what is known of labs: optimizers, mutants, code labs, their knobs.

The form comes from ``deck.schema``. A lab under ``labs`` is checked as ``lint`` checks it; where a
check names a lab, its knobs and measurements are only proposed, since a deck may give the name to a
lab of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from quizapp.deck.scalar import spell, typed
from quizapp.deck.schema import Schema, closed, described, offer, when
from quizapp.deck.schema import schema as of_form
from quizapp.deck.spec import LAB
from quizapp.lab import declarative, defaults, formula, knobs
from quizapp.lab.misconceptions import misconceptions
from quizapp.lab.model import Knob, LabInfo
from quizapp.lab.registry import code_labs

_LIMIT = {"minimum": -declarative.MAX_NUMBER, "maximum": declarative.MAX_NUMBER}
_NUMBER = {"type": "number", **_LIMIT, "errorMessage": declarative.NUMBER}
_TAKES: dict[str, Schema] = {
    declarative.NUMBER: _NUMBER,
    declarative.FLAG: {"type": "boolean"},
    declarative.PAIR: {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2},
    declarative.TRIPLE: {"type": "array", "items": _NUMBER, "minItems": 3, "maxItems": 3},
    declarative.ADJUST: {"enum": ["original", "match_rms_adamw"]},
    declarative.COUNT: {"type": "integer", "minimum": 1, "maximum": declarative.MAX_STEPS},
    declarative.SEARCH: {"enum": [declarative.SEARCH]},
}


def schema(labs: Mapping[str, LabInfo]) -> Schema:
    """The schema of a deck.

    Args:
        labs: the code labs there are, from ``registry.code_labs``.
    """
    made = of_form()
    defs: dict[str, Schema] = made["$defs"]
    _optimizer(defs)
    _code(defs, labs)
    defs["known-labs"] = _known(labs)
    for name in ("check", "measurement", "operand"):
        defs[name]["allOf"].append({"$ref": "#/$defs/known-labs"})
    return made


def written() -> str:
    """The schema with the shipped code labs, as the file that editors read."""
    made = schema(code_labs())
    defs = made.pop("$defs")
    # In ASCII: patterns name the ends of Unicode, which no editor should meet raw. A line for each
    # definition: changes can be compared, and it is half the size of an indented one.
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(part)}" for name, part in defs.items())
    return f'{json.dumps(made)[:-1]}, "$defs": {{\n{lines}\n}}}}\n'


def _optimizer(defs: dict[str, Schema]) -> None:
    lab = defs["optimizer-lab"]
    del lab["additionalProperties"]
    own = lab["properties"]
    own["opt"].update(enum=list(declarative.KEYWORDS))
    own["steps"].update(_TAKES[declarative.COUNT], default=1)
    own["dtype"].update(enum=list(declarative.DTYPES), default=declarative.DTYPES[0])
    own["start"] = {**_told(own["start"]), **_start()}
    own["mutant"] = _told(own["mutant"])
    own["loss"]["markdownDescription"] += f"\n\nFunctions: {', '.join(formula.FUNCTIONS)}"
    lab["allOf"] = []
    for opt in declarative.KEYWORDS:
        defs[f"{opt}-lab"] = _of(opt, ("kind", *own))
        lab["allOf"].append(when("opt", opt, {"$ref": f"#/$defs/{opt}-lab"}))


def _of(opt: str, own: Iterable[str]) -> Schema:
    """What may be set of one optimizer."""
    keywords, given, beliefs = declarative.KEYWORDS[opt], defaults.of(opt), misconceptions()
    settings = {}
    for name, takes in keywords.items():
        default = given.get(name)
        shown = "" if default is None else _spelt(default)
        settings[name] = described(_TAKES[takes], f"a setting of {opt}: {takes}", shown)
        if isinstance(default, (bool, int, float)):
            settings[name]["default"] = default
    mutants = [name for name, of in declarative.MUTANTS.items() if of == opt]
    told = ["the optimizer as it should be", *(beliefs[name] for name in mutants)]
    settings["mutant"] = {"enum": ["none", *mutants], "enumDescriptions": told}
    title = f"a lab of {opt}"
    return {"title": title, "properties": settings, **closed([*own, *keywords], title)}


def _code(defs: dict[str, Schema], labs: Mapping[str, LabInfo]) -> None:
    lab = defs["code-lab"]
    lab["properties"]["run"]["defaultSnippets"] = [
        offer(name, info.claim) for name, info in labs.items()
    ]
    defs.update({f"knob-{knob.name}": _knob(knob) for knob in knobs.GENERAL})
    general = {knob.name: {"$ref": f"#/$defs/knob-{knob.name}"} for knob in knobs.GENERAL}
    chosen = {}
    for name, info in labs.items():
        own = {**general, **{knob.name: _knob(knob) for knob in info.knobs}}
        called = f"the lab {name}"
        chosen[name] = {"title": called, "properties": own}
        chosen[name] |= closed(["kind", "run", *own], called)
    own = {"properties": {"kind": True, "run": True}}
    of_the_deck = {**own, "additionalProperties": lab.pop("additionalProperties")}
    lab["allOf"] = [_chosen("run", chosen, of_the_deck)]


def _knob(knob: Knob) -> Schema:
    bounds = {"minimum": knob.low, "maximum": knob.high}
    made: Schema = {name: bound for name, bound in bounds.items() if bound is not None}
    if knob.kind == "choice":
        # A choice may look like a number, and is right with quotes and without.
        made["enum"] = list(dict.fromkeys([*map(typed, knob.choices), *knob.choices]))
    else:
        made["type"] = {"bool": "boolean", "int": "integer", "float": "number"}[knob.kind]
    told = described(made, _about(knob), spell(knob.default))
    return {**told, "default": knob.default}


def _known(labs: Mapping[str, LabInfo]) -> Schema:
    """Of each lab that may be named, its knobs and measurements; else those of optimizers."""
    settings = {
        name: what for words in declarative.KEYWORDS.values() for name, what in words.items()
    }
    beliefs = misconceptions()
    mutants = [offer(name, beliefs[name]) for name in declarative.MUTANTS]
    settings |= {name: key.doc for name, key in LAB.records["optimizer"].keys.items()}
    # An alternative that anything fits lets an editor write the colon too.
    own: Schema = {
        name: {"description": f"a setting of the lab: {what}", "anyOf": [{}]}
        for name, what in sorted(settings.items())
        if name != "kind"
    }
    own["mutant"]["defaultSnippets"] = mutants
    proposals = {
        name: _proposed(info.measures, {knob.name: _propose(knob) for knob in info.knobs})
        for name, info in labs.items()
    }
    names = [offer(name, info.claim) for name, info in labs.items()]
    return {
        "properties": {"lab": {"defaultSnippets": names}},
        **_chosen("lab", proposals, _proposed(declarative.MEASURES, own)),
    }


def _chosen(tag: str, by_name: Mapping[str, Schema], otherwise: Schema) -> Schema:
    """What holds for the lab that a key names; a pattern, for an enum's words would be shown."""
    pattern = {"pattern": f"^({'|'.join(by_name)})$"}
    named = {"properties": {tag: pattern}, "required": [tag]}
    return {"if": named, "then": _halved(tag, by_name), "else": otherwise}


def _halved(tag: str, by_name: Mapping[str, Schema]) -> Schema:
    """One of many, found in a few steps: labs are many, and so are a deck's checks."""
    names = list(by_name)
    if len(names) == 1:
        return by_name[names[0]]
    first, rest = names[: len(names) // 2], names[len(names) // 2 :]
    return _chosen(tag, {n: by_name[n] for n in first}, _halved(tag, {n: by_name[n] for n in rest}))


def _proposed(measures: Mapping[str, str], settings: Schema) -> Schema:
    offers = [offer(name, doc) for name, doc in measures.items()]
    proposed: Schema = {"get": {"defaultSnippets": offers}}
    if settings:
        proposed["with"] = {"properties": settings}
    return {"properties": proposed}


def _propose(knob: Knob) -> Schema:
    made: Schema = {"description": _about(knob), "default": knob.default}
    if knob.choices:
        made["defaultSnippets"] = [offer(choice) for choice in knob.choices]
    return made


def _about(knob: Knob) -> str:
    span = knobs.span(knob) if len(knob.choices) < declarative.MANY else ""
    return ": ".join(part for part in (knob.help, span) if part)


def _start() -> Schema:
    """A number, or a list of them."""
    most = declarative.MAX_START
    listed = {"type": "array", "items": _NUMBER, "minItems": 1, "maxItems": most}
    return {"anyOf": [_NUMBER, listed], "default": 1.0}


def _told(made: Schema) -> Schema:
    return {name: made[name] for name in ("description", "markdownDescription")}


def _spelt(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_spelt, value))}]"
    return spell(value)  # type: ignore[arg-type]
