"""Labs that a deck brings: ``labs/NAME.py`` beside it, declared under ``labs:``. Runs none.

Which of them may run is ``trust``'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from quizapp import paths
from quizapp.deck.digest import digest
from quizapp.deck.files import UnreadableError, read
from quizapp.deck.model import Deck
from quizapp.errors import QuizError
from quizapp.lab import registry
from quizapp.lab.model import Job, LabInfo

Labs = Mapping[str, LabInfo]

FOLDER = "labs"


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that decides what a deck's own labs do: its files and theirs.

    ``files`` are texts by their names, seen from the deck's folder; ``labs`` names those of the
    labs. ``digest`` stands for the whole.
    """

    name: str
    deck: Path
    files: Mapping[str, str]
    labs: tuple[str, ...]
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
    infos: dict[str, LabInfo] = {}
    sources: dict[str, str] = {}
    for name, declared in _declared(deck, labs).items():
        try:
            path = place(deck, name)
            if path is not None:
                source = registry.source_of(path)
                info = registry.read_lab(source, path)
                infos[name] = replace(info, name=f"{deck.name}/{declared}")
                sources[_file(name)] = source
        except QuizError:
            continue
    if not infos:
        return labs
    whole, home = _digest(deck.digest, sources), str(deck.path.resolve())
    own = {name: replace(info, deck=home, bundle=whole) for name, info in infos.items()}
    return {**labs, **own}


def info_of(job: Job) -> LabInfo:
    """What the lab of a job says of itself, when a deck brings it.

    Raises:
        QuizError: its file is no longer there, or no lab.
    """
    path = Path(job.origin)
    info = registry.read_lab(registry.source_of(path), path)
    return replace(info, name=job.name, deck=job.deck, bundle=job.bundle)


def bundle(deck: Deck, labs: Labs) -> Bundle:
    """Everything in a deck and its own labs, as it is on the disk now.

    Raises:
        QuizError: a file cannot be read, is no lab, or has just been changed.
    """
    root = deck.path.parent
    try:
        contents = {path: read(path) for path in deck.files}
    except UnreadableError as error:
        raise QuizError(f"{deck.path}: {error.why}", error.remedy) from error
    if digest(root, contents) != deck.digest:
        raise QuizError(f"{deck.path} was changed in this moment", "Try again.")
    files = {path.relative_to(root).as_posix(): data.decode() for path, data in contents.items()}
    sources = {}
    for name in _declared(deck, labs):
        path = place(deck, name)
        if path is not None:
            sources[_file(name)] = registry.source_of(path)
            registry.read_lab(sources[_file(name)], path)
    whole = _digest(deck.digest, sources)
    return Bundle(deck.name, deck.path.resolve(), {**files, **sources}, tuple(sources), whole)


def _declared(deck: Deck, labs: Labs) -> dict[str, str]:
    """The code labs under ``labs:`` that are not shipped, and by which name they stand there."""
    found: dict[str, str] = {}
    for spec in deck.labs.values():
        if spec.kind == "code" and spec.run and spec.run not in labs:
            found.setdefault(spec.run, spec.name)
    return found


def _file(name: str) -> str:
    return f"{FOLDER}/{name}.py"


def _digest(deck: str, sources: Mapping[str, str]) -> str:
    """sha256 over a deck's digest, and the names and contents of its labs."""
    whole = sha256(f"{deck}\n".encode())
    for name in sorted(sources):
        whole.update(f"{name}\n{sha256(sources[name].encode()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _is_shipped(folder: Path) -> bool:
    """Whether it is the folder of shipped labs, which a deck beside it does not own."""
    return folder.resolve() == paths.shipped("labs").resolve()
