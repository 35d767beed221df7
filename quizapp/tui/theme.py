"""The colours of quizapp, dark and light, and which themes there are. Shapes are in styles/."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

from quizapp.paths import config_file

DARK = Theme(
    name="quizapp-dark",
    primary="#7cb7ff",
    secondary="#b69cff",
    accent="#f2b866",
    success="#7fd1a0",
    warning="#f2b866",
    error="#ff8a80",
    foreground="#dfe3ea",
    background="#12151b",
    surface="#1a1f28",
    panel="#262d3a",
    dark=True,
)

LIGHT = Theme(
    name="quizapp-light",
    primary="#1f5fbf",
    secondary="#6a45c4",
    accent="#955100",
    success="#1d6b43",
    warning="#955100",
    error="#b3261e",
    foreground="#23262d",
    background="#faf9f6",
    surface="#f0eee8",
    panel="#e2dfd6",
    dark=False,
)

NAMES = (DARK.name, LIGHT.name, *sorted(BUILTIN_THEMES))
"""All themes that settings can ask for."""


def complaint(theme: str) -> str:
    """What is wrong with the setting ``theme``; nothing when there is such a theme or none is set.

    Only the interface knows the themes, so the settings take any name.
    """
    if not theme or theme in NAMES:
        return ""
    from difflib import get_close_matches

    close = get_close_matches(theme, NAMES, n=1)
    guess = f"; did you mean {close[0]!r}?" if close else "."
    return f"{config_file()}: unknown theme {theme!r}{guess} There are: {', '.join(NAMES)}."
