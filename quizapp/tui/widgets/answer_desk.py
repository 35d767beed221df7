"""Where a card is answered: the card, a field to write in, a notice. Grades nothing."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from quizapp.deck.model import Card, CardType
from quizapp.review.grade import BadAnswerError
from quizapp.review.session import Prompt, Stage
from quizapp.review.study import Study
from quizapp.tui import paper
from quizapp.tui.answering import Answering, Step
from quizapp.tui.draft import WRITTEN, Draft
from quizapp.tui.measuring import Found
from quizapp.tui.prose import label
from quizapp.tui.services import Services
from quizapp.tui.sheet import Sheet
from quizapp.tui.widgets.answer_field import AnswerField
from quizapp.tui.widgets.bars import KeyBar
from quizapp.tui.widgets.sheet_view import SheetView


class AnswerDesk(VerticalScroll):
    """Takes keys until the answer is given and, where a lab measures the right one, until it has.

    Args:
        say: an interface text in the learner's language.
        lang: that language.
        study: asked how things stand, and given the answer.
        draw: puts the card on a sheet.
        revealed: called when the session has taken the answer.
    """

    def __init__(
        self,
        say: Callable[..., str],
        lang: Callable[[], str],
        study: Study,
        draw: Callable[[Sheet], None],
        revealed: Callable[[], None],
    ) -> None:
        super().__init__(id="desk", can_focus=False)
        self._say = say
        self._lang = lang
        self._study = study
        self._draw = draw
        self._revealed = revealed
        self._answering: Answering | None = None
        self._notice = ""
        self._ticks = 0

    def compose(self) -> ComposeResult:
        yield SheetView(self._draw, id="paper")
        yield AnswerField(self.enter, self.take_back)
        yield SheetView(self._draw_notice, id="notice")

    def on_unmount(self) -> None:
        self.stop()

    # What the screen asks.

    @property
    def draft(self) -> Draft | None:
        """What is put down of the answer so far; None where there is no card."""
        return self._answering.draft if self._answering is not None else None

    @property
    def is_waiting(self) -> bool:
        """Whether the answer is given and the lab has yet to say the right one."""
        given = self._answering is not None and self._answering.given is not None
        return given and self._study.session.stage is Stage.ASK

    @property
    def is_open(self) -> bool:
        """Whether keys still go to the answer."""
        return self._open() is not None

    @property
    def can_take_back(self) -> bool:
        return self._answering is not None and self._answering.can_take_back

    def _open(self) -> Answering | None:
        """The answer that keys go to, if there is one that is not given yet."""
        asking = self._study.session.stage is Stage.ASK and not self.is_waiting
        return self._answering if asking else None

    # What the screen tells.

    def next_card(self, prompt: Prompt | None, services: Services) -> None:
        """Begin with another card, or with none."""
        self.stop()
        self._answering = None if prompt is None else Answering(prompt, services)
        self._notice = ""
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self.scroll_home(animate=False)

    def stop(self) -> None:
        """Wait no longer for the lab. The answer stands; the learner grades alone."""
        if self._answering is not None:
            self._answering.stop()

    def tell(self, notice: str) -> None:
        """Say something below the card."""
        self._notice = notice
        self.query_one("#notice", SheetView).show()
        if notice:  # on a small screen it would come below the fold
            self.scroll_end(animate=False)

    def clear_notice(self) -> None:
        """What was said is read."""
        if self._notice:
            self.tell("")

    def show_field(self) -> None:
        """The field where a card is answered in writing; which keys mean what depends on it."""
        field = self.query_one(Input)
        answering = self._answering if self._study.session.stage is Stage.ASK else None
        field.display = answering is not None and answering.prompt.card.type in WRITTEN
        if answering is not None and field.display:
            field.placeholder = self._placeholder(answering)
            if self.screen.focused is not field:
                self.screen.set_focus(field)
        elif self.screen.focused is field:
            self.screen.set_focus(None)

    def show_all(self) -> None:
        """Draw card and notice as they stand."""
        self._show_paper()
        self.query_one("#notice", SheetView).show()

    def tick(self) -> None:
        """Time goes on; what waits shows it."""
        self._ticks += 1
        if self.is_waiting:
            self.query_one("#notice", SheetView).redraw()

    # Keys.

    def pick(self, letter: str) -> None:
        """Pick an option, or put an item next; the same again means the answer."""
        answering = self._open()
        if answering is None:
            return
        before = answering.draft
        if answering.pick(letter):
            self.enter()
        elif answering.draft != before:
            self.clear_notice()
            self.query_one("#paper", SheetView).redraw()
            self._show_keys()

    def take_back(self) -> None:
        """Undo the last letter of an order, or open the last gap again."""
        answering = self._open()
        if answering is not None and answering.can_take_back:
            field = self.query_one(Input)
            with self.prevent(Input.Changed):
                field.value = answering.take_back()
            field.cursor_position = len(field.value)
            field.placeholder = self._placeholder(answering)
            self.clear_notice()
            self._show_paper()
            self._show_keys()

    def ask_hint(self) -> None:
        """Show the card's hint."""
        if answering := self._open():
            if answering.prompt.card.hint is None:
                self.tell(self._say("This card has no hint."))
            answering.ask_hint()
            self._show_paper()

    def enter(self) -> None:
        """Give the answer, or the next part of it."""
        answering = self._open()
        if answering is None:
            return
        field = self.query_one(Input)
        match answering.enter(field.value, self._gaps(answering.prompt.card)):
            case Step.NEXT_GAP:
                field.value = ""
                field.placeholder = self._placeholder(answering)
                self._show_paper()
                self._show_keys()
            case Step.EMPTY:
                self.tell(self._unanswered(answering))
            case Step.GIVEN if answering.measures:
                if not answering.is_measured:
                    self.query_one("#notice", SheetView).show()
                self.run_worker(self._reveal_when_measured(answering), group="reveal")
            case Step.GIVEN:
                self._reveal(answering, Found(None))

    @on(Input.Changed)
    def _field_changed(self) -> None:
        if answering := self._open():
            answering.reconsider()
            self.clear_notice()

    async def _reveal_when_measured(self, answering: Answering) -> None:
        found = await answering.found()
        if self._answering is answering:
            self._reveal(answering, found)

    def _reveal(self, answering: Answering, found: Found) -> None:
        if answering.given is None:
            return
        say = self._say
        try:
            self._study.reveal(answering.given, found.value)
        except BadAnswerError as error:
            answering.refused()
            self.tell(f"{say(error.message)}. {say(error.remedy)}")
            return
        self._notice = say(found.reason) if found.reason else ""
        self.scroll_home(animate=False)
        self._revealed()
        self.call_after_refresh(self._show_verdict)

    # Drawing.

    def _show_paper(self) -> None:
        self.query_one("#paper", SheetView).show()

    def _show_keys(self) -> None:
        self.screen.query_one(KeyBar).refresh()

    def _show_verdict(self) -> None:
        if self._study.session.stage is Stage.REVEALED:
            self.query_one("#paper", SheetView).show_core(self)

    def _draw_notice(self, sheet: Sheet) -> None:
        if self.is_waiting:
            spin = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[self._ticks % 10]
            words = self._say("Measuring the answer… (Esc stops)")
            sheet.hang(Content.styled(f"{spin} ", "bold $primary"), words)
        elif self._notice:
            sheet.hang(Content.styled("! ", "bold $warning"), label(self._notice))

    def _placeholder(self, answering: Answering) -> str:
        count = self._gaps(answering.prompt.card)
        if count > 1:
            here = len(answering.draft.gaps) + 1
            return self._say("gap {here} of {count}, then Enter", here=here, count=count)
        return self._say("your answer, then Enter")

    def _gaps(self, card: Card) -> int:
        lang = self._lang()
        return paper.gap_count(card, lang) if card.type is CardType.CLOZE else 0

    def _unanswered(self, answering: Answering) -> str:
        if answering.draft.picked:  # of an order: one letter is the whole answer everywhere else
            words = "Order all {count} items, or Enter again shows it and counts as not known."
            return self._say(words, count=len(answering.prompt.items))
        return self._say("No answer yet. Enter again shows it and counts as not known.")
