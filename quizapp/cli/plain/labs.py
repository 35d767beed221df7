"""Runs the labs of cards for the line mode, one at a time; the worker starts when first needed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quizapp.cli.plain import show
from quizapp.cli.plain.words import word
from quizapp.deck.library import Library
from quizapp.deck.model import Ask, Card, CardKey
from quizapp.errors import QuizError
from quizapp.lab.model import Verdict
from quizapp.review.days import now
from quizapp.store.db import Store
from quizapp.store.verdicts import Standing, Verdicts
from quizapp.text.clean import clean

if TYPE_CHECKING:
    from quizapp.lab.client import LabClient
    from quizapp.lab.proof import CardProof, CheckProof
    from quizapp.review.session import Mark, Prompt, Response


class Labs:
    """The lab worker of a sitting, and what its proofs came to. ``close`` ends it."""

    def __init__(self, library: Library, store: Store, device: str) -> None:
        self._library = library
        self._verdicts = Verdicts(store)
        self._device = device
        self._loop: asyncio.Runner | None = None
        self._client: LabClient | None = None

    def measure(self, card: Card, seed: int) -> tuple[float | None, str]:
        """The measured answer of a number card, and why there is none if there is none."""
        from quizapp.lab.registry import code_labs
        from quizapp.lab.verify import measure

        if not isinstance(card.answer, Ask):
            return None, ""
        loop, client = self._start()
        deck = self._library.deck_of(card.key)
        work = measure(card.answer, deck, code_labs(), client, device=self._device, seed=seed)
        try:
            outcome, value = loop.run(work)
        except QuizError as error:
            return None, error.message
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None, outcome.reason
        return float(value), ""

    def prove(
        self, prompt: Prompt, answer: Response | None, mark: Mark | None, lang: str
    ) -> Iterator[str]:
        """Run the card's checks: what was expected, what was measured, the verdict.

        Args:
            answer: the learner's, which is the prediction; ``mark`` is what grading said to it.
        """
        from quizapp.lab.registry import code_labs
        from quizapp.lab.verify import prove

        card = prompt.card
        loop, client = self._start()
        deck = self._library.deck_of(card.key)
        proof = loop.run(prove(card, deck, code_labs(), client, device=self._device))
        trouble = self._remember(card.key, proof)
        if proof.verdict is None:
            reason = clean(proof.unproven) or "-"
            yield word("Nothing to prove here: {reason}", lang, reason=reason)
            return
        for check in show.as_on_the_card(prompt, proof.checks):
            yield from _check(prompt, check, lang)
        yield from show.foretold(prompt, answer, mark, proof, lang)
        holds = proof.verdict is Verdict.HOLDS and not proof.answer_measured
        verdict = word("supported" if holds else proof.verdict.value, lang)
        yield word("verdict: {verdict}", lang, verdict=verdict)
        if holds:
            idle = any(check.idle for check in proof.checks)
            yield word(
                "The checks hold, but one of them proves nothing."
                if idle
                else "The checks hold, but none of them measures the answer itself.",
                lang,
            )
        if trouble:
            yield clean(word("The verdict was not remembered: {why}", lang, why=trouble))

    def flaw(self, key: CardKey) -> Standing | None:
        """The verdict on a card, if its proof does not hold on this machine."""
        device = "cpu" if self._device == "auto" else self._device
        return self._verdicts.broken(self._library, device).get(key)

    def _remember(self, key: CardKey, proof: CardProof) -> str:
        """Keep the verdict; why that cannot be done, if it cannot."""
        from quizapp.lab.basis import basis
        from quizapp.lab.finding import finding
        from quizapp.lab.registry import code_labs

        card = self._library.card(key)
        if card is None:
            return ""
        deck, rests_on = self._library.deck_of(key), basis(self._device)
        found = finding(card, deck, code_labs(), proof, rests_on, one_draw=True)
        try:
            self._verdicts.record([found] if found is not None else [], now().at)
        except QuizError as error:
            return error.message
        return ""

    def close(self) -> None:
        """End the worker, if one was started."""
        if self._loop is not None:
            if self._client is not None:
                self._loop.run(self._client.close())
            self._loop.close()

    def _start(self) -> tuple[asyncio.Runner, LabClient]:
        from quizapp.lab.client import LabClient

        if self._loop is None or self._client is None:
            self._loop = asyncio.Runner()
            self._client = LabClient()
        return self._loop, self._client


def _check(prompt: Prompt, check: CheckProof, lang: str) -> Iterator[str]:
    # A wrong option is proven wrong by its check not holding.
    refuted = check.right is False and check.verdict is Verdict.FAILS
    verdict = word("fails, as it must" if refuted else check.verdict.value, lang)
    yield f"  {show.check_name(prompt, check, lang)}: {verdict}"
    yield "    " + word(
        "expected {expected}, measured {measured}",
        lang,
        expected=clean(check.expected),
        measured=clean(check.measured) or "–",
    )
    if check.reason:
        yield f"    {clean(check.reason)}"
    if check.idle:
        yield "    " + clean(word("This check proves nothing: {why}.", lang, why=check.idle))
    for name, one in zip(("measured", "beside"), check.asked, strict=False):
        meaning = f" ({one.meaning})" if one.meaning else ""
        told = clean(f"{one.measure}{meaning} · {one.turned}")
        yield "    " + word("{name}: ", lang, name=word(name, lang)) + told
    if check.outcome is not None:
        ran = check.outcome
        versions = ", ".join(f"{name} {number}" for name, number in ran.versions.items())
        parts = [ran.device, f"seed {ran.seed}", versions]
        yield "    " + clean(", ".join(part for part in parts if part))
