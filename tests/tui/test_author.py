"""Writing a deck in the app: what a save shows, what is proven, where the cursor stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizapp.author.judging import State
from quizapp.author.reading import read
from quizapp.config import Config
from quizapp.lab import trust
from quizapp.lab.beside import bundle
from quizapp.lab.registry import code_labs
from quizapp.text.clean import forbidden
from quizapp.tui import paper, problems, standing
from quizapp.tui.app import QuizApp
from quizapp.tui.authoring import face, prompt
from quizapp.tui.draft import Draft
from quizapp.tui.screens.author import AuthorScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.sheet import Sheet
from tests import corpus

from .conftest import DECKS, Make, opened, press, text, until

SOURCE = """quizapp: 1
deck: own
title: {en: My deck, zh: 我的卡组}
labs:
  ball: {kind: optimizer, opt: SGD, lr: 0.1, start: [1.0], loss: x**2, steps: 1}
cards:
  - id: far
    type: number
    q: {en: How far is one step?, zh: 一步多远？}
    answer: 0.2
    tol: 1%
    hint: The gradient is 2.
    verify: {lab: ball, get: x.delta, abs: true}
  - id: which
    type: choice
    q: Which way?
    options:
      - right: down
        why: Against the gradient.
        when: {lab: ball, get: x.delta, less: 0}
      - wrong: up
        why: That is maximize.
        when: {lab: ball, get: x.delta, greater: 0}
  - id: rate
    type: number
    q: How far at lr {lr}?
    vary: {lr: [0.1, 0.01, 0.02, 0.03, 0.04]}
    answer: {lab: ball, with: {lr: "{lr}"}, get: x.delta, abs: true}
    tol: 1%
  - {id: why, type: qa, q: Why?, answer: So., unproven: an opinion}
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "decks" / "own.yaml"
    path.parent.mkdir()
    path.write_text(SOURCE, "utf-8")
    return path


def save(deck: Path, old: str, new: str) -> None:
    source = deck.read_text("utf-8")
    assert old in source
    beside = deck.with_suffix(".swp")
    beside.write_text(source.replace(old, new), "utf-8")
    beside.replace(deck)


async def writing(pilot: Pilot[None], deck: Path) -> AuthorScreen:
    app = pilot.app
    assert isinstance(app, QuizApp)
    app.author(deck)
    await shown(pilot, "far")
    assert isinstance(app.screen, AuthorScreen)
    return app.screen


async def shown(pilot: Pilot[None], *words: str) -> str:
    """Wait until all of that can be read; the screen then."""
    await until(pilot, lambda: all(word in text(pilot.app) for word in words), str(words))
    return text(pilot.app)


async def test_a_wrong_key_is_refuted_and_once_mended_proven(make_app: Make, deck: Path) -> None:
    async with opened(make_app("all", lab=True), size=(100, 40)) as pilot:
        await writing(pilot, deck)
        save(deck, "answer: 0.2", "answer: 0.02")
        seen = await shown(pilot, "≠ far", "≠ refuted")
        assert "expected  the answer, 0.02" in seen
        assert "measured  0.2" in seen
        assert "ball: opt=SGD, lr=0.1" in seen
        save(deck, "answer: 0.02", "answer: 0.2")
        seen = await shown(pilot, "✓ far", "✓ proven")
        assert "expected" not in seen
        # The others were not edited: they wait until they are asked for.
        assert "○ which" in seen
        await press(pilot, ["V"])
        await shown(pilot, "✓ which", "✓ rate", "· why")
    async with opened(make_app("all", lab=True), size=(100, 40)) as pilot:
        await writing(pilot, deck)
        await shown(pilot, "✓ far", "✓ which", "✓ rate")  # remembered from before


async def test_a_mistake_stands_on_top_and_the_card_as_it_was_below(
    make_app: Make, deck: Path
) -> None:
    async with opened(make_app("all")) as pilot:
        await writing(pilot, deck)
        save(deck, "why: Against", "wyh: Against")
        seen = await shown(pilot, "unknown key 'wyh' in an option")
        assert "own.yaml:19:9" in seen
        assert "wyh: Against the gradient." in seen
        assert "^^^" in seen
        assert "did you mean 'why'?" in seen
        assert "✗ 1 problem" in seen
        assert "▌✗ which" in seen, "the card that was edited"
        assert "the card as it was before" in seen
        assert "down" in seen
        assert "Mend the problems first" in await press(pilot, ["V"])
        save(deck, "wyh: Against", "why: Against")
        await until(pilot, lambda: "problem" not in text(pilot.app), "no problem")
        save(deck, "cards:", "cards: [")
        seen = await shown(pilot, "✗ 1 problem")
        assert "which" in seen, "the last good deck"
        save(deck, "cards: [", "cards:")
        await until(pilot, lambda: "problem" not in text(pilot.app), "no problem")


async def test_the_card_that_is_edited_comes_up_unless_another_is_being_read(
    make_app: Make, deck: Path
) -> None:
    config = Config(prove_on_save=False)
    async with opened(make_app("all", config=config)) as pilot:
        await writing(pilot, deck)
        save(deck, "q: Why?", "q: Why not?")
        await shown(pilot, "▌· why", "Why not?")
        assert "Your edits are not followed" in await press(pilot, ["up"])
        assert "stays" in await press(pilot, ["up"])
        save(deck, "q: Why not?", "q: Why then?")
        seen = await shown(pilot, "why was edited; F goes there.")
        assert "▌○ which" in seen
        seen = await press(pilot, ["f"])
        assert "▌· why" in seen
        assert "Why then?" in seen
        save(deck, "q: Which way?", "q: Where to?")
        await shown(pilot, "▌○ which", "Where to?")


async def test_a_card_is_seen_as_learners_see_it(make_app: Make, deck: Path) -> None:
    async with opened(make_app("all", lab=True), size=(100, 40)) as pilot:
        await writing(pilot, deck)
        assert "How far is one step?" in text(pilot.app)
        assert "一步多远？" in await press(pilot, ["t"])
        assert "How far is one step?" in await press(pilot, ["t"])
        assert "→ The gradient is 2." in await press(pilot, ["i"])
        assert "Answer: 0.2" in await press(pilot, ["enter"])
        seen = await press(pilot, ["down"])
        assert "✓ A  down" in seen or "✓ B  down" in seen
        assert "That is maximize." in seen
        await press(pilot, ["enter", "down"])
        drawn = set()
        for _ in range(20):
            seen = await press(pilot, ["r"])
            drawn.add(seen.partition("How far at lr ")[2].partition("?")[0])
        assert len(drawn) > 2
        await press(pilot, ["v"])
        await shown(pilot, "✓ rate")
        seen = await press(pilot, ["enter"])
        rate = float(seen.partition("How far at lr ")[2].partition("?")[0])
        told = seen.partition("Answer: ")[2].split()[0]
        assert float(told) == pytest.approx(2 * rate, rel=1e-4)
        assert "measured by the lab" in seen


async def test_labs_of_the_deck_run_once_they_are_allowed(make_app: Make, tmp_path: Path) -> None:
    deck = tmp_path / "own.yaml"
    deck.write_text((DECKS / "own.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "halves.py").write_text((DECKS / "labs" / "halves.py").read_text("utf-8"))
    app = make_app("own", lab=True)
    async with opened(app, size=(160, 40)) as pilot:
        app.author(deck)
        await until(pilot, lambda: "not judged yet" in text(app), "the deck")
        await press(pilot, ["v"])
        await shown(pilot, "– skipped", "this deck brings code of its own", "quizapp deck trust")
        screen = app.screen
        assert isinstance(screen, AuthorScreen)
        draft = screen._state.draft
        assert draft is not None
        assert draft.deck is not None
        trust.allow(bundle(draft.deck, app.services.code_labs()), "now")
        await press(pilot, ["v"])
        await shown(pilot, "✓ proven")


async def test_a_lab_that_changed_is_seen_and_allowed_as_it_is_shown(
    make_app: Make, tmp_path: Path
) -> None:
    deck, lab = tmp_path / "own.yaml", tmp_path / "labs" / "halves.py"
    deck.write_text((DECKS / "own.yaml").read_text("utf-8"), "utf-8")
    lab.parent.mkdir()
    source = (DECKS / "labs" / "halves.py").read_text("utf-8")
    lab.write_text(source)
    app = make_app("own", lab=True)
    async with opened(app, size=(100, 40)) as pilot:
        app.author(deck)
        await shown(pilot, "not judged yet", "may not run as it is now; C shows it")
        await press(pilot, ["v"])
        await shown(pilot, "– skipped")
        await press(pilot, ["c"])
        seen = await shown(pilot, "brings code that runs on this machine", "kept from: files")
        assert '   8      bench.measure("half", x / 2)' in seen
        assert "Changed since" not in seen
        assert "– skipped" in await press(pilot, ["n"]), "nothing was allowed"
        await press(pilot, ["c", "y"])
        await shown(pilot, "✓ proven", "Allowed, until this code changes.")
        assert "may not run" not in text(app)
        assert "Nothing needs to be allowed." in await press(pilot, ["c"])
        save(lab, "x / 2)", "x * 0.5)  # \x1b[2J")
        await shown(pilot, "– skipped", "may not run as it is now; C shows it")
        seen = await press(pilot, ["c"])
        assert "Changed since it was allowed" in seen
        assert '-    bench.measure("half", x / 2)' in seen
        assert '+    bench.measure("half", x * 0.5)  # ␛[2J' in seen
        save(lab, "x * 0.5)", "x * 0.25)")
        await press(pilot, ["y"])
        await shown(pilot, "– skipped", "may not run as it is now; C shows it")
        save(lab, "x * 0.25)", "x * 0.5)")
        await shown(pilot, "✓ proven")  # that is what was shown


async def test_a_deck_that_is_broken_at_first_is_not_all_proven_once_it_is_mended(
    make_app: Make, deck: Path
) -> None:
    save(deck, "q: Why?", "qq: Why?")
    async with opened(make_app("all")) as pilot:
        await writing(pilot, deck)
        await shown(pilot, "✗ 1 problem", "○ far", "✗ why")
        save(deck, "qq: Why?", "q: Why?")
        await shown(pilot, "○ 3 not judged yet")
        await press(pilot, ["up"])
        assert "V proves it; Shift+V all" in text(pilot.app)


async def test_a_card_that_was_broken_when_the_deck_was_opened_is_proven_once_it_is_mended(
    make_app: Make, deck: Path
) -> None:
    save(deck, "tol: 1%\n    hint", "tal: 1%\n    hint")
    async with opened(make_app("all", lab=True)) as pilot:
        await writing(pilot, deck)
        await shown(pilot, "✗ 1 problem", "✗ far")
        save(deck, "tal: 1%", "tol: 1%")
        await shown(pilot, "✓ far", "✓ proven", "○ which", "○ rate")


async def test_a_card_that_is_broken_and_mended_as_it_was_is_proven(
    make_app: Make, deck: Path
) -> None:
    async with opened(make_app("all", lab=True)) as pilot:
        await writing(pilot, deck)
        assert "○ far" in text(pilot.app)
        save(deck, "tol: 1%\n    hint", "tal: 1%\n    hint")
        await shown(pilot, "✗ far")
        save(deck, "tal: 1%", "tol: 1%")
        await shown(pilot, "✓ far", "○ which", "○ rate")


@pytest.mark.cold  # the worker is not there yet: what was begun is stopped before it is
async def test_a_newer_save_ends_a_proof_and_esc_ends_all(make_app: Make, deck: Path) -> None:
    async with opened(make_app("all")) as pilot:
        screen = await writing(pilot, deck)
        await press(pilot, ["a", "V"])
        judging = screen._loop.judging
        assert judging is not None
        assert judging.progress == (0, 3)
        save(deck, "answer: 0.2", "answer: 0.3")
        await until(pilot, lambda: judging.progress == (1, 3), "the end of one")
        assert "○ far" in text(pilot.app)
        await press(pilot, ["escape"])
        await until(pilot, lambda: not judging.is_working, "the end of all")
        await press(pilot, ["escape"])
        assert isinstance(pilot.app.screen, HomeScreen)


@pytest.mark.cold
async def test_a_card_that_is_asked_for_goes_before_those_that_wait(
    make_app: Make, deck: Path
) -> None:
    more = "".join(
        f"  - {{id: c{n}, type: number, q: How far?, answer: 0.{n}, tol: 1%,"
        f" verify: {{lab: ball, get: x.delta}}}}\n"
        for n in range(1, 9)
    )
    deck.write_text(SOURCE + more, "utf-8")
    async with opened(make_app("all")) as pilot:
        screen = await writing(pilot, deck)
        await press(pilot, ["a", "V", *["down"] * 9])
        assert "▌… c6" in text(pilot.app), "it waits"
        judging = screen._loop.judging
        assert judging is not None
        assert judging.progress == (0, 11)
        await press(pilot, ["v"])
        assert judging.progress == (0, 11), "it is asked for once"
        save(deck, "answer: 0.2", "answer: far")  # ends one, and there is room for the next
        drafts = screen._state.drafts
        await until(pilot, lambda: judging.state(drafts[9]) is State.RUNNING, "its turn")
        assert judging.state(drafts[8]) is State.WAITING


@pytest.mark.usefixtures("deck")
async def test_home_leads_to_a_deck_of_ones_own_or_to_a_path(make_app: Make) -> None:
    app = make_app("all")
    app.services.files = None
    async with opened(app) as pilot:
        assert "own" in await press(pilot, ["w"])
        assert "optim.basics" not in text(app)
        await press(pilot, ["enter"])
        await shown(pilot, "Writing  My deck")
        await press(pilot, ["escape"])
        assert "There is no such file." in await press(pilot, [*"nowhere", "enter"])
        await press(pilot, ["escape"])
        await press(pilot, [*str(DECKS / "second.yaml"), "enter"])
        await shown(pilot, "Writing", "second.yaml")


async def test_who_has_no_deck_is_told_how_to_begin(make_app: Make) -> None:
    app = make_app("all")
    app.services.files = None
    async with opened(app) as pilot:
        assert "quizapp deck new NAME" in await press(pilot, ["w"])


async def test_a_deck_without_cards_says_what_to_do(make_app: Make, deck: Path) -> None:
    deck.write_text("quizapp: 1\ndeck: own\ncards: []\n", "utf-8")
    app = make_app("all")
    async with opened(app) as pilot:
        app.author(deck)
        await shown(pilot, "No cards yet. E opens your editor")


async def test_without_an_editor_it_says_how_to_set_one(
    make_app: Make, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with opened(make_app("all")) as pilot:
        await writing(pilot, deck)
        seen = await press(pilot, ["e"])
        told = "→ no editor is set. Set one before you start quizapp, such as: export"
        assert told in seen.splitlines()[-3], "below all, not in the card"
        assert "EDITOR=nano" in seen
        assert "no editor" not in await press(pilot, ["x"]), "it goes with the next key"
        monkeypatch.setenv("EDITOR", "nowhere/code")
        assert "nowhere/code: No such file" in await press(pilot, ["e"])


async def test_an_editor_with_a_window_is_told_the_place(
    make_app: Make, deck: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    code = tmp_path / "code"
    code.write_text(f'#!/bin/sh\necho "$@" > {told}.new; mv {told}.new {told}\n')
    code.chmod(0o755)
    monkeypatch.setenv("VISUAL", f"{code} --wait")
    async with opened(make_app("all")) as pilot:
        await writing(pilot, deck)
        await press(pilot, ["down", "e"])
        await until(pilot, told.exists, "the editor's words")
        assert told.read_text() == f"--wait --goto {deck}:14:5\n"


async def test_where_it_is_all_that_was_asked_for_leaving_ends_the_app(
    make_app: Make, deck: Path
) -> None:
    app = make_app("all")
    app._writing = deck
    async with opened(app) as pilot:
        assert "Esc quit" in await shown(pilot, "far")
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_running, "the end")


@pytest.mark.parametrize("size", [(40, 24), (80, 24), (80, 11)])
async def test_half_a_terminal_is_room_enough(
    size: tuple[int, int], make_app: Make, deck: Path
) -> None:
    async with opened(make_app("all"), size=size) as pilot:
        await writing(pilot, deck)
        seen = (await shown(pilot, "not judged yet", "○ rate")).splitlines()
        assert "own.yaml" in seen[0]
        card = next(row for row, line in enumerate(seen) if "not judged yet" in line and row)
        assert card <= 6, "the card comes right below the list"
        for key in ("E edit", "V prove", "Esc back", "F1 help"):
            assert key in seen[-1]
        assert "Open your" in await press(pilot, ["f1"])


async def test_a_wide_screen_shows_more_keys(make_app: Make, deck: Path) -> None:
    async with opened(make_app("all"), size=(120, 24)) as pilot:
        await writing(pilot, deck)
        last = text(pilot.app).splitlines()[-1]
        for key in ("Enter turn over", "↑↓ choose", "F follow", "F1 help"):
            assert key in last


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_looks(
    size: tuple[int, int],
    language: str,
    make_app: Make,
    deck: Path,
    snap_compare: Callable[..., bool],
) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: not pilot.app.services.store.readonly, "the database open")  # type: ignore[attr-defined]
        await writing(pilot, deck)
        await press(pilot, ["down"])
        save(deck, "why: Against", "wyh: Against")
        await shown(pilot, "'wyh'")

    app = make_app("all", config=Config(language=language))
    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("kind", corpus.KINDS)
@pytest.mark.parametrize("width", [30, 90])
def test_whatever_is_saved_can_be_drawn_and_drives_no_terminal(kind: str, width: int) -> None:
    labs = code_labs()

    def say(words: str, **values: object) -> str:
        return words.format(**values) if values else words

    for case in corpus.cases(kind):
        path = corpus.HERE / case
        reading = read(path, labs)
        sheet = Sheet(width)
        problems.draw(sheet, (*reading.problems, *reading.warnings), 0, path.parent, say)
        for draft in reading.drafts:
            state = State.BROKEN if draft.broken else State.UNJUDGED
            sheet.plot(standing.row(draft, state, 0, width, chosen=False))
            shown = prompt(draft, 0)
            if shown is not None:
                seen = face(shown, None)
                standing.draw(
                    sheet, draft, state, None, seen, "en", say, ticks=0, right="line 1 · English"
                )
                paper.asked(sheet, shown, Draft(hint=True), "en", say)
                paper.revealed(sheet, seen, "zh", say)
        drawn = sheet.content.plain
        assert forbidden(drawn) is None, case
        assert all(line.cell_length <= max(width, 30) for line in sheet.lines), case
