"""What `quizapp deck new` writes: a small deck with one card of every type. Writes no file."""

from __future__ import annotations

import re
from importlib.resources import files

LANGUAGES = ("en", "zh", "both")

# In the template ⟦English¦中文⟧ is a text in two languages: a value, a comment, a reason.
_PAIR = re.compile(r"^(?P<before>[^⟦\n]*)⟦(?P<en>[^¦]*)¦(?P<zh>[^⟧]*)⟧$", re.MULTILINE)
_KEY = re.compile(r"(?P<margin>[ -]*)(?!unproven)\w+: ")


def deck(name: str, language: str) -> str:
    """The text of a new deck, in one of ``LANGUAGES``.

    Where a text can be in one language only, ``both`` means English.
    """
    template = files(__name__).joinpath("deck.yaml.in").read_text("utf-8")
    return _PAIR.sub(lambda pair: _said(pair, language), template.replace("NAME", name))


def _said(pair: re.Match[str], language: str) -> str:
    key = _KEY.fullmatch(pair["before"])
    if language != "both" or key is None:
        return pair["before"] + pair["zh" if language == "zh" else "en"]
    margin = " " * (len(key["margin"]) + 2)
    return f"{pair['before'].rstrip()}\n{margin}en: {pair['en']}\n{margin}zh: {pair['zh']}"
