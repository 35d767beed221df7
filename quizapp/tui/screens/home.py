"""Home: the decks, what each wants today, and the one key to press. Starts nothing by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region

from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.paths import config_file
from quizapp.review.held import from_now, kept_back
from quizapp.review.queue import Counts
from quizapp.review.today import DeckToday, Today
from quizapp.tui.keys import bindings
from quizapp.tui.prose import label, prose
from quizapp.tui.screens.page import Page
from quizapp.tui.sheet import Sheet, sides
from quizapp.tui.widgets.sheet_view import SheetView

_COLUMN, _NARROW = 10, 5

_ROOMY = 60
"""Cells from which a row has room for a name and three wide columns."""

_NAMED = 3
"""Cards with a broken proof that are named."""


class HomeScreen(Page):
    """The first screen."""

    where = "home"
    BINDINGS = bindings("home")

    def __init__(self) -> None:
        super().__init__()
        self._today: Today | None = None
        self._broken: Sequence[CardKey] = ()
        self._failure: QuizError | None = None
        self._seconds = 15.0
        self._chosen = 0
        self._row_of_choice = 0

    def body(self) -> ComposeResult:
        with VerticalScroll(id="desk", can_focus=False):
            yield SheetView(self._draw, id="paper")

    def on_mount(self) -> None:
        self.refresh_page()

    def on_screen_resume(self) -> None:
        if self._today is not None or self._failure is not None:
            self.refresh_page()

    def keys(self) -> Iterable[str]:
        due = self._today is not None and any(self._today.counts)
        yield from (["home.study"] if due else [])
        if self._today is not None and len(self._today.decks) > 1:
            yield "home.down"
        yield from ("home.bench", "home.games", "home.write")
        yield from ("app.help", "app.language", "app.palette", "home.reload", "home.leave")

    def refresh_page(self) -> None:
        try:
            self._today = self.quiz.services.today()
            self._seconds = self.quiz.services.seconds_a_card()
            self._broken = list(self.quiz.services.broken())
            self._failure = None
        except QuizError as error:
            self._failure = error  # what was counted before stays
        decks = self._today.decks if self._today is not None else ()
        self._chosen = min(self._chosen, len(decks))
        self.title_bar("", Content.styled(self._date(), "dim"))
        self.query_one(SheetView).show()

    def action_move(self, step: int) -> None:
        if self._today is not None and len(self._today.decks) > 1:
            self._chosen = (self._chosen + step) % (len(self._today.decks) + 1)
            view = self.query_one(SheetView)
            view.redraw()
            view.sheet(view.content_size.width)
            self.query_one("#desk", VerticalScroll).scroll_to_region(
                Region(0, self._row_of_choice, 1, 2), animate=False
            )

    def action_choose(self, number: int) -> None:
        """A click on a row: choose it, or study it if it is chosen."""
        if number == self._chosen:
            self.action_study()
        else:
            self.action_move(number - self._chosen)

    def action_study(self) -> None:
        if self._today is None or not any(self._counts()):
            return
        deck = self._today.decks[self._chosen - 1].name if self._chosen else None
        self.quiz.notices.clear()
        self.quiz.study([deck] if deck else None)

    def action_reload(self) -> None:
        self.quiz.services.reload()
        self.refresh_page()

    def _counts(self) -> Counts:
        assert self._today is not None
        return self._today.decks[self._chosen - 1].counts if self._chosen else self._today.counts

    def _date(self) -> str:
        now = datetime.fromtimestamp(self.quiz.services.clock().at / 1000)
        if self.quiz.lang == "zh":
            return f"{now.year}年{now.month}月{now.day}日"
        return f"{now:%A} {now.day} {now:%B}"

    # Drawing.

    def _draw(self, sheet: Sheet) -> None:
        sheet.gap()
        if self._failure is not None:
            sheet.hang(Content.styled("✗ ", "bold $error"), label(self._failure.message, "bold"))
            sheet.add(label(self._failure.remedy), indent=2)
            sheet.gap()
        if self._today is None:
            return
        for notice in self.quiz.notices:
            sheet.hang(Content.styled("! ", "bold $warning"), label(notice))
            sheet.gap()
        if not self.quiz.services.ready:
            sheet.add(Content.styled(self.say("Reading the decks…"), "dim"))
        elif not self._today.decks:
            self._draw_empty(sheet)
        else:
            self._draw_total(sheet, self._today)
            self._draw_broken_proofs(sheet)
            self._draw_decks(sheet, self._today)
        self._draw_broken(sheet)
        self._draw_missing(sheet)

    def _draw_empty(self, sheet: Sheet) -> None:
        sheet.add(Content.styled(self.say("No decks yet."), "bold"))
        sheet.gap()
        sheet.add(prose(self.say("`quizapp deck new NAME` begins a deck of your own.")))
        sheet.add(prose(self.say("`quizapp deck add PATH` brings in a deck or a folder of decks.")))
        sheet.add(self.say("Then press R."))

    def _draw_missing(self, sheet: Sheet) -> None:
        for place in self.quiz.services.library.missing:
            sheet.gap()
            words = self.say("not there now, its reviews are kept:")
            sheet.hang(Content.styled("· ", "dim"), label(f"{words} {place}", "dim"))

    def _draw_total(self, sheet: Sheet, today: Today) -> None:
        total = sum(today.counts)
        if not total:
            sheet.add(Content.styled(self.say("✓ Done for today."), "bold $success"))
            self._draw_done(sheet, today)
            return
        minutes = ceil(total * self._seconds / 60)
        words = "{total} card today" if total == 1 else "{total} cards today"
        head = Content.assemble(
            (self.say(words, total=total), "bold"),
            (" · " + self.say("about {minutes} min", minutes=minutes), "dim"),
        )
        sheet.add(head)
        chosen = self._chosen or (1 if len(today.decks) == 1 else 0)
        if chosen:
            what = self._deck_name(today.decks[chosen - 1])
        else:
            what = Content(
                self.say("these decks" if self.quiz.services.is_limited else "all decks")
            )
        press = Content.assemble(
            (" Enter ", "bold $background on $primary"), " ", self.say("studies"), " ", what
        )
        sheet.gap()
        sheet.add(
            press
            if any(self._counts())
            else Content.styled(self.say("Nothing due in this deck."), "dim")
        )

    def _draw_done(self, sheet: Sheet, today: Today) -> None:
        """When cards come again, and why there are none now."""
        nexts = [deck.next_due for deck in today.decks if deck.next_due is not None]
        if nexts:
            soonest = min(nexts)
            at = datetime.fromtimestamp(soonest / 1000)
            left = from_now(soonest - self.quiz.services.clock().at, self.say)
            words = "The next cards come {time}, in {left}."
            sheet.add(self.say(words, time=f"{at:%Y-%m-%d %H:%M}", left=left))
        kept = kept_back(today.held, self.quiz.services.config, config_file(), self.say)
        for line in kept or [self.say("There are no new cards left.")]:
            sheet.add(label(line, "dim"))

    def _draw_broken_proofs(self, sheet: Sheet) -> None:
        if self._broken:
            head = self.say("broken proofs: {count}", count=len(self._broken))
            more = ", …" if len(self._broken) > _NAMED else ""
            names = label(f"  {', '.join(self._broken[:_NAMED])}{more}", "dim")
            sheet.gap()
            sheet.hang(Content.styled("✗ ", "bold $error"), Content.assemble((head, "bold"), names))
            hint = self.say("`quizapp verify --changes` says what changed.")
            sheet.add(prose(hint, "dim"), indent=2)

    def _draw_decks(self, sheet: Sheet, today: Today) -> None:
        sheet.gap()
        column = _column(sheet.width)
        heads = [self.say(word) for word in ("due", "learning", "new")]
        if column < _COLUMN:  # the names need the room: what is learnt is due too
            del heads[1]
        head = Content.styled("".join(_right(word, column) for word in heads), "dim")
        sheet.sides(Content.styled("  " + self.say("deck"), "dim"), head)
        whole = "These decks" if self.quiz.services.is_limited else "All decks"
        rows = [(Content(self.say(whole)), today.counts)]
        if len(today.decks) == 1:
            rows = []
        rows += [(self._deck_name(deck), deck.counts) for deck in today.decks]
        shift = 1 if len(today.decks) == 1 else 0
        for number, (name, counts) in enumerate(rows, start=shift):
            chosen = number == self._chosen or len(rows) == 1
            if chosen:
                self._row_of_choice = len(sheet.lines)
            mark = Content.styled("▌ " if chosen else "  ", "$primary")
            style = "bold" if chosen else ""
            band = "on $panel" if chosen else ""
            left = Content.assemble(mark, name.stylize(style) if style else name)
            line = sides(left, _numbers(counts, column), sheet.width)
            sheet.hang(Content(""), line, hit=f"choose({number})", band=band)

    def _deck_name(self, deck: DeckToday) -> Content:
        return prose(deck.title.pick(self.quiz.lang) or deck.name)

    def _draw_broken(self, sheet: Sheet) -> None:
        for errors in self.quiz.services.library.broken:
            first = errors.problems[0]
            sheet.gap()
            more = len(errors.problems) - 1
            tail = self.say(" and {more} more", more=more) if more else ""
            sheet.hang(
                Content.styled("✗ ", "bold $error"),
                Content.assemble(
                    label(f"{first.position}", "bold"), "  ", label(first.message), (tail, "dim")
                ),
            )
            if first.help:
                sheet.add(label(first.help), indent=2)
            if more:
                hint = self.say("`quizapp deck check` explains; fix it and press R.")
                sheet.add(prose(hint, "dim"), indent=2)


def _column(width: int) -> int:
    """How wide a column of numbers is; narrow ones are only two, see ``_numbers``."""
    return _COLUMN if width >= _ROOMY else _NARROW


def _right(text: str, column: int) -> str:
    width = Content(text).cell_length
    return " " * max(1, column - width) + text


def _numbers(counts: Counts, column: int) -> Content:
    new, learning, review = counts
    shown = [(review, "$success"), (learning, "$warning"), (new, "$primary")]
    if column < _COLUMN:
        shown = [(review + learning, "$success"), (new, "$primary")]
    return Content.assemble(
        *((_right(str(n) if n else "·", column), style if n else "dim") for n, style in shown)
    )
