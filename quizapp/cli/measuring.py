"""Answers that labs measure, for commands that write cards out. Decides nothing about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from quizapp.cli.output import progress
from quizapp.deck.library import Library
from quizapp.deck.model import Ask, Card
from quizapp.store.db import Store

Measure = Callable[[Card], float | None]
"""What a card's lab measures as its answer; ``None`` when it cannot be run."""


@contextmanager
def measuring(library: Library, store: Store, device: str) -> Iterator[Measure]:
    """A way to measure the answers of a library's cards. The labs' worker starts at the first."""
    from quizapp.cli.plain.labs import Labs

    wanted = sum(isinstance(card.answer, Ask) for card in library.cards())
    tell, done = progress("running the labs that give answers"), 0
    with closing(Labs(library, store, device)) as labs:

        def measure(card: Card) -> float | None:
            nonlocal done
            tell(done / wanted if wanted else None)
            done += 1
            return labs.measure(card, 0)[0]

        try:
            yield measure
        finally:
            tell(1.0)
