"""Laws of the JSON Schema: on form it says what our reader says, and on labs what our linter says.

Decks are put together from the examples of the format, and then something in them is changed.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import event, given, settings
from hypothesis import strategies as st

from quizapp.deck import spec
from quizapp.deck.describe import records
from quizapp.deck.events import parse
from quizapp.deck.kinds import Either, Kind, Many, Record, Table, Variants
from quizapp.deck.read import Reader
from quizapp.deck.schema import schema as of_form
from quizapp.deck.source import Source
from quizapp.errors import QuizError
from quizapp.lab import declarative, knobs
from quizapp.lab.registry import code_labs
from quizapp.lab.schema import schema

from .test_deck_schema import instance, written

LABS = code_labs()
FORM = jsonschema.Draft202012Validator(of_form())
WHOLE = jsonschema.Draft202012Validator(schema(LABS))
WORDS = sorted({name for one in records(spec.DECK, spec.INCLUDED) for name in one.keys})
JUNK = [
    *("", " ", "a", "a b", "-x", "x.delta", "学习率", "base", "1%", "101%", "3 ms", "up", "true"),
    *(0, 1, -1, 2, 0.5, -0.5, True, False, None, [], {}, [1, 2], ["a", "a"], [[]]),
    *({"en": "a"}, {"English": "a"}, {"en": ""}, {"zh-Hans": 1}, {"lr": [0.1]}, {"a b": 1}),
    *({"lab": "one", "get": "x"}, {"get": "x"}, {"of": "base", "approx": 2}, {"right": "a"}),
]


def made(kind: Kind, example: str, draw: st.DrawFn) -> Any:
    """A right value with some of the keys that there can be."""
    match kind:
        case Record():
            rivals = kind.one_of or kind.rivals or kind.any_of
            kept = {draw(st.sampled_from(rivals))} if rivals else set()
            chosen = [
                (name, key)
                for name, key in kind.keys.items()
                if key.required or name in kept or (name not in rivals and draw(st.booleans()))
            ]
            return {name: made(key.kind, key.example, draw) for name, key in chosen}
        case Variants():
            word = draw(st.sampled_from(list(kind.records)))
            return {**made(kind.records[word], example, draw), kind.tag: word}
        case Either() if draw(st.booleans()):
            return made(kind.record, example, draw)
        case Many(item=Record() | Variants(), having=()):
            return [made(kind.item, example, draw) for _ in range(draw(st.integers(1, 2)))]
        case Table(value=Record() | Variants()):
            return {"one": made(kind.value, example, draw)}
    return instance(f"it: {example}")["it"]


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every list or map in the data with each of its indices or keys."""
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    found = [(data, at) for at, _ in inner]
    for _, child in list(data.items() if isinstance(data, dict) else enumerate(data)):
        if isinstance(child, (dict, list)):
            found += places(child)
    return found


@st.composite
def decks(draw: st.DrawFn) -> Any:
    """A deck, right or with up to two changes."""
    deck = deepcopy(made(spec.DECK, "", draw))
    for _ in range(draw(st.integers(0, 2))):
        holder, at = draw(st.sampled_from(places(deck) or [(deck, "deck")]))
        change = draw(st.sampled_from(["other", "gone", "twice", "foreign"]))
        if change == "gone":
            holder.pop(at, None) if isinstance(holder, dict) else holder.pop(at)
        elif change == "twice" and isinstance(holder, list):
            holder.append(deepcopy(holder[at]))
        elif change == "foreign" and isinstance(holder, dict):
            holder[draw(st.sampled_from([*WORDS, "anwser"]))] = deepcopy(holder[at])
        else:
            holder[at] = deepcopy(draw(st.sampled_from(JUNK)))
    return deck


@settings(max_examples=300)
@given(decks())
def test_the_schema_takes_what_the_reader_takes(deck: Any) -> None:
    text = written(deck)
    source = Source(Path("deck.yaml"), text)
    tree = parse(source)
    assert tree is not None
    Reader(source).read(spec.DECK if "deck" in deck else spec.INCLUDED, tree, "a deck")
    right = not source.problems
    event("right" if right else source.problems[0].code)
    wrong = next(FORM.iter_errors(instance(text)), None)
    assert (wrong is None) is right, wrong or source.problems[0]


FITTING: dict[str, list[Any]] = {
    declarative.NUMBER: [0, -0.1, 1e30],
    declarative.FLAG: [True, False],
    declarative.PAIR: [[0.9, 0.999]],
    declarative.TRIPLE: [[1, 2, 3]],
    declarative.COUNT: [1, 10_000],
    declarative.ADJUST: ["original"],
    declarative.SEARCH: ["strong_wolfe"],
}
VALUES = [
    *(0, 1, -1, 5, 0.5, 1e31, 10_001, True, False, "none", "fast", "strong_wolfe", "original"),
    *("float32", "float16", "adam-eps-inside-root", "sgd-ascends", "4"),
    *([0.9, 0.999], [1, 2, 3], [1], [], ["x"], [True, 1], list(range(65))),
]


@settings(max_examples=200)
@given(st.sampled_from([*declarative.KEYWORDS, "Adamw"]), st.data())
def test_the_schema_takes_the_settings_that_an_optimizer_takes(
    opt: str, data: st.DataObject
) -> None:
    takes_each = declarative.KEYWORDS.get(opt, {"lr": declarative.NUMBER})
    chosen = data.draw(st.lists(st.sampled_from(list(takes_each)), max_size=3, unique=True))
    lab: dict[str, Any] = {"opt": opt}
    for name in chosen:
        lab[name] = data.draw(st.sampled_from(FITTING[takes_each[name]]))
    if data.draw(st.booleans()):
        other = st.sampled_from([*takes_each, "start", "steps", "dtype", "mutant", "decay"])
        lab[data.draw(other)] = data.draw(st.sampled_from(VALUES))
    right = not declarative.faults(lab)
    event("right" if right else "wrong")
    assert takes({"kind": "optimizer", **lab}) is right


@settings(max_examples=200)
@given(st.sampled_from(sorted(LABS)), st.data())
def test_the_schema_takes_the_knobs_that_a_code_lab_takes(name: str, data: st.DataObject) -> None:
    info = LABS[name]
    own = {knob.name: knob for knob in (*info.knobs, *knobs.GENERAL)}
    knob = data.draw(st.sampled_from([*own, "nonsense"]))
    values = list(VALUES)
    if knob in own:
        # A choice such as 2 is written like a number.
        values += [own[knob].default, *(instance(f"it: {one}")["it"] for one in own[knob].choices)]
    value = data.draw(st.sampled_from(values))
    try:
        knobs.check(info, knob, value)
    except QuizError:
        right = False
    else:
        right = True
    event("right" if right else "wrong")
    assert takes({"kind": "code", "run": name, knob: value}) is right


def takes(lab: dict[str, Any]) -> bool:
    return WHOLE.is_valid({"quizapp": 1, "deck": "d", "cards": [], "labs": {"one": lab}})
