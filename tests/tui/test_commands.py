"""The one table: every command has a lasting id, a key, a method and help."""

from __future__ import annotations

import pytest

from quizapp.tui.app import QuizApp
from quizapp.tui.commands import BY_ID, COMMANDS
from quizapp.tui.keys import bindings
from quizapp.tui.screens.allow import AllowScreen
from quizapp.tui.screens.author import AuthorScreen
from quizapp.tui.screens.bench import BenchScreen
from quizapp.tui.screens.catalogue import CatalogueScreen
from quizapp.tui.screens.game import GameScreen
from quizapp.tui.screens.games import GamesScreen
from quizapp.tui.screens.guess import GuessScreen
from quizapp.tui.screens.help import HelpScreen
from quizapp.tui.screens.history import HistoryScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.lab import LabScreen
from quizapp.tui.screens.shelf import ShelfScreen
from quizapp.tui.screens.stepper import StepperScreen
from quizapp.tui.screens.study import StudyScreen

from .conftest import Make, opened, press, text, until

OWNERS = {
    "home": HomeScreen,
    "study": StudyScreen,
    "lab": LabScreen,
    "catalogue": CatalogueScreen,
    "bench": BenchScreen,
    "guess": GuessScreen,
    "history": HistoryScreen,
    "stepper": StepperScreen,
    "games": GamesScreen,
    "game": GameScreen,
    "shelf": ShelfScreen,
    "author": AuthorScreen,
    "allow": AllowScreen,
    "help": HelpScreen,
    "app": QuizApp,
}


def test_ids_are_unique_and_name_their_place() -> None:
    assert len(BY_ID) == len(COMMANDS)
    assert all(command.id.startswith(f"{command.where}.") for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_can_be_run(command) -> None:  # type: ignore[no-untyped-def]
    scope, _, rest = command.action.rpartition(".")
    owner = QuizApp if scope == "app" else OWNERS[command.where]
    assert callable(getattr(owner, f"action_{rest.partition('(')[0]}"))
    assert command.help
    assert command.label


@pytest.mark.parametrize("where", sorted(OWNERS.keys() - {"app"}))
def test_no_key_means_two_things_on_a_screen(where: str) -> None:
    keys = [key for b in (*bindings(where), *bindings("app")) for key in b.key.split(",")]
    shared = {"f1"} if where == "help" else set()  # F1 opens the help and closes it.
    assert {key for key in keys if keys.count(key) > 1} == shared


async def test_help_explains_every_command(make_app: Make) -> None:
    async with opened(make_app("all"), size=(120, 180)) as pilot:
        shown = " ".join((await press(pilot, ["f1"])).split())
        for command in COMMANDS:
            if command.where != "help":
                assert " ".join(command.help.split()) in shown, command.id
        assert "cards today" in await press(pilot, ["escape"])


async def test_help_begins_with_the_screen_it_was_called_from(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        shown = await press(pilot, ["enter", "f1"])
        assert "Studying" in shown.splitlines()[2]


async def test_the_narrowest_key_bar_has_the_key_for_help(make_app: Make) -> None:
    app = make_app("all")
    async with opened(app, size=(40, 12)) as pilot:
        places = []
        for keys in ([], ["g"], ["escape", "enter"], ["escape", "b"], ["enter"], ["e"]):
            seen = await press(pilot, keys)
            assert "F1 help" in seen.splitlines()[-1], seen
            places.append(app.screen)
        assert len(set(map(type, places))) == 5, "Home, the games, studying, all labs, the bench"


async def test_a_key_can_be_remapped(make_app: Make) -> None:
    app = make_app("all")
    async with opened(app) as pilot:
        app.set_keymap({"home.study": "x"})
        assert "all/recall" in await press(pilot, ["x"])


async def test_the_palette_finds_our_commands(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["ctrl+p", *"undo"])
        await until(pilot, lambda: "No matches" in text(pilot.app), "nothing to undo at Home")
        await press(pilot, ["escape"])
        await press(pilot, ["ctrl+p", *"reload"])
        await until(pilot, lambda: "Read the decks again" in text(pilot.app), "the command")


async def test_the_palette_has_grades_once_there_is_an_answer(make_app: Make) -> None:
    async with opened(make_app("all")) as pilot:
        await press(pilot, ["enter", "ctrl+p", *"easy"])
        await until(pilot, lambda: "No matches" in text(pilot.app), "no grades yet")
        await press(pilot, ["escape", "enter", "ctrl+p", *"easy"])
        await until(pilot, lambda: "I knew it at once" in text(pilot.app), "the grade")


async def test_the_theme_changes_between_dark_and_light(make_app: Make) -> None:
    app = make_app("all")
    async with opened(app) as pilot:
        await press(pilot, ["ctrl+t"])
        assert not app.current_theme.dark
        await press(pilot, ["ctrl+t"])
        assert app.current_theme.dark


def test_every_word_of_the_table_is_translated() -> None:
    from quizapp.text.messages_zh import MESSAGES

    for command in COMMANDS:
        assert command.label in MESSAGES, command.id
        assert command.help in MESSAGES, command.id
