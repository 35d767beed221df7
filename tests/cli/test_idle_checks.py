"""Checks that prove nothing: planted ones are named, sound ones that look alike are not."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.__main__ import main
from quizapp.deck.library import Library
from quizapp.deck.load import load_deck
from quizapp.lab import lint
from quizapp.lab.registry import code_labs
from tests.unit.test_lab_lint_places import pointed_at

LABS = code_labs()
HEAD = """\
quizapp: 1
deck: d
labs:
  sgd: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2}
  off: {kind: optimizer, opt: SGD, lr: 1.0e+20, start: [1.0], loss: x**4, steps: 9}
cards:
"""

Captured = pytest.CaptureFixture[str]


def choice(right: str, wrong: str, more: str = "") -> str:
    """A card with two options and their checks."""
    return (
        f"  - id: a\n    type: choice\n    q: Where is x?\n{more}    options:\n"
        f"      - right: here\n        why: so\n        when: {{{right}}}\n"
        f"      - wrong: there\n        why: not so\n        when: {{{wrong}}}\n"
    )


def statement(answer: str, check: str) -> str:
    return f"  - {{id: a, type: truth, q: Is it?, answer: {answer}, when: {{{check}}}}}\n"


def keyed(check: str, tol: str = "1%") -> str:
    return f"  - {{id: a, type: number, q: Where?, answer: 0.8, tol: {tol}, verify: {{{check}}}}}\n"


END = "lab: sgd, get: x.end"
SOUND = choice(f"{END}, approx: 0.8", f"{END}, approx: 1.2")

STATIC = [
    (statement("true", "lab: sgd, get: state.keys, contains: ''"), "contains", "an empty one"),
    (statement("true", f"{END}, greater: -1e31"), "greater", "every measurement"),
    (statement("true", f"{END}, abs: true, greater: -1"), "greater", "every measurement"),
    (statement("true", f"{END}, between: [-1e31, 1e31]"), "between", "every measurement"),
    (statement("false", f"{END}, abs: true, less: 0"), "less", "no measurement"),
    (statement("false", f"{END}, greater: 1e31"), "greater", "no measurement"),
    (statement("true", f"{END}, approx: 7, tol: 100%"), "approx", "100%"),
    (keyed(END, "100%"), "{", "100%"),
    (
        statement("false", "lab: sgd, get: x.state.exp_avgsq, equals: 0.2"),
        "equals",
        "did you mean 'x.state.exp_avg_sq'?",
    ),
    (statement("true", f"{END}, equals: base"), "equals", "with itself"),
    (statement("true", f"{END}, with: {{lr: 0.1}}, equals: base"), "equals", "with itself"),
    (statement("false", f"{END}, less: {{with: {{steps: 1}}}}"), "less", "with itself"),
    (choice(f"{END}, approx: 0.8", f"{END}, approx: 0.8"), "{", "the right option 'here' is"),
]

FINE = [
    SOUND,
    statement("true", "lab: sgd, get: state.keys, contains: momentum_buffer"),
    statement("true", f"{END}, greater: 0"),
    statement("false", "lab: sgd, get: x.state.exp_avg_sq, equals: 0.2"),
    statement("false", "lab: sgd, get: x.state.velocity, equals: 0.2"),
    statement("true", f"{END}, abs: true, greater: 0"),
    statement("false", f"{END}, abs: true, with: {{lr: 0.2}}, less: {{with: {{lr: 0.3}}}}"),
    statement("true", f"{END}, between: [0, 1e31]"),
    statement("true", f"{END}, with: {{lr: 0.2}}, less: base"),
    statement("true", "lab: sgd, get: x.end, less: {get: x.start}"),
    statement("true", f"{END}, ratio: {{of: base, approx: 1}}"),
    statement("true", f"{END}, approx: 0.8, tol: 50%"),
    # One of the values that are drawn makes the two runs the same; the others do not.
    choice(
        'lab: sgd, with: {lr: "{lr}"}, get: x.end, less: 1',
        'lab: sgd, with: {lr: "{lr}"}, get: x.end, greater: base',
        "    vary: {lr: [0.1, 0.2]}\n",
    ),
]


def written(folder: Path, card: str) -> Path:
    path = folder / "deck.yaml"
    path.write_text(HEAD + card, "utf-8")
    return path


@pytest.mark.parametrize(("card", "at", "says"), STATIC)
def test_what_no_run_could_refute_is_located(tmp_path: Path, card: str, at: str, says: str) -> None:
    (warning,) = lint.doubts(load_deck(written(tmp_path, card)), LABS)
    assert warning.code == "W301"
    assert pointed_at(warning) == at
    assert says in warning.message


@pytest.mark.parametrize("card", FINE)
def test_what_only_looks_idle_is_not_named(tmp_path: Path, card: str) -> None:
    assert lint.doubts(load_deck(written(tmp_path, card)), LABS) == []


def test_deck_check_warns_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    path = written(tmp_path, statement("true", f"{END}, greater: -1e31"))
    assert main(["deck", "check", str(path)]) == 0
    out = capsys.readouterr().out
    assert "warning[W301]: this proves nothing" in out
    assert "1 card: no problems, 1 warning" in out


MUTANT = "with: {steps: 2, momentum: 0.9, mutant: sgd-momentum-ema}"
THRICE = f"{END}, with: {{lr: 0.2}}, ratio: {{of: base"
TWO = "lab: sgd, with: {steps: 2, momentum: 0.9}, get: x.end"
DYNAMIC = [
    # So wide that what the wrong option says would pass.
    (choice(f"{END}, approx: 0.8, tol: 40%", f"{END}, approx: 1.2"), "'there', 1.2, would pass"),
    (choice(f"{END}, approx: 0.8, within: 0.5", f"{END}, approx: 1.2"), "would pass"),
    (choice(f"{END}, between: [0, 2]", f"{END}, approx: 1.2"), "would pass"),
    (choice(f"{THRICE}, approx: 0.75}}, tol: 60%", f"{THRICE}, approx: 1.5}}"), "would pass"),
    (choice(f"{TWO}, approx: 0.46, tol: 60%", f"{TWO}, approx: {{{MUTANT}}}"), "0.9424, would"),
    # A range with room for what the mutant does.
    (
        statement("true", f"{TWO}, between: [0.4, 0.95]")[:-2]
        + f", verify: {{{TWO}, differs-from-mutant: sgd-momentum-ema}}}}\n",
        "every mutant of the card",
    ),
    # Nothing is equal to NaN: any number would be refuted.
    (choice("lab: off, get: raised, equals: ''", "lab: off, get: x.end, approx: 3"), "nan was"),
    (statement("false", "lab: off, get: x.end, greater: 3"), "nan was"),
]
SHARP = [
    SOUND,
    choice(f"{END}, approx: 0.8, tol: 20%", f"{END}, approx: 1.2"),
    choice(f"{END}, between: [0.5, 1]", f"{END}, approx: 1.2"),
    choice(f"{END}, less: 1", f"{END}, approx: 0.9"),
    choice(f"{END}, greater: 0", f"{END}, approx: 1.2"),
    choice(f"{TWO}, approx: 0.46", f"{TWO}, approx: {{{MUTANT}}}"),
    choice("lab: off, get: raised, equals: ''", f"{END}, approx: 3"),
]


BESIDE = (
    "  - {id: a, type: number, q: Where?, answer: 0.8, tol: 1%,\n"
    f"     verify: [{{{END}}}, {{{END}, less: 1e31}}]}}\n"
)
"""An idle check beside one that proves the answer: it is named, and the card is proven."""


def test_only_cards_whose_checks_say_something_are_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    cards = [*(card for card, _ in DYNAMIC), *SHARP, BESIDE]
    named = [card.replace("id: a", f"id: a{number}", 1) for number, card in enumerate(cards)]
    path = written(tmp_path, "".join(named))
    assert main(["verify", str(path), "--json"]) == 0, capsys.readouterr().out
    told = json.loads(capsys.readouterr().out)
    found = [[check["idle"] for check in card["checks"]] for card in told["cards"]]
    for (_, says), idle in zip(DYNAMIC, found, strict=False):
        assert says in "".join(idle)
        assert len([why for why in idle if why]) == 1
    assert not any(why for idle in found[len(DYNAMIC) : -1] for why in idle)
    assert [bool(why) for why in found[-1]] == [False, True]
    measured = [card["answer_measured"] for card in told["cards"]]
    assert measured == [False] * len(DYNAMIC) + [True] * (len(SHARP) + 1)

    main(["verify", str(path)])
    out = capsys.readouterr().out
    assert f"{len(SHARP) + 1} proven, {len(DYNAMIC)} supported" in out
    assert out.count("    proves nothing: ") == len(DYNAMIC) + 1
    assert "  a check proves nothing: d/a0, d/a1, " in out


def test_a_learner_who_runs_the_lab_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    path = written(tmp_path, DYNAMIC[0][0])
    monkeypatch.setattr("sys.stdin", io.StringIO("a\nl\n3\n"))
    main(["study", str(path), "--plain"])
    out = capsys.readouterr().out
    assert "This check proves nothing: the number of the wrong option 'there', 1.2" in out
    assert "verdict: supported\nThe checks hold, but one of them proves nothing.\n" in out


def test_shipped_decks_have_no_idle_check() -> None:
    for deck in Library.load([paths.shipped("decks")]).decks:
        assert lint.doubts(deck, LABS) == []
