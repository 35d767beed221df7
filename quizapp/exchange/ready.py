"""Cards in transit made cards that our own loader takes; what it refuses is left out. No files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from quizapp.deck import limits
from quizapp.deck.alike import STRANGE, likeness
from quizapp.deck.cards import folded
from quizapp.deck.emit import emit
from quizapp.deck.face import Face
from quizapp.deck.fmt.order import card_in_order
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import Card
from quizapp.deck.spec import VERSION
from quizapp.errors import QuizError
from quizapp.exchange.ids import legal_id, legal_tag, name_for, short_hash
from quizapp.exchange.known import (
    Known,
    Met,
    asked_in,
    differences,
    face_in,
    fixed_id,
    own_name,
    question_of,
)
from quizapp.exchange.model import Carried, Data, Loss, Transit
from quizapp.text.clean import forbidden, name_of

_NOTHING = Known()

Tell = Callable[[float], None]

_TOGETHER = 200
"""Cards that are tried in one go; only where one of them is refused are they tried singly."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Cards with their ids, in order, that a deck can hold; and all that was lost on the way.

    ``known`` are the cards that the deck has already.
    """

    cards: Sequence[tuple[str, Carried]]
    losses: Sequence[Loss]
    known: Sequence[Met] = ()


def make_ready(
    transit: Transit,
    known: Known = _NOTHING,
    earlier: Mapping[str, Face] = MappingProxyType({}),
    *,
    update: bool = False,
    tell: Tell = lambda _: None,
) -> Ready:
    """Clean, name and try every card.

    Args:
        transit: what a reader found.
        known: the cards of the deck that they go to.
        earlier: what the cards looked like that got reviews in that deck, by their ids. Another
            card is not given such an id.
        update: whether a card with another answer is meant to be the one that asks the same.
        tell: is told again and again how much of it is done, from 0 to 1.

    Raises:
        QuizError: there are more cards than one deck can hold.
    """
    if len(transit.cards) > limits.CARDS:
        remedy = "Divide the file, and import it as several decks."
        message = f"{len(transit.cards)} cards; a deck holds at most {limits.CARDS}"
        raise QuizError(message, remedy)
    losses = list(transit.losses)
    clean = [_clean(card, transit.origin, losses) for card in transit.cards]
    found = _found(clean, known, update)
    met = [
        Met(there, card, differences(there, card.data))
        for card, there in found
        if there is not None
    ]
    named = list(_named(found, known, earlier, losses))
    return Ready(list(_loadable(named, losses, tell)), tuple(losses), met)


def _clean(card: Carried, origin: str, losses: list[Loss]) -> Carried:
    """Without hidden characters, empty keys and tags that cannot be; and with its ``unproven``."""
    found: set[str] = set()
    data = _without(lambda text: _visible(text, found), card.data)
    losses += [Loss("character", what, "left out", card.place) for what in sorted(found)]
    if "tags" in data:
        data["tags"] = _tags(data["tags"], card.place, losses)
    if not data.get("tags"):
        data.pop("tags", None)
    if "unproven" not in data:
        data["unproven"] = f"imported from {_visible(origin, set())}"
    return replace(card, data=data)


def _without(clean: Callable[[str], str], data: Data) -> dict[str, Any]:
    """The data with each text cleaned; a key whose text is empty then is not there."""

    def value(item: Any) -> Any:
        if isinstance(item, str):
            return clean(item)
        if isinstance(item, Mapping):
            return _without(clean, item)
        return [value(one) for one in item] if isinstance(item, (list, tuple)) else item

    made = {key: value(item) for key, item in data.items()}
    return {key: item for key, item in made.items() if item != ""}


def _visible(text: str, found: set[str]) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if forbidden(text) is not None:
        hidden = [character for character in text if forbidden(character) is not None]
        found.update(map(name_of, hidden))
        text = text.translate(dict.fromkeys(map(ord, hidden)))
    return text.strip()


def _tags(tags: Sequence[str], place: str, losses: list[Loss]) -> list[str]:
    made: dict[str, None] = {}
    for tag in tags:
        legal = legal_tag(tag)
        if legal != tag:
            losses.append(
                Loss("tag", f"the tag '{tag}'", f"is '{legal}'" if legal else "left out", place)
            )
        if legal:
            made[legal] = None
    return list(made)


def _named(
    found: Sequence[tuple[Carried, Card | None]],
    known: Known,
    earlier: Mapping[str, Face],
    losses: list[Loss],
) -> Iterator[tuple[str, Carried]]:
    """Each card that the deck has not, with an id that no other has."""
    gone = {folded(name): face for name, face in earlier.items()}
    gone = {name: face for name, face in gone.items() if name not in known.names}
    fixed = {folded(name) for card, _ in found if (name := fixed_id(card))}
    readable = _readable([card for card, _ in found], {*known.names, *fixed}, gone)
    taken = {*known.names, *map(folded, readable.values())}
    names: dict[str, str] = {}
    said: dict[str, str] = {}
    for card in (card for card, there in found if there is None):
        guid = legal_id(card.guid) if card.guid else ""
        name = readable.get(guid) or fixed_id(card)
        first = names.get(folded(name)) if name else said.get(_hash(card.data))
        if first is not None:
            called = f" '{name}'" if name else ""
            what = f"a card{called}, as there is one already ({first})"
            losses.append(Loss("card", what, "left out", card.place))
            continue
        name = name or _name(card, taken, gone)
        if not own_name(card) and (like := known.asked.get(question_of(card.data))):
            losses.append(_asked_already(card, name, like))
        names[folded(name)] = said[_hash(card.data)] = card.place
        taken.add(folded(name))
        was = {"was": guid} if guid not in ("", name) else {}
        yield name, replace(card, data=card_in_order({**card.data, "id": name, **was}))


def _asked_already(card: Carried, name: str, like: Sequence[Card]) -> Loss:
    there = like[0].key.partition("/")[2]
    what = f"'{there}' of the deck asks the same, and has another answer"
    return Loss("alike", what, f"added as '{name}'", card.place)


def _found(
    cards: Sequence[Carried], known: Known, update: bool
) -> list[tuple[Carried, Card | None]]:
    """Each card with the one of the deck that it is.

    With ``update``, one that nothing names is also the only card that asks the same, if it is
    the only one that does so in its file as well.
    """
    found = [(card, known.find(card)) for card in cards]
    if not update:
        return found
    asked = Counter(question_of(card.data) for card in cards)
    met = {there.key for _, there in found if there is not None}

    def again(card: Carried) -> Card | None:
        question = question_of(card.data)
        like = known.asked.get(question, ())
        alone = len(like) == 1 and asked[question] == 1 and like[0].key not in met
        return like[0] if alone and not own_name(card) else None

    return [(card, there or again(card)) for card, there in found]


def _readable(
    cards: Sequence[Carried], taken: Collection[str], gone: Mapping[str, Face]
) -> dict[str, str]:
    """An id that people can read for each guid: the same one in whatever order the cards come,
    for Anki's order changes. Of questions that are asked twice, a hash of the guid tells which.
    """
    guided = {legal_id(card.guid): card for card in cards if card.guid}
    asked = {guid: name_for(asked_in(card.data)) for guid, card in guided.items()}
    count = Counter(map(folded, asked.values()))
    no_more = {*taken, *map(folded, guided)}
    found: dict[str, str] = {}
    for guid, name in asked.items():
        is_new = folded(name) not in no_more and not _is_others(name, guided[guid], gone)
        if not name or (is_new and count[folded(name)] == 1):
            found[guid] = name or guid
        else:
            marked = f"{name}-{short_hash(guid)}"
            found[guid] = guid if folded(marked) in no_more else marked
        no_more.add(folded(found[guid]))
    return found


def _name(card: Carried, taken: Collection[str], gone: Mapping[str, Face]) -> str:
    """An id made of the question; where that is another card's, of all that this one says."""
    name = name_for(asked_in(card.data))
    if name and folded(name) not in taken and not _is_others(name, card, gone):
        return name
    mark = _hash(card.data)
    marked = [f"{name or 'card'}-{mark[:digits]}" for digits in (6, 12, len(mark))]
    return next((one for one in marked if folded(one) not in taken), marked[-1])


def _is_others(name: str, card: Carried, gone: Mapping[str, Face]) -> bool:
    """Whether the log has reviews under that id of what was quite another card."""
    face = gone.get(folded(name))
    return face is not None and likeness(face, face_in(card.data)) < STRANGE


def _hash(data: Data) -> str:
    said = {key: value for key, value in data.items() if key not in ("tags", "unproven")}
    told = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _loadable(
    named: Sequence[tuple[str, Carried]], losses: list[Loss], tell: Tell
) -> Iterator[tuple[str, Carried]]:
    with TemporaryDirectory(prefix="quizapp-") as folder:
        trial = Path(folder, "deck.yaml")
        for start in range(0, len(named), _TOGETHER):
            tell(start / len(named))
            some = named[start : start + _TOGETHER]
            if not refusal(trial, [card.data for _, card in some]):
                yield from some
                continue
            for name, card in some:
                why = refusal(trial, [card.data])
                if why:
                    losses.append(
                        Loss("card", _refused(name, card.data, why), "left out", card.place)
                    )
                else:
                    yield name, card


def _refused(name: str, data: Data, why: str) -> str:
    """What is told of a card that stays out; who imports knows no keys of decks."""
    if not asked_in(data):
        return "a card without a question"
    lacks = data["type"] in ("qa", "typed", "truth", "number") and "answer" not in data
    return f"a card '{name}': {'no answer' if lacks else why}"


def refusal(trial: Path, cards: Sequence[Data]) -> str:
    """Why the loader does not take these cards, in its own words; nothing when it does.

    Args:
        trial: the file in which they are tried, which is overwritten.
        cards: data of whole cards.
    """
    try:
        text = emit({"quizapp": VERSION, "deck": "trial", "cards": cards})
        trial.write_text(text, encoding="utf-8", newline="")
        load_deck(trial)
    except ValueError as error:
        return str(error)
    except DeckErrors as errors:
        return errors.problems[0].message
    return ""
