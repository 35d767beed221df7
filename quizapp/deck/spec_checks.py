"""The part of the deck format that binds cards to labs: measurements, checks, their operators."""

from __future__ import annotations

from quizapp.deck.kinds import (
    Either,
    Flag,
    Integer,
    Key,
    Many,
    OneOf,
    Plain,
    Quantity,
    Record,
    Table,
    Tolerance,
    Value,
)
from quizapp.deck.names import MEASURE, NAME

_KNOBS = Table(NAME, Value())
_MEASURING = {
    "lab": Key(NAME, "a lab of this deck, or a shipped code lab", required=True, example="ball"),
    "with": Key(_KNOBS, "knobs that differ from the lab's own", example="{lr: 0.2, steps: 10}"),
    "get": Key(
        MEASURE,
        "the measurement's name, or a series' for the list of its values; all operators but "
        "`raises` need it",
        example="x.delta",
    ),
    "at": Key(Integer(), "which element of a list or series, from 0; -1 is the last", example="-1"),
    "abs": Key(Flag(), "take the absolute value", default="false", example="true"),
}
ASK = Record(
    "a measurement",
    {**_MEASURING, "get": Key(MEASURE, "the measurement's name", True, example="x.delta")},
)
_OWN = "the check's own"
OPERAND = Record(
    "another measurement",
    {
        "lab": Key(NAME, "another lab, which starts from its own knobs", default=_OWN, example="b"),
        "with": Key(
            _KNOBS, "knobs", default="the check's own; of another lab, none", example="{steps: 2}"
        ),
        "get": Key(MEASURE, "the measurement's name", default=_OWN, example="x.first_delta"),
        "at": Key(Integer(), "which element of a list, from 0", default=_OWN, example="0"),
        "abs": Key(Flag(), "take the absolute value", default=_OWN, example="true"),
        "formula": Key(
            Plain(),
            "instead of all these, a [closed form](#closed-forms) of the check's own knobs",
            example="lr * 2 * start",
        ),
    },
)
_COMPARED = Either(Value(), OPERAND, (("base", "the same with the lab's own knobs"),))
_BASE = "or `base`, the same with the lab's own knobs"
RATIO = Record(
    "a ratio",
    {
        "of": Key(_COMPARED, f"the number to divide by, {_BASE}", required=True, example="base"),
        "approx": Key(Quantity(), "what the quotient must be", required=True, example="1.5"),
    },
)
OPERATORS = {
    "equals": Key(
        _COMPARED, f"equal to this, within 0.0001% if numbers; {_BASE}", example="[momentum_buffer]"
    ),
    "approx": Key(_COMPARED, f"equal to this number within `tol`; {_BASE}", example="0.1"),
    "ratio": Key(
        RATIO, "so many times another number, within `tol`", example="{of: base, approx: 2}"
    ),
    "less": Key(_COMPARED, f"below this number, {_BASE}", example="0"),
    "greater": Key(_COMPARED, f"above this number, {_BASE}", example="{get: loss.end}"),
    "between": Key(
        Many(Quantity(), least=2, most=2),
        "from the first number to the second, both allowed",
        example="[0, 0.1]",
    ),
    "monotone": Key(
        OneOf(("up", "down", "strictly up", "strictly down")),
        "a series or list goes this way alone; unless `strictly`, neighbours may be level",
        example="strictly down",
    ),
    "contains": Key(
        Value(deep=False), "a text has this in it, or a list this element", example="exp_avg_sq"
    ),
    "raises": Key(
        Plain(),
        "the run raises an error, and its `Type: message` contains this",
        example="'ValueError: Invalid learning rate'",
    ),
    "same-as-torch": Key(
        Flag(),
        "torch's own optimizer measures the same in the same run, within `tol`; or, `false`, not",
        example="true",
    ),
    "differs-from-mutant": Key(
        NAME,
        "with this mutant the lab measures something else, by more than `tol`",
        example="sgd-momentum-ema",
    ),
}
CHECK = Record(
    "a check",
    {
        **_MEASURING,
        **OPERATORS,
        "tol": Key(
            Tolerance(),
            "relative tolerance of the comparison",
            default="1% of `approx`, `ratio` and `differs-from-mutant`, 0.001% of `same-as-torch`, "
            "none of `monotone`, else 0.0001%; of an answer, its card's",
            example="5%",
        ),
        "within": Key(
            Quantity(),
            "absolute tolerance, in its place, in the measurement's own unit or another",
            example="1e-6",
        ),
    },
    rivals=tuple(OPERATORS),
)
