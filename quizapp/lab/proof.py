"""What proving came to: verdicts on checks, and from them the one on their card. Pure values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.deck.model import Ask, Card, CardType, Option, Position
from quizapp.lab.asked import Asked
from quizapp.lab.model import Outcome, Verdict
from quizapp.lab.operand import Compared


@dataclass(frozen=True, slots=True)
class CheckProof:
    """What one check came to.

    ``verdict`` is the check's own: on a wrong option it should be FAILS. ``right`` says which: True
    must hold, False must fail, None (not an option or a statement) must hold. ``option`` is the one
    that it belongs to, ``of_answer`` says that it measures the card's answer itself, ``asked`` are
    its measurement and the one that it is compared with, ``compared`` both as they were judged.
    ``idle`` says why the check proves nothing, whatever it came out as; empty where it does.
    """

    label: str
    verdict: Verdict
    expected: str = ""
    measured: str = ""
    reason: str = ""
    where: Position | None = None
    outcome: Outcome | None = None
    right: bool | None = None
    option: Option | None = None
    of_answer: bool = False
    asked: tuple[Asked, ...] = ()
    compared: Compared | None = None
    idle: str = ""

    @property
    def judged(self) -> bool:
        """Whether it came to a verdict on what was measured."""
        return self.verdict in (Verdict.HOLDS, Verdict.FAILS)

    @property
    def good(self) -> bool:
        """Whether it came out as the card says."""
        return self.verdict is (Verdict.FAILS if self.right is False else Verdict.HOLDS)

    @property
    def must_be(self) -> str:
        """What the card needs it to come out as: for a wrong option, that it does not hold."""
        if self.right is not False:
            return self.expected
        is_option = self.label.startswith("wrong: ")
        because = "it is marked wrong" if is_option else "the answer is false"
        return f"not ({self.expected}), as {because}"


@dataclass(frozen=True, slots=True)
class CardProof:
    """What a card's checks came to; ``verdict`` None: not (fully) proven, ``unproven`` says why.

    ``answer_measured``: a check compares the keyed answer itself with a measurement, and none that
    should is idle. Without one a card that holds is only supported: its checks are true, and a
    wrong answer would pass them too.
    """

    key: str
    verdict: Verdict | None
    checks: tuple[CheckProof, ...] = ()
    unproven: str = ""
    answer_measured: bool = False


def conclude(card: Card, checks: Sequence[CheckProof]) -> CardProof:
    """The verdict on a card from those on its checks."""

    def proof(verdict: Verdict | None, unproven: str = "") -> CardProof:
        idle = any(check.idle for check in checks if check.right is not None or check.of_answer)
        measured = answer_measured(card) and not idle
        return CardProof(card.key, verdict, tuple(checks), unproven, measured)

    verdicts = {check.verdict for check in checks}
    if any(not check.good for check in checks if check.judged):
        return proof(Verdict.FAILS)
    for verdict in (Verdict.ERROR, Verdict.SKIPPED):
        if verdict in verdicts:
            return proof(verdict)
    bare = sum(option.when is None for option in card.options)
    if bare:  # what holds beside the options does not say which of them are right
        return proof(None, card.unproven or f"{bare} of {len(card.options)} options have no check")
    return proof(Verdict.HOLDS)


def answer_measured(card: Card) -> bool:
    """Whether the card's checks would fail if another answer were keyed."""
    if card.options:
        return all(option.when is not None for option in card.options)
    if isinstance(card.answer, Ask) or (card.type is CardType.TRUTH and card.when is not None):
        return True
    return any(check.op == "is_answer" for check in card.verify)
