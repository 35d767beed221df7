"""A card whose proof does not hold, said on a sheet. Looks nothing up and proves nothing."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from quizapp.lab.model import Verdict
from quizapp.store.verdicts import Standing
from quizapp.tui.paper import Say
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet


def warning(sheet: Sheet, standing: Standing, say: Say, *, revealed: bool) -> None:
    """That the card is not to be trusted; with what was measured, once that betrays no answer."""
    sheet.gap()
    lead = Content.styled("✗ ", "bold $error")
    date = f"{datetime.fromtimestamp(standing.since / 1000):%Y-%m-%d}"
    one = standing.finding
    if not revealed:
        words = say("This card's proof broke on {date}: its answer may be wrong.", date=date)
    elif one.verdict is Verdict.ERROR:
        words = say("This card's proof broke on {date}: {reason}", date=date, reason=one.reason)
    else:
        words = say(
            "This card's proof broke on {date}: expected {expected}, measured {measured}.",
            date=date,
            expected=one.expected,
            measured=one.measured,
        )
    sheet.hang(lead, label(words, "$error"))
    if revealed:
        since = causes(standing, say)
        sheet.add(label(" ".join(filter(None, [since, say("L runs its lab again.")]))), indent=2)


def causes(standing: Standing, say: Say) -> str:
    """What else had changed when the verdict did; empty for a first verdict."""
    if standing.before is None:
        return ""
    what = ", ".join(map(say, standing.changed)) or say("nothing that quizapp can see")
    return say("What changed: {what}.", what=what)
