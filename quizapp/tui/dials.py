"""The knobs of a setup on a sheet: sliders, switches, choices, fields. Turns nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.content import Content

from quizapp.lab import knobs, turn
from quizapp.lab.judge import show_text
from quizapp.lab.model import Knob
from quizapp.lab.setup import FORMULA, SEED, TEXT, Setup
from quizapp.text.clean import clean_line
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet, sides

Say = Callable[..., str]

_WORDS = {TEXT: "a list of numbers", FORMULA: "a formula"}

_SLIDER = 8
_VALUE = 16
"""Cells of a value, at most."""


def draw(sheet: Sheet, setup: Setup, chosen: str, faults: Mapping[str, str]) -> int:
    """One line a knob; gives the line of the chosen one."""
    at = 0
    for number, knob in enumerate(setup.dials):
        is_chosen = knob.name == chosen
        if is_chosen:
            at = len(sheet.lines)
        given = knob.name in setup.given
        faulty = knob.name in faults
        name = knob.name.lstrip("-") + ("*" if given else "")
        style = "bold" if is_chosen or given else ""
        left = Content.assemble(("▌ " if is_chosen else "  ", "$primary"), label(name, style))
        right = _hand(knob, setup.value(knob), faulty)
        band = "on $panel" if is_chosen else ""
        line = sides(left, right, sheet.width)
        sheet.hang(Content(""), line, hit=f"choose({number})", band=band)
    return at


def about(sheet: Sheet, setup: Setup, knob: Knob, fault: str, say: Say) -> None:
    """What the chosen knob takes, and what is wrong with what it has."""
    if fault:
        sheet.hang(Content.styled("✗ ", "bold $error"), label(fault))
        return
    words = say(_WORDS[knob.kind]) if knob.kind in _WORDS else knobs.span(knob, say)
    unit = f" {knob.unit}" if knob.unit else ""
    span = Content.assemble(label(knob.name.lstrip("-"), "bold"), ": ", label(words + unit))
    sheet.add(span.truncate(max(8, 2 * sheet.width - 2), ellipsis=True))
    if knob.help:
        sheet.add(label(knob.help, "dim"))
    if knob.name in setup.given:
        default = show_text(knob.default)
        sheet.add(Content.styled(say("default: {value}", value=clean_line(default)), "dim"))


def _hand(knob: Knob, value: object, faulty: bool) -> Content:
    """The part of a knob that is taken hold of, with its value."""
    text = clean_line(show_text(value))  # type: ignore[arg-type]
    shown = label(text if len(text) <= _VALUE else text[: _VALUE - 1] + "…", "bold")
    if faulty:
        return Content.assemble(("✗ ", "bold $error"), shown)
    if knob.kind == "bool":
        return Content.assemble(("[x] " if value else "[ ] ", "$accent"), shown)
    if knob.kind in ("choice", FORMULA):
        return Content.assemble(("‹ ", "$primary"), shown, (" ›", "$primary"))
    share = None if knob.name == SEED else turn.place(knob, value)
    if share is None:
        return shown.stylize("underline")
    at = round(share * (_SLIDER - 1))
    return Content.assemble(
        shown,
        " ",
        ("━" * at, "$primary"),
        ("●", "$accent"),
        ("─" * (_SLIDER - 1 - at), "$panel-lighten-2"),
    )
