"""A card on a sheet: asked, or revealed with every reason. Reads the session; decides nothing."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from quizapp.deck.cloze import Segment, gaps
from quizapp.deck.model import Ask, Card, CardType, LocalText
from quizapp.review.grade import gaps_filled, in_place
from quizapp.review.session import Answered, Mark, Prompt, Response
from quizapp.tui.draft import LETTERS, Draft
from quizapp.tui.prose import label, prose
from quizapp.tui.sheet import Sheet

Say = Callable[..., str]

KINDS = {
    CardType.QA: "recall, then look",
    CardType.CLOZE: "fill the gaps",
    CardType.CHOICE: "one is right",
    CardType.CHOICES: "all that are right",
    CardType.TRUTH: "true or false",
    CardType.ORDER: "put in order",
    CardType.TYPED: "type the answer",
    CardType.NUMBER: "type a number",
}

_NTH = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th")

_HOLE = "\ue000"
"""Stands for a gap while the text around it is read; no script uses this character."""

_GOOD_BAND, _BAD_BAND = "on $success 15%", "on $error 15%"


def asked(sheet: Sheet, prompt: Prompt, draft: Draft, lang: str, say: Say) -> None:
    """The question, what can be picked, and the hint if it was asked for."""
    card = prompt.card
    _heading(sheet, card, say)
    if card.type is CardType.CLOZE:
        sheet.add(_cloze(card, lang, draft))
    else:
        sheet.add(question(card, lang))
    sheet.gap()
    match card.type:
        case CardType.CHOICE | CardType.CHOICES:
            several = card.type is CardType.CHOICES
            for place, option in enumerate(prompt.options):
                text = prose(option.text.pick(lang))
                _pickable(sheet, LETTERS[place], text, place in draft.picked, several)
        case CardType.TRUTH:
            for letter, word, value in (("t", "true", True), ("f", "false", False)):
                _pickable(sheet, letter, Content(say(word)), draft.truth is value, False)
        case CardType.ORDER:
            _order_asked(sheet, prompt, draft, lang, say)
    if draft.hint and card.hint is not None:
        sheet.gap()
        sheet.hang(Content.styled("→ ", "bold $accent"), prose(card.hint.pick(lang)))


def revealed(sheet: Sheet, session: Answered, lang: str, say: Say, *, doubt: bool = False) -> None:
    """The question again, the verdict, the answer, every option's reason, the source.

    ``doubt``: the card's proof does not hold, so that nothing here is said to be right.
    """
    prompt, answer, mark = session.prompt, session.response, session.mark
    if prompt is None or answer is None or mark is None:
        return
    card = prompt.card
    _heading(sheet, card, say)
    sheet.add(question(card, lang))
    sheet.gap()
    _verdict(sheet, answer, mark, say, doubt=doubt)
    if card.options:
        for place in range(len(prompt.options)):
            _option_revealed(sheet, prompt, answer, place, lang, say, doubt=doubt)
    else:
        _answer(sheet, session, prompt, answer, lang, say, doubt=doubt)
    if card.why is not None:
        sheet.gap()
        sheet.add(prose(card.why.pick(lang)))
    if card.source is not None:
        parts = [part for part in (card.source.cite, card.source.at, card.source.url) if part]
        sheet.gap()
        sheet.hang(Content.styled("§ ", "dim"), label(", ".join(parts), "dim italic"))


def answer_text(card: Card, measured: float | None, lang: str, say: Say) -> Content:
    """The right answer of a card without options, in one piece."""
    answer = measured if measured is not None else card.answer
    match answer:
        case LocalText():
            return prose(answer.pick(lang))
        case bool():
            return Content(say("true" if answer else "false"))
        case int() | float():
            return label(f"{answer:.7g} {card.unit}".rstrip())
        case _:
            return Content("")


def given(prompt: Prompt, answer: Response, lang: str, say: Say) -> Content:
    """An answer in one piece, with the letters of the card."""
    if answer.truth is not None:
        return Content(say("true" if answer.truth else "false"))
    if prompt.options:
        texts = [prompt.options[place].text for place in sorted(answer.picked)]
        letters = [LETTERS[place].upper() for place in sorted(answer.picked)]
    elif prompt.items:
        texts = [prompt.card.items[prompt.items[place]] for place in answer.picked]
        letters = [LETTERS[place].upper() for place in answer.picked]
    else:
        return label(answer.text)
    parts = [
        Content.assemble((f"{letter}  ", "bold $primary"), prose(text.pick(lang)))
        for letter, text in zip(letters, texts, strict=True)
    ]
    return Content(" → " if prompt.items else ", ").join(parts) if parts else Content("–")


def _heading(sheet: Sheet, card: Card, say: Say) -> None:
    sheet.gap()
    kind = Content.styled(say(KINDS[card.type]), "$secondary")
    # The type says what to do; the id only names the card, so it is what gives way.
    room = max(0, sheet.width - kind.cell_length - 1)
    sheet.sides(kind, label(card.key, "dim").truncate(room, ellipsis=True))
    sheet.gap()


def _pickable(sheet: Sheet, letter: str, text: Content, picked: bool, several: bool) -> None:
    box = ("■" if picked else "□") if several else ("●" if picked else "○")
    lead = Content.assemble(
        (f" {box} ", "bold $accent" if picked else "dim"), (f"{letter.upper()}  ", "bold $primary")
    )
    band = "on $panel" if picked else ""
    sheet.hang(lead, text, hit=f"pick('{letter}')", band=band)


def _order_asked(sheet: Sheet, prompt: Prompt, draft: Draft, lang: str, say: Say) -> None:
    for place, item in enumerate(prompt.items):
        picked = place in draft.picked
        number = str(draft.picked.index(place) + 1) if picked else "·"
        lead = Content.assemble(
            (f" {number} ", "bold $accent" if picked else "dim"),
            (f"{LETTERS[place].upper()}  ", "bold $primary"),
        )
        text = prose(prompt.card.items[item].pick(lang))
        band = "on $panel" if picked else ""
        sheet.hang(lead, text, hit=f"pick('{LETTERS[place]}')", band=band)
    shown = [LETTERS[place].upper() for place in draft.picked]
    shown += ["_"] * (len(prompt.items) - len(shown))
    sheet.gap()
    sheet.add(Content.assemble((say("Your order:") + " ", "dim"), (" → ".join(shown), "bold")))


def question(card: Card, lang: str) -> Content:
    """What the card asks; a cloze with what belongs into its gaps."""
    if card.type is CardType.CLOZE:
        return _cloze(card, lang, None)
    return prose(card.question.pick(lang), "bold")


def _cloze(card: Card, lang: str, draft: Draft | None) -> Content:
    """The text with its gaps: filled as drafted, or (no draft) with what belongs there.

    Code and formulas are read over the whole text: a gap may stand inside of one.
    """
    segments = gaps(card.question.pick(lang))
    whole = "".join(
        _HOLE if segment.gap is not None else segment.text.replace(_HOLE, "")
        for segment in segments
    )
    between = prose(whole, "bold").split(_HOLE, allow_blank=True)
    hidden = [segment for segment in segments if segment.gap is not None]
    # The name of a fenced code's language is not shown: a gap in there comes last.
    between += [Content("")] * (len(hidden) + 1 - len(between))
    parts = [between[0]]
    for number, (segment, after) in enumerate(zip(hidden, between[1:], strict=True)):
        parts += [_gap_shown(segment, number, draft), after]
    return Content("").join(parts)


def _gap_shown(segment: Segment, number: int, draft: Draft | None) -> Content:
    if draft is None:
        return _gap(prose(segment.text), "bold $success")
    if number < len(draft.gaps):
        return _gap(label(draft.gaps[number] or "—"), "bold $accent")
    blank = label(segment.hint) if segment.hint else Content("…")
    if number > len(draft.gaps):
        return _gap(blank, "$accent")
    # An arrow too: not every terminal shows what is reversed.
    return _gap(Content.assemble("▸ ", blank), "bold reverse")


def _gap(inside: Content, style: str) -> Content:
    return Content.assemble("[", inside, "]").stylize(style)


def gap_count(card: Card, lang: str) -> int:
    """How many gaps a cloze has."""
    return sum(segment.gap is not None for segment in gaps(card.question.pick(lang)))


def _verdict(sheet: Sheet, answer: Response, mark: Mark, say: Say, *, doubt: bool) -> None:
    sheet.mark_core()
    if doubt and mark.correct is not None:
        word = "As the card says" if mark.correct else "Not as the card says"
        sheet.add(Content.styled("? " + say(word), "bold $warning"))
    elif mark.correct:
        sheet.add(Content.styled("✓ " + say("Right"), "bold $success"))
    elif mark.correct is False and 0 < mark.score < 1:
        part = say("Partly right: {percent}%", percent=round(100 * mark.score))
        sheet.add(Content.styled("~ " + part, "bold $warning"))
    elif mark.correct is False:
        word = "Not known" if answer == Response() else "Wrong"
        sheet.add(Content.styled("✗ " + say(word), "bold $error"))
    if mark.note:
        sheet.hang(Content.styled("! ", "bold $warning"), say(mark.note))
    sheet.gap()


def _option_revealed(
    sheet: Sheet,
    prompt: Prompt,
    answer: Response,
    place: int,
    lang: str,
    say: Say,
    *,
    doubt: bool,
) -> None:
    option = prompt.options[place]
    picked = place in answer.picked
    symbol, colour = ("✓", "$success") if option.right else ("✗", "$error" if picked else "dim")
    if doubt:
        symbol, colour = "?", "$warning"
    lead = Content.assemble(
        (f" {symbol} ", f"bold {colour}"), (f"{LETTERS[place].upper()}  ", "bold $primary")
    )
    text = prose(option.text.pick(lang), "bold" if option.right or picked else "")
    if picked:
        text = Content.assemble(text, ("  ← " + say("your answer"), "italic"))
    elif option.right and answer.picked and prompt.card.type is CardType.CHOICES:
        text = Content.assemble(text, ("  ← " + say("not picked"), "italic"))
    if doubt and option.right:
        text = Content.assemble(text, ("  ← " + say("right, says the card"), "italic"))
    band = "" if doubt else _GOOD_BAND if option.right else _BAD_BAND if picked else ""
    sheet.hang(lead, text, band=band)
    if option.why is not None:
        sheet.hang(Content("      "), prose(option.why.pick(lang), "$foreground 75%"), band=band)


def _answer(
    sheet: Sheet,
    session: Answered,
    prompt: Prompt,
    given: Response,
    lang: str,
    say: Say,
    *,
    doubt: bool,
) -> None:
    card = prompt.card
    if card.type is CardType.ORDER:
        _order_revealed(sheet, prompt, given, lang, say)
        return
    if given.truth is not None:
        _line(sheet, say("You said"), Content(say("true" if given.truth else "false")), say)
    elif given.text and card.type is CardType.CLOZE:
        _line(sheet, say("You said"), _gaps_marked(prompt, given, doubt=doubt), say)
    elif given.text and card.type is not CardType.QA:
        _line(sheet, say("You said"), label(given.text), say)
    if card.type is CardType.CLOZE:
        return
    right = answer_text(card, session.measured, lang, say)
    if isinstance(card.answer, Ask) and session.measured is not None:
        right = Content.assemble(right, ("  " + say("measured by the lab just now"), "dim"))
    if right.plain:
        _line(sheet, say("The card says" if doubt else "Answer"), right.stylize("bold"), say)


def _gaps_marked(prompt: Prompt, given: Response, *, doubt: bool) -> Content:
    """What was written in each gap; right or wrong, unless the card's word is in doubt."""
    parts = []
    for text, right in gaps_filled(prompt, given):
        mark = ("? ", "$warning") if doubt else ("✓ ", "$success") if right else ("✗ ", "$error")
        parts.append(Content.assemble(mark, label(text or "—")))
    return Content(" ; ").join(parts)


def _line(sheet: Sheet, name: str, text: Content, say: Say) -> None:
    sheet.hang(Content.styled(say("{name}: ", name=name), "dim"), text)


def _order_revealed(sheet: Sheet, prompt: Prompt, given: Response, lang: str, say: Say) -> None:
    """The right order; beside each step, where the learner had put it."""
    theirs = [prompt.items[place] for place in given.picked]
    places = in_place(prompt, given)
    for number, (text, good) in enumerate(zip(prompt.card.items, places, strict=True)):
        mark = "✓" if good else "✗"
        style = "$success" if good else "$error"
        lead = Content.assemble((f" {mark} ", f"bold {style}"), (f"{number + 1}  ", "bold"))
        body = prose(text.pick(lang))
        if number in theirs and not good:
            place = say("you: {nth}", nth=say(_NTH[theirs.index(number)]))
            body = Content.assemble(body, (f"  ← {place}", "italic $error"))
        sheet.hang(lead, body)
