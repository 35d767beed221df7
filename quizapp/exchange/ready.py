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

from quizapp.deck.alike import STRANGE, likeness
from quizapp.deck.cards import folded
from quizapp.deck.emit import emit
from quizapp.deck.face import Face, compared
from quizapp.deck.fmt.order import card_in_order
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import CardKey
from quizapp.deck.scalar import spell
from quizapp.deck.spec import VERSION
from quizapp.exchange.ids import legal_id, legal_tag, name_for, short_hash
from quizapp.exchange.model import Carried, Data, Loss, Transit
from quizapp.text.clean import forbidden, name_of

_TOGETHER = 200
"""Cards that are tried in one go; only where one of them is refused are they tried singly."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Cards with their ids, in order, that a deck can hold; and all that was lost on the way.

    ``known`` are the cards that the deck has already.
    """

    cards: Sequence[tuple[str, Carried]]
    losses: Sequence[Loss]
    known: Sequence[tuple[str, Carried]] = ()


def make_ready(
    transit: Transit,
    taken: Mapping[str, str] = MappingProxyType({}),
    earlier: Mapping[str, Face] = MappingProxyType({}),
) -> Ready:
    """Clean, name and try every card.

    Args:
        transit: what a reader found.
        taken: the ids that cards of the deck have and had, each with the one that the card has
            now; a card that has one of them stays out.
        earlier: what the cards looked like that got reviews in that deck, by their ids. Another
            card is not given such an id.
    """
    losses = list(transit.losses)
    clean = [_clean(card, transit.origin, losses) for card in transit.cards]
    known: list[tuple[str, Carried]] = []
    named = list(_named(clean, taken, earlier, losses, known))
    return Ready(list(_loadable(named, losses)), tuple(losses), known)


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
    cards: Sequence[Carried],
    taken: Mapping[str, str],
    earlier: Mapping[str, Face],
    losses: list[Loss],
    known: list[tuple[str, Carried]],
) -> Iterator[tuple[str, Carried]]:
    """Each card with an id that no other has. One that is there already stays out."""
    before = {folded(name): now for name, now in taken.items()}
    gone = {folded(name): face for name, face in earlier.items()}
    gone = {name: face for name, face in gone.items() if name not in before}
    readable = _readable(cards, {*before, *map(folded, filter(None, map(_fixed, cards)))}, gone)
    names: dict[str, str] = {}
    said: dict[str, str] = {}
    for card in cards:
        guid = legal_id(card.guid) if card.guid else ""
        name = readable.get(guid) or _fixed(card) or _name(card, names, gone)
        is_named = card.own_id or guid
        first = names.get(folded(name)) or (None if is_named else said.get(_hash(card.data)))
        here = taken.get(guid) if guid else before.get(folded(name))
        if first is not None:
            what = f"a card '{name}', as there is one already ({first})"
            losses.append(Loss("card", what, "left out", card.place))
        elif here is not None:
            losses.append(Loss("known", f"the deck has '{here}' already", "left out", card.place))
            known.append((here, card))
        else:
            names[folded(name)] = said[_hash(card.data)] = card.place
            was = {"was": guid} if guid not in ("", name) else {}
            yield name, replace(card, data=card_in_order({**card.data, "id": name, **was}))


def _fixed(card: Carried) -> str:
    """The id that a card brings along, if it does."""
    return str(card.data.get("id", "")) or (legal_id(card.own_id) if card.own_id else "")


def _readable(
    cards: Sequence[Carried], taken: Collection[str], gone: Mapping[str, Face]
) -> dict[str, str]:
    """An id that people can read for each guid: the same one in whatever order the cards come,
    for Anki's order changes. Of questions that are asked twice, a hash of the guid tells which.
    """
    guided = {legal_id(card.guid): card for card in cards if card.guid}
    asked = {guid: name_for(_question(card.data)) for guid, card in guided.items()}
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


def _name(card: Carried, names: Mapping[str, str], gone: Mapping[str, Face]) -> str:
    """An id made of the question, which no card before it has."""
    mark = _hash(card.data)[:6]
    name = name_for(_question(card.data)) or f"card-{mark}"
    is_others = _is_others(name, card, gone) or folded(name) in names
    return f"{name}-{mark}" if is_others else name


def _is_others(name: str, card: Carried, gone: Mapping[str, Face]) -> bool:
    """Whether the log has reviews under that id of what was quite another card."""
    face = gone.get(folded(name))
    return face is not None and likeness(face, _face(card.data)) < STRANGE


def _question(data: Data) -> str:
    """What a card asks, in the first of its languages."""
    text = data.get("q", data.get("text", ""))
    return str(next(iter(text.values()), "")) if isinstance(text, Mapping) else str(text)


def _face(data: Data) -> Face:
    """What a card will look like, as far as it can be compared."""
    answer = data.get("answer", "")
    parts = [_question(data), answer if isinstance(answer, str) else spell(answer)]
    parts += [option.get("right", option.get("wrong", "")) for option in data.get("options", ())]
    parts += data.get("items", ())
    return Face(CardKey(""), data["type"], _question(data), (("", compared(parts)),), "")


def _hash(data: Data) -> str:
    said = {key: value for key, value in data.items() if key not in ("tags", "unproven")}
    told = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _loadable(
    named: Sequence[tuple[str, Carried]], losses: list[Loss]
) -> Iterator[tuple[str, Carried]]:
    with TemporaryDirectory(prefix="quizapp-") as folder:
        trial = Path(folder, "deck.yaml")
        for start in range(0, len(named), _TOGETHER):
            some = named[start : start + _TOGETHER]
            if not refusal(trial, [card.data for _, card in some]):
                yield from some
                continue
            for name, card in some:
                why = refusal(trial, [card.data])
                if why:
                    losses.append(Loss("card", f"a card '{name}': {why}", "left out", card.place))
                else:
                    yield name, card


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
