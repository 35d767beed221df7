"""What the app works with: settings, decks, reviews, the lab. Opened here, shown elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.config import Config
from quizapp.deck.library import Library
from quizapp.review.days import Clock
from quizapp.store.db import Store

if TYPE_CHECKING:
    from quizapp.deck.model import CardKey
    from quizapp.lab.basis import Basis
    from quizapp.lab.client import LabClient
    from quizapp.lab.model import LabInfo
    from quizapp.lab.proof import CardProof
    from quizapp.review.study import Study
    from quizapp.review.today import Today
    from quizapp.store.verdicts import Standing


PATIENCE = 0.5
"""Seconds to wait for another program's write. One grade takes milliseconds; a longer wait would
freeze the screen, so the learner is told instead and can press the key again."""


@dataclass
class Services:
    """Everything behind the screens.

    ``store`` is open for reading until ``open_store`` has opened it for writing: that may have to
    migrate, which is too slow before the first frame. ``decks`` limits the app to some decks.
    ``ready`` is false while ``library`` is empty because the decks are yet to be read.
    """

    config: Config
    clock: Clock
    database: Path
    store: Store
    library: Library
    files: Sequence[Path] | None = None
    decks: Sequence[str] | None = None
    lab: LabClient | None = None
    ready: bool = True
    _labs: Mapping[str, LabInfo] | None = field(default=None, repr=False)
    _basis: Basis | None = field(default=None, repr=False)
    _broken: tuple[int, Mapping[CardKey, Standing]] | None = field(default=None, repr=False)

    @property
    def is_limited(self) -> bool:
        """Whether the app was opened on some decks only."""
        return self.files is not None or bool(self.decks)

    def reload(self) -> None:
        """Read the decks again."""
        self.library = Library.load(self.files)
        self._broken = None
        self.ready = True

    def open_store(self) -> None:
        """Open the reviews for writing.

        Raises:
            QuizError: the database cannot be written; the message says why.
        """
        if self.store.readonly:
            writer = Store.open(self.database, patience=PATIENCE)
            self.store.close()
            self.store = writer

    def today(self) -> Today:
        """What is due, deck by deck."""
        from quizapp.review.today import today

        return today(self.library, self.store, self.config, self.clock(), self.decks or ())

    def study(self, decks: Sequence[str] | None) -> Study:
        """A sitting over some decks (``None``: all the app was opened with)."""
        from quizapp.review.study import Study

        self.open_store()
        chosen = decks or self.decks
        return Study(self.library, self.store, self.config, decks=chosen, clock=self.clock)

    def lab_client(self) -> LabClient:
        """The lab; its worker starts with ``start`` or the first run."""
        if self.lab is None:
            from quizapp.lab.client import LabClient

            self.lab = LabClient()
        return self.lab

    def code_labs(self) -> Mapping[str, LabInfo]:
        """The shipped code labs, read once."""
        if self._labs is None:
            from quizapp.lab.registry import code_labs

            self._labs = code_labs()
        return self._labs

    @property
    def device(self) -> str:
        """Where labs run."""
        return "cpu" if self.config.device == "auto" else self.config.device

    def broken(self) -> Mapping[CardKey, Standing]:
        """The cards whose proof does not hold on this machine; none before ``open_store``."""
        if self.store.readonly:  # the first frame: what is imported here would hold it up
            return {}
        from quizapp.store.verdicts import Verdicts

        version = self.store.data_version  # tells what other programs write
        if self._broken is None or self._broken[0] != version:
            self._broken = version, Verdicts(self.store).broken(self.library, self.device)
        return self._broken[1]

    async def remember(self, key: CardKey, proof: CardProof) -> Standing | None:
        """Remember what a card as it was shown came to; the verdict, if it is another than before.

        Raises:
            QuizError: it could not be written.
        """
        from quizapp.lab.basis import basis
        from quizapp.lab.finding import finding
        from quizapp.store.verdicts import Verdicts

        if self._basis is None:  # reads many files
            self._basis = await asyncio.to_thread(basis, self.device)
        card = self.library.card(key)
        if card is None:
            return None
        deck, labs = self.library.deck_of(key), self.code_labs()
        found = finding(card, deck, labs, proof, self._basis, one_draw=True)
        if found is None:
            return None
        changed = Verdicts(self.store).record([found], self.clock().at)
        self._broken = None
        return changed[0] if changed else None

    def seconds_a_card(self) -> float:
        """How long a review takes this learner, from the last hundred; 15 s to begin with."""
        took = [event.took_ms for event in self.store.events(100) if event.kind == "review"]
        return sum(took) / len(took) / 1000 if len(took) >= 10 else 15.0

    async def close(self) -> None:
        """End the lab and close the database."""
        if self.lab is not None:
            await self.lab.close()
        self.store.close()
