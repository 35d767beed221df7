"""Verdicts are remembered for as long as they stand; what changed is told once, with its cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.deck.library import Library
from quizapp.deck.model import CardKey
from quizapp.lab.basis import basis
from quizapp.lab.finding import Finding, changes, content, finding
from quizapp.lab.model import Outcome, Verdict
from quizapp.lab.proof import CardProof, CheckProof
from quizapp.review.model import Millis
from quizapp.store import schema
from quizapp.store.db import Store
from quizapp.store.verdicts import Verdicts

DECK = """\
quizapp: 1
deck: d
title: D
labs:
  one: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2, steps: 1}
cards:
  - {id: c, type: number, q: Where is x?, answer: 0.8, verify: {lab: one, get: x.end}}
"""

INPUTS = {"card": "x", "optim": "a", "torch": "2.12.0", "build": "b", "the lab resume": "l"}


@pytest.fixture
def verdicts(tmp_path: Path) -> Iterator[Verdicts]:
    with Store.open(tmp_path / "reviews.db") as store:
        yield Verdicts(store)


def found(verdict: Verdict = Verdict.HOLDS, device: str = "cpu", **inputs: str) -> Finding:
    written = inputs.get("card", INPUTS["card"])
    bad = verdict is not Verdict.HOLDS
    told = ("verify", "= 0.8", "0.6", "") if bad else ("", "", "", "")
    return Finding(CardKey("d/c"), written, device, verdict, *told, inputs={**INPUTS, **inputs})


def at(time: int) -> Millis:
    return Millis(time)


def test_a_verdict_that_stands_is_one_row_and_no_news(verdicts: Verdicts) -> None:
    for time in (1, 2, 3):
        assert verdicts.record([found(optim=str(time))], at(time)) == []
    (standing,) = verdicts.latest()
    assert (standing.since, standing.seen, standing.before) == (1, 3, None)
    assert standing.finding.inputs["optim"] == "3"
    assert verdicts.history() == []


def test_a_change_is_told_once_with_what_differs_from_when_it_last_held(
    verdicts: Verdicts,
) -> None:
    verdicts.record([found(optim="older")], at(1))
    verdicts.record([found()], at(2))
    broke = found(Verdict.FAILS, torch="2.13.0", build="c")
    (told,) = verdicts.record([broke], at(3))
    assert (told.before, told.changed) == (Verdict.HOLDS, ("torch 2.12.0 → 2.13.0",))
    assert verdicts.record([replace(broke, measured="0.7")], at(4)) == []
    (mended,) = verdicts.record([found(torch="2.13.0", build="c", optim="b")], at(5))
    assert (mended.before, mended.changed) == (Verdict.FAILS, ("quizapp's optimizers",))
    news = verdicts.history()
    assert [change.since for change in news] == [5, 3]
    assert (news[1].seen, news[1].finding.measured) == (4, "0.7")


def test_a_first_verdict_is_news_only_when_it_is_bad(verdicts: Verdicts) -> None:
    (told,) = verdicts.record([found(Verdict.ERROR)], at(1))
    assert (told.before, told.changed, told.is_edit) == (None, (), False)


def test_devices_are_apart(verdicts: Verdicts) -> None:
    verdicts.record([found(), found(Verdict.FAILS, "cuda (H100)")], at(1))
    verdicts.record([found()], at(2))
    assert {(one.finding.device, one.finding.verdict) for one in verdicts.latest()} == {
        ("cpu", "holds"),
        ("cuda (H100)", "fails"),
    }


def test_a_card_is_broken_while_it_is_written_as_it_was_judged(
    verdicts: Verdicts, tmp_path: Path
) -> None:
    path = tmp_path / "d.yaml"

    def library(text: str = DECK) -> Library:
        path.write_text(text, "utf-8")
        return Library.load([path])

    deck = library().decks[0]
    written = content(deck.cards[0], deck)
    verdicts.record([found(Verdict.FAILS, card=written)], at(1))
    # Also where the deck comes from the cache, was moved down, or has another hint.
    for text in (DECK, DECK, "# moved\n" + DECK, DECK.replace("x.end}}", "x.end}, hint: h}")):
        assert list(verdicts.broken(library(text))) == ["d/c"]
    assert verdicts.broken(library(), "cuda") == {}
    for other in ("answer: 0.9", "lr: 0.2", "Where is y?", "get: x.delta"):
        old = {"a": "answer: 0.8", "l": "lr: 0.1", "W": "Where is x?", "g": "get: x.end"}[other[0]]
        assert verdicts.broken(library(DECK.replace(old, other))) == {}, other
    # What another writing of the card comes to does not mend this one.
    verdicts.record([found(card="other")], at(2))
    assert list(verdicts.broken(library())) == ["d/c"]
    verdicts.record([found(card=written)], at(3))
    assert verdicts.broken(library()) == {}


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({}, ()),
        ({"build": "c"}, ("the build of torch",)),
        ({"the lab resume": "m"}, ("the lab resume",)),
        ({"card": "y", "optim": "b"}, ("the card", "quizapp's optimizers")),
    ],
)
def test_what_changed_is_said_in_words(inputs: dict[str, str], told: tuple[str, ...]) -> None:
    assert changes(INPUTS, {**INPUTS, **inputs}) == told


VARIED = DECK.replace("q: Where is x?", 'q: "Where is x at {lr}?", vary: {lr: [0.1, 0.2]}')
RAN = Outcome(Verdict.HOLDS, device="cpu", versions={"torch": "2.13.0"})
NO_WORKER = Outcome(Verdict.ERROR, "the lab worker cannot start")


@pytest.mark.parametrize(
    ("verdict", "outcome", "one_draw", "says"),
    [
        (Verdict.HOLDS, RAN, False, True),
        (Verdict.FAILS, RAN, True, True),
        (Verdict.HOLDS, RAN, True, False),  # the other draws may fail
        (Verdict.SKIPPED, RAN, False, False),
        (None, RAN, False, False),
        (Verdict.ERROR, NO_WORKER, False, False),  # that says nothing about the card
        (Verdict.ERROR, None, False, True),  # there is no such lab
    ],
)
def test_what_says_nothing_about_a_card_is_not_remembered(
    tmp_path: Path, verdict: Verdict | None, outcome: Outcome | None, one_draw: bool, says: bool
) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(VARIED, "utf-8")
    (deck,) = Library.load([path]).decks
    check = CheckProof("verify", verdict or Verdict.HOLDS, outcome=outcome)
    proof = CardProof("d/c", verdict, (check,))
    found = finding(deck.cards[0], deck, {}, proof, basis(), one_draw=one_draw)
    assert (found is not None) is says


def test_an_older_database_gets_the_table_and_is_still_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    with monkeypatch.context() as then:
        then.setattr(schema, "STEPS", schema.STEPS[:1])
        then.setattr(schema, "VERSION", 1)
        with Store.open(path) as old:
            device = old.device
    with Store.open(path, readonly=True) as reader:
        assert Verdicts(reader).latest() == []
    with Store.open(path) as store:
        assert store.device == device
        Verdicts(store).record([found()], at(1))
        assert len(Verdicts(store).latest()) == 1
