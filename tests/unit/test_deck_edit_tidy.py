"""What holds for any edit: a deck that was tidy is tidy after it, and so is a new one."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.deck import starter
from quizapp.deck.edit.move import move, split, split_inside
from quizapp.deck.edit.plan import Plan, prove
from quizapp.deck.edit.rename import rename_card, rename_deck
from quizapp.deck.fmt.files import tidy_bytes, tidy_deck
from quizapp.deck.load import load_deck
from quizapp.deck.model import Card, Deck
from quizapp.paths import shipped

FIXTURES = Path(__file__).parents[1] / "fixtures" / "decks" / "every-type"
TALL = "  - id: x\n    type: truth\n    q: x\n    answer: true\n"
SHORT = "  - {id: x, type: truth, q: x, answer: true}\n"
TARGETS = (TALL, SHORT, SHORT + "\n" + TALL.replace("id: x", "id: y"), "")


def deck_in(folder: Path, name: str) -> Deck:
    """A tidy copy of a deck."""
    if name == "every-type":
        shutil.copytree(FIXTURES, folder, dirs_exist_ok=True)
        path = folder / "deck.yaml"
    elif name in starter.LANGUAGES:
        path = folder / "deck.yaml"
        path.write_text(starter.deck("mine", name), "utf-8")
    else:
        path = Path(shutil.copy(shipped("decks") / name, folder))
    for file in tidy_deck(path):
        file.write()
    return load_deck(path)


def planned(how: str, deck: Deck, cards: list[Card], target: str) -> Plan:
    folder = deck.path.parent
    match how:
        case "mv":
            other = folder / "other.yaml"
            cards_there = f"cards:\n{target}" if target else "cards: []\n"
            other.write_text(f"quizapp: 1\ndeck: other\n{cards_there}")
            return move(deck, cards, other)
        case "split":
            return split(deck, cards, folder / "new.yaml", "new")
        case "split --include":
            return split_inside(deck, cards, folder / "new.yaml")
        case "rename":
            long = "a-name-that-makes-its-line-much-longer-than-it-was" * 2
            return rename_card(deck.path, cards[0].key.partition("/")[2], long)
        case _:
            return rename_deck(deck.path, "new")


HOW = ["mv", "split", "split --include", "rename", "rename --deck"]
DECKS = ["every-type", "en", "both", "torch-optim/11-basics.yaml"]


@settings(max_examples=40)
@given(how=st.sampled_from(HOW), name=st.sampled_from(DECKS), data=st.data())
def test_a_tidy_deck_stays_tidy(how: str, name: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        deck = deck_in(Path(folder), name)
        places = st.sets(st.integers(0, len(deck.cards) - 1), min_size=1, max_size=4)
        cards = [deck.cards[at] for at in sorted(data.draw(places))]
        plan = planned(how, deck, cards, data.draw(st.sampled_from(TARGETS)))
        prove(plan)
        for draft in plan.drafts:
            assert tidy_bytes(draft.path, draft.raw.encode()).after == draft.raw


@pytest.mark.parametrize("how", HOW)
def test_what_was_written_otherwise_stays_so(tmp_path: Path, how: str) -> None:
    deck = deck_in(tmp_path, "en")
    text = deck.path.read_text() + "\n\n# the end\n"
    deck.path.write_text(text)
    deck = load_deck(deck.path)
    (draft,) = (
        one for one in planned(how, deck, [deck.cards[1]], SHORT).drafts if one.before == text
    )
    assert draft.raw.endswith("\n\n\n# the end\n")
