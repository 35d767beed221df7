"""Where a game is played line by line: it prints, reads answers, and has runs made."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TextIO

from quizapp.lab.client import LabClient
from quizapp.lab.model import Job, Outcome
from quizapp.text.clean import clean
from quizapp.text.i18n import tr


class Leave(Exception):  # noqa: N818 - a way out of a game, not an error
    """The player goes, or the input has ended."""


class Runs:
    """The lab worker, for code that waits. ``close`` ends it."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self._client = LabClient()

    def together(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Have runs made, side by side."""
        return self._loop.run(self._gather(jobs))

    async def _gather(self, jobs: Sequence[Job]) -> list[Outcome]:
        return list(await asyncio.gather(*map(self._client.run, jobs)))

    def close(self) -> None:
        self._loop.run(self._client.close())
        self._loop.close()


class Table:
    """One player's table."""

    def __init__(self, runs: Runs, source: TextIO, sink: TextIO, lang: str) -> None:
        self._source = source
        self._sink = sink
        self._lang = lang
        self.run = runs.together

    def say(self, message: str, **values: object) -> str:
        """A text of the game in the player's language."""
        return tr(message, self._lang, **values)

    def print(self, *lines: str) -> None:
        for line in lines:
            print(clean(line), file=self._sink, flush=True)

    def tell(self, message: str, **values: object) -> None:
        """Print a text of the game."""
        self.print(self.say(message, **values))

    def ask(self, prompt: str) -> str:
        """One answer.

        Raises:
            Leave: it is ``q``, or there is none.
        """
        print(clean(f"{prompt} > "), end="", file=self._sink, flush=True)
        line = self._source.readline()
        if not self._source.isatty():
            print(file=self._sink)  # A pipe does not echo the end of the answer's line.
        if not line or line.strip().lower() == "q":
            raise Leave
        return line.strip()

    def choose(self, prompt: str, count: int) -> int:
        """A letter of the first ``count``, as its place."""
        while True:
            answer = self.ask(prompt).upper()
            if len(answer) == 1 and 0 <= ord(answer) - ord("A") < count:
                return ord(answer) - ord("A")
            self.tell("Use the letters shown.")
