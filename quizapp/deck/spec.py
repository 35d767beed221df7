"""The deck format, once: every key, its kind and meaning. Validation and JSON Schema read this."""

from __future__ import annotations

from quizapp.deck import limits
from quizapp.deck.kinds import (
    Either,
    Flag,
    Integer,
    Key,
    Many,
    Number,
    OneOf,
    Plain,
    Record,
    Table,
    Text,
    Tolerance,
    Value,
    Variants,
    Word,
)

VERSION = 1
"""The number after ``quizapp:`` in a deck, and part of the cache's version."""

_OTHER = "\u0080-\U0010ffff"
DECK_NAME = Word(
    r"[a-z0-9][a-z0-9._-]*", "lower-case letters, digits, '.', '_', '-'", 64, "a deck's name"
)
CARD_ID = Word(
    rf"[A-Za-z0-9{_OTHER}][A-Za-z0-9._{_OTHER}-]*",
    "letters, digits, '.', '_', '-', no spaces",
    called="a card's id",
)
OLD_ID = Word(
    rf"([a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9{_OTHER}][A-Za-z0-9._{_OTHER}-]*",
    "an earlier id, or deck/id if it was in another deck",
    165,
    "an earlier id",
)
TAG = Word(
    rf"[A-Za-z0-9_{_OTHER}][A-Za-z0-9_.+:/{_OTHER}-]*", "one word without spaces", called="a tag"
)
NAME = Word(r"[A-Za-z_][A-Za-z0-9_.-]*", "a letter, then letters, digits, '_', '.', '-'")
VARIABLE = Word(r"[A-Za-z_][A-Za-z0-9_]*", "a letter, then letters, digits, '_'")
MEASURE = Word(
    r"[A-Za-z_][A-Za-z0-9_.\[\]-]*", "a name such as x.delta", called="a measurement's name"
)

_KNOBS = Table(NAME, Value())
_MEASURING = {
    "lab": Key(NAME, "a lab of this deck, or a shipped code lab", required=True),
    "with": Key(_KNOBS, "knobs that differ from the lab's own"),
    "get": Key(MEASURE, "the measurement's name"),
    "at": Key(Integer(), "which element of a list measurement, from 0"),
    "abs": Key(Flag(), "take the absolute value"),
}
ASK = Record(
    "a measurement",
    {**_MEASURING, "get": Key(MEASURE, "the measurement's name", required=True)},
)
OPERAND = Record(
    "another measurement",
    {
        **_MEASURING,
        "lab": Key(NAME, "another lab, which starts from its own knobs; else the check's"),
        "with": Key(_KNOBS, "knobs; on the check's own lab, its own if left out"),
    },
)
_COMPARED = Either(Value(), OPERAND)
RATIO = Record(
    "a ratio",
    {
        "of": Key(_COMPARED, "the measurement to divide by, such as base", required=True),
        "approx": Key(Number(), "what the quotient must be", required=True),
    },
)
OPERATORS = {
    "equals": Key(_COMPARED, "the measurement is this (`base`: the same with the lab's own knobs)"),
    "approx": Key(_COMPARED, "it is this within tol"),
    "ratio": Key(RATIO, "it is so many times another"),
    "less": Key(_COMPARED, "it is below this"),
    "greater": Key(_COMPARED, "it is above this"),
    "between": Key(Many(Number(), least=2, most=2), "it lies from the first to the second"),
    "contains": Key(Value(deep=False), "the text or list has this in it"),
    "raises": Key(Plain(), "the run raises an error whose `Type: message` contains this"),
}
CHECK = Record(
    "a check",
    {**_MEASURING, **OPERATORS, "tol": Key(Tolerance(), "relative tolerance: 1% or 0.01")},
    rivals=tuple(OPERATORS),
)

OPTION = Record(
    "an option",
    {
        "right": Key(Text(), "an option that is right"),
        "wrong": Key(Text(), "an option that is wrong"),
        "why": Key(Text(), "why it is right or wrong", required=True),
        "when": Key(CHECK, "the option as an experiment: it holds exactly for right options"),
    },
    one_of=("right", "wrong"),
)
SOURCE = Record(
    "a source",
    {
        "cite": Key(Plain(), "the citation", required=True),
        "url": Key(Plain(), "where to read it"),
    },
)
_SOURCE_REF = Record(
    "a reference",
    {
        "ref": Key(NAME, "a name under `sources`", required=True),
        "at": Key(Plain(), "the place in it"),
    },
)
LAB = Variants(
    "a lab",
    "kind",
    {
        "optimizer": Record(
            "an optimizer lab",
            {
                "kind": Key(OneOf(("optimizer", "code")), "optimizer or code", required=True),
                "opt": Key(NAME, "the optimizer, such as Adam", required=True),
                "start": Key(Value(), "where the parameters start, such as [1.0]"),
                "loss": Key(Plain(), "the loss as a formula of x, such as x**2"),
                "steps": Key(Value(deep=False), "how many steps"),
                "dtype": Key(Value(deep=False), "float32, float64, bfloat16 or float16"),
                "mutant": Key(NAME, "a wrong variant of the algorithm, for distractors"),
            },
            rest=Value(),
        ),
        "code": Record(
            "a code lab",
            {
                "kind": Key(OneOf(("optimizer", "code")), "optimizer or code", required=True),
                "run": Key(NAME, "the code lab to run", required=True),
            },
            rest=Value(),
        ),
    },
)

_COMMON = {
    "id": Key(CARD_ID, "the card's lasting name", required=True),
    "type": Key(
        OneOf(("qa", "cloze", "choice", "choices", "truth", "order", "typed", "number")),
        "how it is asked",
        required=True,
    ),
    "hint": Key(Text(), "shown on demand before the answer"),
    "why": Key(Text(), "shown with the answer"),
    "tags": Key(Many(TAG, unique=True), "words to find it by"),
    "source": Key(Either(Plain(), _SOURCE_REF), "where the fact comes from"),
    "verify": Key(Many(CHECK, least=1, lone=True), "checks that must all hold"),
    "unproven": Key(Plain(), "why no machine can check it"),
    "was": Key(Many(OLD_ID, least=1, lone=True), "earlier ids, whose history it keeps"),
    "vary": Key(
        Table(VARIABLE, Many(Value(deep=False), least=1, most=100), least=1),
        "values drawn anew at each review; {name} stands for the drawn one",
    ),
}
_QUESTION = Key(Text(), "the question", required=True)


def _card(name: str, **keys: Key) -> Record:
    return Record(f"{name} card", {**_COMMON, **keys})


def _options(most_right: int | None) -> Key:
    having = (("right", 1, most_right), ("wrong", 1, None))
    or_else = "type: choices takes several" if most_right == 1 else ""
    kind = Many(OPTION, least=2, most=limits.OPTIONS, having=having, or_else=or_else)
    return Key(kind, "the options, shuffled at each review", required=True)


CARD = Variants(
    "a card",
    "type",
    {
        "qa": _card("a qa", q=_QUESTION, answer=Key(Text(), "the answer", required=True)),
        "cloze": _card(
            "a cloze",
            text=Key(Text(), "the text with its gaps: {{c1::hidden}}, {{c2::hidden::hint}}", True),
        ),
        "choice": _card("a choice", q=_QUESTION, options=_options(most_right=1)),
        "choices": _card("a choices", q=_QUESTION, options=_options(most_right=None)),
        "truth": _card(
            "a truth",
            q=Key(Text(), "the statement", required=True),
            answer=Key(Flag(), "whether it is true", required=True),
            when=Key(CHECK, "the statement as an experiment"),
        ),
        "order": _card(
            "an order",
            q=_QUESTION,
            items=Key(
                Many(Text(), least=2, most=limits.OPTIONS, unique=True),
                "the items in the right order",
                required=True,
            ),
        ),
        "typed": _card(
            "a typed",
            q=_QUESTION,
            answer=Key(Text(), "what to type", required=True),
            accept=Key(Many(Plain(), unique=True), "other answers that count"),
        ),
        "number": _card(
            "a number",
            q=_QUESTION,
            answer=Key(Either(Number(), ASK), "a number, or a measurement", required=True),
            tol=Key(Tolerance(), "relative tolerance: 1% or 0.01"),
            unit=Key(Plain(), "the unit, shown after the answer"),
        ),
    },
)

_SHARED = {
    "quizapp": Key(Integer(VERSION, VERSION), "version of the deck format: 1", required=True),
    "about": Key(Text(), "what this is, for readers"),
    "include": Key(Many(Plain(), lone=True), "further files, inside the deck's folder"),
    "sources": Key(Table(NAME, SOURCE), "citations by name"),
    "labs": Key(Table(NAME, LAB), "labs by name"),
    "cards": Key(Many(CARD, most=limits.CARDS), "the cards"),
}
DECK = Record(
    "a deck",
    {
        **_SHARED,
        "deck": Key(DECK_NAME, "the deck's lasting name", required=True),
        "title": Key(Text(), "its title"),
        "license": Key(Plain(), "its licence, such as CC-BY-4.0"),
    },
    any_of=("cards", "include"),
)
INCLUDED = Record(
    "an included file",
    _SHARED,
    any_of=("cards", "include", "labs", "sources"),
    elsewhere=("deck", "title", "license"),
)
