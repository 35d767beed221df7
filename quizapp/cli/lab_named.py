"""Labs by the names that people type: a code lab, ``optimizer``, DECK/LAB. Runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quizapp.cli.library import files_and_names, open_files
from quizapp.deck.library import Library
from quizapp.deck.model import LabSpec
from quizapp.errors import QuizError
from quizapp.lab import declarative, knobs, registry
from quizapp.lab.beside import Labs, with_own
from quizapp.lab.model import Job, LabInfo
from quizapp.lab.setup import OPTIMIZER
from quizapp.text.near import nearest


def job_named(name: str, given: dict[str, object]) -> Job:
    """The job of a lab of any kind.

    Raises:
        QuizError: there is no such lab, knob or setting.
    """
    if name == OPTIMIZER:
        return _declared(name, given)
    if "/" in name:
        spec, labs = of_deck(name)
        settings = {**spec.settings, **given}
        if spec.kind == "optimizer":
            return _declared(name, settings)
        return replace(_coded(find(spec.run, labs), settings), name=name)
    return _coded(find(name, registry.code_labs()), given)


def _coded(info: LabInfo, given: Mapping[str, object]) -> Job:
    try:
        return knobs.job(info, given)
    except QuizError as error:
        raise QuizError(error.message, error.remedy, status=2) from error


def _declared(name: str, settings: dict[str, object]) -> Job:
    faults = declarative.faults(settings)
    if faults:
        remedy = faults[0].help or f"`quizapp lab show {OPTIMIZER}` lists the settings."
        raise QuizError(faults[0].sentence, remedy, status=2)
    return Job("optimizer", name, settings)


def of_deck(name: str) -> tuple[LabSpec, Labs]:
    """A lab that a deck declares, ``DECK/LAB`` or ``FILE/LAB``, and the code labs that it can name.

    Raises:
        QuizError: there is no such deck or lab, or the deck is broken.
    """
    where, _, lab = name.rpartition("/")
    files, names = files_and_names([where])
    deck = open_files(files).decks[0] if files else Library.load().named(names)[0]
    if lab not in deck.labs:
        close = nearest(lab, deck.labs)
        has = f"The deck has: {', '.join(deck.labs) or 'none'}."
        advice = f"Did you mean {f'{where}/{close}'!r}?" if close else has
        raise QuizError(f"no lab {name!r}", advice, status=2)
    return deck.labs[lab], with_own(deck, registry.code_labs())


def find(name: str, labs: Labs) -> LabInfo:
    if name not in labs:
        close = nearest(name, [*labs, OPTIMIZER])
        advice = f"Did you mean {close!r}?" if close else "`quizapp lab list` has them all."
        raise QuizError(f"no lab {name!r}", advice, status=2)
    return labs[name]
