"""The author's loop as lines: problems after each save, then the verdicts as they arrive."""

from __future__ import annotations

import asyncio
import json as jsons
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from quizapp.author.follow import Follower
from quizapp.author.judging import SYMBOLS, Judging, State
from quizapp.author.memory import known, remember, remembered
from quizapp.author.reading import Draft, Labs, Reading
from quizapp.cli.output import say
from quizapp.cli.verify_report import card_lines
from quizapp.config import Config
from quizapp.deck.report import as_json, render
from quizapp.errors import QuizError
from quizapp.lab.basis import Basis, basis
from quizapp.lab.client import LabClient
from quizapp.lab.model import Verdict
from quizapp.lab.proof import CardProof
from quizapp.lab.registry import code_labs
from quizapp.lab.report import of_card
from quizapp.paths import config_file, database
from quizapp.review.days import now
from quizapp.store.db import Store
from quizapp.text.clean import clean


def watch(deck: Path, *, json: bool) -> int:
    """Print what happens to a deck until it is interrupted."""
    config = Config.load(config_file())
    asyncio.run(_Watch(deck, config, _Lines(json)).run())
    return 0


class _Watch:
    """One deck being watched."""

    def __init__(self, deck: Path, config: Config, lines: _Lines) -> None:
        self._deck = deck
        self._config = config
        self._lines = lines
        self._labs: Labs = code_labs()

    async def run(self) -> None:
        """Until it is cancelled."""
        device = "cpu" if self._config.device == "auto" else self._config.device
        rests_on = await asyncio.to_thread(basis, device)
        client = LabClient()

        def judged(draft: Draft, proof: CardProof) -> None:
            self._lines.verdict(draft, proof, judging.state(draft))
            self._remember(draft, proof, rests_on)

        judging = Judging(client, self._labs, rests_on, device, judged)
        readings: asyncio.Queue[Reading] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(reading: Reading, _seen: float) -> None:
            loop.call_soon_threadsafe(readings.put_nowait, reading)

        follower = Follower(self._deck, self._labs, tell)
        follower.start()
        try:
            while True:
                self._take(await readings.get(), judging, rests_on)
        finally:
            follower.stop()
            judging.stop()
            await client.close()

    def _take(self, reading: Reading, judging: Judging, rests_on: Basis) -> None:
        """Say what a save brought, and have what it changed proven."""
        changed = judging.take(reading)
        if judging.known is None and reading.deck is not None:
            judging.known = self._known(reading, rests_on)
        self._lines.reading(reading, [judging.state(draft) for draft in reading.drafts])
        if self._config.prove_on_save:
            judging.judge(changed)

    def _known(self, reading: Reading, rests_on: Basis) -> dict[str, Verdict]:
        try:
            with Store.open(database(), readonly=True) as store:
                return known(remembered(store, rests_on), reading, self._labs, rests_on)
        except QuizError:
            return {}  # they are proven anew

    def _remember(self, draft: Draft, proof: CardProof, rests_on: Basis) -> None:
        try:
            with Store.open(database()) as store:
                remember(store, draft, proof, self._labs, rests_on, now().at)
        except QuizError as error:
            say(f"the verdict was not remembered: {clean(error.message)}")


class _Lines:
    """How it is said: to people, or (``json``) to programs."""

    def __init__(self, json: bool) -> None:
        self._json = json
        self._last: Reading | None = None

    def reading(self, reading: Reading, states: Sequence[State]) -> None:
        """A save, or the deck as it was found at first."""
        if self._json:
            self._emit(
                {
                    "event": "read",
                    "deck": reading.name,
                    "path": str(reading.path),
                    "ok": not reading.problems,
                    "cards": len(reading.drafts),
                    "edited": list(reading.edited),
                    "problems": as_json(reading.problems),
                    "warnings": as_json(reading.warnings),
                }
            )
            return
        found = [*reading.problems, *reading.warnings]
        if self._last is not None and self._last.drafts is reading.drafts:  # only more was found
            found = [one for one in found if one not in self._last.problems + self._last.warnings]
        else:
            print(f"{datetime.now():%H:%M:%S} {clean(reading.name)}: {_summary(reading, states)}")
        self._last = reading
        print(f"\n{render(found)}\n" if found else "", end="", flush=True)

    def verdict(self, draft: Draft, proof: CardProof, state: State) -> None:
        """A card is judged."""
        if self._json:
            self._emit({"event": "verdict", "state": str(state), **of_card(proof)})
            return
        lines = [f"  {SYMBOLS[state]} {clean(draft.key)}: {state}"]
        lines += (f"  {line}" for line in list(card_lines(proof, verbose=False))[1:])
        if state is State.SKIPPED or (state is State.NO_CHECK and proof.unproven):
            reasons = [check.reason for check in proof.checks if check.reason]
            lines.append(f"    {clean(next(iter(reasons), proof.unproven))}")
        print("\n".join(lines), flush=True)

    def _emit(self, event: dict[str, object]) -> None:
        print(jsons.dumps(event, ensure_ascii=False, allow_nan=False), flush=True)


def _summary(reading: Reading, states: Sequence[State]) -> str:
    return "; ".join(_parts(reading, states))


def _parts(reading: Reading, states: Sequence[State]) -> Iterator[str]:
    count = len(reading.drafts)
    yield "1 card" if count == 1 else f"{count} cards"
    wrong = len(reading.problems)
    yield "no problems" if not wrong else "1 problem" if wrong == 1 else f"{wrong} problems"
    if not reading.problems:
        told = [
            f"{states.count(one)} {one}"
            for one in (State.PROVEN, State.SUPPORTED, State.REFUTED, State.UNJUDGED)
        ]
        yield from (part for part in told if not part.startswith("0 "))
    edited = [key.partition("/")[2] or key for key in reading.edited[:5]]
    more = ", …" if len(reading.edited) > len(edited) else ""
    if edited:
        yield clean(f"edited: {', '.join(edited)}{more}")
