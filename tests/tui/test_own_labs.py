"""A card whose lab the deck brings: skipped with the command that allows it, then proven."""

from __future__ import annotations

from quizapp.lab import trust
from quizapp.lab.beside import bundle

from .conftest import Make, opened, press, text, until


async def test_the_panel_says_how_it_is_allowed_and_then_runs_it(make_app: Make) -> None:
    app = make_app("own", lab=True)
    async with opened(app, size=(160, 40)) as pilot:
        await press(pilot, ["enter", "t", "enter", "l"])
        await until(pilot, lambda: "– skipped" in text(pilot.app), "the verdict")
        assert "this deck brings code of its own" in text(pilot.app)
        assert "quizapp deck" in text(pilot.app)
        (deck,) = app.services.library.decks
        trust.allow(bundle(deck, app.services.code_labs()), "now")
        await press(pilot, ["r"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "the verdict once allowed")
        await press(pilot, ["b"])
        await until(pilot, lambda: "Half of x." in text(pilot.app), "the bench")
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "a run on the bench")
        assert "own/halve" in text(pilot.app)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "✓ holds" in text(pilot.app), "a run that is kept")
        await press(pilot, ["w"])
        assert "quizapp lab run own/halve" in text(pilot.app)
        await press(pilot, ["o", "enter"])
        assert "✓ holds" in text(pilot.app)
        trust.revoke(deck.path)
        await press(pilot, ["enter"])
        await until(pilot, lambda: "not trusted" in text(pilot.app), "that it was revoked")
