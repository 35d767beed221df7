"""The dialogue of ``study --plain``: ask, read, judge, grade, until the cards or the input end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TextIO

from quizapp.cli.plain import show
from quizapp.cli.plain.answers import is_right_text, read_answer
from quizapp.cli.plain.labs import Labs
from quizapp.cli.plain.words import word
from quizapp.deck.model import Ask
from quizapp.paths import config_file
from quizapp.review.grade import BadAnswerError
from quizapp.review.held import from_now, kept_back
from quizapp.review.model import Rating
from quizapp.review.session import Prompt, Response, Session, Stage
from quizapp.review.study import Study
from quizapp.text.clean import clean


class _Quit(Exception):  # noqa: N818 - a way out of the dialogue, not an error
    """The learner wants to stop, or the input has ended."""


class Dialogue:
    """One sitting in line mode.

    Args:
        study: the sitting.
        labs: runs the labs of its cards.
        source: where answers come from; its end ends the sitting politely.
        sink: where everything is printed.
        lang: language of cards and prompts.
        limit: stop after so many reviews.
    """

    def __init__(
        self,
        study: Study,
        labs: Labs,
        *,
        source: TextIO,
        sink: TextIO,
        lang: str,
        limit: int | None,
    ) -> None:
        self._study = study
        self._labs = labs
        self._source = source
        self._sink = sink
        self._lang = lang
        self._limit = limit

    def run(self) -> None:
        """Study until nothing is left, the limit is reached, or the learner or the input stops."""
        try:
            while self._goes_on():
                self._one_card()
        except _Quit:
            pass
        self._print(self._summary())

    def _goes_on(self) -> bool:
        session = self._study.session
        if self._limit is not None and session.done >= self._limit:
            return False
        return session.stage is not Stage.DONE

    def _one_card(self) -> None:
        session = self._study.session
        if session.stage is Stage.ASK and session.prompt is not None:
            self._ask(session, session.prompt)
        elif session.prompt is not None:
            self._grade(session, session.prompt)

    def _ask(self, session: Session, prompt: Prompt) -> None:
        new, learning, review = session.counts
        counts = self._word(
            "new {new} · learning {learning} · review {review}",
            new=new,
            learning=learning,
            review=review,
        )
        self._print("", f"[{session.done + 1}] {prompt.card.key}  ({counts})")
        flaw = self._labs.flaw(prompt.card.key)
        if flaw is not None:
            self._print(show.flaw(flaw, self._lang, revealed=False))
        self._print(show.question(prompt, self._lang))
        keys = ["u undo", "s skip", "q quit"]
        keys[:0] = ["? hint"] if prompt.card.hint else []
        hints = " · ".join(self._word(key) for key in keys)
        label = self._word("{name}: ", name=self._word("Answer"))
        kind = show.what_to_type(prompt, self._lang)
        while True:
            line = self._read(f"{label}{kind} ({hints}) > ")
            if not is_right_text(line, prompt) and self._command(line.strip(), prompt):
                if self._study.session is not session:
                    return
                continue
            if self._answer(prompt, line):
                return

    def _answer(self, prompt: Prompt, line: str) -> bool:
        """Try to take ``line`` as the answer; says what is wrong with it if it is not one."""
        try:
            response = read_answer(line, prompt)
            measured = self._measured(prompt, response)
            session = self._study.reveal(response, measured)
        except BadAnswerError as error:
            message, stop = self._word(error.message), "。" if self._lang == "zh" else ". "
            self._print(f"{message[0].upper()}{message[1:]}{stop}{self._word(error.remedy)}")
            return False
        if session.mark is not None:
            flaw = self._labs.flaw(prompt.card.key)
            if flaw is not None:
                self._print(show.flaw(flaw, self._lang, revealed=True))
            doubt = flaw is not None
            self._print(
                show.outcome(prompt, response, session.mark, measured, self._lang, doubt=doubt)
            )
        return True

    def _measured(self, prompt: Prompt, response: Response) -> float | None:
        if not isinstance(prompt.card.answer, Ask):
            return None
        self._print(self._word("Measuring the answer…"))
        measured, reason = self._labs.measure(prompt.card, prompt.seed)
        if reason and response != Response():
            self._print(clean(reason))
        return measured

    def _grade(self, session: Session, prompt: Prompt) -> None:
        if session.mark is None:
            return
        suggested = session.mark.suggested
        ask = show.grades(session.previews, suggested, self._lang)
        hints = " · ".join(self._word(key) for key in ("l lab", "u undo", "q quit"))
        while True:
            line = self._read(f"{ask} ({hints}) > ").strip()
            if line in ("", "1", "2", "3", "4"):
                break
            if not self._command(line, prompt):
                self._print(self._word("Give 1, 2, 3 or 4."))
            elif self._study.session is not session:
                return
        self._study.grade(Rating(int(line)) if line else suggested)

    def _command(self, line: str, prompt: Prompt) -> bool:
        """Do what a one-letter command says; ``False`` if it is none."""
        run: dict[str, Callable[[Prompt], None]] = {
            "?": self._hint,
            "？": self._hint,
            "u": self._undo,
            "s": self._skip,
            "l": self._lab,
            "q": self._quit,
        }
        command = run.get(line.lower())
        if command is None:
            return False
        command(prompt)
        return True

    def _hint(self, prompt: Prompt) -> None:
        if prompt.card.hint is None:
            self._print(self._word("There is no hint."))
        else:
            hint = show.text_of(prompt.card.hint, self._lang)
            self._print(self._word("hint: {hint}", hint=hint))

    def _undo(self, _: Prompt) -> None:
        before = self._study.session
        if self._study.undo() is not before:
            self._print(self._word("Took back the last review."))
        else:
            self._print(self._word("Nothing to undo."))

    def _skip(self, _: Prompt) -> None:
        if self._study.session.stage is Stage.ASK:
            self._study.skip()
            self._print(self._word("Skipped for now."))

    def _lab(self, prompt: Prompt) -> None:
        if self._study.session.stage is not Stage.REVEALED:
            self._print(self._word("Answer first; then l runs the lab."))
            return
        self._print(self._word("Running the lab…"))
        session = self._study.session
        self._print(self._labs.prove(prompt, session.response, session.mark, self._lang))

    def _quit(self, _: Prompt) -> None:
        raise _Quit

    def _summary(self) -> Iterator[str]:
        session = self._study.session
        yield ""
        if session.stage is Stage.DONE:
            yield self._word("Done for today.")
            if session.wait_until is not None:
                at = datetime.fromtimestamp(session.wait_until / 1000)
                left = from_now(session.wait_until - self._study.now().at, self._word)
                words = "The next card comes at {time}, in {left}."
                yield self._word(words, time=f"{at:%H:%M}", left=left)
            held = session.day.queue.held
            for line in kept_back(held, self._study.config, config_file(), self._word):
                yield clean(line)
        yield self._word(
            "Reviewed {done}: {right} right at once. Left today: {left}.",
            done=session.done,
            right=session.right,
            left=sum(session.counts),
        )

    def _word(self, message: str, **values: object) -> str:
        return word(message, self._lang, **values)

    def _print(self, *lines: str | Iterable[str]) -> None:
        for line in lines:
            for part in (line,) if isinstance(line, str) else line:
                print(part, file=self._sink, flush=True)

    def _read(self, ask: str) -> str:
        print(ask, end="", file=self._sink, flush=True)
        line = self._source.readline()
        if not line:
            print(file=self._sink)
            raise _Quit
        if not self._source.isatty():
            print(file=self._sink)  # A pipe does not echo the end of the answer's line.
        return line.rstrip("\r\n")
