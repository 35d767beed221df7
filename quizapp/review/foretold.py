"""A learner's answer beside what the lab says: the prediction judged by the experiment. Pure."""

from __future__ import annotations

from quizapp.deck.model import CardType
from quizapp.lab.model import Verdict
from quizapp.lab.proof import CardProof
from quizapp.review.grade import is_close
from quizapp.review.session import Mark, Prompt, Response
from quizapp.text.number import parse_number

_MEASURED = 1e-6


def lab_says(prompt: Prompt, proof: CardProof) -> Response | None:
    """The answer that the lab gives, in the form of a learner's; None where it gives none."""
    if proof.verdict not in (Verdict.HOLDS, Verdict.FAILS):
        return None
    if prompt.options:
        return _options(prompt, proof)
    if prompt.card.type is CardType.TRUTH:
        return _truth(proof)
    if prompt.card.type is CardType.ORDER:
        if proof.verdict is not Verdict.HOLDS or not proof.answer_measured:
            return None
        return Response(picked=tuple(map(prompt.items.index, range(len(prompt.items)))))
    measured = [check.measured for check in proof.checks if check.of_answer and check.measured]
    return Response(text=measured[0]) if measured else None


def came_true(
    prompt: Prompt, answer: Response, mark: Mark | None, says: Response, proof: CardProof
) -> bool | None:
    """Whether the learner's answer is the lab's; None where nobody can tell."""
    if prompt.options:
        return set(answer.picked) == set(says.picked)
    if says.truth is not None:
        return answer.truth is says.truth
    if proof.verdict is Verdict.HOLDS:
        return mark.correct if mark is not None else None
    pair = numbers(prompt, answer, says)
    if pair is None:
        return None  # the card's own answer is refuted, and nobody else knows how to compare
    given, measured, _ = pair
    return is_close(given, measured, prompt.card.tol, _MEASURED)


def numbers(prompt: Prompt, answer: Response, says: Response) -> tuple[float, float, float] | None:
    """What the learner and the lab say of a number, and how far apart they may be; None where
    either says no number.
    """
    if prompt.card.type is not CardType.NUMBER:
        return None
    try:
        given, measured = parse_number(answer.text, prompt.card.unit), float(says.text)
    except ValueError:
        return None
    return given, measured, (prompt.card.tol or _MEASURED) * (abs(measured) or 1.0)


def _options(prompt: Prompt, proof: CardProof) -> Response | None:
    """The options whose checks hold, once every option's has been judged."""
    verdicts = [
        next((check.verdict for check in proof.checks if check.option == option), None)
        for option in prompt.options
    ]
    if any(verdict not in (Verdict.HOLDS, Verdict.FAILS) for verdict in verdicts):
        return None
    places = (place for place, verdict in enumerate(verdicts) if verdict is Verdict.HOLDS)
    return Response(picked=tuple(places))


def _truth(proof: CardProof) -> Response | None:
    for check in proof.checks:
        if check.right is not None:
            return Response(truth=check.verdict is Verdict.HOLDS)
        if check.of_answer and check.measured in ("true", "false"):
            return Response(truth=check.measured == "true")
    return None
