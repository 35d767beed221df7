"""The law of identity: whatever is done to decks, every review is attached to its own card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from quizapp.deck.edit import move, rename
from quizapp.deck.edit.entries import set_words
from quizapp.store.db import Store
from tests import identity

SCRIPTS = 200


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in memory, if there is such a place: no disk has to be waited for."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        monkeypatch.setenv("QUIZAPP_HOME", name)
        Store.open(Path(name, "empty.db")).close()
        yield Path(name)


def run(folder: Path, seeds: range) -> Counter[str]:
    done: Counter[str] = Counter()
    for seed in seeds:
        done += identity.run(folder / "home", seed, 6, folder / "empty.db")
    return done


def test_after_any_edits_every_review_is_attached_to_its_card(folder: Path) -> None:
    done = run(folder, range(SCRIPTS))
    assert done["reviews"] > 5 * SCRIPTS
    acts = {act.__name__ for act in identity.ACTS}
    assert all(done[act] for act in acts | {"undone", "refused by a command"})
    assert done["refused by the loader"] > SCRIPTS / 4


@pytest.mark.parametrize("fault", ["a rename forgets", "decks claim what is another's", "half"])
def test_the_law_sees_what_breaks_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "a rename forgets":
        monkeypatch.setattr(rename, "set_words", lambda *_: [])
        monkeypatch.setattr("quizapp.deck.edit.plan._is_meant", lambda *_: True)
    elif fault == "half":  # of what a card was before it moved
        monkeypatch.setattr(
            move, "set_words", lambda d, o, k, words, a: set_words(d, o, k, words[-1:], a)
        )
        monkeypatch.setattr("quizapp.deck.edit.plan._is_meant", lambda *_: True)
    else:
        monkeypatch.setattr("quizapp.deck.claims._has", lambda *_: False)
    with pytest.raises(identity.WrongError):
        run(folder, range(SCRIPTS))
