"""The colours of quizapp, dark and light. Shapes are in styles/."""

from __future__ import annotations

from textual.theme import Theme

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
