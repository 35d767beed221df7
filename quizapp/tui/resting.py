"""What stands on the sheet when no card does: a break until the next one, or the end of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.content import Content

from quizapp.review.model import Millis
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet


class Sitting(NamedTuple):
    """What was done so far: reviews, those right at once, cards put aside."""

    done: int
    right: int
    aside: int


def resting(
    sheet: Sheet,
    so_far: Sitting,
    wait_until: Millis | None,
    now: Millis,
    kept_back: Sequence[str],
    say: Callable[..., str],
) -> None:
    """Say why there is no card, what was done, and what to press.

    ``wait_until`` is when a learning card may be shown, if one is to come today; ``kept_back``
    what the day's limits keep back.
    """
    if wait_until is not None:
        minutes, seconds = divmod(max(0, wait_until - now) // 1000, 60)
        sheet.add(Content.styled(say("A short break"), "bold $accent"))
        left = f"{minutes}:{seconds:02}"
        sheet.add(say("The next learning card comes in {left}.", left=left))
    else:
        sheet.add(Content.styled("✓ " + say("Done for today."), "bold $success"))
    sheet.gap()
    sheet.add(say("{done} reviewed, {right} right at once.", done=so_far.done, right=so_far.right))
    if so_far.aside:
        sheet.add(say("{aside} put aside; they stay due.", aside=so_far.aside))
    if kept_back:
        sheet.gap()
    for line in kept_back:
        sheet.add(label(line))
    sheet.gap()
    enter = Content.styled(" Enter ", "bold $background on $primary")
    sheet.add(Content.assemble(enter, " " + say("back to the decks")))
