"""The SQL that makes a review database, one step a version. Steps are never edited once released.

``events`` is the truth and only grows. ``states`` is derived from it and can be thrown away.
``verdicts`` is what proofs came to on this machine, ``runs`` what was tried on the bench;
``seen`` is what the reviewed cards looked like, which may be lost without harm.
"""

from __future__ import annotations

from typing import NamedTuple

APPLICATION_ID = 0x5175697A
"""Marks the file as ours ("Quiz"), so that another program's database is never touched."""


class Step(NamedTuple):
    """One version: its lasting name and its statements."""

    name: str
    statements: tuple[str, ...]


_FIRST = (
    """
    CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE events (
        device TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        tick INTEGER NOT NULL,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        day INTEGER NOT NULL,
        card TEXT NOT NULL,
        rating INTEGER CHECK (rating BETWEEN 1 AND 4),
        took_ms INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        answer TEXT NOT NULL,
        target_device TEXT,
        target_seq INTEGER,
        PRIMARY KEY (device, seq),
        CHECK (kind <> 'review' OR rating IS NOT NULL),
        CHECK (kind <> 'undo' OR (target_device IS NOT NULL AND target_seq IS NOT NULL))
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX events_in_order ON events (tick, device, seq)",
    "CREATE INDEX events_of_card ON events (card, day)",
    "CREATE INDEX events_of_day ON events (day)",
    """
    CREATE INDEX undone ON events (target_device, target_seq) WHERE kind = 'undo'
    """,
    """
    CREATE TRIGGER events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the log of reviews only grows'); END
    """,
    """
    CREATE TRIGGER events_never_go BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the log of reviews only grows'); END
    """,
    """
    CREATE VIEW reviews AS
    SELECT * FROM events AS review
    WHERE kind = 'review' AND NOT EXISTS (
        SELECT 1 FROM events AS undo
        WHERE undo.kind = 'undo'
          AND undo.target_device = review.device AND undo.target_seq = review.seq
    )
    """,
    """
    CREATE TABLE states (
        card TEXT PRIMARY KEY,
        phase TEXT NOT NULL,
        step INTEGER NOT NULL,
        stability REAL,
        difficulty REAL,
        due_at INTEGER NOT NULL,
        due_day INTEGER NOT NULL,
        interval INTEGER NOT NULL,
        last_day INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        reps INTEGER NOT NULL,
        lapses INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO meta (key, value) VALUES ('device', lower(hex(randomblob(8))))",
    f"PRAGMA application_id = {APPLICATION_ID}",
)

# A row is a verdict for as long as it stood: on a card as it was written (``content``), on a
# device. ``inputs`` is what it rested on when it was last ``seen``; ``before`` is the card's
# verdict until ``since``, and ``changed`` what differed then.
_VERDICTS = (
    """
    CREATE TABLE verdicts (
        id INTEGER PRIMARY KEY,
        card TEXT NOT NULL,
        content TEXT NOT NULL,
        device TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('holds', 'fails', 'error')),
        since INTEGER NOT NULL,
        seen INTEGER NOT NULL,
        claim TEXT NOT NULL,
        expected TEXT NOT NULL,
        measured TEXT NOT NULL,
        reason TEXT NOT NULL,
        inputs TEXT NOT NULL,
        before TEXT,
        changed TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX verdicts_of_card ON verdicts (card, device, content)",
)

_SCORES = (
    """
    CREATE TABLE scores (
        game TEXT NOT NULL,
        level TEXT NOT NULL,
        score INTEGER NOT NULL,
        detail TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX scores_of_level ON scores (game, level, score, at)",
)

_RUNS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        lab TEXT NOT NULL,
        job TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('holds', 'fails', 'error', 'skipped')),
        outcome TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX runs_of_lab ON runs (lab, id)",
)

_CARD_OF_RUN = ("ALTER TABLE runs ADD COLUMN card TEXT NOT NULL DEFAULT ''",)

_SEEN = (
    """
    CREATE TABLE seen (
        card TEXT PRIMARY KEY,
        type TEXT NOT NULL,
        question TEXT NOT NULL,
        texts TEXT NOT NULL,
        file TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

STEPS: tuple[Step, ...] = (
    Step("the_log_and_what_follows_from_it", _FIRST),
    Step("verdicts_on_cards", _VERDICTS),
    Step("scores_of_games", _SCORES),
    Step("runs_on_the_bench", _RUNS),
    Step("the_card_that_a_run_came_from", _CARD_OF_RUN),
    Step("what_reviewed_cards_looked_like", _SEEN),
)

VERSION = len(STEPS)
"""The version this program writes; SQLite's ``user_version`` keeps a file's own."""


def pending(version: int) -> tuple[tuple[int, Step], ...]:
    """The steps that a file at ``version`` lacks, each with the version it makes."""
    return tuple((number, STEPS[number - 1]) for number in range(version + 1, VERSION + 1))
