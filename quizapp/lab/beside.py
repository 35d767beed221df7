"""Labs that a deck brings: ``labs/NAME.py`` beside it, declared under ``labs:``. Runs none.

Which of them may run is ``trust``'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from quizapp import paths
from quizapp.deck.model import Deck
from quizapp.errors import QuizError
from quizapp.lab import registry
from quizapp.lab.model import Job, LabInfo

Labs = Mapping[str, LabInfo]

FOLDER = "labs"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The code that a deck brings: its labs' files, by their names seen from its folder.

    A lab is one file: from beside it nothing can be imported. ``digest`` stands for all of them.
    """

    name: str
    deck: Path
    files: Mapping[str, str]
    digest: str


def place(deck: Deck, name: str) -> Path | None:
    """The file of a deck's own lab; None when the deck has no such file.

    Raises:
        QuizError: it lies outside the deck's folder, behind a link.
    """
    path = deck.path.parent / FOLDER / f"{name}.py"
    if not name.isidentifier() or not path.is_file() or _is_shipped(path.parent):
        return None
    if not path.resolve().is_relative_to(deck.path.parent.resolve()):
        remedy = "Copy the file there: what a deck runs lies in its own folder."
        raise QuizError(f"{path}: a symbolic link leads out of the deck's folder", remedy)
    return path


def with_own(deck: Deck, labs: Labs) -> Labs:
    """The labs that a deck can name: the shipped ones, and its own that can be read.

    ``quizapp deck check`` says what is wrong with the others.
    """
    own: dict[str, LabInfo] = {}
    home = str(deck.path.resolve())
    for name, declared in _declared(deck, labs).items():
        try:
            path = place(deck, name)
            if path is not None:
                info = registry.read_lab(registry.source_of(path), path)
                own[name] = replace(info, name=f"{deck.name}/{declared}", deck=home)
        except QuizError:
            continue
    return {**labs, **own} if own else labs


def info_of(job: Job) -> LabInfo:
    """What the lab of a job says of itself, when a deck brings it.

    Raises:
        QuizError: its file is no longer there, or no lab.
    """
    path = Path(job.origin)
    info = registry.read_lab(registry.source_of(path), path)
    return replace(info, name=job.name, deck=job.deck)


def bundle(deck: Deck, labs: Labs) -> Bundle:
    """The code of the labs that a deck declares and brings, as it is on the disk now.

    Raises:
        QuizError: a file cannot be read, or is no lab.
    """
    files = {}
    for name in _declared(deck, labs):
        path = place(deck, name)
        if path is not None:
            files[f"{FOLDER}/{name}.py"] = source = registry.source_of(path)
            registry.read_lab(source, path)
    return Bundle(deck.name, deck.path.resolve(), files, digest(files))


def digest(files: Mapping[str, str]) -> str:
    """sha256 over the names and contents of labs."""
    whole = sha256()
    for name in sorted(files):
        whole.update(f"{name}\n{sha256(files[name].encode()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _declared(deck: Deck, labs: Labs) -> dict[str, str]:
    """The code labs under ``labs:`` that are not shipped, and by which name they stand there."""
    found: dict[str, str] = {}
    for spec in deck.labs.values():
        if spec.kind == "code" and spec.run and spec.run not in labs:
            found.setdefault(spec.run, spec.name)
    return found


def _is_shipped(folder: Path) -> bool:
    """Whether it is the folder of shipped labs, which a deck beside it does not own."""
    return folder.resolve() == paths.shipped("labs").resolve()
