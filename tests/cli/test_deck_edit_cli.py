"""`deck rename`, `mv`, `split` and `undo` as an author types them; the reviews stay."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.__main__ import main

DECK = """\
quizapp: 1
deck: mine
cards:
  # the first
  - {id: a, type: truth, q: Momentum adds the whole gradient to its buffer., answer: true}
  - {id: b, type: truth, q: Weight decay of AdamW is scaled by the gradient., answer: true}
  - {id: c, type: truth, q: A closure is called once a step by LBFGS., answer: true, tags: [t]}
"""
Run = Callable[..., str]


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck among the learner's own, all of whose cards were reviewed."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "decks" / "mine.yaml"
    path.parent.mkdir()
    path.write_text(DECK, "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("t\n4\nt\n4\nt\n4\nq\n"))
    assert main(["study", "mine", "--plain"]) == 0
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*argv: str, status: int = 0) -> str:
        capsys.readouterr()
        assert main([*argv]) == status
        printed = capsys.readouterr()
        return printed.err if status else printed.out

    return run


def names(run: Run) -> list[str]:
    """What the reviews are attached to, newest first; none of the cards is new."""
    unseen = {one["unseen"] for one in json.loads(run("due", "--json"))["decks"] if one["due"] == 0}
    assert 0 in unseen
    assert run("deck", "orphans") == "every review has its card\n"
    return [event["now"] for event in json.loads(run("log", "--json"))["events"]]


def test_a_dry_run_writes_nothing(deck: Path, run: Run) -> None:
    shown = run("deck", "rename", "mine", "a", "z", "--dry-run")
    assert "+  - {id: z, was: a, type" in shown
    told = json.loads(
        run("deck", "split", "mine", "--ids", "a", "--into", "n.yaml", "--dry-run", "--json")
    )
    assert [Path(file).name for file in told["files"]] == ["n.yaml", "mine.yaml"]
    assert told["copies"] is None
    assert told["notes"] == [
        "`quizapp deck add n.yaml` puts it into your library, where its cards keep their reviews"
    ]
    assert deck.read_text() == DECK
    assert not Path("n.yaml").exists()
    assert run("deck", "undo", status=1) == "quizapp: no edit of a deck is left to undo\n"


def test_reviews_follow_a_card_through_all_of_it(deck: Path, run: Run) -> None:
    other = deck.with_name("other.yaml")
    other.write_text("quizapp: 1\ndeck: other\ncards: []\n")
    assert "a is z now\n`quizapp deck undo` takes it back" in run(
        "deck", "rename", "mine", "a", "z"
    )
    assert names(run) == ["mine/c", "mine/b", "mine/z"]
    run("deck", "mv", "mine", "z", "b", "other")
    assert names(run) == ["mine/c", "other/b", "other/z"]
    run("deck", "rename", "other", "--deck", "others")
    assert names(run) == ["mine/c", "others/b", "others/z"]
    run("deck", "split", "mine", "--tag", "t", "--into", str(deck.with_name("part.yaml")))
    assert names(run) == ["part/c", "others/b", "others/z"]
    run("deck", "split", "others", "--ids", "b", "--into", "decks/more/b.yaml", "--include")
    assert names(run) == ["part/c", "others/b", "others/z"]
    for _ in range(5):
        run("deck", "undo")
    assert deck.read_text() == DECK
    assert sorted(path.name for path in deck.parent.rglob("*.yaml")) == ["mine.yaml", "other.yaml"]
    assert names(run) == ["mine/c", "mine/b", "mine/a"]


@pytest.mark.usefixtures("deck")
def test_a_deck_outside_the_library_is_told_as_such(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "my other.yaml"
    other.write_text("quizapp: 1\ndeck: other\ncards: []\n")
    add = "`quizapp deck add 'my other.yaml'` puts it into your library"
    assert add in run("deck", "mv", "mine", "a", other.name)
    run("deck", "add", other.name)
    assert names(run) == ["mine/c", "mine/b", "other/a"]
    assert "deck add" not in run("deck", "mv", "mine", "b", other.name)
    stranger = tmp_path / "stranger.yaml"
    stranger.write_text(DECK.replace("deck: mine", "deck: strange"))
    third = tmp_path / "third.yaml"
    third.write_text("quizapp: 1\ndeck: third\ncards: []\n")
    assert "deck add" not in run("deck", "mv", stranger.name, "a", third.name)


@pytest.mark.usefixtures("deck")
def test_an_earlier_name_of_a_deck_leads_to_it(run: Run) -> None:
    run("deck", "rename", "mine", "--deck", "my.own")
    for words in (["due", "mine"], ["study", "mine", "--plain"], ["deck", "show", "mine"]):
        told = run(*words, status=2)
        assert told == "quizapp: no deck is named 'mine' any more\n  It is my.own now.\n"
    run("deck", "split", "my.own", "--ids", "c", "--into", "decks/part.yaml", "--name", "part")
    assert "Its cards are in my.own and part now." in run("due", "mine", status=2)


CODE = """\
quizapp: 1
deck: code
labs:
  none: {kind: code, run: own}
cards:
  - {id: a, type: number, q: How many?, answer: {lab: none, get: count}}
  - {id: b, type: truth, q: True?, answer: true, verify: {lab: none, get: count, equals: 1}}
"""
LAB = """\
from quizapp.lab.bench import Bench, Knob, lab


@lab(claim="It counts.", topic="mine", knobs={"x": Knob(1.0)}, measures={"count": "x"})
def own(bench: Bench, x: float) -> None:
    bench.measure("count", x)
"""


@pytest.mark.usefixtures("deck")
@pytest.mark.parametrize("how", ["mv", "split", "split elsewhere", "rename"])
def test_a_deck_that_comes_to_run_code_says_how_it_is_allowed(run: Run, how: str) -> None:
    code = Path("code.yaml")
    code.write_text(CODE)
    Path("labs").mkdir()
    Path("labs/own.py").write_text(LAB)
    Path("elsewhere").mkdir()
    run("deck", "trust", "code.yaml", "--yes")
    other = Path("other.yaml")
    other.write_text("quizapp: 1\ndeck: other\ncards: []\n")
    new = {"mv": "other.yaml", "split": "n.yaml", "split elsewhere": "elsewhere/n.yaml"}.get(how)
    words = {
        "mv": ["mv", "code.yaml", "a", "other.yaml"],
        "rename": ["rename", "code.yaml", "a", "z"],
    }.get(how, ["split", "code.yaml", "--ids", "a", "--into", str(new)])
    told = run("deck", *words)
    allow = "{0} runs its own labs once `quizapp deck trust {0}` allows it"
    assert new is None or allow.format(new) in told
    for path in filter(None, ["code.yaml", new]):
        assert ("skipped" in run("verify", path)) == (allow.format(path) in told)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["rename", "mine", "a"], "it is not clear what to rename"),
        (["rename", "mine", "a", "b"], "'mine/b' is another card"),
        (["rename", "mine", "aa", "x"], "has no card 'aa'"),
        (["rename", "mine", "--deck", "Mine"], "'Mine' cannot be a deck's name"),
        (["rename", "mine", "--deck", "torch.optim"], "'torch.optim': "),
        (["mv", "mine", "a", "mine"], "'mine' is both decks"),
        (["split", "mine", "--tag", "tt", "--into", "n.yaml"], "no card has the tag 'tt'"),
        (["split", "mine", "--tag", "t", "--into", "n.txt"], "n.txt is no name of a deck's file"),
        (["split", "mine", "--tag", "t", "--into", "decks/mine.yaml"], "is there already"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_meant_wrongly_is_told(
    deck: Path, run: Run, words: list[str], message: str
) -> None:
    if "torch.optim" in words:
        deck.with_name("o.yaml").write_text(DECK.replace("deck: mine", "deck: torch.optim"))
    assert message in run("deck", *words, status=2)
    assert deck.read_text() == DECK


def test_an_id_whose_reviews_wait_is_not_given_to_another(deck: Path, run: Run) -> None:
    deck.write_text(DECK.replace("  # the first\n", "").replace("{id: a,", "{id: y,"))
    assert "'mine/a' was another card" in run("deck", "rename", "mine", "b", "a", status=2)
    run("deck", "rename", "mine", "y", "x")
