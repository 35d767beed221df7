"""``import`` and ``export`` with Anki's packages: cards and reviews, what is said, what is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.config import Config
from quizapp.deck.library import Library
from quizapp.deck.load import load_deck
from quizapp.paths import database
from quizapp.review.model import CardState, Phase, Rating
from quizapp.review.schedule import Scheduler
from quizapp.review.session import Response
from quizapp.review.study import Study
from quizapp.review.today import current_states
from quizapp.store.db import Store
from tests import anki
from tests.apkg import legacy

Captured = pytest.CaptureFixture[str]

# Anki's log: two grades, one of them cramming that changed nothing, and a due date set by hand.
LOG = [
    (1_600_000_000_000, 1, 3, 3, 2500, 4000, 0),
    (1_600_300_000_000, 1, 4, 20, 2500, 3000, 1),
    (1_600_400_000_000, 1, 3, 20, 0, 3000, 3),
    (1_600_500_000_000, 1, 0, 9, 2500, 0, 4),
    (1_600_600_000_000, 2, 1, -600, 2500, 5000, 0),
]


@pytest.fixture(autouse=True, scope="module")
def at_noon() -> Iterator[None]:
    with anki.noon():
        yield


@pytest.fixture(autouse=True)
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    legacy(Path("words.apkg"), [("dog", "Hund"), ("cat", "Katze")], reviews=LOG)
    return tmp_path


def states() -> dict[str, CardState]:
    with Store.open(database(), readonly=True) as store:
        return {str(key): state for key, state in store.states().items()}


def test_without_history_the_reviews_are_told_as_lost(capsys: Captured) -> None:
    assert main(["import", "words.apkg"]) == 0
    said = capsys.readouterr().out
    assert "2 cards from words.apkg into words.yaml (deck words)" in said
    assert "5 entries in the log of reviews (left out; --history brings them)" in said
    assert not database().exists()


def test_reviews_come_along_and_only_once(capsys: Captured) -> None:
    assert main(["import", "words.apkg", "--history"]) == 0
    said = capsys.readouterr().out
    assert "3 reviews went into your history (2 rows of Anki's log are no graded answers)" in said
    found = states()
    assert set(found) == {"words/dog", "words/cat"}
    assert (found["words/dog"].phase, found["words/dog"].reps) == (Phase.REVIEW, 2)
    with Store.open(database(), readonly=True) as store:
        replayed = Scheduler.of(Config()).replay_all(store.reviews())
        assert {event.device for event in store.events()} == {f"anki-{1_500_000_000:x}"}
    assert found == {str(key): state for key, state in replayed.items()}
    assert main(["import", "words.apkg", "--history", "--append"]) == 0
    said = capsys.readouterr().out
    assert "0 reviews went into your history (3 were there already" in said
    assert states() == found


def test_a_dry_run_counts_reviews_and_writes_none(capsys: Captured) -> None:
    assert main(["import", "words.apkg", "--history", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    reviews = told["reviews"]
    assert (reviews["added"], reviews["known"], reviews["ungraded"]) == (3, 0, 2)
    assert not told["written"]
    assert not Path("words.yaml").exists()
    assert not database().exists()


def test_a_later_package_brings_what_is_new(capsys: Captured) -> None:
    main(["import", "words.apkg", "--history"])
    later = [*LOG, (1_700_000_000_000, 2, 3, 1, 2500, 5000, 0)]
    legacy(Path("words.apkg"), [("dog", "Hund"), ("cat", "x"), ("cow", "Kuh")], reviews=later)
    capsys.readouterr()
    assert main(["import", "words.apkg", "--history", "--append", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [card["id"] for card in told["cards"]] == ["cow"]
    assert told["reviews"]["added"] == 1
    assert states()["words/cat"].reps == 2


def ids(path: str) -> list[str]:
    return [card.key for card in load_deck(Path(path)).cards]


def test_ids_can_be_read_and_the_same_notes_meet_the_same_cards(capsys: Captured) -> None:
    """Reworded there, renamed here, appended, imported anew: a card keeps its reviews."""
    assert main(["import", "words.apkg", "--history"]) == 0
    assert ids("words.yaml") == ["words/dog", "words/cat"]
    assert "was: guid1" in Path("words.yaml").read_text()
    legacy(Path("words.apkg"), [("a dog", "Hund"), ("a cat", "Katze")], reviews=LOG)
    again = ["import", "words.apkg", "--history", "--append"]
    for change, here in (
        ([], ["words/dog", "words/cat"]),
        (["deck", "rename", "words.yaml", "dog", "hound"], ["words/hound", "words/cat"]),
        (["deck", "rename", "words.yaml", "--deck", "terms"], ["terms/hound", "terms/cat"]),
    ):
        assert not change or main(change) == 0
        before = Path("words.yaml").read_bytes()
        capsys.readouterr()
        assert main(again) == 0
        assert "0 reviews went into your history (3 were there already" in capsys.readouterr().out
        assert Path("words.yaml").read_bytes() == before
        assert ids("words.yaml") == here
        library = Library.load([Path("words.yaml")], cache=False)
        with Store.open(database()) as store:
            found = current_states(store, Scheduler.of(Config()), library.renamed())
        assert {str(key): state.reps for key, state in found.items()} == dict(
            zip(here, (2, 1), strict=True)
        )
    Path("words.yaml").unlink()
    assert main(["import", "words.apkg", "--deck", "words"]) == 0
    assert ids("words.yaml") == ["words/a-dog", "words/a-cat"]


def test_reviews_that_count_for_another_deck_are_told_with_what_to_do(capsys: Captured) -> None:
    """The same package once more under another name; its reviews are in the log already."""
    main(["import", "words.apkg", "--history"])
    capsys.readouterr()
    assert main(["import", "words.apkg", "--history", "--into", "my words.yaml"]) == 0
    said = capsys.readouterr().out
    assert "0 reviews went into your history (3 were there already" in said
    assert "3 reviews of those count for cards of words, not for these" in said
    assert "`quizapp study 'my words.yaml'` begins" in said
    (advice,) = [line for line in said.split("\n") if "a line: " in line]
    made = Path("my words.yaml").read_text()
    line = advice.partition("a line: ")[2]
    Path("my words.yaml").write_text(made.replace("deck: my-words\n", f"deck: my-words\n{line}\n"))
    assert main(["import", "words.apkg", "--history", "--append", "--into", "my words.yaml"]) == 0
    assert "not for these" not in capsys.readouterr().out
    library = Library.load([Path("my words.yaml")], cache=False)
    with Store.open(database()) as store:
        found = current_states(store, Scheduler.of(Config()), library.renamed())
    assert set(found) == {"my-words/dog", "my-words/cat"}
    assert main(["deck", "add", "words.yaml"]) == 0
    main(["import", "words.apkg", "--history", "--into", "third.yaml"])
    assert "not for these: words is among your decks" in capsys.readouterr().out


def test_a_review_of_a_time_to_come_is_told(capsys: Captured) -> None:
    ahead = [(9_000_000_000_000, 1, 3, 3, 2500, 4000, 0)]
    legacy(Path("later.apkg"), [("dog", "Hund")], reviews=ahead)
    assert main(["import", "later.apkg", "--history"]) == 0
    assert "(1 left out: of a time to come; is one of the clocks wrong?)" in capsys.readouterr().out


def test_a_package_of_a_whole_collection_is_read_too(capsys: Captured) -> None:
    Path("words.apkg").rename("all.colpkg")
    assert main(["import", "all.colpkg", "--history"]) == 0
    assert "2 cards from all.colpkg into all.yaml" in capsys.readouterr().out


def test_a_package_without_notes_is_refused_with_the_reason(capsys: Captured) -> None:
    legacy(Path("none.apkg"), [])
    assert main(["import", "none.apkg"]) == 1
    assert (
        "no card could be had from none.apkg: there are no notes in it" in capsys.readouterr().err
    )


def test_a_folder_is_not_made_unasked(capsys: Captured) -> None:
    assert main(["import", "words.apkg", "--into", "none/words.yaml"]) == 2
    assert "there is no folder none" in capsys.readouterr().err
    assert not Path("none").exists()


def test_only_a_package_has_history(capsys: Captured) -> None:
    Path("cards.csv").write_text("q,a\nx,y\n")
    assert main(["import", "cards.csv", "--history"]) == 2
    assert "only an Anki package (.apkg) has reviews" in capsys.readouterr().err
    assert main(["import", "none.apkg"]) == 2
    assert "cannot read none.apkg" in capsys.readouterr().err


DECK = """\
quizapp: 1
deck: my.deck
title: Mine
cards:
  - {id: one, type: qa, q: One, answer: A, unproven: made up}
  - {id: two, type: qa, q: Two, answer: B, was: [second], unproven: made up}
  - {id: far, type: number, q: How far, answer: {lab: ball, get: x.delta, abs: true}, tol: 1%}
labs:
  ball: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2, steps: 1}
"""


@pytest.fixture
def studied() -> dict[str, CardState]:
    """A deck of which two cards were reviewed, one of them under the id that it had then."""
    Path("deck.yaml").write_text(DECK.replace("two", "second").replace(", was: [second]", ""))
    library = Library.load([Path("deck.yaml")], cache=False)
    with Store.open(database()) as store:
        study = Study(library, store, Config(fuzz=False))
        for rating in (Rating.EASY, Rating.GOOD):
            study.reveal(Response(text="?"))
            study.grade(rating)
    Path("deck.yaml").write_text(DECK)
    return states()


def test_the_real_anki_takes_what_the_command_wrote(
    studied: dict[str, CardState], tmp_path: Path, capsys: Captured
) -> None:
    assert main(["export", "deck.yaml", "--to", "deck.apkg", "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (told["cards"], told["reviews"]) == (3, len(studied))
    collection = anki.collection(tmp_path / "anki")
    assert len(anki.take_in(collection, Path("deck.apkg")).log.new) == 3
    rows = collection.db.all(
        "SELECT n.sfld, n.flds, c.reps FROM cards c JOIN notes n ON c.nid = n.id ORDER BY n.sfld"
    )
    assert [(name, reps) for name, _, reps in rows] == [("How far", 0), ("One", 1), ("Two", 1)]
    assert rows[0][1].startswith("How far\x1f0.2\x1f")


@pytest.mark.usefixtures("studied")
def test_history_can_stay_and_nothing_is_overwritten(capsys: Captured) -> None:
    Path("deck.yaml").write_text(DECK.partition("  - {id: far")[0])
    assert main(["export", "deck.yaml", "-o", "deck.apkg", "--no-history"]) == 0
    assert capsys.readouterr().out == "2 cards and 0 reviews from 1 deck into deck.apkg\n"
    before = Path("deck.apkg").read_bytes()
    assert main(["export", "deck.yaml", "-o", "deck.apkg"]) == 2
    assert Path("deck.apkg").read_bytes() == before
    assert main(["export", "deck.yaml", "-o", "deck.apkg", "--force"]) == 0
    assert "2 cards and 2 reviews" in capsys.readouterr().out
