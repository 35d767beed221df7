"""The deck format, once: every key, its kind and meaning. Validation, JSON Schema and the
reference read this. Measurements and checks are in ``spec_checks``."""

from __future__ import annotations

from dataclasses import replace

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
)
from quizapp.deck.names import CARD_ID, DECK_NAME, NAME, OLD_ID, TAG, VARIABLE
from quizapp.deck.spec_checks import ASK, CHECK

VERSION = 1
"""The number after ``quizapp:`` in a deck, and part of the cache's version."""

OPTION = Record(
    "an option",
    {
        "right": Key(Text(), "an option that is right", example="half as far again"),
        "wrong": Key(Text(), "an option that is wrong", example="just as far"),
        "why": Key(
            Text(),
            "why it is right or wrong; shown with the answer; an `unproven` card may lack it",
            required=True,
            example="That holds for one step only.",
        ),
        "when": Key(
            CHECK,
            "the option as an experiment: it holds if the option is right, and fails if wrong",
            example="{lab: ball, get: x.delta, equals: base}",
        ),
    },
    one_of=("right", "wrong"),
)
_BARE_OPTION = replace(
    OPTION, keys={**OPTION.keys, "why": replace(OPTION.keys["why"], required=False)}
)
SOURCE = Record(
    "a source",
    {
        "cite": Key(Plain(), "the citation", required=True, example="'Kingma & Ba, 2015'"),
        "url": Key(Plain(), "where to read it", example="'https://arxiv.org/abs/1412.6980'"),
    },
)
_SOURCE_REF = Record(
    "a reference",
    {
        "ref": Key(NAME, "a name under `sources`", required=True, example="kb"),
        "at": Key(Plain(), "the place in it", example="§2.1"),
    },
)
LAB = Variants(
    "a lab",
    "kind",
    {
        "optimizer": Record(
            "an optimizer lab",
            {
                "kind": Key(OneOf(("optimizer",)), "the first kind", True, example="optimizer"),
                "opt": Key(NAME, "the optimizer", required=True, example="Adam"),
                "start": Key(
                    Value(),
                    "where the parameter starts: a number, or a list of 1 to 64",
                    default="1.0",
                    example="[1.0, -2.0]",
                ),
                "loss": Key(Plain(), "the loss as a formula of x", default="x**2", example="x**4"),
                "steps": Key(
                    Value(deep=False), "how many steps, 1 to 10,000", default="1", example="10"
                ),
                "dtype": Key(
                    Value(deep=False),
                    "float32, float64, bfloat16 or float16",
                    default="float32",
                    example="float64",
                ),
                "mutant": Key(
                    NAME,
                    "a wrong variant, which takes the place of `opt`",
                    example="adam-no-bias-correction",
                ),
            },
            rest=Value(),
            doc="an optimizer, a start and a loss: data alone, which needs no trust",
        ),
        "code": Record(
            "a code lab",
            {
                "kind": Key(OneOf(("code",)), "the second kind", required=True, example="code"),
                "run": Key(
                    NAME,
                    "a name from `quizapp lab list`, or of a file in `labs` beside the deck",
                    required=True,
                    example="none_or_zero",
                ),
            },
            rest=Value(),
            doc="a Python experiment: a shipped one, or the deck's own once it is allowed",
        ),
    },
    doc="which of the two kinds of lab it is",
)

_COMMON = {
    "id": Key(
        CARD_ID,
        "the card's lasting name",
        required=True,
        example="first-step",
        remedy="`quizapp deck fmt` writes one",
    ),
    "type": Key(
        OneOf(("qa", "cloze", "choice", "choices", "truth", "order", "typed", "number")),
        "how it is asked",
        required=True,
        example="qa",
    ),
    "hint": Key(
        Text(), "shown on demand before the answer", example="The buffer starts as the gradient."
    ),
    "why": Key(Text(), "shown with the answer", example="The step is lr times the gradient."),
    "tags": Key(Many(TAG, unique=True), "words to find it by", example="[momentum, sgd]"),
    "source": Key(
        Either(Plain(), _SOURCE_REF), "where the fact comes from", example="{ref: kb, at: §2.1}"
    ),
    "verify": Key(
        Many(CHECK, least=1, lone=True),
        "checks that must all hold",
        example="{lab: ball, get: x.end}",
    ),
    "unproven": Key(Plain(), "why no machine can check the card", example="an opinion"),
    "was": Key(
        Many(OLD_ID, least=1, lone=True),
        "earlier ids, whose reviews this card keeps; `deck/id` if it was in another deck",
        example="[one-step, warmup/one-step]",
    ),
    "vary": Key(
        Table(VARIABLE, Many(Value(deep=False), least=1, most=100), least=1),
        "one value of each is drawn anew at each review; `{name}` stands for it",
        example="{lr: [0.1, 0.05, 0.02]}",
    ),
}
_QUESTION = Key(Text(), "the question", required=True, example="What does step() read?")


def _card(name: str, doc: str, **keys: Key) -> Record:
    return Record(f"{name} card", {**_COMMON, **keys}, doc=doc)


def _options(most_right: int | None) -> Key:
    having = (("right", 1, most_right), ("wrong", 1, None))
    or_else = "type: choices takes several" if most_right == 1 else ""
    kind = Many(OPTION, least=2, most=limits.OPTIONS, having=having, or_else=or_else)
    example = "[{right: step, why: It moves.}, {wrong: zero_grad, why: It clears.}]"
    which = "exactly one" if most_right == 1 else "at least one"
    doc = f"{which} is right and at least one wrong; shuffled at each review"
    beside = ("unproven", replace(kind, item=_BARE_OPTION))
    return Key(kind, doc, required=True, example=example, beside=beside)


CARD = Variants(
    "a card",
    "type",
    {
        "qa": _card(
            "a qa",
            doc="the learner recalls, looks, and grades alone",
            q=_QUESTION,
            answer=Key(Text(), "the answer", True, example="The .grad of every parameter."),
        ),
        "cloze": _card(
            "a cloze",
            doc="a text with gaps",
            text=Key(
                Text(),
                "the text with its gaps: `{{c1::hidden}}`, `{{c2::hidden::shown instead}}`",
                required=True,
                example="'β₁ = {{c1::0.9}}'",
            ),
        ),
        "choice": _card(
            "a choice", "one right option", q=_QUESTION, options=_options(most_right=1)
        ),
        "choices": _card(
            "a choices",
            "one or several right options, and at least one wrong",
            q=_QUESTION,
            options=_options(most_right=None),
        ),
        "truth": _card(
            "a truth",
            doc="a statement that is true or false",
            q=Key(Text(), "the statement", True, example="step() reads the loss."),
            answer=Key(Flag(), "whether it is true", required=True, example="false"),
            when=Key(
                CHECK,
                "the statement as an experiment: it holds if the answer is true, fails if false",
                example="{lab: none_or_zero, get: moved, equals: 0}",
            ),
        ),
        "order": _card(
            "an order",
            doc="items to be put in order, by letters",
            q=_QUESTION,
            items=Key(
                Many(Text(), least=2, most=limits.OPTIONS, unique=True),
                "the items in the right order",
                required=True,
                example="[zero_grad, forward, backward, step]",
            ),
        ),
        "typed": _card(
            "a typed",
            doc="a text; case, doubled spaces and the width of characters do not count",
            q=_QUESTION,
            answer=Key(Text(), "what to type, in any of its languages", True, example="zero_grad"),
            accept=Key(
                Many(Plain(), unique=True), "other answers that count", example="[zero_grad()]"
            ),
        ),
        "number": _card(
            "a number",
            doc="a number in any common notation, with or without its unit",
            q=_QUESTION,
            answer=Key(
                Either(Number(), ASK),
                "a number, or a measurement that is taken live",
                required=True,
                example="0.2",
            ),
            tol=Key(
                Tolerance(),
                "relative tolerance, of the learner's answer and of `verify`",
                default="0.0001% if measured, else none",
                example="1%",
            ),
            unit=Key(Plain(), "shown after the answer", example="'%'"),
        ),
    },
    doc="how it is asked",
)

_SHARED = {
    "quizapp": Key(
        Integer(VERSION, VERSION),
        "version of this format",
        required=True,
        example=str(VERSION),
        remedy=f"it is {VERSION}",
    ),
    "about": Key(Text(), "what this is, for readers of the file", example="Written for a course."),
    "include": Key(
        Many(Plain(), lone=True),
        "more files, inside the deck's folder, relative to this one",
        example="[more/warmup.yaml]",
    ),
    "sources": Key(
        Table(NAME, SOURCE), "what cards cite", example="{kb: {cite: 'Kingma & Ba, 2015'}}"
    ),
    "labs": Key(
        Table(NAME, LAB), "what checks run", example="{ball: {kind: optimizer, opt: SGD, lr: 0.1}}"
    ),
    "cards": Key(
        Many(CARD, most=limits.CARDS),
        "the cards; included ones come before the file's own",
        example="[{id: a, type: qa, q: Why?, answer: Because.}]",
    ),
}
DECK = Record(
    "a deck",
    {
        "quizapp": _SHARED["quizapp"],
        "deck": Key(
            DECK_NAME, "lasting name; the first half of every card's key", True, example="my.adam"
        ),
        "was": Key(
            Many(DECK_NAME, least=1, lone=True, unique=True),
            "earlier names of the deck: its cards keep the reviews that they got under those",
            example="my.first-adam",
        ),
        "title": Key(
            Text(),
            "shown to learners",
            default="the deck's name",
            example="{en: Adam by hand, zh: 手算 Adam}",
        ),
        "license": Key(Plain(), "its licence", example="CC-BY-4.0"),
        **_SHARED,
    },
    any_of=("cards", "include"),
)
INCLUDED = Record(
    "an included file",
    _SHARED,
    any_of=("cards", "include", "labs", "sources"),
    elsewhere=("deck", "was", "title", "license"),
)
