"""``deck add``, ``list`` and ``remove``: decks by reference, one history, nothing lost."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.deck import library, listed
from quizapp.deck.library import Library
from tests.cli.test_deck_trust_cli import DECK as CODED
from tests.cli.test_deck_trust_cli import LAB, MORE

MINE = """quizapp: 1
deck: {name}
cards:
  - {{id: a, type: qa, q: A question?, answer: An answer., unproven: mine}}
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def deck(path: str, name: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(MINE.format(name=name), "utf-8")
    return file


def ask(capsys: Captured, *argv: str, status: int = 0) -> Any:
    capsys.readouterr()
    assert main([*argv, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def states(capsys: Captured) -> dict[str, tuple[str, str]]:
    found = ask(capsys, "deck", "list")["decks"]
    return {one["deck"]: (one["came"], one["state"]) for one in found}


def names() -> set[str]:
    return {deck.name for deck in Library.load().decks}


def study(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\n"))
    assert main(["study", "--plain", what, "--limit", "1"]) == 0


def test_a_file_that_is_added_is_known_everywhere_and_not_copied(capsys: Captured) -> None:
    file = deck("mine.yaml", "mine")
    told = ask(capsys, "deck", "add", "mine.yaml")
    assert [one["deck"] for one in told["decks"]] == ["mine"]
    assert states(capsys)["mine"] == ("added", "ok")
    assert [one["deck"] for one in ask(capsys, "due", "mine")["decks"]] == ["mine"]
    assert main(["verify", "mine"]) == 0
    assert main(["deck", "check", "mine"]) == 0
    file.write_text(MINE.format(name="mine") + "  - {id: b, type: truth, q: B., answer: true}\n")
    assert ask(capsys, "due", "mine")["decks"][0]["new"] == 2


def test_several_are_added_at_once_or_none(capsys: Captured) -> None:
    deck("one.yaml", "one")
    deck("more/two.yaml", "two")
    assert main(["deck", "add", "one.yaml", "more", "none.yaml"]) == 2
    assert "none.yaml: there is no such file" in capsys.readouterr().err
    assert not listed.file().exists()
    assert main(["deck", "add", "one.yaml", "more", "one.yaml"]) == 0
    said = capsys.readouterr().out
    assert said.count("in your library: ") == 2
    assert said.endswith("\n\n`quizapp study one` begins\n")
    assert {"one", "two"} <= names()
    main(["deck", "remove", "optim.basics"])
    told = ask(capsys, "deck", "add", "one.yaml", "optim.basics")
    assert [one["deck"] for one in told["decks"]] == ["one", "optim.basics"]
    assert len(told["added"]) == 2


def test_verify_proves_the_whole_library(capsys: Captured) -> None:
    deck("home/decks/near.yaml", "near")
    deck("mine.yaml", "mine")
    deck("gone.yaml", "gone")
    coded = deck("coded/deck.yaml", "coded")
    coded.write_text(CODED)
    Path("coded/more.yaml").write_text(MORE)
    Path("coded/labs").mkdir()
    Path("coded/labs/halves.py").write_text(LAB)
    for what in ("mine.yaml", "gone.yaml", "coded"):
        assert main(["deck", "add", what]) == 0
    Path("gone.yaml").unlink()
    keys = ("near/a", "mine/a", "my.halves/a", "optim.basics/what-step-does")
    words = [word for key in keys for word in ("--card", key)]
    capsys.readouterr()
    assert main(["verify", *words]) == 0
    said = capsys.readouterr()
    assert "4 cards: 0 proven, 1 supported, 1 skipped, 2 not checkable" in said.out
    *_, above, line, keys = said.out.splitlines()
    assert above == ""
    assert line.startswith("1 card skipped, not trusted: ")
    assert "`quizapp deck trust " in line
    assert keys == "  my.halves/a"
    assert "not there now, not proven" in said.err
    assert "gone.yaml" in said.err
    deck("home/decks/bad.yaml", "bad").write_text("quizapp: 1\ndeck: bad\ncards: [{id: a}]\n")
    told = ask(capsys, "verify", "--card", "mine/a", status=1)
    assert [Path(one["path"]).name for one in told["problems"]] == ["bad.yaml"]


def test_a_deck_with_errors_is_told_once_by_each_command(capsys: Captured) -> None:
    bad = deck("bad.yaml", "bad")
    bad.write_text("quizapp: 1\ndeck: bad\ncards: [{id: a, type: qa, q: x}]\n")
    capsys.readouterr()
    assert main(["deck", "add", "bad.yaml"]) == 1
    told = capsys.readouterr().out
    assert told.startswith(
        "added, but left out until its errors are mended: bad.yaml\n\nerror[E102]"
    )
    assert told.endswith("\n\n1 problem\n")
    for words in (["study", "bad", "--plain"], ["due", "bad"]):
        assert main(words) == 1
        printed = capsys.readouterr()
        assert (printed.out + printed.err).count("without 'answer'") == 1
    assert main(["verify", "bad.yaml"]) == 1
    assert capsys.readouterr().out.endswith("\n\n1 problem\n")
    deck("good.yaml", "good")
    assert main(["verify", "bad.yaml", "good.yaml"]) == 1
    assert capsys.readouterr().out.endswith("\n\n1 problem, shown first\n")


def test_history_is_one_from_a_path_from_a_folder_and_from_the_library(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck("folder/mine.yaml", "mine")
    study(monkeypatch, "folder/mine.yaml")
    main(["undo"])
    study(monkeypatch, "folder")
    assert ask(capsys, "due", "folder")["decks"][0]["learning"] == 1
    main(["deck", "add", "folder"])
    (due,) = ask(capsys, "due", "mine")["decks"]
    assert (due["new"], due["learning"]) == (0, 1)
    main(["deck", "remove", "folder"])
    assert "mine" not in names()
    assert [one["card"] for one in ask(capsys, "log")["events"]].count("mine/a") >= 2
    shutil.move("folder", "elsewhere")
    main(["deck", "add", "elsewhere"])
    (due,) = ask(capsys, "due", "mine")["decks"]
    assert (due["new"], due["learning"]) == (0, 1)


def test_a_folder_is_looked_through_anew_each_time(capsys: Captured) -> None:
    deck("course/one.yaml", "one")
    deck("course/.git/hidden.yaml", "git")
    Path("course/part.yaml").write_text("quizapp: 1\ncards: []\n")
    told = ask(capsys, "deck", "add", "course")
    assert [one["deck"] for one in told["decks"]] == ["one"]
    deck("course/deep/two.yaml", "two")
    assert {"one", "two"} < names()
    Path("course/one.yaml").unlink()
    assert "one" not in names()


def test_a_folder_that_is_called_like_a_deck_is_not_meant(capsys: Captured) -> None:
    deck("elsewhere/mine.yaml", "mine")
    deck("mine/other.yaml", "other")
    assert [one["deck"] for one in ask(capsys, "due", "mine")["decks"]] == ["other"]
    main(["deck", "add", "elsewhere"])
    assert [one["deck"] for one in ask(capsys, "due", "mine")["decks"]] == ["mine"]
    assert [one["deck"] for one in ask(capsys, "due", "mine/")["decks"]] == ["other"]


def test_what_has_errors_or_a_name_that_is_taken_is_told_with_its_place(capsys: Captured) -> None:
    deck("course/good.yaml", "good")
    deck("course/taken.yaml", "optim.basics")
    deck("course/broken.yaml", "broken").write_text("quizapp: 1\ndeck: broken\ncrads: []\n")
    assert main(["deck", "add", "course"]) == 1
    shown = capsys.readouterr().out
    assert "course (1 deck, 1 card)" in shown
    assert (
        f"two decks are called 'optim.basics'; the other is {Library.load().decks[0].path}" in shown
    )
    assert "course/taken.yaml:2:1" in shown
    assert "did you mean 'cards'?" in shown
    assert "left out until they are mended" in shown
    assert "good" in names()


def test_code_is_told_of_and_only_where_there_is_some(capsys: Captured) -> None:
    deck("course/plain.yaml", "plain")
    main(["deck", "add", "course"])
    assert "trust" not in capsys.readouterr().out
    Path("course/labs").mkdir()
    Path("course/labs/halves.py").write_text(LAB)
    Path("course/more.yaml").write_text(MORE)
    Path("course/coded.yaml").write_text(CODED)
    main(["deck", "add", "course"])
    shown = capsys.readouterr().out
    assert "brings code that runs only once you allowed it: my.halves" in shown
    assert "`quizapp deck trust course`" in shown
    assert states(capsys)["my.halves"] == ("added", "locked")
    main(["deck", "trust", "my.halves", "--yes"])
    assert states(capsys)["my.halves"] == ("added", "ok")
    capsys.readouterr()
    main(["deck", "add", "course"])
    assert "trust" not in capsys.readouterr().out


def test_a_place_that_vanished_is_told_calmly_and_comes_back(capsys: Captured) -> None:
    deck("stick/mine.yaml", "mine")
    main(["deck", "add", "stick"])
    shutil.move("stick", "away")
    assert main(["due"]) == 0
    place = Path("stick").absolute()
    assert f"not there now, its reviews are kept: {place}\n" in capsys.readouterr().err
    assert ask(capsys, "deck", "list")["missing"] == [str(place)]
    shutil.move("away", "stick")
    assert "mine" in names()
    shutil.rmtree("stick")
    assert main(["deck", "remove", "stick"]) == 0
    assert listed.read().places == ()


def test_removing_hides_what_cannot_be_taken_off_and_can_be_undone(capsys: Captured) -> None:
    file = deck("course/one.yaml", "one")
    deck("course/two.yaml", "two")
    deck("home/decks/own.yaml", "own")
    main(["deck", "add", "course"])
    for name in ("one", "optim.basics", "own"):
        assert main(["deck", "remove", name]) == 0
        assert f"`quizapp deck add {name}` brings it back" in capsys.readouterr().out
    assert not {"one", "optim.basics", "own"} & names()
    assert states(capsys)["optim.basics"] == ("shipped", "hidden")
    assert file.exists()
    assert ask(capsys, "deck", "add", "own")["decks"][0]["deck"] == "own"
    main(["deck", "add", "course"])
    main(["deck", "add", "optim.basics"])
    assert {"one", "two", "own", "optim.basics"} <= names()
    main(["deck", "remove", "course/"])
    assert not {"one", "two"} & names()


def test_the_list_is_short_and_nothing_is_in_it_twice() -> None:
    deck("course/one.yaml", "one")
    Path("link.yaml").symlink_to("course/one.yaml")
    for _ in range(2):
        for what in ("course/one.yaml", "link.yaml", "./course/../course/one.yaml"):
            assert main(["deck", "add", what]) == 0
    assert listed.read().places == (Path("course/one.yaml").absolute(),)
    assert main(["deck", "add", "course"]) == 0
    assert main(["deck", "add", "course/one.yaml"]) == 0
    assert listed.read().places == (Path("course").absolute(),)
    assert Library.load().broken == ()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["add", "none"], "none: there is no such file or folder"),
        (["add", "empty"], "no deck in empty"),
        (["add", "part.yaml"], "no deck in part.yaml"),
        (["add", "many"], "many has more than 20 files and folders in it"),
        (["remove", "optim.basic"], "Did you mean 'optim.basics'?"),
        (["remove", "nothing-like-it"], "`quizapp deck list` has them all"),
    ],
)
def test_used_wrongly(
    argv: list[str], words: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.cli.deck.add.SCANNED", 20)
    Path("empty").mkdir()
    Path("part.yaml").write_text("quizapp: 1\ncards: []\n")
    for number in range(21):
        deck(f"many/{number}.yaml", f"d{number}")
    assert main(["deck", *argv]) == 2
    assert words in capsys.readouterr().err
    assert not listed.file().exists()


@pytest.mark.parametrize("text", ["", "[]", '{"places": 3, "hidden": []}', "\x00"])
def test_a_list_that_is_none_is_not_written_over(text: str, capsys: Captured) -> None:
    deck("mine.yaml", "mine")
    listed.file().parent.mkdir()
    listed.file().write_text(text)
    for argv in (["due"], ["deck", "add", "mine.yaml"], ["deck", "list"]):
        assert main(argv) == 1
        assert "library.json is no list of decks" in capsys.readouterr().err
    assert listed.file().read_text() == text


def test_an_empty_library_says_what_to_do(capsys: Captured) -> None:
    assert main(["deck", "list"]) == 0
    assert "`quizapp deck new NAME` begins a deck of your own" in capsys.readouterr().out
    for name in library.names():
        main(["deck", "remove", name])
    capsys.readouterr()
    assert main(["due"]) == 0
    assert "`quizapp deck add PATH`" in capsys.readouterr().out
