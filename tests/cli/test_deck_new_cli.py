"""``quizapp deck new`` and ``lab new``: what they write is right and proves; nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.__main__ import main
from quizapp.deck import starter
from quizapp.deck.doubts import doubts
from quizapp.deck.load import load_deck
from quizapp.deck.names import DECK_NAME
from quizapp.deck.spec import CARD
from quizapp.lab import starter as lab_starter
from quizapp.lab.schema import written

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("language", starter.LANGUAGES)
def test_a_new_deck_has_every_type_and_no_warning(language: str) -> None:
    assert main(["deck", "new", "my.first", "--lang", language]) == 0
    path = Path("my.first.yaml")
    deck = load_deck(path)
    assert deck.name == "my.first"
    assert sorted(card.type for card in deck.cards) == sorted(CARD.records)
    assert doubts(deck) == []
    written = path.read_text("utf-8")
    assert not set("⟦¦⟧") & set(written)
    assert main(["deck", "fmt", "--check", str(path)]) == 0
    texts = [text for _, text in deck.cards[0].question.by_lang]
    assert len(texts) == (2 if language == "both" else 1)
    assert any("第一步" in text for text in texts) == (language != "en")
    assert any("first step" in text for text in texts) == (language != "zh")


@given(st.from_regex(DECK_NAME.pattern, fullmatch=True).filter(lambda name: len(name) <= 64))
@settings(max_examples=30)
def test_whatever_it_is_called_it_loads(name: str) -> None:
    path = Path("any.yaml")
    path.write_text(starter.deck(name, "both"), "utf-8")
    assert load_deck(path).name == name
    path.unlink()


def test_all_of_it_that_can_be_is_proven(capsys: Captured) -> None:
    main(["deck", "new", "first", "--lang", "both"])
    capsys.readouterr()
    assert main(["verify", "first.yaml", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["proven"], told["supported"], told["not_checkable"]) == (7, 0, 1)


def test_nothing_is_overwritten_but_an_older_schema(capsys: Captured) -> None:
    main(["deck", "new", "first"])
    before = Path("first.yaml").read_bytes()
    assert main(["deck", "new", "first"]) == 2
    assert "first.yaml is there already" in capsys.readouterr().err
    assert Path("first.yaml").read_bytes() == before
    beside = Path("deck.schema.json")
    assert beside.read_text() == written()
    beside.write_text(json.dumps({**json.loads(written()), "$defs": {}}))
    main(["deck", "new", "second"])
    assert beside.read_text() == written()
    beside.write_text('{"title": "of somebody else"}')
    assert main(["deck", "new", "third"]) == 0
    assert "left as it is" in capsys.readouterr().err
    assert beside.read_text() == '{"title": "of somebody else"}'
    assert not list(Path().glob(".*partial"))


@pytest.mark.parametrize("name", ["Momentum", "my deck", "-x", "动量", "a/b", "x" * 65, ""])
def test_a_bad_name_says_what_is_allowed(name: str, capsys: Captured) -> None:
    assert main(["deck", "new", "--", name]) == 2
    assert "lower-case letters, digits, '.', '_', '-', at most 64" in capsys.readouterr().err
    assert not list(Path().glob("*.yaml"))


def test_where_it_goes(capsys: Captured) -> None:
    Path("decks").mkdir()
    assert main(["deck", "new", "a", "decks"]) == 0
    assert Path("decks/a.yaml").is_file()
    assert Path("decks/deck.schema.json").is_file()
    assert main(["deck", "new", "b", "new/folder/b.yml"]) == 0
    assert Path("new/folder/b.yml").is_file()
    assert main(["deck", "new", "c", "c.txt"]) == 2
    assert main(["deck", "new", "d", "/dev/null/d.yaml"]) == 1
    assert "/dev/null is no folder" in capsys.readouterr().err


def test_a_new_lab_runs_is_tested_and_proves_its_card(capsys: Captured) -> None:
    Path("mine.yaml").write_text(f"quizapp: 1\ndeck: mine\n{lab_starter.card('gain_of')}")
    assert main(["lab", "new", "gain_of", "--deck", "mine.yaml"]) == 0
    told = capsys.readouterr().out
    assert lab_starter.card("gain_of") in told
    steps = told.partition("next:\n")[2].splitlines()
    assert len({step.index("    # ") for step in steps}) == 1
    assert main(["deck", "trust", "mine.yaml", "--yes"]) == 0
    assert main(["deck", "fmt", "--check", "mine.yaml"]) == 0
    capsys.readouterr()
    assert main(["verify", "mine.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["proven"] == 1


def test_tests_of_a_new_lab_pass_and_can_fail() -> None:
    main(["lab", "new", "gain_of"])
    lab = Path("labs/gain_of.py")
    planted = lab.read_text().replace("bench.optim.SGD(", "__import__('torch').optim.SGD(")
    lab.write_text(planted)
    tests = [sys.executable, "labs/test_gain_of.py"]
    done = subprocess.run(tests, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ERROR: test_a_wrong_optimizer_does_not" in done.stderr
    assert "Ran 4 tests" in done.stderr
    assert "FAILED (errors=1)" in done.stderr, "the other three pass"


def test_bad_names_of_labs_and_files_that_are_there(capsys: Captured) -> None:
    for name in ("1st", "class", "résumé", "a-b", "../up"):
        assert main(["lab", "new", name]) == 2
        assert "cannot name a lab" in capsys.readouterr().err
    assert main(["lab", "new", "resume"]) == 2
    assert "a shipped lab is called resume" in capsys.readouterr().err
    assert main(["lab", "new", "mine", "--deck", "none.yaml"]) == 2
    assert not Path("labs").exists()
    assert main(["lab", "new", "mine"]) == 0
    before = {path: path.read_text() for path in Path("labs").iterdir()}
    assert main(["lab", "new", "mine"]) == 2
    assert {path: path.read_text() for path in Path("labs").iterdir()} == before
    assert set(map(str, before)) == {"labs/mine.py", "labs/test_mine.py"}


def test_the_schema_finds_nothing_wrong_with_it() -> None:
    import yaml

    validator = jsonschema.Draft202012Validator(json.loads(written()))
    for language in starter.LANGUAGES:
        validator.validate(yaml.safe_load(starter.deck("first", language)))
