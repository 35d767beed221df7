"""``quizapp import`` and ``quizapp export``: what they say, write, refuse, and their statuses."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from quizapp.__main__ import main
from quizapp.cli import output
from quizapp.deck.load import load_deck

CARDS = "q,a,tags\nWhat is one?,1,x\n<img src=x.jpg>,2,two words\n,none\n"


@pytest.fixture(autouse=True)
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    Path("cards.csv").write_text(CARDS)
    return tmp_path


def test_a_table_becomes_a_deck_and_the_report_says_what_did_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["import", "cards.csv", "--html"]) == 0
    assert capsys.readouterr().out == (
        "2 cards from cards.csv into cards.yaml (deck cards)\n"
        "\n"
        "not carried as it was:\n"
        "  row 3: the picture x.jpg ([x.jpg] stands in its place)\n"
        "  row 4: a card without a question (left out)\n"
        "\n"
        "`quizapp study cards.yaml` begins\n"
    )
    deck = load_deck(Path("cards.yaml"))
    assert [card.key for card in deck.cards] == ["cards/what-is-one", "cards/x-jpg"]
    assert deck.cards[0].unproven == "imported from cards.csv"


def test_nothing_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("cards.yaml").write_text("mine")
    assert main(["import", "cards.csv"]) == 2
    assert "cards.yaml is there already" in capsys.readouterr().err
    assert Path("cards.yaml").read_text() == "mine"


def test_a_dry_run_prints_the_deck_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "cards.csv", "--dry-run", "--deck", "mine"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("quizapp: 1\ndeck: mine\n")
    assert "2 cards from cards.csv would go into cards.yaml" in said.err
    assert not Path("cards.yaml").exists()


def test_json_lists_all_cards_and_losses(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"q{n},a,bad tag\n" for n in range(30))
    Path("many.csv").write_text(f"q,a,{'tags'}\n" + rows.replace("bad tag", '"!, x"'))
    assert main(["import", "many.csv", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["deck"], told["into"], told["written"]) == ("many", "many.yaml", True)
    assert told["cards"][0] == {"id": "q0", "type": "qa", "place": "row 2"}
    assert len(told["losses"]) == 30
    assert told["losses"][0] == {
        "kind": "tag",
        "place": "row 2",
        "what": "the tag '!'",
        "done": "left out",
    }


def test_a_long_report_is_cut_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("many.csv").write_text("q,a,tags\n" + "".join(f"q{n},a,!\n" for n in range(30)))
    assert main(["import", "many.csv"]) == 0
    assert "  … and 10 more (tag 10); --json lists all\n" in capsys.readouterr().out


def test_hidden_characters_of_a_file_reach_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Path("evil.csv").write_text("q,a,\x1b]0;x\x07\u202e\nw\x1b[31m,a,b\n")
    assert main(["import", "evil.csv"]) == 0
    out = capsys.readouterr().out
    assert not set("\x1b\x07\u202e") & set(out)
    assert "the column '␛]0;x␇<U+202E>'" in out


def test_appending_keeps_the_decks_own_text_and_adds_only_what_is_new(
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = (
        "# my deck\r\nquizapp: 1\r\ndeck: mine\r\n\r\ncards:\r\n    # the first\r\n"
        "    - {id: what-is-one, type: qa, q: 'What  is one?',   answer: '1', unproven: w}"
    )
    Path("mine.yaml").write_bytes(own.encode())
    assert main(["import", "cards.csv", "--html", "--into", "mine.yaml", "--append"]) == 0
    assert "\n1 card known already: they stay" in capsys.readouterr().out
    after = Path("mine.yaml").read_bytes().decode()
    assert after.startswith(own)
    assert "\n" not in after.replace("\r\n", "")
    keys = [card.key for card in load_deck(Path("mine.yaml")).cards]
    assert keys == ["mine/what-is-one", "mine/x-jpg"]
    Path("cards.csv").write_text("q,a\nWhat is one?,1\n")
    assert main(["import", "cards.csv", "--into", "mine.yaml", "--append"]) == 0
    assert "0 cards" in capsys.readouterr().out
    assert Path("mine.yaml").read_bytes().decode() == after


def test_what_is_added_to_a_tidy_deck_leaves_it_tidy() -> None:
    for more in ([], ["--append"]):
        Path("cards.csv").write_text(f"q,a,why,tags\nOne {more}?,1,so,x\nTwo {more}?,2,,y\n")
        assert main(["import", "cards.csv", "--into", "mine.yaml", *more]) == 0
    assert len(load_deck(Path("mine.yaml")).cards) == 4
    assert main(["deck", "fmt", "--check", "mine.yaml"]) == 0


def test_options_without_a_reason_are_shown_without_one(capsys: pytest.CaptureFixture[str]) -> None:
    Path("cards.csv").write_text(
        "q,a,option 1,option 2,option 2 why\nWhich?,A,this,that,It is not.\n"
    )
    assert main(["import", "cards.csv"]) == 0
    assert "not carried" not in capsys.readouterr().out
    assert load_deck(Path("cards.yaml")).cards[0].options[0].why is None
    assert main(["deck", "show", "cards.yaml"]) == 0
    assert "  ✓ this\n  ✗ that\n    (It is not.)\n" in capsys.readouterr().out
    study("cards.yaml", "a\n3\nq\n")
    shown = capsys.readouterr().out
    assert shown.count("\n      ") == shown.count("\n      It is not.\n") == 1


@pytest.fixture
def reviewed() -> None:
    """Reviews of a question under the id that another question makes as well."""
    Path("cards.yaml").write_text(
        "quizapp: 1\ndeck: cards\ncards:\n  - {id: what-is-one, type: truth, answer: true,"
        " q: Weight decay of AdamW is scaled by the gradient., unproven: w}\n"
    )
    study("cards.yaml", "t\n3\nq\n")
    Path("cards.yaml").unlink()


def study(deck: str, answers: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(answers))
        assert main(["study", deck, "--plain"]) == 0


def ids_of(file: str) -> list[str]:
    return [card.key.partition("/")[2] for card in load_deck(Path(file)).cards]


@pytest.mark.usefixtures("reviewed")
def test_an_id_with_reviews_of_another_question_is_not_given_again() -> None:
    assert main(["import", "cards.csv", "--html"]) == 0
    first = ids_of("cards.yaml")
    assert first[0].startswith("what-is-one-")
    assert first[1] == "x-jpg"
    study("cards.yaml", "\n3\n\n3\nq\n")
    Path("cards.yaml").unlink()
    assert main(["import", "cards.csv", "--html"]) == 0
    assert ids_of("cards.yaml") == first


@pytest.mark.parametrize(
    ("deck", "words"),
    [
        ("quizapp: 1\ndeck: d\ncards: [{id: a, type: qa, q: q, answer: a}]\n", "are in brackets"),
        ("quizapp: 1\ndeck: d\ncards:\n- {id: a}\n", "a card without 'type'"),
    ],
)
def test_a_deck_that_cannot_be_added_to_stays_as_it_is(
    deck: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("d.yaml").write_text(deck)
    assert main(["import", "cards.csv", "--into", "d.yaml", "--append"]) == 1
    assert words in capsys.readouterr().err
    assert Path("d.yaml").read_text() == deck
    assert sorted(path.name for path in Path().glob("*.yaml")) == ["d.yaml"]
    assert not list(Path().glob(".*"))


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["import", "none.csv"], 2, "none.csv: there is no such file"),
        (["import", "cards.pdf"], 2, "cards cannot be read from .pdf files"),
        (["import", "cards.csv", "--into", "x.txt"], 2, "x.txt is no deck file"),
        (["import", "cards.csv", "--append"], 2, "cards.yaml: there is no such file"),
        (
            ["import", "cards.csv", "--deck", "Not A Name"],
            1,
            "'Not A Name' cannot be a deck's name",
        ),
        (["import", "empty.csv"], 1, "no card could be had from empty.csv"),
        (["import", "head.csv"], 1, "head.csv: there is no row below the names of its columns"),
        (["export", "good.yaml", "--to", "x.pdf"], 2, "cards cannot be written into .pdf files"),
        (["export", "good.yaml", "--to", "cards.csv"], 2, "cards.csv is there already"),
        (["export", "none.yaml", "--to", "x.csv"], 2, "none.yaml: there is no such file"),
        (["export", "bad.yaml", "--to", "x.csv"], 1, "a card without 'type'"),
    ],
)
def test_wrong_use_is_told_with_its_status(
    args: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("empty.csv").write_text("q,a\nx,\n")
    Path("head.csv").write_text("question,answer\n")
    card = "{id: a, type: qa, q: q, answer: a}"
    Path("good.yaml").write_text(f"quizapp: 1\ndeck: good\ncards: [{card}]\n")
    Path("bad.yaml").write_text("quizapp: 1\ndeck: bad\ncards: [{id: a}]\n")
    assert main(args) == status
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_a_deck_goes_out_with_what_a_table_holds(capsys: pytest.CaptureFixture[str]) -> None:
    Path("d.yaml").write_text(
        "quizapp: 1\ndeck: d\ncards:\n"
        "- {id: a, type: qa, q: {en: one, zh: 一}, answer: '=1+1', tags: [t], unproven: w}\n"
        "- {id: b, type: number, q: two, answer: {lab: one, get: x.end}}\n"
        "- {id: x, type: number, q: off, answer: {lab: lost, get: y}}\n"
        "- {id: c, type: number, q: '{n}', vary: {n: [3, 4]}, answer: 1, unproven: w}\n"
        "labs: {one: {kind: optimizer, opt: SGD}, lost: {kind: code, run: x}}\n"
    )
    assert main(["export", "d.yaml", "--to", "d.csv", "--lang", "zh"]) == 0
    assert capsys.readouterr().out == (
        "3 cards from 1 deck into d.csv\n"
        "\n"
        "not carried as it was:\n"
        "  d/x: an answer that a lab measures, which could not be run (the card is left out)\n"
        "  d: the texts in en of 1 card (left out)\n"
        "  d: the lab that measures the answer of 1 card (its number is written)\n"
        "  d: the values that vary of 1 card (one of each is asked)\n"
    )
    written = Path("d.csv").read_bytes().decode()
    assert written.startswith(
        "\ufeffid,type,question,answer,tags,unproven\r\na,qa,一,'=1+1,t,w\r\nb,number,two,0.998,,\r\n"
    )
    assert main(["export", "d.yaml", "--to", "d.csv", "--force", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["decks"], told["cards"], len(told["losses"])) == (["d"], 3, 4)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_long_import_says_on_a_terminal_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "PATIENCE", 0)
    rows = "".join(f"What is {n}?,{n}\n" for n in range(500))
    Path("long.csv").write_text(f"q,a\n{rows}")
    monkeypatch.setattr("sys.stderr", screen := Terminal())
    assert main(["import", "long.csv"]) == 0
    doing = "trying the cards of long.csv"
    shown = [f"\r{doing}{far}\x1b[K" for far in ("", " 40%", " 80%")]
    assert screen.getvalue() == "".join([*shown, "\r\x1b[K"])


def test_a_list_of_several_decks_is_titled_by_the_first() -> None:
    for name in "abc":
        Path(f"{name}.yaml").write_text(
            f"quizapp: 1\ndeck: {name}\ntitle: About {name}\ncards:\n"
            "  - {id: x, type: truth, q: Is it?, answer: true}\n"
        )
    assert main(["export", "a.yaml", "b.yaml", "c.yaml", "--to", "all.md"]) == 0
    assert "\n# About a (and 2 more)\n" in Path("all.md").read_text()
