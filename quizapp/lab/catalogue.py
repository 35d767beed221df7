"""All labs in the order of a book: by topic, and searched by words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from quizapp.lab.model import LabInfo
from quizapp.lab.setup import OPTIMIZER_LAB

Topic = tuple[str, tuple[LabInfo, ...]]


def by_topic(
    labs: Mapping[str, LabInfo], words: str = "", say: Callable[[str], str] = str
) -> tuple[Topic, ...]:
    """The labs that have all the words, topic by topic; the one of any formula comes first.

    A kind of drawing is such a word: ``bars`` finds what is drawn so.

    Args:
        say: a topic in the reader's language, in which it is searched for as well.
    """
    ordered = sorted(labs.values(), key=lambda info: (info.topic, info.name))
    wanted = words.casefold().split()
    found = [info for info in (OPTIMIZER_LAB, *ordered) if _has(info, say, wanted)]
    return tuple(
        (topic, tuple(group)) for topic, group in groupby(found, key=lambda info: info.topic)
    )


def _has(info: LabInfo, say: Callable[[str], str], words: Iterable[str]) -> bool:
    names = (*(knob.name for knob in info.knobs), *info.measures, *info.series)
    text = " ".join(
        (info.name, info.topic, say(info.topic), info.claim, info.source, info.plot, *names)
    ).casefold()
    return all(word in text or word in text.replace("_", " ") for word in words)
