"""Random edit scripts on decks with reviews: what authors do to cards, by hand and by command.

Each card has a number in its question, ``u17``, that no edit touches: by it a script knows which
card a review was given to, and which one it is attached to in the end.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from quizapp.config import Config
from quizapp.deck.edit.keep import carry_out, undo
from quizapp.deck.edit.move import move, split, split_inside
from quizapp.deck.edit.plan import Plan
from quizapp.deck.edit.rename import rename_card, rename_deck
from quizapp.deck.library import Library
from quizapp.deck.model import Card, CardKey, Deck
from quizapp.errors import QuizError
from quizapp.review.model import Event, Millis, Moment, Rating, StudyDay
from quizapp.review.orphans import look_back, taken
from quizapp.review.schedule import Scheduler
from quizapp.review.session import Response, Stage
from quizapp.review.study import Study
from quizapp.review.today import current_states
from quizapp.store.db import Store

WORDS = ("momentum", "gradient", "decay", "rate", "buffer", "closure", "moment", "state", "loss")
IDS = [*"abcdefghijkl", "é", "1e3", "null"]
START = Moment(Millis(1_700_000_000_000), StudyDay(19_675))
CONFIG = Config(new_per_day=99, reviews_per_day=99)
_TOKEN = re.compile(r"u\d+")
_DAY = 86_400_000


class WrongError(AssertionError):
    """A review that is not attached to its card, or an error without a place."""


@dataclass
class Script:
    """One script in a folder of its own, whose ``home`` is QUIZAPP_HOME meanwhile."""

    home: Path
    seed: int
    tally: Counter[str] = field(default_factory=Counter)
    moment: Moment = START
    cards: int = 0
    gone: list[tuple[Path, str]] = field(default_factory=list)
    read: Library | None = None

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.log: list[tuple[CardKey, str]] = []
        self.folder = self.home / "decks"
        self.folder.mkdir(parents=True)
        for name in ("one", "two"):
            self._new_deck(name)

    def run(self, steps: int) -> None:
        """Edit and review; then every review must be where it belongs."""
        with Store.open(self.home / "reviews.db") as self.store:
            for _ in range(steps):
                self._review()
                act = self.random.choice(ACTS)
                self.tally[act.__name__.strip("_")] += 1
                act(self)
            self._review()
            self._check()

    # Reviews.

    def _study(self) -> Study:
        return Study(self._library(), self.store, CONFIG, clock=lambda: self.moment)

    def _review(self) -> None:
        """Grade a few cards, and sometimes take one back."""
        study = self._study()
        for _ in range(self.random.randrange(4)):
            for _ in range(self.random.randrange(3)):
                study.skip()
            prompt = study.session.prompt
            if prompt is None or study.session.stage is not Stage.ASK:
                break
            study.reveal(Response(truth=True))
            study.grade(self.random.choice(list(Rating)))
            self.log.append((prompt.card.key, token(prompt.card)))
        if self.log and self.random.random() < 0.1:
            study.undo()
            self.log.pop()
        self.moment = Moment(
            Millis(self.moment.at + _DAY), StudyDay(self.moment.day + self.random.randrange(2))
        )

    # The law.

    def _check(self) -> None:
        library = self._library()
        renamed, present = library.renamed(), {token(c): c for c in library.cards()}
        reviews = self.store.reviews()
        if [review.card for review in reviews] != [key for key, _ in self.log]:
            raise WrongError(f"seed {self.seed}: the log lost or gained a review")
        owners: dict[CardKey, str] = {}
        for key, number in self.log:
            now = renamed.get(key, key)
            card = library.card(now)
            if (None if card is None else token(card)) != (number if number in present else None):
                raise WrongError(f"seed {self.seed}: {key} of {number} is attached to {now}")
            if owners.setdefault(now, number) != number:
                raise WrongError(f"seed {self.seed}: {now} has the history of two cards")
        self._check_states(library, owners)
        lost = {key for key, number in self.log if number not in present}
        if look_back(library, self.store).lost.keys() != lost:
            raise WrongError(f"seed {self.seed}: the orphans are others than {lost}")

    def _check_states(self, library: Library, owners: dict[CardKey, str]) -> None:
        """Every state is what the reviews of just that card lead to."""
        rules = Scheduler.of(CONFIG)
        states = current_states(self.store, rules, library.renamed())
        of: dict[CardKey, list[Event]] = {}
        for review in self.store.reviews():
            of.setdefault(library.renamed().get(review.card, review.card), []).append(review)
        if not states.keys() == of.keys() == owners.keys():
            raise WrongError(f"seed {self.seed}: there are states of {states.keys()}")
        for key, reviews in of.items():
            if states[key] != rules.replay(key, reviews):
                raise WrongError(
                    f"seed {self.seed}: the state of {key} is not what its reviews say"
                )

    # Decks.

    def _library(self) -> Library:
        """The decks as they are, read again only once something was edited."""
        if self.read is None:
            self.read = Library.load([self.folder], cache=self.random.random() < 0.5)
            if self.read.broken:
                raise WrongError(f"seed {self.seed}: {self.read.broken[0]}")
        return self.read

    def _some_deck(self) -> Deck:
        return self.random.choice(self._library().decks)

    def _some_cards(self, deck: Deck) -> list[Card]:
        cards = list(deck.cards)
        return self.random.sample(cards, min(len(cards), self.random.randint(1, 3)))

    def _new_deck(self, name: str) -> None:
        cards = "".join(self._new_card(id) for id in self.random.sample(IDS, 4))
        end = self.random.choice(["", "\n", "# the end\n", "about: x\n"])
        text = f"quizapp: 1\ndeck: {name}\n# its cards\ncards:\n{cards}{end}"
        if self.random.random() < 0.2:
            text = text.rstrip("\n")
        write(self.folder / f"{name}.yaml", text, returns=self.random.random() < 0.2)

    def _new_card(self, id: str) -> str:
        """A card in one of the ways to write one, with comments and blank lines around."""
        self.cards += 1
        q = f"u{self.cards} asks of {' '.join(self.random.choices(WORDS, k=5))}"
        note = self.random.choice(["", "", "  # a remark\n"])
        after = self.random.choice(["", "", "\n"])
        form = self.random.randrange(3)
        if form == 0:
            return f"{note}  - {{id: {id}, type: truth, q: {q}, answer: true}}\n{after}"
        if form == 1:
            return (
                f"{note}  - id: {id}   # its id\n    type: truth\n    q: |\n      {q}\n\n"
                f"      and more\n    # it is\n    answer: true\n{after}"
            )
        return (
            f"{note}  - type: truth\n    id: '{id}'\n    q: {{en: {q}, zh: 动量}}\n"
            f"    answer: true\n{after}"
        )

    # Commands.

    def _command(self, plan: Callable[[], Plan]) -> bool:
        """Plan and write, unless it is refused; sometimes taken back."""
        try:
            carry_out(plan())
            self.read = None
        except QuizError as error:
            self.tally["refused by a command"] += 1
            if "fault of quizapp" in error.remedy or "that would break" in error.message:
                raise WrongError(f"seed {self.seed}: {error}") from error
            return False
        if self.random.random() < 0.1:
            undo()
            self.tally["undone"] += 1
        return True

    def _used(self) -> set[CardKey]:
        return taken(self._library(), self.store)

    def rename(self) -> None:
        deck = self._some_deck()
        if deck.cards:
            id = self.random.choice(list(deck.cards)).key.partition("/")[2]
            new = self.random.choice([*IDS, f"n{self.random.randrange(99)}"])
            self._command(lambda: rename_card(deck.path, id, new, self._used()))

    def rename_deck(self) -> None:
        deck, new = self._some_deck(), self.random.choice(["one", "two", "three", "four", "five"])
        names = {key.partition("/")[0] for key in self._used()}
        self._command(lambda: rename_deck(deck.path, new, names))

    def move(self) -> None:
        source, target = self._some_deck(), self._some_deck()
        if source.cards:
            cards = self._in_order(source)
            self._command(lambda: move(source, cards, target.path, self._used()))

    def split(self) -> None:
        deck = self._some_deck()
        name = f"s{self.random.randrange(10**6)}"
        if deck.cards:
            new = self.folder / f"{name}.yaml"
            names = {key.partition("/")[0] for key in self._used()}
            self._command(lambda: split(deck, self._in_order(deck), new, name, names))

    def split_inside(self) -> None:
        deck = self._some_deck()
        new = self.folder / "parts" / f"p{self.random.randrange(10**6)}.yaml"
        if deck.cards:
            self._command(lambda: split_inside(deck, self._in_order(deck), new))

    def _in_order(self, deck: Deck) -> list[Card]:
        some = {card.key for card in self._some_cards(deck)}
        return [card for card in deck.cards if card.key in some]

    # By hand.

    def _by_hand(self, edit: Callable[[dict[Path, str]], None]) -> bool:
        """Edit texts; what the loader then refuses, with a place, is put back."""
        before = {path: path.read_bytes() for path in self.folder.rglob("*.yaml")}
        texts = {path: data.decode().replace("\r\n", "\n") for path, data in before.items()}
        edit(texts)
        self.read = None
        for path, text in texts.items():
            write(path, text, returns=b"\r" in before.get(path, b""))
        broken = Library.load([self.folder]).broken
        if not broken:
            return True
        self.tally["refused by the loader"] += 1
        for problem in (problem for errors in broken for problem in errors.problems):
            if not problem.length or problem.position.path not in texts:
                raise WrongError(f"seed {self.seed}: no place: {problem}")
        for path, data in before.items():
            path.write_bytes(data)
        return False

    def reword(self) -> None:
        """A typo, or all words but the number."""

        def edit(texts: dict[Path, str]) -> None:
            path, chunk = self._some_chunk(texts)
            words = self.random.sample(WORDS, 5)
            typo = self.random.random() < 0.5
            new = (
                chunk.replace("asks of", "aks of", 1)
                if typo
                else re.sub(r"(u\d+) \w+ of [a-z ]+", rf"\1 asks of {' '.join(words)}", chunk)
            )
            texts[path] = texts[path].replace(chunk, new)

        self._by_hand(edit)

    def reorder(self) -> None:
        def edit(texts: dict[Path, str]) -> None:
            path, _ = self._some_chunk(texts)
            head, chunks = chunks_of(texts[path])
            if chunks[-1].endswith("\n") and "x" not in chunks[-1][-9:]:
                self.random.shuffle(chunks)
                texts[path] = head + "".join(chunks)

        self._by_hand(edit)

    def delete(self) -> None:
        def edit(texts: dict[Path, str]) -> None:
            path, chunk = self._some_chunk(texts, last=False)
            texts[path] = texts[path].replace(chunk, "")
            taken_out.append((path, chunk))

        taken_out: list[tuple[Path, str]] = []
        if self._by_hand(edit):
            self.gone += taken_out

    def put_back(self) -> None:
        """A deleted card comes again, where it was, as it was."""
        there = [one for one in self.gone if one[0].exists()]
        if there:
            path, chunk = self.random.choice(there)

            def edit(texts: dict[Path, str]) -> None:
                _, chunks = chunks_of(texts[path])
                if chunks and column(chunks[0]) == column(chunk):
                    texts[path] = texts[path].replace(chunks[0], chunk + chunks[0], 1)

            if self._by_hand(edit):
                self.gone.remove((path, chunk))

    def add(self) -> None:
        """A new card under an id that nobody had."""

        def edit(texts: dict[Path, str]) -> None:
            path, chunk = self._some_chunk(texts)
            new = self._new_card(f"new{self.cards}")
            if column(new) == column(chunk):
                texts[path] = texts[path].replace(chunk, new + chunk, 1)

        self._by_hand(edit)

    def claim(self) -> None:
        """A `was` that names any id: mostly one that is in use, or another's."""

        def edit(texts: dict[Path, str]) -> None:
            path, chunk = self._some_chunk(texts)
            keys = [key for key in self._used() if key not in lost]
            if " was: " not in chunk and keys:
                old = self.random.choice(sorted(keys))
                new = re.sub(r"(id: '?)([^ ,'\n]+)('?)", rf"\1\2\3§was: {old}", chunk, count=1)
                inline = "{id" in chunk
                pad = " " * (column(chunk) + 2)
                texts[path] = texts[path].replace(
                    chunk, new.replace("§", ", " if inline else f"\n{pad}"), 1
                )

        lost = look_back(self._library(), self.store).lost
        if self._by_hand(edit) and self._is_new_claim():
            raise WrongError(f"seed {self.seed}: a claim on another's history was taken")

    def _is_new_claim(self) -> bool:
        library = self._library()
        present = {token(card): card.key for card in library.cards()}
        renamed = library.renamed()
        return any(
            number in present and renamed.get(key, key) != present[number]
            for key, number in self.log
        )

    def reuse(self) -> None:
        """A new card under an id that another had before."""

        def edit(texts: dict[Path, str]) -> None:
            path, chunk = self._some_chunk(texts)
            names = sorted({key.partition("/") for key in library.renamed()})
            here = [id for deck, _, id in names if f"deck: {deck}\n" in texts[path]]
            if here:
                new = self._new_card(self.random.choice(here))
                if column(new) == column(chunk):
                    texts[path] = texts[path].replace(chunk, new + chunk, 1)
                    tried.append(path)

        library, tried = self._library(), []  # type: ignore[var-annotated]
        if self._by_hand(edit) and tried:
            raise WrongError(f"seed {self.seed}: an id was used anew")

    def _some_chunk(self, texts: dict[Path, str], *, last: bool = True) -> tuple[Path, str]:
        """A card as it is written, and its file."""
        found = [
            (path, chunk)
            for path, text in sorted(texts.items())
            for chunk in (chunks_of(text)[1] if last else chunks_of(text)[1][:-1])
        ]
        return self.random.choice(found) if found else (next(iter(texts)), "\0")


ACTS: list[Callable[[Script], None]] = [
    *[Script.rename] * 3,
    *[Script.move] * 2,
    Script.rename_deck,
    Script.split,
    Script.split_inside,
    *[Script.reword] * 2,
    Script.reorder,
    *[Script.delete] * 2,
    *[Script.put_back] * 2,
    Script.add,
    *[Script.claim] * 2,
    Script.reuse,
]


def token(card: Card) -> str:
    found = _TOKEN.search(card.question.pick("en"))
    assert found is not None
    return found[0]


def chunks_of(text: str) -> tuple[str, list[str]]:
    """The text up to the cards, and the cards with what follows each."""
    head, mark, rest = text.partition("cards:\n")
    dash = re.match(r"(?: *#.*\n)*( *)- ", rest)
    if dash is None:
        return text, []
    parts = re.split(rf"^(?={dash[1]}- )", rest, flags=re.MULTILINE)
    return head + mark + parts[0], parts[1:]


def column(chunk: str) -> int:
    return len(chunk) - len(chunk.lstrip(" ")) if chunk.lstrip(" ").startswith("-") else -1


def write(path: Path, text: str, *, returns: bool) -> None:
    path.write_bytes((text.replace("\n", "\r\n") if returns else text).encode())


def run(home: Path, seed: int, steps: int, empty: Path) -> Counter[str]:
    """Run one script; what it did, by name. ``empty`` is a database to begin with.

    Raises:
        WrongError: the law does not hold.
    """
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    shutil.copy(empty, home / "reviews.db")
    os.environ["QUIZAPP_HOME"] = str(home)
    script = Script(home, seed)
    script.run(steps)
    script.tally["reviews"] += len(script.log)
    return script.tally
