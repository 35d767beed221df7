"""One reading of a deck that is being written: problems, cards, and what a proof of each is about.

Reading another time is cheap for the cards that are as they were. Nothing is watched or run here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from quizapp.deck import limits
from quizapp.deck.examine import Examined, Written, examine
from quizapp.deck.keys import parsed
from quizapp.deck.load import no_collection
from quizapp.deck.model import Card, CardKey, Deck
from quizapp.deck.report import DeckErrors, Problem, line_of
from quizapp.errors import QuizError
from quizapp.lab import beside, registry
from quizapp.lab.finding import content, labs_of
from quizapp.lab.lint import lint, lint_broken
from quizapp.lab.model import LabInfo

Labs = Mapping[str, LabInfo]


@dataclass(frozen=True, slots=True)
class Draft:
    """A card in the author's list.

    Attributes:
        key: of the card; where its id cannot be read, the line that it begins on.
        written: as it stands in the file.
        card: as it was last right, and the deck it was right in; None when it never was.
        broken: there is a problem in it, or in its file: ``card`` is of an earlier version.
        digest: what a proof of the card is about, with the code of its labs; empty without checks.
    """

    key: CardKey
    written: Written
    card: Card | None = None
    deck: Deck | None = None
    broken: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A deck as it was found.

    ``deck`` is there when nothing is wrong with it. ``files`` are all that it is made of, its labs'
    too. ``edited`` are the cards that are written otherwise than in the reading before, in order.
    """

    path: Path
    deck: Deck | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    drafts: tuple[Draft, ...]
    files: tuple[Path, ...]
    edited: tuple[CardKey, ...] = ()
    parsed: bool = True
    stamps: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """What the deck is called, as far as that can be told."""
        return self.deck.name if self.deck is not None else self.path.name


def read(path: Path, labs: Labs, before: Reading | None = None) -> Reading:
    """Read the deck in a file.

    Args:
        labs: the shipped code labs.
        before: the last reading; where a file is not YAML now, its cards stand as they were.
    """
    with no_collection():
        return _read(path, labs, before)  # the deck's trees die in there


def _read(path: Path, labs: Labs, before: Reading | None) -> Reading:
    found = examine(path)
    problems = _problems(found, labs)
    right = found.deck if found.deck is not None and not problems else None
    stamps = {} if found.deck is None else _stamps(found.deck, labs)
    old = {} if before is None else {draft.key: draft for draft in before.drafts}
    if found.parsed or before is None:
        drafts = tuple(_drafts(found, problems, old, stamps, before))
    else:
        drafts = tuple(_as_before(before.drafts))
    return Reading(
        path,
        right,
        problems,
        found.warnings,
        drafts,
        _files(found, labs, before),
        edited=tuple(_edited(drafts, old)) if before is not None and found.parsed else (),
        parsed=found.parsed,
        stamps=stamps if found.parsed or before is None else before.stamps,
    )


def _problems(found: Examined, labs: Labs) -> tuple[Problem, ...]:
    """The very problems that `deck check` tells."""
    with parsed(found.trees):
        if found.problems:
            told = lint_broken(DeckErrors(found.path, found.problems, found.deck), labs)
        else:
            told = [] if found.deck is None else lint(found.deck, labs)
    # Here, so that whoever draws them need not read the file.
    shown = (_with_line(one) for one in told[: limits.SHOWN])
    return (*shown, *told[limits.SHOWN :])


def _with_line(one: Problem) -> Problem:
    return one if one.source_line else replace(one, source_line=line_of(one.position))


def _drafts(
    found: Examined,
    problems: Sequence[Problem],
    old: Mapping[CardKey, Draft],
    stamps: Mapping[str, str],
    before: Reading | None,
) -> Iterator[Draft]:
    """The cards as they are written now; one that is broken with its last good version."""
    name = found.deck.name if found.deck is not None else ""
    lines: dict[Path, list[int]] = {}
    for problem in sorted(problems, key=lambda one: one.position.line):
        lines.setdefault(problem.position.path, []).append(problem.position.line)
    for written in found.cards:
        where = written.where
        key = CardKey(f"{name}/{written.id}" if written.id else f"{where.path.name}:{where.line}")
        earlier = old.get(key)
        at = lines.get(where.path, [])
        first = bisect_left(at, where.line)
        if written.card is None or (first < len(at) and at[first] <= written.last):
            card, deck = (earlier.card, earlier.deck) if earlier is not None else (None, None)
            yield Draft(key, written, card, deck, broken=True)
            continue
        assert found.deck is not None  # where else would a card be from
        digest = _digest(written, written.card, found.deck, stamps, earlier, before)
        yield Draft(key, written, written.card, found.deck, digest=digest)


def _as_before(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Cards of which nobody knows how they stand now."""
    for one in drafts:
        yield replace(one, broken=True)


def _edited(drafts: Sequence[Draft], old: Mapping[CardKey, Draft]) -> Iterator[CardKey]:
    for draft in drafts:
        earlier = old.get(draft.key)
        if earlier is None or earlier.written.text != draft.written.text:
            yield draft.key


def _digest(
    written: Written,
    card: Card,
    deck: Deck,
    stamps: Mapping[str, str],
    earlier: Draft | None,
    before: Reading | None,
) -> str:
    """Of the card's content and its labs' code. What is written as it was need not be hashed."""
    labs = labs_of(card)
    if not labs:
        return ""
    if earlier is not None and before is not None and earlier.digest:
        as_it_was = earlier.written.text == written.text
        if as_it_was and all(before.stamps.get(name) == stamps.get(name) for name in labs):
            return earlier.digest
    whole = [content(card, deck), *(stamps.get(name, "") for name in labs)]
    return sha256("\n".join(whole).encode()).hexdigest()


def _stamps(deck: Deck, labs: Labs) -> dict[str, str]:
    """What each lab of the deck is now: its settings, and the code of one that it brings."""
    stamps = {}
    for spec in deck.labs.values():
        whole = f"{spec.kind} {spec.run} {sorted(spec.settings.items())!r}"
        if spec.run and spec.run not in labs:
            whole += _code(_file(deck.path, spec.run))
        stamps[spec.name] = sha256(whole.encode()).hexdigest()
    return stamps


def _code(path: Path) -> str:
    try:
        return registry.source_of(path)
    except QuizError:
        return ""  # the reading's problems say so


def _files(found: Examined, labs: Labs, before: Reading | None) -> tuple[Path, ...]:
    """All that the deck is made of; those of the reading before where it cannot be told now."""
    files = dict.fromkeys(found.files)
    if found.deck is not None:
        for spec in found.deck.labs.values():
            if spec.kind == "code" and spec.run.isidentifier() and spec.run not in labs:
                files[_file(found.path, spec.run)] = None
    if not found.parsed and before is not None:
        files |= dict.fromkeys(before.files)
    return tuple(files)


def _file(deck: Path, lab: str) -> Path:
    return deck.parent / beside.FOLDER / f"{lab}.py"
