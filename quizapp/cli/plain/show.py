"""A card, an answer and its reasons as lines of clean text. Reads and judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from quizapp.cli.plain.answers import letter_of
from quizapp.cli.plain.words import word
from quizapp.deck.model import Card, CardType, LocalText
from quizapp.lab.model import Verdict
from quizapp.review.grade import gaps_filled
from quizapp.review.model import CardState, Moment, Rating
from quizapp.review.schedule import interval_text
from quizapp.review.session import Mark, Prompt, Response
from quizapp.store.verdicts import Standing
from quizapp.text.clean import clean
from quizapp.text.math import to_unicode

if TYPE_CHECKING:
    from quizapp.lab.proof import CardProof, CheckProof


def text_of(text: LocalText, lang: str) -> str:
    """A deck's text as it may go to a terminal."""
    return clean(to_unicode(text.pick(lang)))


def question(prompt: Prompt, lang: str) -> Iterator[str]:
    """What is asked, with lettered options or items."""
    card = prompt.card
    yield (
        _cloze(card, lang, shown=False)
        if card.type is CardType.CLOZE
        else text_of(card.question, lang)
    )
    for place, option in enumerate(prompt.options):
        yield f"  {letter_of(place)}) {text_of(option.text, lang)}"
    for place, item in enumerate(prompt.items):
        yield f"  {letter_of(place)}) {text_of(card.items[item], lang)}"


def what_to_type(prompt: Prompt, lang: str) -> str:
    """What kind of answer this card takes."""
    example = "".join(letter_of(place).lower() for place in reversed(range(len(prompt.items))))
    kinds = {
        CardType.QA: "Enter to see the answer",
        CardType.CLOZE: "the gaps, separated by a semicolon",
        CardType.CHOICE: "one letter",
        CardType.CHOICES: "letters, such as ac",
        CardType.TRUTH: "t or f",
        CardType.ORDER: "letters in order, such as {example}",
        CardType.TYPED: "a text",
        CardType.NUMBER: "a number",
    }
    return word(kinds[prompt.card.type], lang, example=example)


def outcome(
    prompt: Prompt,
    response: Response,
    mark: Mark,
    measured: float | None,
    lang: str,
    *,
    doubt: bool = False,
) -> Iterator[str]:
    """Right or wrong, the answer, and the reason for it and for every option.

    ``doubt``: the card's proof does not hold, so that nothing is said to be right.
    """
    if doubt and mark.correct is not None:
        yield word("As the card says." if mark.correct else "Not as the card says.", lang)
    elif mark.correct:
        yield word("Right.", lang)
    elif mark.correct is False:
        if 0 < mark.score < 1:
            yield word("Partly right: {percent}%.", lang, percent=round(100 * mark.score))
        else:
            yield word("Not known." if response == Response() else "Wrong.", lang)
    if mark.note:
        yield word(mark.note, lang)
    if prompt.card.type is CardType.CLOZE and mark.correct is False and not doubt:
        yield from _gaps_marked(prompt, response, lang)
    answer = _answer(prompt, measured, lang)
    if answer:
        said = "The card says: {answer}" if doubt else "The answer: {answer}"
        yield word(said, lang, answer=answer)
    yield from _options(prompt, response, lang, doubt=doubt)
    yield from _reasons(prompt.card, lang)


def flaw(standing: Standing, lang: str, *, revealed: bool) -> str:
    """That a card's proof does not hold; with what was measured, once that betrays no answer."""
    one = standing.finding
    date = f"{datetime.fromtimestamp(standing.since / 1000):%Y-%m-%d}"
    if not revealed:
        told = word("This card's proof broke on {date}: its answer may be wrong.", lang, date=date)
    elif one.verdict is Verdict.ERROR:
        told = word(
            "This card's proof broke on {date}: {reason}", lang, date=date, reason=one.reason
        )
    else:
        told = word(
            "This card's proof broke on {date}: expected {expected}, measured {measured}.",
            lang,
            date=date,
            expected=one.expected,
            measured=one.measured,
        )
    return clean(told)


def as_on_the_card(prompt: Prompt, checks: Sequence[CheckProof]) -> list[CheckProof]:
    """The checks in the order in which the options were shown; then the others."""
    shown = list(prompt.options)
    return sorted(
        checks, key=lambda one: shown.index(one.option) if one.option in shown else len(shown)
    )


def check_name(prompt: Prompt, check: CheckProof, lang: str) -> str:
    """The option a check belongs to, with its letter; else the check's own name."""
    if check.option is None or check.option not in prompt.options:
        return word(clean(check.label), lang)
    letter = letter_of(prompt.options.index(check.option))
    verdict = word("right" if check.option.right else "wrong", lang)
    return f"{letter}) {text_of(check.option.text, lang)} [{verdict}]"


def foretold(
    prompt: Prompt, answer: Response | None, mark: Mark | None, proof: CardProof, lang: str
) -> Iterator[str]:
    """What the learner predicted, what the lab says, and whether that is the same."""
    from quizapp.review.foretold import came_true, lab_says

    if answer is None or answer == Response():
        return
    yield word("You predicted: {answer}", lang, answer=_given(prompt, answer, lang))
    says = lab_says(prompt, proof)
    if says is None:
        return
    told = word("The lab says: {answer}", lang, answer=_given(prompt, says, lang))
    good = came_true(prompt, answer, mark, says, proof)
    if good is not None:
        told += " – " + word("as you predicted" if good else "not as you predicted", lang)
    yield told


def _given(prompt: Prompt, answer: Response, lang: str) -> str:
    """An answer on one line, with the letters of the card."""
    if answer.truth is not None:
        return word("true" if answer.truth else "false", lang)
    if not prompt.options and not prompt.items:
        return clean(answer.text)
    items = prompt.card.items
    places = answer.picked if prompt.items else sorted(answer.picked)
    texts = [items[prompt.items[p]] if items else prompt.options[p].text for p in places]
    parts = [
        f"{letter_of(place)}) {text_of(text, lang)}"
        for place, text in zip(places, texts, strict=True)
    ]
    return (" → " if items else ", ").join(parts) or "–"


def grades(previews: Mapping[Rating, CardState], suggested: Rating, lang: str) -> str:
    """The line that asks for a grade, with the interval that each would give."""
    parts = []
    for rating, state in previews.items():
        name = word(rating.name.lower(), lang)
        wait = interval_text(state, Moment(state.last_at, state.last_day), lang)
        parts.append(f"{rating.value} {name} {wait}")
    label = word("{name}: ", lang, name=word("Grade", lang))
    default = word("Enter for {rating}", lang, rating=suggested.value)
    return f"{label}{' · '.join(parts)}; {default}"


def _answer(prompt: Prompt, measured: float | None, lang: str) -> str:
    """The right answer in one line; empty where the options tell it."""
    card = prompt.card
    if card.type is CardType.CLOZE:
        return _cloze(card, lang, shown=True)
    if card.items:
        places = [letter_of(prompt.items.index(item)) for item in range(len(card.items))]
        steps = [text_of(item, lang) for item in card.items]
        return " → ".join(f"{place}) {step}" for place, step in zip(places, steps, strict=True))
    answer = card.answer if measured is None else measured
    match answer:
        case LocalText():
            return text_of(answer, lang)
        case bool():
            return word("true" if answer else "false", lang)
        case int() | float():
            return clean(f"{answer:.7g} {card.unit}".rstrip())
    return ""


def _gaps_marked(prompt: Prompt, response: Response, lang: str) -> Iterator[str]:
    for text, right in gaps_filled(prompt, response):
        yield f"  {clean(text) or '—'} [{word('right' if right else 'wrong', lang)}]"


def _options(prompt: Prompt, response: Response, lang: str, *, doubt: bool) -> Iterator[str]:
    for place, option in enumerate(prompt.options):
        mine = "*" if place in response.picked else " "
        verdict = word("right" if option.right else "wrong", lang)
        if doubt:
            verdict = word("{verdict}, says the card", lang, verdict=verdict)
        yield f" {mine}{letter_of(place)}) {text_of(option.text, lang)} [{verdict}]"
        if option.why is not None:
            yield f"      {text_of(option.why, lang)}"


def _reasons(card: Card, lang: str) -> Iterator[str]:
    if card.why is not None:
        yield word("why: {why}", lang, why=text_of(card.why, lang))
    if card.source is not None:
        parts = [part for part in (card.source.cite, card.source.at, card.source.url) if part]
        yield word("source: {source}", lang, source=clean(", ".join(parts)))


def _cloze(card: Card, lang: str, *, shown: bool) -> str:
    from quizapp.deck.cloze import gaps

    parts = []
    for segment in gaps(card.question.pick(lang)):
        if segment.gap is None:
            parts.append(segment.text)
        elif shown:
            parts.append(f"[{segment.text}]")
        else:
            parts.append(f"[{segment.hint or '…'}]")
    return clean(to_unicode("".join(parts)))
