"""JSON Schema of decks, for editors, made from the spec that also validates. Adds no rule.

What an editor may know of labs besides (optimizers, knobs, measurements) is in ``lab.schema``.
Shaped for yaml-language-server, which tests ask: it completes the keys of every subschema that
applies, puts a problem where the innermost keyword fails, and shows ``errorMessage`` in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from quizapp.deck import kinds, limits, spec, spec_checks
from quizapp.deck.describe import words
from quizapp.deck.snippets import a_deck, snippets
from quizapp.deck.values import LANGUAGE
from quizapp.text.quantity import UNITS

Schema = dict[str, Any]

SCALAR = ["string", "number", "boolean"]


def schema() -> Schema:
    """The schema of a deck file, and of one that a deck includes (draft 2020-12), as plain data.

    What it cannot say (ids twice, unknown references, placeholders), only ``deck check`` finds.
    """
    writer = _Writer()
    whole, part = writer.record(spec.DECK), writer.record(spec.INCLUDED)
    barred = _without(spec.INCLUDED.elsewhere, "only the deck's own file has it")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a quizapp deck",
        **{key: whole[key] for key in ("type", "properties", "allOf")},
        "required": part["required"],
        # Without a name it is a file that another deck includes.
        "if": {"required": ["deck"]},
        "then": {"anyOf": whole["anyOf"]},
        "else": {"anyOf": part["anyOf"], **barred},
        "defaultSnippets": [a_deck()],
        "$defs": writer.defs,
    }


def closed(names: list[str], called: str) -> Schema:
    """That a map has no other keys; said at the key itself, in words."""
    message = f"{called} has no such key; it has {', '.join(names)}"
    return {"propertyNames": {"enum": names, "errorMessage": message}}


def when(tag: str, word: str, then: Schema) -> Schema:
    """What holds where the key ``tag`` has a certain value. A missing key is no value."""
    # To a const, a server that completes would liken its beginning too: Adam to AdamW.
    this = {"type": "string", "pattern": f"^{re.escape(word)}$"}
    return {"if": {"type": "object", "properties": {tag: this}, "required": [tag]}, "then": then}


def offer(word: str, doc: str = "") -> Schema:
    """A value that an editor proposes among others."""
    made = {"label": word, "body": word}
    return {**made, "description": doc} if doc else made


def described(made: Schema, doc: str, default: str = "", example: str = "") -> Schema:
    """The schema with what an editor shows on hovering."""
    doc = f"{doc}; if left out, {default}" if default else doc
    doc = re.sub(r"\[(.+?)\]\(#.+?\)", r"\1", doc)  # a link within the reference
    plain = doc.replace("`", "")
    if not example:
        return {**made, "description": plain}
    told = {"description": f"{plain}. Example: {example}"}
    return {**made, **told, "markdownDescription": f"{doc}\n\nExample: `{example}`"}


class _Writer:
    """Writes each kind; records and texts, which are used in several places, become ``$defs``."""

    def __init__(self) -> None:
        self.defs: dict[str, Schema] = {}
        self._how: dict[type, Callable[[Any], Schema]] = {
            kinds.Text: lambda _: self._once("text", _text),
            kinds.Plain: lambda _: self._once("plain", _plain),
            kinds.Word: _word,
            kinds.Number: _number,
            kinds.Integer: _number,
            kinds.Quantity: lambda _: self._once("quantity", _quantity),
            kinds.Tolerance: lambda _: self._once("tolerance", _tolerance),
            kinds.Flag: lambda _: {"type": "boolean", "errorMessage": "true or false"},
            kinds.OneOf: lambda kind: {"enum": list(kind.words)},
            kinds.Value: self._value,
            kinds.Many: self._many,
            kinds.Table: self._table,
            kinds.Record: lambda kind: self._once(_name(kind), lambda: self.record(kind)),
            kinds.Variants: lambda kind: self._once(_name(kind), lambda: self._variants(kind)),
            kinds.Either: self._either,
        }

    def of(self, kind: kinds.Kind) -> Schema:
        return self._how[kind.__class__](kind)

    def record(self, kind: kinds.Record) -> Schema:
        """A map with fixed keys, none of them shared with others of its sort."""
        return {"type": "object", **self._fields(kind, kind.keys)}

    def _once(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.defs:
            self.defs[name] = {}  # so that a kind may mention itself
            self.defs[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def _value(self, kind: kinds.Value) -> Schema:
        made: Schema = {"type": SCALAR, "maxLength": limits.TEXT}
        if not kind.deep:
            return made
        again = {"$ref": "#/$defs/value"}
        many = {"type": "array", "items": again}
        table = {"type": "object", "additionalProperties": again}
        return self._once("value", lambda: {"anyOf": [made, many, table]})

    def _many(self, kind: kinds.Many) -> Schema:
        item = self.of(kind.item)
        made: Schema = {"type": "array", "items": item}
        if kind.least:
            made["minItems"] = kind.least
        if kind.most is not None:
            made["maxItems"] = kind.most
        if kind.unique:
            made["uniqueItems"] = True
        for key, least, most in kind.having:
            must = "exactly one" if most == 1 else "at least one"
            part: Schema = {"contains": {"required": [key]}, "minContains": least}
            part["errorMessage"] = f"{must} of them must be {key}"
            if most is not None:
                part["maxContains"] = most
            made.setdefault("allOf", []).append(part)
        # With titles, for else an editor shows both forms where only one is written.
        return {"anyOf": [{"title": "a list", **made}, item]} if kind.lone else made

    def _table(self, kind: kinds.Table) -> Schema:
        names = {"title": "name", **_word(kind.name)}
        made: Schema = {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": self.of(kind.value),
        }
        return {**made, "minProperties": kind.least} if kind.least else made

    def _fields(self, kind: kinds.Record, keys: dict[str, kinds.Key]) -> Schema:
        """The part of a record that concerns ``keys``; closed if the whole of it is."""
        made: Schema = {
            "title": kind.name,
            "properties": self._properties(keys),
            "required": _required(keys),
        }
        if kind.rest is None:
            made["allOf"] = [closed(list(kind.keys), kind.name)]
        else:
            made["additionalProperties"] = self.of(kind.rest)
        if more := _unless_beside(keys):
            made["allOf"] = [*made.get("allOf", ()), *more]
        if kind.one_of or kind.any_of:
            made["anyOf"] = [{"required": [name]} for name in kind.one_of or kind.any_of]
        rivals = kind.one_of or kind.rivals
        if rivals:
            made["dependentSchemas"] = {
                name: _without(
                    [other for other in rivals if other != name],
                    f"{kind.name} cannot have this beside {name}",
                )
                for name in rivals
            }
        return made

    def _properties(self, keys: dict[str, kinds.Key]) -> Schema:
        return {
            name: described(self._least(key), key.doc, key.default, f"{name}: {key.example}")
            for name, key in keys.items()
        }

    def _least(self, key: kinds.Key) -> Schema:
        """What a key's value must be whatever stands beside it."""
        return self.of(key.beside[1] if key.beside else key.kind)

    def _variants(self, kind: kinds.Variants) -> Schema:
        """Keys that all share stand outside, so that they are known before the word is chosen."""
        records = list(kind.records.values())
        first = records[0].keys
        shared = {
            name: key
            for name, key in first.items()
            if all(record.keys.get(name) is key for record in records)
        }
        chosen = []
        for word, record in kind.records.items():
            own = {n: k for n, k in record.keys.items() if n != kind.tag and n not in shared}
            self.defs[_name(record)] = self._fields(record, own)
            chosen.append(when(kind.tag, word, {"$ref": f"#/$defs/{_name(record)}"}))
        tag = {"enum": list(kind.records), "enumDescriptions": [one.doc for one in records]}
        outside = {name: key for name, key in first.items() if name in (kind.tag, *shared)}
        return {
            "title": kind.name,
            "type": "object",
            "properties": {**self._properties(outside), kind.tag: described(tag, kind.doc)},
            "required": _required(outside),
            "allOf": chosen,
            "if": {"type": "object", "required": [kind.tag]},
            # What is empty is not taken for a plain value, whose snippets come a second time.
            "else": {"allOf": [{}], "defaultSnippets": snippets(kind)},
        }

    def _either(self, kind: kinds.Either) -> Schema:
        plain = self.of(kind.plain)
        if isinstance(kind.plain, kinds.Value):
            # A map is always the record, never a value.
            plain = {"type": [*SCALAR, "array"], "items": plain, "maxLength": limits.TEXT}
            plain["defaultSnippets"] = [offer(*word) for word in kind.words]
        return {"anyOf": [{"title": words(kind.plain), **plain}, self.of(kind.record)]}


def _name(kind: kinds.Record | kinds.Variants) -> str:
    if kind is spec_checks.OPERAND:
        return "operand"
    return re.sub(r"^(a|an) ", "", kind.name).replace(" ", "-")


def _required(keys: dict[str, kinds.Key]) -> list[str]:
    return [name for name, key in keys.items() if key.required]


def _unless_beside(keys: dict[str, kinds.Key]) -> list[Schema]:
    """What the items of a list need where another key does not let them do with less."""
    made = []
    for name, key in keys.items():
        match key.kind, key.beside:
            case kinds.Many(item=kinds.Record() as whole), (
                other,
                kinds.Many(item=kinds.Record() as less),
            ):
                needed = {"items": {"required": sorted(whole.required - less.required)}}
                made.append({"if": {"required": [other]}, "else": {"properties": {name: needed}}})
    return made


def _without(names: Iterable[str], message: str) -> Schema:
    return {"properties": dict.fromkeys(names, False), "errorMessage": message}


def _text() -> Schema:
    """One schema for both forms: each keyword concerns only one of them."""
    names = {"title": "en", "pattern": _whole(LANGUAGE)}
    names["patternErrorMessage"] = "a language code, such as en or zh"
    by_lang = {"propertyNames": names, "additionalProperties": _plain(), "minProperties": 1}
    told = "a text, or a map of languages to texts"
    made = {"type": ["string", "number", "object"], **_filled(told), **by_lang}
    return _or_truth("text", made)


def _plain() -> Schema:
    told = "a text; quote it if it starts with { or ["
    return _or_truth("plain text", {"type": ["string", "number"], **_filled(told)})


def _filled(message: str) -> Schema:
    return {"pattern": r"\S", "maxLength": limits.TEXT, "errorMessage": message}


def _word(kind: kinds.Word) -> Schema:
    made: Schema = {"type": "string", "pattern": _whole(kind.pattern), "maxLength": kind.longest}
    if re.fullmatch(kind.pattern, "1"):
        made |= {"type": ["string", "number"], "minimum": 0}
    return _or_truth(kind.called, {**made, "errorMessage": f"{kind.called}: {kind.looks}"})


def _or_truth(title: str, made: Schema) -> Schema:
    """Or true or false, which are texts as well; in a way that proposes neither to an editor.

    Both have titles: without, an editor takes them for one, and shows both.
    """
    others = ["string", "number", "array", "object", "null"]
    truth = {"title": "true or false", "not": {"type": others}}
    return {"anyOf": [{"title": title, **made}, truth]}


def _number(kind: kinds.Number | kinds.Integer) -> Schema:
    if kind.low is not None and kind.low == kind.high:
        return {"const": kind.low}
    made: Schema = {"type": "integer" if isinstance(kind, kinds.Integer) else "number"}
    made["errorMessage"] = words(kind)
    if kind.low is not None:
        made["minimum"] = kind.low
    if kind.high is not None:
        made["maximum"] = kind.high
    return made


def _quantity() -> Schema:
    """One schema for both forms, as of texts."""
    units = "|".join(name for name in UNITS if name)
    return {
        "type": ["string", "number"],
        "pattern": rf"^[-+−]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)? *({units})$",
        "errorMessage": f"a number, alone or with a unit: {units.replace('|', ' ')}",
    }


def _tolerance() -> Schema:
    """One schema for both forms, as of texts."""
    return {
        "type": ["string", "number"],
        "minimum": 0,
        "maximum": 1,
        "pattern": r"^([0-9]{1,2}(\.[0-9]*)?|100(\.0*)?|\.[0-9]+) *%$",
        "errorMessage": "a tolerance from 0 to 1, or from 0% to 100%",
    }


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"
