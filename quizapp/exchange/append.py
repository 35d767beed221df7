"""Cards added to a deck that is there, and texts of its cards renewed; all else in its files stays
as it is, byte for byte. Plans and proves; ``deck.edit.keep`` writes, and can take it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from quizapp.deck.claims import contested
from quizapp.deck.edit.draft import Draft, Edit
from quizapp.deck.edit.entries import Cut, put_in, words_of
from quizapp.deck.edit.plan import Plan, bare, loaded
from quizapp.deck.emit import emit
from quizapp.deck.lazy import Cards
from quizapp.deck.library import Library, is_deck
from quizapp.deck.model import Card, CardKey, Deck
from quizapp.deck.tree import List
from quizapp.errors import QuizError
from quizapp.exchange.known import Known, Met, differences
from quizapp.exchange.ready import Ready
from quizapp.exchange.update import renewed

_BESIDE = 200
"""Files beside a deck's that are looked into."""

_NAMED = "Add to the deck that has the cards now (--append --into), or give --deck another name."
_OTHERWISE = "Import into a file of its own, and name that under `include:`, or study both."


def neighbours(path: Path) -> list[Deck]:
    """The other decks that a deck in this file must agree with: the library's, and those beside."""
    files = sorted(one for one in path.parent.glob("*.y*ml") if not one.name.startswith("."))
    beside = Library.load([file for file in files[:_BESIDE] if is_deck(file)])
    decks = {deck.name: deck for deck in (*beside.decks, *Library.load().decks)}
    return [deck for deck in decks.values() if deck.path.resolve() != path.resolve()]


def names_of(deck: Deck) -> list[str]:
    """The name of a deck, and those that it had."""
    root = Draft.open(deck.path).root
    return [deck.name, *(word.value for word in words_of(root.items.get("was")))]


def known_in(deck: Deck, others: Sequence[Deck]) -> Known:
    """The cards of a deck, and those that others took over from it."""
    names = names_of(deck)
    return Known.of(deck, names, [card for other in others for card in _claiming(other, names)])


def _claiming(deck: Deck, names: Collection[str]) -> Iterator[Card]:
    """The cards that were in a deck of one of these names."""
    if isinstance(deck.cards, Cards):
        for old, present in deck.cards.renamed.items():
            if old.partition("/")[0] in names and (card := deck.cards.find(present)) is not None:
                yield card


def plan(deck: Deck, ready: Ready, others: Sequence[Deck], *, update: bool = False) -> Plan:
    """The deck's files with new cards below those that it has, seen to load as they should.

    Args:
        deck: as it is.
        ready: what comes to it.
        others: the decks that it must agree with.
        update: whether cards that read otherwise in the source are made to read so. The plan's
            notes say which cannot be.

    Raises:
        QuizError: nothing can be added to the file as it is written, or the deck would be broken
            then, or would claim what other decks have.
    """
    edits: dict[Path, list[Edit]] = {deck.path: []}
    drafts = {deck.path: Draft.open(deck.path)}
    meant: dict[CardKey, Met] = {}
    notes = []
    for met in (one for one in ready.known if update and one.differs):
        file = met.card.where.path
        try:
            if file not in deck.files:
                raise QuizError("it is in another deck")
            if file not in drafts:
                drafts[file], edits[file] = Draft.open(file), []
            edits[file] += renewed(drafts[file], met)
            meant[met.card.key] = met
        except QuizError as error:
            notes.append(f"{met.carried.place}: {met.card.key} is left as it is: {error.message}")
    if ready.cards:
        edits[deck.path] += put_in(drafts[deck.path], "cards", _lines(drafts[deck.path], ready))
    made = tuple(drafts[file].edited(those) for file, those in edits.items() if those)
    if made:
        grown = _grown(deck, made)
        new = [CardKey(f"{deck.name}/{name}") for name, _ in ready.cards]
        _insist(deck, grown, new, meant)
        insist_on_peace(grown, deck.path, others)
    return Plan(made, {}, tuple(notes))


def insist_on_peace(deck: Deck, path: Path, others: Sequence[Deck]) -> None:
    """Refuse a deck that would have what others claim to be theirs, or the other way round.

    Args:
        deck: as it will be.
        path: where it will be.
        others: the decks it must agree with.

    Raises:
        QuizError: it would.
    """
    before = {(one.deck.name, one.old) for one in contested(others)}
    others = [one for one in others if one.name != deck.name]
    for one in contested([*others, deck]):
        if (one.deck.name, one.old) not in before:
            there = f"{one.deck.path}: " if one.deck is not deck else ""
            message = one.message.replace(str(deck.path), str(path))
            raise QuizError(f"{path} would not agree with other decks: {there}{message}", _NAMED)


def _lines(draft: Draft, ready: Ready) -> list[Cut]:
    """The cards as lines, each with an empty one before it."""
    node = draft.root.items.get("cards")
    is_first = not isinstance(node, List) or not node.items
    cuts = [Cut(("", *emit([card.data]).removesuffix("\n").split("\n"))) for _, card in ready.cards]
    return [replace(cuts[0], lines=cuts[0].lines[1:]), *cuts[1:]] if is_first else cuts


def _grown(deck: Deck, drafts: Sequence[Draft]) -> Deck:
    try:
        return loaded(deck.path, deck.files, drafts)
    except QuizError as error:
        message = f"the cards cannot be added to {deck.path}: {error.message}"
        raise QuizError(message, _OTHERWISE) from error


def _insist(deck: Deck, grown: Deck, new: Sequence[CardKey], meant: Mapping[CardKey, Met]) -> None:
    """Each card must be what it was, or read as in the source, with the new ones beside them."""
    have: Mapping[CardKey, Card] = {card.key: card for card in grown.cards}
    same = all(
        card.key in have and _is_meant(have[card.key], card, meant.get(card.key))
        for card in deck.cards
    )
    if not same or have.keys() != {*new, *(card.key for card in deck.cards)}:
        raise QuizError(f"the cards cannot be added to {deck.path} as it is written", _OTHERWISE)


def _is_meant(now: Card, before: Card, met: Met | None) -> bool:
    """A card that was renewed has its texts from the source, and all else from before."""
    if met is None:
        return bool(bare(now) == bare(before))
    texts = ("question", "answer", "options", "items", "accept", "tol", "unit", "hint", "why")
    as_before = replace(now, **{name: getattr(before, name) for name in texts})
    checks = [bare([option.when for option in card.options]) for card in (now, before)]
    same = bare(as_before) == bare(before) and checks[0] == checks[1]
    return bool(same) and not differences(now, met.carried.data)
