"""How a card that is being written stands, on a sheet: state, verdict, checks. Proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from quizapp.author.judging import SYMBOLS, State
from quizapp.author.reading import Draft
from quizapp.deck.model import Ask, Card
from quizapp.lab.claims import bound
from quizapp.lab.proof import CardProof
from quizapp.text.clean import clean_line
from quizapp.tui.authoring import Face
from quizapp.tui.evidence import Shown
from quizapp.tui.prose import label
from quizapp.tui.sheet import Sheet, sides

Say = Callable[..., str]

COLOURS = {
    State.BROKEN: "$error",
    State.WAITING: "$primary",
    State.RUNNING: "$primary",
    State.PROVEN: "$success",
    State.SUPPORTED: "$success",
    State.REFUTED: "$error",
    State.ERROR: "$warning",
    State.SKIPPED: "$foreground 60%",
    State.UNJUDGED: "$foreground 60%",
    State.NO_CHECK: "$foreground 60%",
}

_SPIN = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


def symbol(state: State, ticks: int) -> Content:
    """One character for a state; it turns while a proof runs."""
    shown = _SPIN[ticks % len(_SPIN)] if state is State.RUNNING else SYMBOLS[state]
    return Content.styled(shown, f"bold {COLOURS[state]}")


def row(draft: Draft, state: State, ticks: int, width: int, *, chosen: bool) -> Content:
    """A card's line in the list."""
    name = draft.written.id or str(draft.key)
    mark = Content.styled("▌" if chosen else " ", "$primary")
    named = label(clean_line(name), "bold" if chosen else "")
    line = sides(Content.assemble(mark, symbol(state, ticks), " ", named), Content(""), width)
    return line.pad_right(max(0, width - line.cell_length)).stylize_before(
        "on $panel" if chosen else ""
    )


def tally(states: Sequence[State], say: Say, *, words: bool = True) -> Content:
    """How many cards are proven, refuted, not judged; what there is none of is left out."""
    parts = [
        Content.assemble(
            (f"{SYMBOLS[one]} ", f"bold {COLOURS[one]}"),
            f"{states.count(one)}",
            (f" {say(one.value)}" if words else "", "dim"),
        )
        for one in (State.REFUTED, State.ERROR, State.PROVEN, State.UNJUDGED)
        if states.count(one)
    ]
    return Content("  ").join(parts)


def draw(
    sheet: Sheet,
    draft: Draft,
    state: State,
    proof: CardProof | None,
    face: Face | None,
    lang: str,
    say: Say,
    *,
    ticks: int,
    right: str,
) -> None:
    """The card's state in a word; what its lab says where that is not what the card says."""
    word = Content.styled(f" {say(state.value)}", f"bold {COLOURS[state]}")
    stands = Content.assemble(symbol(state, ticks), word)
    room = max(0, sheet.width - stands.cell_length - 1)
    sheet.sides(stands, Content.styled(right, "dim").truncate(room, ellipsis=True))
    for line in _remarks(draft, state, proof, say):
        sheet.hang(Content("  "), label(line))
    if proof is None or face is None or state not in (State.REFUTED, State.ERROR):
        return
    shown = Shown(face.prompt.card, face, lang, say)
    for check in proof.checks:
        if not check.good:
            shown.check(sheet, check)
    sheet.rule()


def _remarks(draft: Draft, state: State, proof: CardProof | None, say: Say) -> list[str]:
    if state is State.BROKEN:
        if draft.card is None:
            return [say("It cannot be shown yet: mend its problems first.")]
        return [say("Below: the card as it was before, while this is broken.")]
    if state is State.UNJUDGED:
        return [say("V proves it; Shift+V all that have no verdict.")]
    if state is State.SKIPPED and proof is not None:
        return list(dict.fromkeys(check.reason for check in proof.checks if check.reason))[:1]
    if state is State.NO_CHECK:
        why = proof.unproven if proof is not None else ""
        if not why and draft.card is not None:
            why = draft.card.unproven
        return [why] if why else []
    idle = [check.idle for check in proof.checks if check.idle] if proof is not None else []
    if idle:
        return list(dict.fromkeys(idle))
    if state is State.SUPPORTED:
        return [say("The checks hold, but none of them measures the answer itself.")]
    if state is State.REFUTED and proof is None:
        return [say("It was refuted before; V runs it again.")]
    return []


def measured(card: Card, shown: Card, proof: CardProof | None) -> float | None:
    """What the lab measured as the answer of a card, with the values that it is shown with.

    Args:
        card: as the deck has it, with its ``vary``.
        shown: the same with its values drawn.
    """
    if proof is None or not isinstance(card.answer, Ask):
        return None
    wanted = next((f"answer{drawn}" for one, drawn in bound(card) if one == shown), "")
    found = next((check.measured for check in proof.checks if check.label == wanted), "")
    try:
        return float(found)
    except ValueError:
        return None
