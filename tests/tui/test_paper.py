"""How a cloze is drawn: code and formulas are read over the whole text, its gaps inside."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.deck.model import Card, CardKey, CardType, LocalText, Position
from quizapp.review.model import CardState
from quizapp.review.session import Prompt
from quizapp.text.i18n import tr
from quizapp.tui.draft import Draft
from quizapp.tui.paper import asked, question
from quizapp.tui.sheet import Sheet

KEY = CardKey("deck/card")
WHERE = Position(Path("deck.yaml"), 1, 1)


def cloze(text: str) -> Card:
    return Card(KEY, CardType.CLOZE, LocalText((("", text),)), WHERE)


def asked_text(text: str, draft: Draft) -> str:
    sheet = Sheet(80)
    card = cloze(text)
    say = lambda message, **values: tr(message, "en", **values)  # noqa: E731
    asked(sheet, Prompt(card, 0, (), (), CardState(KEY)), draft, "en", say)
    return sheet.content.plain


def test_gaps_inside_code_spans() -> None:
    text = "Settings in `{{c1::param_groups}}`, memory in `opt.{{c2::state}}`, that is all."
    shown = question(cloze(text), "en")
    assert shown.plain == "Settings in [param_groups], memory in opt.[state], that is all."
    code = {shown.plain[a:b] for a, b, style in shown.spans if "$accent" in str(style)}
    assert code == {"opt."}
    assert "`" not in asked_text(text, Draft())
    assert "[▸ …], memory in opt.[…]" in asked_text(text, Draft())
    assert "[x], memory in opt.[▸ …]" in asked_text(text, Draft(gaps=("x",)))


def test_gaps_inside_formulas() -> None:
    assert question(cloze(r"$\beta_1 = {{c1::0.9}}$"), "en").plain == "β₁ = [0.9]"


@given(st.text("`$\\{}_^ a\ue000\n", max_size=40), st.text("`$\\{}_^ a\ue000\n", max_size=40))
@example("```", "\na\n```")
def test_no_text_around_a_gap_loses_it(before: str, after: str) -> None:
    assert "[hidden]" in question(cloze(f"{before}{{{{c1::hidden}}}}{after}"), "en").plain
