"""Is the answer right? One rule for each type of card. Pure: no clock, no log, no lab."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping

from quizapp.deck.model import Ask, Card, CardType, LocalText
from quizapp.errors import QuizError
from quizapp.review.model import Rating
from quizapp.review.session import Mark, Prompt, Response
from quizapp.text.number import parse_number

_EXACT = 1e-9
"""Relative tolerance for a keyed fraction: what typing and adding floats may lose."""

_MEASURED = 1e-6
"""Relative tolerance for a measured number: labs compute in single precision."""


class BadAnswerError(QuizError):
    """The response cannot be read as an answer to this card; the learner is asked again."""


def judge(prompt: Prompt, response: Response, measured: float | None = None) -> Mark:
    """Grade a response.

    Args:
        prompt: the card as it was shown.
        response: the learner's answer; an empty one means "I don't know" and is wrong.
        measured: the answer of a number card that has it measured by a lab.

    Raises:
        BadAnswerError: the response is not the kind of answer this card takes.
    """
    if prompt.card.type is CardType.QA:
        return Mark(None, 0.0, Rating.GOOD)
    if response == Response() and prompt.card.type is not CardType.CLOZE:
        return Mark(False, 0.0, Rating.AGAIN)
    if prompt.card.type is CardType.NUMBER:
        return _number(prompt.card, response, measured)
    return _RULES[prompt.card.type](prompt, response)


def _mark(correct: bool, score: float | None = None) -> Mark:
    full = float(correct) if score is None else score
    return Mark(correct, full, Rating.GOOD if correct else Rating.AGAIN)


def _choice(prompt: Prompt, response: Response) -> Mark:
    if len(response.picked) != 1:
        raise BadAnswerError("this card has one right option", "Pick one letter.")
    return _mark(prompt.options[_places(prompt, response, len(prompt.options))[0]].right)


def _choices(prompt: Prompt, response: Response) -> Mark:
    picked = set(_places(prompt, response, len(prompt.options)))
    right = {place for place, option in enumerate(prompt.options) if option.right}
    either = picked | right
    return _mark(picked == right, len(picked & right) / len(either) if either else 1.0)


def _places(_prompt: Prompt, response: Response, count: int) -> tuple[int, ...]:
    if any(not 0 <= place < count for place in response.picked):
        raise BadAnswerError("there is no such option", "Use the letters shown.")
    return response.picked


def _truth(prompt: Prompt, response: Response) -> Mark:
    if response.truth is None:
        raise BadAnswerError("this card wants true or false", "Answer t or f.")
    return _mark(response.truth is prompt.card.answer)


def _order(prompt: Prompt, response: Response) -> Mark:
    """Partial score: the share of items that stand in their right place, as they are marked."""
    count = len(prompt.items)
    if sorted(_places(prompt, response, count)) != list(range(count)):
        raise BadAnswerError("every item is needed, each once", "Put all letters in order.")
    places = in_place(prompt, response)
    return _mark(all(places), sum(places) / count)


def in_place(prompt: Prompt, response: Response) -> list[bool]:
    """For each place of an order: does the right item stand there?

    Items that read the same are interchangeable. Nothing stands right in no answer.
    """
    texts = prompt.card.items
    given = [texts[prompt.items[place]] for place in response.picked]
    return [given[n] == text if n < len(given) else False for n, text in enumerate(texts)]


def _typed(prompt: Prompt, response: Response) -> Mark:
    answer = prompt.card.answer
    accepted = _wordings(answer) if isinstance(answer, LocalText) else []
    given = _bare(response.text)
    return _mark(given in {_bare(text) for text in [*accepted, *prompt.card.accept]})


def _cloze(prompt: Prompt, response: Response) -> Mark:
    """Compared when typed, gaps separated by ``;``; otherwise the learner grades alone."""
    if not response.text.strip():
        return Mark(None, 0.0, Rating.GOOD)
    filled = gaps_filled(prompt, response)
    if not filled:
        raise BadAnswerError("every gap needs an answer", "Separate the answers with ;")
    share = sum(right for _, right in filled) / len(filled)
    return _mark(share == 1.0, share)


def gaps_filled(prompt: Prompt, response: Response) -> list[tuple[str, bool]]:
    """What was written in each gap of a cloze, and whether it belongs there.

    The language in which most is right counts; empty when no language has so many gaps.
    """
    best: list[tuple[str, bool]] = []
    for text in _wordings(prompt.card.question):
        wanted = gap_texts(text)
        given = [response.text] if len(wanted) == 1 else response.text.split(";")
        if len(given) == len(wanted):
            marked = [(a.strip(), _bare(a) == _bare(b)) for a, b in zip(given, wanted, strict=True)]
            if not best or sum(right for _, right in marked) > sum(right for _, right in best):
                best = marked
    return best


def _number(card: Card, response: Response, measured: float | None) -> Mark:
    live = isinstance(card.answer, Ask)
    wanted = measured if live else card.answer
    try:
        given = parse_number(response.text, card.unit)
    except ValueError:
        if "," in unicodedata.normalize("NFKC", response.text):
            raise BadAnswerError(
                "a comma is not read as the decimal point", "Write 1.8 for 1,8."
            ) from None
        raise BadAnswerError(
            "that is not a number", "Such as 12, 0.001, 1e-3, 1/3 or 50%."
        ) from None
    if not isinstance(wanted, int | float):
        note = "The answer could not be measured; grade yourself."
        return Mark(None, 0.0, Rating.GOOD, note)
    return _mark(is_close(given, float(wanted), card.tol, _MEASURED if live else _EXACT))


def is_close(given: float, wanted: float, tol: float | None, default: float) -> bool:
    """Whether a number is within the tolerance, which is relative (absolute around 0).

    Without one, whole numbers must be exact and others within ``default``.
    """
    if tol:
        # The edge belongs to it, whatever the rounding of the difference.
        return abs(given - wanted) <= tol * (abs(wanted) or 1.0) * (1 + _EXACT)
    if wanted.is_integer() and default == _EXACT:
        return given == wanted
    return math.isclose(given, wanted, rel_tol=default, abs_tol=default if wanted == 0 else 0.0)


def plain(text: str) -> str:
    """Text without what does not matter in an answer: case, width, spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _bare(text: str) -> str:
    """As ``plain``, and the name of a function is the same with ``()`` and without."""
    whole = plain(text)
    name = whole.removesuffix("()")
    return name if name.replace(".", "").isidentifier() else whole


def gap_texts(text: str) -> list[str]:
    """What stands in the gaps of a cloze, from left to right."""
    from quizapp.deck.cloze import gaps

    return [segment.text for segment in gaps(text) if segment.gap is not None]


def _wordings(text: LocalText) -> list[str]:
    return [wording for _, wording in text.by_lang]


_RULES: Mapping[CardType, Callable[[Prompt, Response], Mark]] = {
    CardType.CHOICE: _choice,
    CardType.CHOICES: _choices,
    CardType.TRUTH: _truth,
    CardType.ORDER: _order,
    CardType.TYPED: _typed,
    CardType.CLOZE: _cloze,
}
