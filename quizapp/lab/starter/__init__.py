"""What `quizapp lab new` writes: a code lab, its tests, a card that asks for it. Writes no file."""

from __future__ import annotations

from importlib.resources import files


def lab(name: str) -> str:
    """The source of the lab."""
    return _filled("lab.py.in", name)


def tests(name: str) -> str:
    """The source of its tests."""
    return _filled("test.py.in", name)


def card(name: str) -> str:
    """What a deck needs for it: the lab's declaration, and a card."""
    return _filled("card.yaml.in", name)


def _filled(template: str, name: str) -> str:
    return files(__name__).joinpath(template).read_text("utf-8").replace("NAME", name)
