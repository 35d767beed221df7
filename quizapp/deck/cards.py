"""A card's entry made into the model, with the rules that span several keys. No files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quizapp.deck import cloze
from quizapp.deck.checks import make_ask, make_check, make_option
from quizapp.deck.model import (
    Answer,
    Card,
    CardKey,
    CardType,
    Check,
    LocalText,
    Option,
)
from quizapp.deck.model import Source as Citation
from quizapp.deck.read import Entry
from quizapp.deck.report import did_you_mean, quote
from quizapp.deck.source import Source
from quizapp.deck.template import PLACEHOLDER
from quizapp.deck.tree import List, Map, Node, Scalar

_TYPES = {kind.value: kind for kind in CardType}
_CHOICES = (CardType.CHOICE, CardType.CHOICES)
_MEANING = re.compile(rf"{PLACEHOLDER.pattern}|[`$]")
_UNVARIED = ("id", "type", "tags", "source", "was", "vary", "unproven")


def make_card(
    source: Source, entry: Entry, names: Sequence[str], citations: Mapping[str, Citation] | None
) -> Card | None:
    """The card; where something in it is wrong (which is then reported), what could be read of it.

    ``None`` when that is too little to look for further faults: no type, or values to draw that
    nobody can draw.

    ``names`` are the deck's name and those that it had. ``citations`` is ``None`` when a file of
    the deck could not be read, so that what is declared there is not known.
    """
    values = entry.values
    kind = _TYPES[values["type"]] if "type" in values else None
    if kind is CardType.CLOZE and "text" in values:
        _check_cloze(source, entry, values["text"])
    if kind is None or ("vary" in entry.node.items and "vary" not in values):
        return None
    if "vary" in values:
        _check_vary(source, entry, values["vary"])
    options = _options(source, entry) if "options" in values else ()
    checks = _checks(source, entry, kind)
    cited = values.get("source")
    citation = _cite(source, cited, citations) if cited is not None else None
    statement = values.get("when")
    when = None if statement is None else make_check(source, statement, of_answer=False)
    answer = values.get("answer")
    if isinstance(answer, Entry):
        answer = make_ask(source, answer) if answer.whole else None
    return _card(source, entry, names, kind, options, checks, answer, when, citation)


def _card(
    source: Source,
    entry: Entry,
    names: Sequence[str],
    kind: CardType,
    options: tuple[Option, ...],
    checks: tuple[Check, ...],
    answer: Answer | None,
    when: Check | None,
    citation: Citation | None,
) -> Card:
    get = entry.values.get
    question: LocalText = get("text" if kind is CardType.CLOZE else "q", LocalText(()))
    if kind is CardType.NUMBER and isinstance(answer, int):
        answer = float(answer)
    return Card(
        CardKey(f"{names[0]}/{name_of(get('id', ''))}"),
        kind,
        question,
        source.position(entry.node.start),
        answer,
        options,
        get("items", ()),
        get("accept", ()),
        get("tol"),
        get("unit", ""),
        get("hint"),
        get("why"),
        get("tags", ()),
        citation,
        get("vary", {}),
        when,
        checks,
        get("unproven", ""),
        old_keys(names, get("id"), get("was", ())),
    )


def name_of(written: str) -> str:
    """An id in one normal form, so that an editor's choice of it makes no difference."""
    return written if written.isascii() else unicodedata.normalize("NFC", written)


def folded(name: str) -> str:
    """What two ids must not share: they would look the same, or differ only in case."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()


def old_keys(names: Sequence[str], card: str | None, was: Iterable[str]) -> tuple[CardKey, ...]:
    """The keys that a card had: of each earlier id, in this deck under each of its names unless
    it names another; and of its own id under the deck's earlier names.
    """
    here, *before = names
    keys = [
        key
        for old in map(name_of, was)
        for key in ([old] if "/" in old else [f"{name}/{old}" for name in names])
    ]
    if card is not None:
        keys += [f"{name}/{name_of(card)}" for name in before if name != here]
    return tuple(map(CardKey, dict.fromkeys(keys)))


def _options(source: Source, entry: Entry) -> tuple[Option, ...]:
    made: list[Option] = []
    seen: set[tuple[str, str]] = set()
    for child in entry.values["options"]:
        option = make_option(source, child) if child is not None else None
        if option is not None:
            # As they are seen: doubled spaces do not tell two options apart.
            texts = {(lang, " ".join(text.split())) for lang, text in option.text.by_lang}
            if seen & texts:
                message = "two options with the same text"
                source.at(child.node, "E113", message, "an option must differ from all others")
            seen |= texts
            made.append(option)
    return tuple(made)


def _checks(source: Source, entry: Entry, kind: CardType) -> tuple[Check, ...]:
    if "verify" not in entry.values:
        return ()
    of_answer = kind not in _CHOICES  # whose options are what is measured
    made = [
        make_check(source, child, of_answer=of_answer) if child is not None else None
        for child in entry.values["verify"]
    ]
    return tuple(check for check in made if check is not None)


def _cite(source: Source, cited: Any, citations: Mapping[str, Citation] | None) -> Citation | None:
    if not isinstance(cited, Entry):
        return Citation(cited)
    if not cited.whole:
        return None
    name = cited.values["ref"]
    if citations is None:
        return Citation("")
    known = citations.get(name)
    if known is None:
        help = did_you_mean(name, list(citations), "declare it under `sources`")
        source.at(cited.node.items["ref"], "E117", f"no source {quote(name)}", help)
        return None
    at = cited.values.get("at", "")
    return Citation(known.cite, at, known.url) if at else known


def _check_cloze(source: Source, entry: Entry, text: LocalText) -> None:
    node = entry.node.items["text"]
    gaps: dict[str, set[int | None]] = {}
    for lang, one in text.by_lang:
        place = node.items[lang] if isinstance(node, Map) else node
        faults = cloze.faults(one)
        for fault in faults:
            source.within(
                place,
                one[fault.offset : fault.offset + 4],
                "E114",
                fault.message,
                "write {{c1::hidden}} or {{c1::hidden::hint}}",
            )
            entry.whole = False
        if not faults:
            gaps[lang] = {segment.gap for segment in cloze.gaps(one)} - {None}
    if len({frozenset(numbers) for numbers in gaps.values()}) > 1:
        source.at(node, "E114", "the languages have different gaps", "use the same numbers in all")
        entry.whole = False


def _check_vary(source: Source, entry: Entry, vary: Mapping[str, Any]) -> None:
    """Every name is used, and every placeholder has a name."""
    used: set[str] = set()
    for node in _varied(entry.node):
        for name, literal in _placeholders(node.value):
            if name in vary:
                used.add(name)
            elif not literal:
                help = did_you_mean(name, list(vary), "add it to `vary`")
                message = f"no value for {quote(f'{{{name}}}')} in `vary`"
                source.within(node, f"{{{name}}}", "E116", message, help)
                entry.whole = False
    names = entry.node.items["vary"]
    for name in vary:
        if name not in used and isinstance(names, Map):
            message = f"{quote(name)} varies, but nothing uses it"
            source.at(names.keys[name], "E116", message, f"write {{{name}}} where it belongs")
            entry.whole = False


def _varied(card: Map) -> Iterator[Scalar]:
    """The texts of a card in which placeholders count, in their order."""
    waiting: list[Node] = [
        node for name, node in reversed(card.items.items()) if name not in _UNVARIED
    ]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, List):
            waiting.extend(reversed(node.items))
        elif isinstance(node, Map):
            waiting.extend(reversed(node.items.values()))


def _placeholders(text: str) -> Iterator[tuple[str, bool]]:
    """Each ``{name}``, and whether its braces may be literal: in `code` and in $maths$."""
    quoted = {"`": False, "$": False}
    for found in _MEANING.finditer(text):
        if found[0] in quoted:
            quoted[found[0]] = not quoted[found[0]]
        else:
            yield found[1], any(quoted.values())
