"""The review database in use: append events, read states. The only SQL of studying lives here.

The store knows nothing of scheduling: whoever appends brings the function that derives the state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from quizapp.deck.model import CardKey
from quizapp.review.model import CardState, Event, Millis, Moment, Phase, StudyDay
from quizapp.store import rows
from quizapp.store.connect import open_reader, open_writer
from quizapp.store.trouble import explained

if TYPE_CHECKING:
    from quizapp.deck.face import Face

Derive = Callable[[CardState], CardState]
Replay = Callable[[CardKey, Sequence[Event]], CardState]


class Studied(NamedTuple):
    """What a study day has seen so far: cards met for the first time, and others reviewed."""

    new: int
    reviews: int


class Store:
    """The log of reviews and the card states derived from it.

    Every method raises ``QuizError`` when the file cannot be read or written.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
        self.path = path
        self.readonly = readonly
        self._db = connection
        self.device = self._meta("device")

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, patience: float = 3.0) -> Self:
        """Open the database at ``path``, making it if it may be written.

        Args:
            path: the file. Read-only, a missing one counts as empty.
            readonly: change nothing, not even an older version's tables.
            patience: seconds to wait for another program's lock.
        """
        with explained(path):
            connection = open_reader(path, patience) if readonly else open_writer(path, patience)
            return cls(connection, path, readonly=readonly)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Writing: each of these is on disk when it returns.

    def append(
        self, draft: Event, derive: Derive, *, face: Face | None = None, rules: str | None = None
    ) -> tuple[Event, CardState]:
        """Add a review to the log and move its card's state, in one transaction.

        Args:
            draft: the event without device, seq and tick; the store gives it these.
            derive: makes the card's next state from the one it has now in the database.
            face: what the card looked like, to be remembered beside it.
            rules: the fingerprint that ``derive`` belongs to. Should the states have come from
                other rules meanwhile, such as other renames, they count as none's.

        Returns:
            The event as written, and the new state.
        """
        with self.writing():
            self._insist(rules)
            state = derive(self._state(draft.card))
            event = self._add(draft)
            self.put(state)
            if face is not None:
                from quizapp.store import seen  # not before the first frame

                seen.keep(self._db, face)
        return event, state

    def undo(
        self,
        moment: Moment,
        names: Callable[[CardKey], Sequence[CardKey]],
        replay: Replay,
        *,
        rules: str | None = None,
    ) -> tuple[Event, CardState] | None:
        """Take back this device's last review that still stands, by adding an undo event.

        Args:
            moment: when it is undone.
            names: all keys under which a card's reviews may be logged, its present one first.
            replay: derives a card's state from the reviews that remain.
            rules: the fingerprint that ``names`` and ``replay`` belong to, as for ``append``.

        Returns:
            The review taken back and the state its card returned to; ``None`` if there is none.
        """
        with self.writing():
            target = self.undo_target()
            if target is None:
                return None
            self._insist(rules)
            self._add(
                Event(
                    device="",
                    seq=0,
                    kind="undo",
                    at=moment.at,
                    day=moment.day,
                    card=target.card,
                    target=(target.device, target.seq),
                )
            )
            keys = names(target.card)
            state = replay(keys[0], self.reviews(keys))
            self.put(state)
        return target, state

    def rebuild(
        self, fingerprint: str, replay: Callable[[Sequence[Event]], Mapping[CardKey, CardState]]
    ) -> Mapping[CardKey, CardState]:
        """Derive every state anew from the log; ``fingerprint`` names the rules that did it."""
        with self.writing():
            states = replay(self.reviews())
            self._db.execute("DELETE FROM states")
            self._db.executemany(
                f"INSERT INTO states ({rows.STATE}) VALUES ({rows.marks(rows.STATE)})",
                [rows.state_row(state) for state in states.values()],
            )
            self._sign(fingerprint)
        return states

    # Reading.

    @property
    def fingerprint(self) -> str:
        """Names the model, parameters and renames that the states were derived with."""
        return self._meta("fingerprint")

    @property
    def data_version(self) -> int:
        """Changes when another connection has written to the file."""
        return int(self.read("PRAGMA data_version")[0][0])

    def states(self) -> dict[CardKey, CardState]:
        """The state of every card that has been reviewed."""
        found = self.read(f"SELECT {rows.STATE} FROM states")
        return {CardKey(row[0]): rows.read_state(row) for row in found}

    def events(self, limit: int | None = None) -> list[Event]:
        """The log in replay order, undone reviews and undos included; the newest ``limit``."""
        found = self.read(
            f"SELECT {rows.EVENT} FROM events ORDER BY tick DESC, device DESC, seq DESC LIMIT ?",
            (-1 if limit is None else limit,),
        )
        return [rows.read_event(row) for row in reversed(found)]

    def reviews(self, cards: Sequence[CardKey] | None = None) -> list[Event]:
        """The reviews that stand (not undone), in replay order; only those of ``cards``."""
        only = "" if cards is None else f"WHERE card IN ({', '.join('?' * len(cards))})"
        found = self.read(
            f"SELECT {rows.EVENT} FROM reviews {only} ORDER BY tick, device, seq",
            tuple(cards or ()),
        )
        return [rows.read_event(row) for row in found]

    def undo_target(self) -> Event | None:
        """The review that an undo on this device would take back."""
        found = self.read(
            f"SELECT {rows.EVENT} FROM reviews WHERE device = ? ORDER BY seq DESC LIMIT 1",
            (self.device,),
        )
        return rows.read_event(found[0]) if found else None

    def studied(self, day: StudyDay, renamed: Mapping[CardKey, CardKey] | None = None) -> Studied:
        """What counts against a day's limits; undone reviews do not.

        A card first met on that day counts as new, any other as a review, each once however
        often its learning steps bring it back.

        Args:
            day: the study day.
            renamed: the present key of each earlier one, so that a card met under its earlier
                key is not new again.
        """
        names = renamed or {}
        today = self.read("SELECT DISTINCT card FROM reviews WHERE day = ?", (day,))
        seen = {names.get(card, card) for (card,) in today}
        keys = {*seen, *(old for old, present in names.items() if present in seen)}
        listed = ", ".join("?" * len(keys))
        past = self.read(
            f"SELECT DISTINCT card FROM reviews WHERE day < ? AND card IN ({listed})",
            (day, *keys),
        )
        met = {names.get(card, card) for (card,) in past}
        return Studied(len(seen - met), len(seen & met))

    def damage(self) -> list[str]:
        """What SQLite's own check finds wrong with the file; empty when it is sound."""
        found = [row[0] for row in self.read("PRAGMA integrity_check")]
        return [] if found == ["ok"] else found

    # For the store's other tables.

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on disk when the block is left, or nothing is."""
        with explained(self.path):
            # IMMEDIATE: wait for the lock before reading what the write depends on.
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def read(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """What a query finds."""
        # fetchall ends the read at once, so that no reader keeps a writer waiting.
        with explained(self.path):
            return self._db.execute(sql, values).fetchall()

    def put(self, state: CardState) -> None:
        """Keep a derived state; inside ``writing`` only."""
        if state.phase is Phase.NEW:
            self._db.execute("DELETE FROM states WHERE card = ?", (state.card,))
            return
        self._db.execute(
            f"INSERT OR REPLACE INTO states ({rows.STATE}) VALUES ({rows.marks(rows.STATE)})",
            rows.state_row(state),
        )

    # Inside.

    def _meta(self, key: str) -> str:
        found = self.read("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else ""

    def _sign(self, fingerprint: str) -> None:
        self._db.execute(
            "INSERT INTO meta VALUES ('fingerprint', ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (fingerprint,),
        )

    def _insist(self, rules: str | None) -> None:
        """Disown the states if others' rules made them: who reads them next derives them anew."""
        if rules is not None and self.fingerprint != rules:
            self._sign("")

    def _state(self, card: CardKey) -> CardState:
        found = self.read(f"SELECT {rows.STATE} FROM states WHERE card = ?", (card,))
        return rows.read_state(found[0]) if found else CardState(card)

    def _add(self, draft: Event) -> Event:
        seq, tick = self._db.execute(
            "SELECT (SELECT coalesce(max(seq), 0) + 1 FROM events WHERE device = ?),"
            " (SELECT coalesce(max(tick), 0) + 1 FROM events)",
            (self.device,),
        ).fetchone()
        event = replace(draft, device=self.device, seq=seq, tick=Millis(max(tick, draft.at)))
        self._db.execute(
            f"INSERT INTO events ({rows.EVENT}) VALUES ({rows.marks(rows.EVENT)})",
            rows.event_row(event),
        )
        return event
