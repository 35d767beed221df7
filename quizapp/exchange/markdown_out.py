"""Cards written as a Markdown list of questions, so that ``markdown_in`` reads the same back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.deck.model import CardType
from quizapp.exchange.kinds import looks
from quizapp.exchange.marks import FIELDS, escape, fenced
from quizapp.exchange.model import Loss
from quizapp.exchange.plain import PlainCard

OURS = "<!-- quizapp: what follows is plain text, but for code and maths -->"
"""The first line of what is written here: its texts are a deck's, and no Markdown to be read."""


def as_markdown(cards: Sequence[PlainCard], titles: Sequence[str]) -> tuple[str, list[Loss]]:
    """The text of the file, and what did not go into it: nothing."""
    head = " ".join(titles[0].split())
    if len(titles) > 1:
        head += f" (and {len(titles) - 1} more)"
    blocks = [f"{OURS}\n# {head}", *("\n".join(_card(card)) for card in cards)]
    return "\n\n".join(blocks) + "\n", []


def _card(card: PlainCard) -> Iterator[str]:
    yield f"<!-- id: {card.id} -->"
    yield _field("text" if card.type is CardType.CLOZE else "q", card.question, lists=True)
    for option in card.options:
        yield _listed("- [x]" if option.right else "- [ ]", option.text, "  ")
        if option.why:
            yield _quoted(option.why)
    for number, item in enumerate(card.items, 1):
        yield _listed(f"{number}.", item, "   ")
    if card.answer:
        yield _field("answer", card.answer)
    if not _is_clear(card):
        yield _field("type", card.type.value)
    for other in card.accept:
        yield _field("accept", other)
    for key in ("tol", "unit", "hint", "why", "source", "unproven"):
        if text := getattr(card, key):
            yield _field(key, text)
    if card.tags:
        yield _field("tags", " ".join(card.tags))


def _is_clear(card: PlainCard) -> bool:
    """Whether the parts of a card make its type by themselves."""
    options = [{"right": ""} if option.right else {} for option in card.options]
    return card.type is CardType.CLOZE or looks(card.question, options, card.items) == card.type


def _field(key: str, text: str, *, lists: bool = False) -> str:
    word = FIELDS[key].split()[0]
    return f"{word}:{_start(text)}{escape(text, lists=lists)}"


def _listed(mark: str, text: str, indent: str) -> str:
    lines = f"{_start(text)}{escape(text, lists=True)}".split("\n")
    return mark + "\n".join([lines[0], *(f"{indent}{line}" if line else "" for line in lines[1:])])


def _quoted(text: str) -> str:
    return "\n".join(f"  > {line}".rstrip() for line in text.split("\n"))


def _start(text: str) -> str:
    """What comes between a mark and its text: code begins on a line of its own."""
    return "\n" if fenced(text.split("\n"))[0] else " "
