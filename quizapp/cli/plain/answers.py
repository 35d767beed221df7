"""Reads a typed line as an answer to a card. Judges nothing."""

from __future__ import annotations

from quizapp.deck.model import CardType
from quizapp.review.grade import BadAnswerError, judge
from quizapp.review.session import Prompt, Response

_TRUE = frozenset({"t", "true", "y", "yes", "对", "真", "是"})
_FALSE = frozenset({"f", "false", "n", "no", "错", "假", "否"})


def read_answer(line: str, prompt: Prompt) -> Response:
    """The response that ``line`` means; an empty line is "I don't know".

    Raises:
        BadAnswerError: it is not the kind of answer that this card takes.
    """
    text = line.strip()
    if not text:
        return Response()
    match prompt.card.type:
        case CardType.CHOICE | CardType.CHOICES:
            return Response(picked=_letters(text, len(prompt.options)))
        case CardType.ORDER:
            return Response(picked=_letters(text, len(prompt.items)))
        case CardType.TRUTH:
            return _truth(text)
        case CardType.CLOZE:
            return Response(text=text.replace("；", ";"))
        case _:
            return Response(text=text)


def is_right_text(line: str, prompt: Prompt) -> bool:
    """Whether a typed line is the very answer, and so never a command, however short."""
    if prompt.card.type not in (CardType.TYPED, CardType.CLOZE) or not line.strip():
        return False
    try:
        return judge(prompt, read_answer(line, prompt)).correct is True
    except BadAnswerError:
        return False


def _truth(text: str) -> Response:
    meant = text.casefold()
    if meant in _TRUE or meant in _FALSE:
        return Response(truth=meant in _TRUE)
    raise BadAnswerError("this card wants true or false", "Answer t or f.")


def _letters(text: str, count: int) -> tuple[int, ...]:
    letters = [letter for letter in text.casefold() if letter not in " ,;、，"]
    places = [ord(letter) - ord("a") for letter in letters]
    if any(not 0 <= place < count for place in places):
        raise BadAnswerError("there is no such option", "Use the letters shown.")
    return tuple(dict.fromkeys(places))


def letter_of(place: int) -> str:
    """A for 0, B for 1, …"""
    return chr(ord("A") + place)
