"""Curves of a proof: as the lab drew them, from their first point to their last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.deck.model import Ask
from quizapp.tui.proving import Proving

from .conftest import Make


@pytest.mark.parametrize(
    ("ask", "places"),
    [
        # Over before anything is sent on the way; its first point is at 1.
        (Ask("live_lr_change", "second"), [1.0, 2.0]),
        # Long enough to be watched; the last points come too late to be sent.
        (Ask("down", "x.end", {"steps": 1500}), [float(step) for step in range(1501)]),
    ],
)
async def test_a_curve_keeps_every_point_where_it_was(
    make_app: Make, ask: Ask, places: list[float]
) -> None:
    services = make_app("all").services
    deck = services.library.decks[0]
    card = replace(next(card for card in deck.cards if card.key == "all/measured"), answer=ask)
    proving = Proving(services, card, deck)
    await proving.run()
    await services.close()
    (curve,) = proving.curves()
    assert [x for x, _ in curve.points] == places
    assert proving.fraction == 1.0
