"""The interface in the reader's language. Messages live in ``messages_<lang>.py``, not here."""

from __future__ import annotations

from functools import cache
from importlib import import_module

LANGS = ("en", "zh")


def tr(message: str, lang: str, **values: object) -> str:
    """``message`` in ``lang``, with ``{name}`` filled from ``values``.

    The English message is the key; what a language lacks is shown in English.
    """
    text = _messages(lang).get(message, message)
    return text.format(**values) if values else text


@cache
def _messages(lang: str) -> dict[str, str]:
    if lang == "en" or lang not in LANGS:
        return {}
    table: dict[str, str] = import_module(f"quizapp.text.messages_{lang}").MESSAGES
    return table
