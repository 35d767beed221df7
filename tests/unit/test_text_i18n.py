"""Messages in the reader's language: the English one is the key."""

from __future__ import annotations

import string

from quizapp.lab.guess import SHAPES
from quizapp.text.i18n import LANGS, tr
from quizapp.text.messages_zh import MESSAGES


def test_known_unknown_and_filled() -> None:
    assert LANGS == ("en", "zh")
    assert tr("seed", "zh") == MESSAGES["seed"] != "seed"
    assert tr("no such message {x}", "zh", x=1) == "no such message 1"
    assert tr("seed", "en") == tr("seed", "fr") == "seed"
    assert tr("braces {stay}", "en") == "braces {stay}"


def test_every_shape_has_a_name_in_every_language() -> None:
    assert set(SHAPES) <= MESSAGES.keys()


def test_translations_fill_in_the_same_values() -> None:
    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    for english, chinese in MESSAGES.items():
        assert fields(english) == fields(chinese), english
        assert chinese.strip()
