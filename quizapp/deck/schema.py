"""JSON Schema of decks, for editors, made from the spec that also validates. Adds no rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from quizapp.deck import kinds, limits, spec, spec_checks
from quizapp.deck.values import LANGUAGE
from quizapp.text.quantity import UNITS

Schema = dict[str, Any]


def schema() -> Schema:
    """The schema of a deck file (draft 2020-12), as plain data.

    What it cannot say (ids twice, unknown references, placeholders), only ``deck check`` finds.
    """
    writer = _Writer()
    made = writer.of(spec.DECK)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A quizapp deck",
        **made,
        "$defs": writer.defs,
    }


class _Writer:
    """Writes each kind; records that are used in several places become ``$defs``."""

    def __init__(self) -> None:
        self.defs: dict[str, Schema] = {}
        self._how: dict[type, Callable[[Any], Schema]] = {
            kinds.Text: lambda _: self._once("text", _text),
            kinds.Plain: lambda _: _plain(),
            kinds.Word: _word,
            kinds.Number: lambda kind: _bounded({"type": "number"}, kind),
            kinds.Quantity: lambda _: _quantity(),
            kinds.Integer: lambda kind: _bounded({"type": "integer"}, kind),
            kinds.Tolerance: lambda _: _tolerance(),
            kinds.Flag: lambda _: {"type": "boolean"},
            kinds.OneOf: lambda kind: {"enum": list(kind.words)},
            kinds.Value: self._value,
            kinds.Many: self._many,
            kinds.Table: self._table,
            kinds.Record: self._named_record,
            kinds.Variants: self._variants,
            kinds.Either: self._either,
        }

    def of(self, kind: kinds.Kind) -> Schema:
        return self._record(kind) if kind is spec.DECK else self._how[kind.__class__](kind)

    def _once(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.defs:
            self.defs[name] = {}  # so that a kind may mention itself
            self.defs[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def _value(self, kind: kinds.Value) -> Schema:
        scalar: Schema = {"type": ["string", "number", "boolean"], "maxLength": limits.TEXT}
        if not kind.deep:
            return scalar
        again = {"$ref": "#/$defs/value"}
        many: Schema = {"type": "array", "items": again}
        table: Schema = {"type": "object", "additionalProperties": again}
        return self._once("value", lambda: {"anyOf": [scalar, many, table]})

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
            part: Schema = {"contains": {"required": [key]}, "minContains": least}
            if most is not None:
                part["maxContains"] = most
            made.setdefault("allOf", []).append(part)
        return {"anyOf": [made, item]} if kind.lone else made

    def _table(self, kind: kinds.Table) -> Schema:
        made: Schema = {
            "type": "object",
            "propertyNames": {"pattern": _whole(kind.name.pattern), "maxLength": kind.name.longest},
            "additionalProperties": self.of(kind.value),
        }
        return {**made, "minProperties": kind.least} if kind.least else made

    def _named_record(self, kind: kinds.Record) -> Schema:
        name = re.sub(r"^(a|an|another) ", "", kind.name).replace(" ", "-")
        if kind is spec_checks.OPERAND:
            name = "operand"
        return self._once(name, lambda: self._record(kind))

    def _record(self, kind: kinds.Record) -> Schema:
        properties = {
            name: {**self.of(key.kind), "description": key.doc} for name, key in kind.keys.items()
        }
        made: Schema = {"type": "object", "properties": properties}
        made["additionalProperties"] = False if kind.rest is None else self.of(kind.rest)
        if kind.required:
            made["required"] = sorted(kind.required)
        if kind.one_of:
            made["oneOf"] = [{"required": [name]} for name in kind.one_of]
        if kind.any_of:
            made["anyOf"] = [{"required": [name]} for name in kind.any_of]
        if kind.rivals:
            pairs = [
                {"required": [one, other]}
                for index, one in enumerate(kind.rivals)
                for other in kind.rivals[index + 1 :]
            ]
            made["not"] = {"anyOf": pairs}
        return made

    def _variants(self, kind: kinds.Variants) -> Schema:
        tag: Schema = {"enum": list(kind.records)}
        chosen = [
            {
                "if": {"properties": {kind.tag: {"const": word}}, "required": [kind.tag]},
                "then": self._named_record(record),
            }
            for word, record in kind.records.items()
        ]
        return {
            "type": "object",
            "properties": {kind.tag: tag},
            "required": [kind.tag],
            "allOf": chosen,
        }

    def _either(self, kind: kinds.Either) -> Schema:
        plain = self.of(kind.plain)
        if isinstance(kind.plain, kinds.Value):
            # A map is always the record, never a value.
            plain = {
                "type": ["string", "number", "boolean", "array"],
                "items": self.of(kind.plain),
            }
        return {"anyOf": [plain, self.of(kind.record)]}


def _text() -> Schema:
    by_lang = {
        "type": "object",
        "propertyNames": {"pattern": _whole(LANGUAGE)},
        "additionalProperties": _plain(),
        "minProperties": 1,
    }
    return {"anyOf": [_plain(), by_lang]}


def _plain() -> Schema:
    """Any scalar: what YAML takes for a number or a truth value is a text here all the same."""
    return {"type": ["string", "number", "boolean"], "pattern": r"\S", "maxLength": limits.TEXT}


def _word(kind: kinds.Word) -> Schema:
    return {
        "type": ["string", "number", "boolean"],
        "pattern": _whole(kind.pattern),
        "maxLength": kind.longest,
    }


def _bounded(made: Schema, kind: kinds.Number | kinds.Integer) -> Schema:
    if kind.low is not None:
        made["minimum"] = kind.low
    if kind.high is not None:
        made["maximum"] = kind.high
    return made


def _quantity() -> Schema:
    units = "|".join(name for name in UNITS if name)
    written = rf"^[-+−]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)? *({units})$"
    return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": written}]}


def _tolerance() -> Schema:
    percent = r"^([0-9]{1,2}(\.[0-9]*)?|100(\.0*)?|\.[0-9]+) *%$"
    return {
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": 1},
            {"type": "string", "pattern": percent},
        ]
    }


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"
