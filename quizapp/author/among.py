"""What is wrong with a deck only because of what else the learner has: other decks, the log."""

from __future__ import annotations

from dataclasses import replace

from quizapp.author.reading import Reading
from quizapp.deck.library import Library
from quizapp.deck.report import Problem, line_of
from quizapp.errors import QuizError
from quizapp.paths import database


def disputed(found: Library, known: Library) -> list[Problem]:
    """What is wrong with decks of the library only because of others that are there."""
    right = {deck.path.resolve() for deck in found.decks}
    ones = [errors for errors in known.broken if errors.path.resolve() in right]
    return [problem for errors in ones for problem in errors.problems]


def offered(found: Library, known: Library) -> list[Problem]:
    """What the log has to say of cards and their ids; nothing if it cannot be asked."""
    if not database().exists():
        return []
    from quizapp.review.offers import offers, strangers
    from quizapp.review.orphans import look_back
    from quizapp.store.db import Store

    names = {deck.name for deck in found.decks}
    others = tuple(deck for deck in known.decks if deck.name not in names)
    whole = Library((*found.decks, *others), (*found.broken, *known.broken), known.missing)
    try:
        with Store.open(database(), readonly=True, patience=0) as store:
            past = look_back(whole, store)
    except QuizError:
        return []
    return [*offers(past, found.decks), *strangers(past, found.decks)]


def among(reading: Reading) -> Reading:
    """The reading with these problems and warnings too; itself when there are none."""
    if reading.deck is None:
        return reading
    found = Library((reading.deck,))
    try:
        known = Library.load()
    except QuizError:
        return reading  # other commands say what is wrong with the list of decks
    problems, warnings = disputed(found, known), offered(found, known)
    if not problems and not warnings:
        return reading
    return replace(
        reading,
        problems=(*reading.problems, *map(_with_line, problems)),
        warnings=(*reading.warnings, *map(_with_line, warnings)),
        edited=(),
    )


def _with_line(problem: Problem) -> Problem:
    return replace(problem, source_line=problem.source_line or line_of(problem.position))
