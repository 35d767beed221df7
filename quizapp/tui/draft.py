"""The answer being made, before it is given: letters picked, gaps filled. Pure; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quizapp.deck.model import CardType
from quizapp.review.session import Prompt, Response

LETTERS = "abcdefgh"

WRITTEN = frozenset({CardType.TYPED, CardType.NUMBER, CardType.CLOZE})
"""Types answered in a text field."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the learner has put down so far.

    ``picked`` are places in the options or items as shown; ``gaps`` the texts of a cloze's filled
    gaps, the one being written not among them; ``hint`` whether the hint was asked for.
    """

    picked: tuple[int, ...] = ()
    truth: bool | None = None
    gaps: tuple[str, ...] = ()
    hint: bool = False


def press(draft: Draft, prompt: Prompt, letter: str) -> Draft:
    """The draft after a letter. A letter that means nothing here changes nothing."""
    card = prompt.card.type
    if card is CardType.TRUTH:
        return replace(draft, truth=letter == "t") if letter in ("t", "f") else draft
    count = len(prompt.items if card is CardType.ORDER else prompt.options)
    place = LETTERS.find(letter)
    if not 0 <= place < count:
        return draft
    if card is CardType.CHOICE:
        return replace(draft, picked=(place,))
    if card is CardType.CHOICES and place in draft.picked:
        return replace(draft, picked=tuple(p for p in draft.picked if p != place))
    if place in draft.picked:
        return draft
    return replace(draft, picked=(*draft.picked, place))


def take_back(draft: Draft) -> Draft:
    """The draft without its last letter, or without its last gap."""
    if draft.gaps:
        return replace(draft, gaps=draft.gaps[:-1])
    return replace(draft, picked=draft.picked[:-1], truth=None)


def response(draft: Draft, prompt: Prompt, text: str) -> Response | None:
    """The answer that the draft amounts to; ``None`` while something is missing.

    Args:
        draft: what was picked.
        prompt: the card as it is shown.
        text: what stands in the text field.
    """
    match prompt.card.type:
        case CardType.QA:
            return Response()
        case CardType.TRUTH:
            return Response(truth=draft.truth) if draft.truth is not None else None
        case CardType.ORDER:
            whole = len(draft.picked) == len(prompt.items)
            return Response(picked=draft.picked) if whole else None
        case CardType.CHOICE | CardType.CHOICES:
            return Response(picked=tuple(sorted(draft.picked))) if draft.picked else None
        case CardType.CLOZE:
            gaps = (*draft.gaps, text)
            return Response(text=" ; ".join(gaps) if any(gap.strip() for gap in gaps) else "")
        case _:
            return Response(text=text.strip())
