"""`quizapp verify --suggest`: what it proposes can be pasted, and proves the card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.text.width import cells

HEAD = """\
quizapp: 1
deck: my.s
labs:
  ball: {kind: optimizer, opt: SGD, lr: 0.1, momentum: 0.9, start: [1.0], loss: x**2, steps: 2}
  adam: {kind: optimizer, opt: Adam, lr: 0.1, start: [3.0], loss: x**2, steps: 1}
cards:
"""


def choice(name: str, *options: str, type: str = "choice", when: str = "") -> str:
    rows = []
    for option in options:
        kind, _, text = option.partition(" ")
        check = f", when: {{{when}}}" if when and kind == "right" else ""
        rows.append(f"      - {{{kind}: '{text}', why: because{check}}}\n")
    head = f"  - id: {name}\n    type: {type}\n    q: Which?\n    options:\n"
    return head + "".join(rows)


def simple(name: str, type: str, answer: str, more: str = "", q: str = "What?") -> str:
    return f"  - {{id: {name}, type: {type}, q: '{q}', answer: {answer}{more}}}\n"


RATE = "lab: ball, with: {lr: 0.2}, get: x.end, equals: 1"
CARDS = {
    "number": simple("number", "number", "0.54", ", tol: 1%"),
    "choice": choice("choice", "right 0.46", "wrong 0.9424", "wrong 0.64", "wrong 0.7"),
    "names": choice("names", "right `exp_avg`", "wrong `momentum`", type="choices"),
    "times": choice("times", "right 2×", "wrong 1×", when=RATE),
    "true": simple("true", "truth", "true", q="x ends at 0.46."),
    "false": simple("false", "truth", "false", q="x ends at 0.9424."),
    "typed": simple("typed", "typed", "momentum_buffer"),
}
VAIN = {
    "wrong": simple("wrong", "number", "0.5", ", tol: 1%"),
    "words": choice("words", "right far", "wrong near", when=RATE),
    "given": simple("given", "number", "3", ", tol: 1%"),
    "opinion": simple("opinion", "qa", "It is nice."),
}

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all of them: what was run is known."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def deck(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    path = Path("s.yaml")
    path.write_text(HEAD + "".join([*CARDS.values(), *VAIN.values()]), "utf-8")
    return path


def suggested(capsys: Captured, *words: object) -> tuple[int, Any]:
    status = main(["verify", "--suggest", *map(str, words), "--json"])
    return status, json.loads(capsys.readouterr().out)


def pasted(card: str, proposal: Any) -> str:
    """The card's text with a proposal's lines in it, as an author would put them there."""
    yaml = "\n".join(line for line in proposal["yaml"] if not line.startswith("# or"))
    if "options:" not in card:
        return card.replace("}\n", f", {yaml}}}\n")
    checks = [part.strip() for part in yaml.split("when:")[1:]]
    checks = [check.split("\n#")[0] for check in checks]
    head, *rows = card.split("      - ")
    rows = [row.split(", when:")[0].removesuffix("}\n") for row in rows]
    pairs = zip(rows, checks, strict=True)
    return head + "".join(f"      - {row}, when: {check}}}\n" for row, check in pairs)


@pytest.mark.parametrize("name", CARDS)
def test_a_proposal_pasted_proves_the_card(deck: Path, capsys: Captured, name: str) -> None:
    status, told = suggested(capsys, name, deck)
    assert (status, told["card"]) == (0, f"my.s/{name}")
    assert 1 <= len(told["proposals"]) <= 5
    path = Path("pasted.yaml")
    path.write_text(HEAD + pasted(CARDS[name], told["proposals"][0]), "utf-8")
    assert main(["verify", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["proven"] == 1


@pytest.mark.parametrize("name", VAIN)
def test_where_nothing_proves_nothing_is_proposed(deck: Path, capsys: Captured, name: str) -> None:
    status, told = suggested(capsys, name, deck)
    assert (status, told["proposals"]) == (1, [])
    assert told["readings"]


def test_a_misconception_is_run_where_it_gives_the_options_number(
    deck: Path, capsys: Captured
) -> None:
    _, told = suggested(capsys, "choice", deck)
    best = told["proposals"][0]
    right, mutant, reset, plain = best["checks"]
    assert right["check"] == {"lab": "ball", "get": "x.end", "approx": 0.46}
    assert mutant["check"]["approx"] == {"with": {"mutant": "sgd-momentum-ema"}}
    assert "exponential average" in mutant["belief"]
    assert reset["check"]["approx"] == {"with": {"momentum": 0}}
    assert (plain["check"]["approx"], plain["belief"]) == (0.7, "")
    assert "sgd-momentum-ema" in best["told_from"]
    assert best["measured"] == pytest.approx(0.46)


def test_values_that_vary_stay_in_the_proposal(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    path = tmp_path / "v.yaml"
    vary = ", vary: {momentum: [0.5, 0.9]}"
    card = simple("v", "truth", "true", vary, "With {momentum} it begins with -0.2.")
    path.write_text(HEAD + card, "utf-8")
    status, told = suggested(capsys, "v", path)
    assert status == 0
    assert "with: {momentum: '{momentum}'}" in "".join(told["proposals"][0]["yaml"]).replace(
        '"', "'"
    )


def test_a_labs_own_checks(deck: Path, capsys: Captured) -> None:
    status, told = suggested(capsys, f"{deck}/ball")
    assert status == 0
    ops = {op for one in told["proposals"] for op in one["checks"][0]["check"]}
    assert {"approx", "differs-from-mutant"} <= ops
    names = [one["checks"][0]["check"]["get"] for one in told["proposals"]]
    assert "x.start" not in names


@pytest.mark.parametrize("columns", [80, 120])
def test_for_people(
    deck: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["verify", "--suggest", "number", str(deck)]) == 0
    out = capsys.readouterr().out
    assert "   verify: {lab: ball, get: x.delta, abs: true}" in out
    assert "# or, without a key: answer: {lab: ball" in out
    assert max(map(cells, out.splitlines())) <= columns
    assert main(["verify", "--suggest", "words", str(deck)]) == 1
    out = capsys.readouterr().out
    assert "options in words are yours to check" in out
    assert "\n  lab: ball\n" in out
    assert "\n  lab: ball, with: {lr: 0.2}\n" in out
    signs = {line.index(" = ") for line in out.splitlines() if " = " in line}
    assert len(signs) == 1
    assert max(map(cells, out.splitlines())) <= columns


@pytest.mark.parametrize(
    ("word", "says"),
    [("nubmer", "Did you mean 'number'?"), ("s.yaml/bal", "Did you mean 'ball'?")],
)
def test_misuse(deck: Path, capsys: Captured, word: str, says: str) -> None:
    assert main(["verify", "--suggest", word, str(deck)]) == 2
    assert says in capsys.readouterr().err
