"""Earlier ids and names: whose history a card has. What two could claim is refused, located."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.deck.library import Library
from quizapp.deck.load import DeckErrors, load_deck

QA = "type: qa, q: x, answer: y, unproven: z"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))


def deck(folder: Path, name: str, *cards: str, head: str = "") -> Path:
    path = folder / f"{name}.yaml"
    lines = "".join(f"  - {{{card}, {QA}}}\n" for card in cards)
    path.write_text(f"quizapp: 1\ndeck: {name}\n{head}cards:\n{lines}", "utf-8")
    return path


def told(library: Library) -> list[tuple[str, int, int]]:
    """Deck, line and column of everything that a library refuses."""
    return [
        (errors.path.stem, problem.position.line, problem.position.column)
        for errors in library.broken
        for problem in errors.problems
    ]


def test_a_deck_under_another_name_keeps_what_its_cards_had(tmp_path: Path) -> None:
    path = deck(tmp_path, "new", "id: a, was: z", "id: b, was: other/c", head="was: old\n")
    assert load_deck(path).cards[0].was == ("new/z", "old/z", "old/a")
    assert Library.load([path]).renamed() == {
        "new/z": "new/a",
        "old/z": "new/a",
        "old/a": "new/a",
        "other/c": "new/b",
        "old/b": "new/b",
    }
    again = Library.load([path])  # from the cache
    assert again.renamed() == Library.load([path], cache=False).renamed()


@pytest.mark.parametrize(
    ("cards", "head", "line", "column"),
    [
        (["id: a, was: b", "id: b, was: a"], "", 4, 18),  # a swap, which is a circle of two
        (["id: a, was: c", "id: b, was: a", "id: c, was: b"], "", 4, 18),
        (["id: b, was: a", "id: a"], "", 4, 18),  # an id used anew after it was renamed
        (["id: a, was: a"], "", 4, 18),
        (["id: a", "id: b, was: old/a"], "was: old\n", 6, 18),
        (["id: a"], "was: [x, one]\n", 3, 6),
    ],
)
def test_what_cannot_be_told_apart_is_refused(
    tmp_path: Path, cards: list[str], head: str, line: int, column: int
) -> None:
    with pytest.raises(DeckErrors) as caught:
        load_deck(deck(tmp_path, "one", *cards, head=head))
    first = caught.value.problems[0]
    assert (first.code, first.position.line, first.position.column) == ("E111", line, column)


def test_a_chain_of_names_is_one_card(tmp_path: Path) -> None:
    path = deck(tmp_path, "one", "id: c, was: [a, b]")
    assert Library.load([path]).renamed() == {"one/a": "one/c", "one/b": "one/c"}


def test_a_card_that_another_deck_still_has_is_not_claimed(tmp_path: Path) -> None:
    deck(tmp_path, "one", "id: a")
    deck(tmp_path, "two", "id: a", "id: b, was: one/a")
    for _ in ("parsed", "from the cache"):
        library = Library.load([tmp_path])
        assert [one.name for one in library.decks] == ["one"]
        assert told(library) == [("two", 5, 13)]
        assert library.renamed() == {}
    deck(tmp_path, "one", "id: z")
    assert Library.load([tmp_path]).renamed() == {"one/a": "two/b"}


def test_a_card_that_two_decks_claim_goes_to_the_first(tmp_path: Path) -> None:
    deck(tmp_path, "one", "id: a, was: old/x")
    deck(tmp_path, "two", "id: b, was: old/x")
    library = Library.load([tmp_path])
    assert told(library) == [("two", 4, 13)]
    assert library.renamed() == {"old/x": "one/a"}


def test_decks_that_swapped_cards_are_both_refused(tmp_path: Path) -> None:
    deck(tmp_path, "one", "id: a, was: two/a")
    deck(tmp_path, "two", "id: a, was: one/a")
    assert told(Library.load([tmp_path])) == [("one", 4, 13), ("two", 4, 13)]


def test_a_copy_of_a_deck_that_calls_itself_renamed_is_told_once(tmp_path: Path) -> None:
    deck(tmp_path, "one", "id: a", "id: b")
    deck(tmp_path, "two", "id: a", "id: b", head="# a copy\nwas: one\n")
    library = Library.load([tmp_path])
    assert told(library) == [("two", 4, 1)]
    assert str(tmp_path / "one.yaml") in library.broken[0].problems[0].message
    (tmp_path / "one.yaml").unlink()
    assert Library.load([tmp_path]).renamed() == {"one/a": "two/a", "one/b": "two/b"}
