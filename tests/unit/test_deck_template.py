"""Cards that vary: the seed decides, everything is put in, nothing else is touched."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from quizapp.deck.load import load_deck
from quizapp.deck.model import Ask, Card
from quizapp.deck.scalar import spell
from quizapp.deck.template import bind, combinations, draw

TEXT = """quizapp: 1
deck: d
cards:
- id: varied
  type: choice
  q: {en: "lr = {lr}, {opt}, `{'params': a}`, $x^{2}$", zh: "{lr} 步"}
  vary: {lr: [1e-3, 0.5, 2], opt: [SGD, Adam], on: [true, false]}
  hint: use {opt}
  why: "{lr} {on}"
  options:
  - right: "{lr}"
    why: of {opt}
    when: {lab: l, with: {lr: "{lr}", loss: "{lr}*x**2", list: ["{on}"]}, get: x, equals: "{lr}"}
  - {wrong: none, why: no, when: {lab: l, get: x, ratio: {of: {with: {lr: "{lr}"}}, approx: 1}}}
  verify: {lab: l, with: {opt: "{opt}"}, get: x, less: "{lr}"}
- {id: still, type: typed, q: "{lr} stays", answer: "{x}", accept: ["{y}"]}
"""


def cards(folder: Path) -> list[Card]:
    path = folder / "d.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return list(load_deck(path).cards)


def test_a_card_without_vary_is_itself(tmp_path: Path) -> None:
    still = cards(tmp_path)[1]
    assert draw(still, 7) is still
    assert combinations(still) == [{}]


def test_values_are_put_in_everywhere_and_keep_their_type(tmp_path: Path) -> None:
    bound = bind(cards(tmp_path)[0], {"lr": 0.001, "opt": "SGD", "on": True})
    assert bound.question.pick("en") == "lr = 0.001, SGD, `{'params': a}`, $x^{2}$"
    assert bound.question.pick("zh") == "0.001 步"
    assert bound.hint is not None
    assert (bound.hint.pick("en"), bound.vary) == ("use SGD", {})
    assert bound.why is not None
    assert bound.why.pick("en") == "0.001 true"
    right, wrong = bound.options
    assert (right.text.pick("en"), right.why.pick("en")) == ("0.001", "of SGD")
    assert right.when is not None
    assert right.when.ask.knobs == {"lr": 0.001, "loss": "0.001*x**2", "list": (True,)}
    assert right.when.expected == 0.001
    assert wrong.when is not None
    assert isinstance(wrong.when.expected, Ask)
    assert wrong.when.expected.knobs == {"lr": 0.001}
    assert bound.verify[0].ask.knobs == {"opt": "SGD"}


def test_combinations_are_all_of_them_up_to_the_limit(tmp_path: Path) -> None:
    varied = cards(tmp_path)[0]
    every = combinations(varied)
    assert len(every) == 12
    assert every[0] == {"lr": 0.001, "opt": "SGD", "on": True}
    assert len({tuple(values.items()) for values in every}) == 12
    assert combinations(varied, limit=1) == every[:1]


def test_draws_are_decided_by_the_seed_and_reach_every_value(tmp_path: Path) -> None:
    varied = cards(tmp_path)[0]
    drawn = [draw(varied, seed) for seed in range(200)]
    assert drawn == [draw(varied, seed) for seed in range(200)]
    assert {card.question.pick("zh") for card in drawn} == {
        f"{lr} 步" for lr in ("0.001", "0.5", "2")
    }
    for card in drawn:
        assert not re.search(r"\{(lr|opt|on)\}", repr(card))
    # Names are drawn apart from each other: every pair of values comes up.
    assert len({(c.question.pick("zh"), c.hint.pick("en")) for c in drawn if c.hint}) == 6


def test_a_draw_is_the_same_on_every_machine(tmp_path: Path) -> None:
    """A review's seed is in the log for ever: what it drew must not change with a version."""
    varied = cards(tmp_path)[0]
    drawn = [draw(varied, seed).question.pick("zh") for seed in range(6)]
    assert drawn == ["0.001 步", "2 步", "2 步", "0.5 步", "0.5 步", "0.001 步"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_spelled_numbers_read_back_as_themselves(value: float) -> None:
    assert float(spell(value)) == value
    assert "e-0" not in spell(value)
