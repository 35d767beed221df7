"""The tutorial acted out from its empty folder to the real Anki, which goes on where it ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.config import Config
from quizapp.paths import database
from quizapp.review.days import now
from quizapp.review.model import CardState
from quizapp.review.schedule import Scheduler
from quizapp.store.db import Store
from tests import anki
from tests.pages import DECKS
from tests.rehearsal import rehearse
from tests.unit.test_apkg_progress import ids, ours


def test_what_the_decks_page_shows_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with anki.noon():
        assert rehearse(DECKS, tmp_path, monkeypatch, capsys) >= 4
        collection = anki.collection(tmp_path / "anki")
        anki.take_in(collection, tmp_path / "momentum.apkg")
        cards = ids(collection)
        assert len(cards) == 10
        assert collection.db.scalar("SELECT count(*) FROM revlog") == 1
        rules = replace(Scheduler.of(Config()), fuzz=False)
        with Store.open(database(), readonly=True) as store:
            # The one review was given under the id that the card had then.
            (state,) = store.states().values()
        for key, card in cards.items():
            renamed = key == "momentum/length-of-first-step"
            mine = replace(state, card=key) if renamed else CardState(key)
            assert anki.offered(collection, card) == ours(rules, mine, now()), key
        assert state.reps == 1
        collection.close()
