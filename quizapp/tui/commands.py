"""Everything a key can do, as one table: bindings, footer, palette and help all come from here.

Names of actions are methods ``action_…`` of the screen (or the app, for ``app.…``). What they do
is not written here; how keys are bound and named is in ``keys``.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A command.

    ``id`` is its lasting name, by which a key can be remapped. ``keys`` are what triggers it, the
    first one shown. ``where`` is the screen it belongs to, or ``app`` for all.
    """

    id: str
    where: str
    keys: str
    action: str
    label: str
    help: str
    shown_as: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("home.study", "home", "enter,space", "study", "study", "Study the chosen deck"),
    Command("home.up", "home", "up,k", "move(-1)", "choose", "Choose the deck above", "↑"),
    Command("home.down", "home", "down,j", "move(1)", "choose", "Choose the deck below", "↑↓"),
    Command("home.bench", "home", "b", "app.bench", "bench", "Open the bench: every lab, to try"),
    Command("home.games", "home", "g", "app.games", "games", "Play: a derby, a mutant, two knobs"),
    Command("home.write", "home", "w", "app.write", "write", "Write a deck: see it at each save"),
    Command("home.reload", "home", "r", "reload", "reload", "Read the decks again"),
    Command("home.leave", "home", "q", "app.quit", "quit", "Leave quizapp"),
    Command(
        "study.next",
        "study",
        "enter,space",
        "next",
        "go on",
        "Answer; then take the suggested grade (Space does the same outside a text field)",
    ),
    Command(
        "study.pick",
        "study",
        "a,b,c,d,e,f,g,h,A,B,C,D,E,F,G,H",
        "pick",
        "pick",
        "Pick an option, or put an item next",
        "A–H",
    ),
    # F is one of the letters above; which of both it means, the card decides.
    Command("study.truth", "study", "t,T", "pick", "pick", "Say true (T) or false (F)", "T/F"),
    Command(
        "study.back",
        "study",
        "backspace",
        "take_back",
        "take back",
        "Take back the last letter of an order; in an empty field, the last gap",
        "⌫",
    ),
    Command("study.again", "study", "1", "grade(1)", "again", "Grade: I did not know it"),
    Command("study.hard", "study", "2", "grade(2)", "hard", "Grade: I knew it, with trouble"),
    Command("study.good", "study", "3", "grade(3)", "good", "Grade: I knew it"),
    Command("study.easy", "study", "4", "grade(4)", "easy", "Grade: I knew it at once"),
    Command("study.hint", "study", "i,f2", "hint", "hint", "Show the card's hint"),
    Command("study.lab", "study", "l,L,f3", "lab", "lab", "Prove the answer: open the lab"),
    Command("study.predict", "study", "p,P", "predict", "guess", "Guess first, then open the lab"),
    Command("study.undo", "study", "u,U,ctrl+z", "undo", "undo", "Take back the last grade"),
    Command("study.skip", "study", "s,S,f4", "skip", "skip", "Put the card aside; it stays due"),
    Command("study.up", "study", "up,pageup", "scroll(-1)", "scroll", "Scroll up"),
    Command("study.down", "study", "down,pagedown", "scroll(1)", "scroll", "Scroll down", "↑↓"),
    Command("study.leave", "study", "escape,q", "leave", "home", "Back to the decks", "Esc"),
    Command("lab.run", "lab", "enter,r", "run", "run", "Run the lab, or run it again"),
    Command(
        "lab.bench", "lab", "b", "bench", "bench", "Put the lab on the bench, to turn its knobs"
    ),
    Command("lab.predict", "lab", "p", "predict", "guess", "Guess what the runs show, then run"),
    Command("lab.walk", "lab", "u", "walk", "walk", "Walk through one update, line by line"),
    Command("lab.up", "lab", "up,pageup", "scroll(-1)", "scroll", "Scroll up"),
    Command("lab.down", "lab", "down,pagedown", "scroll(1)", "scroll", "Scroll down", "↑↓"),
    Command(
        "lab.leave",
        "lab",
        "escape,q,l",
        "leave",
        "back",
        "Stop the run; when none is going on, back to the card",
        "Esc",
    ),
    Command("catalogue.open", "catalogue", "enter", "open", "open", "Put the lab on the bench"),
    Command("catalogue.up", "catalogue", "up", "move(-1)", "choose", "Choose the lab above"),
    Command(
        "catalogue.down", "catalogue", "down", "move(1)", "choose", "Choose the lab below", "↑↓"
    ),
    Command("catalogue.far_up", "catalogue", "pageup", "move(-8)", "choose", "Eight labs up"),
    Command("catalogue.far_down", "catalogue", "pagedown", "move(8)", "choose", "Eight labs down"),
    Command(
        "catalogue.leave",
        "catalogue",
        "escape",
        "leave",
        "back",
        "Clear the search; when there is none, back to the decks",
    ),
    Command("bench.run", "bench", "enter,r", "run", "run", "Run the lab as its knobs stand"),
    Command("bench.pause", "bench", "space", "pause", "pause", "Hold the run, or let it go on"),
    Command("bench.step", "bench", "n", "step", "one step", "Run one step of the curve, then hold"),
    Command(
        "bench.predict",
        "bench",
        "p",
        "predict",
        "guess",
        "Guess before each run, or no longer: numbers, curves, orders",
    ),
    Command("bench.up", "bench", "up,k", "move(-1)", "knob", "Choose the knob above"),
    Command("bench.down", "bench", "down,j", "move(1)", "knob", "Choose the knob below", "↑↓"),
    Command("bench.left", "bench", "left,h", "turn(-1)", "turn", "Turn the knob down"),
    Command("bench.right", "bench", "right,l", "turn(1)", "turn", "Turn the knob up", "←→"),
    Command("bench.edit", "bench", "e,f2", "edit", "type", "Type the knob's value"),
    Command("bench.default", "bench", "d", "default", "default", "Put the knob back"),
    Command("bench.reset", "bench", "0", "reset", "reset", "Put all knobs back"),
    Command(
        "bench.keep", "bench", "c", "keep", "compare", "Keep this run to compare with the next"
    ),
    Command("bench.clear", "bench", "x", "clear", "clear", "Let go of the runs that were kept"),
    Command("bench.walk", "bench", "u", "walk", "walk", "Walk through one update, line by line"),
    Command("bench.view", "bench", "v", "view", "curve", "Look at the next curve"),
    Command("bench.export", "bench", "w", "export", "export", "Write the run to files"),
    Command("bench.history", "bench", "o", "history", "past runs", "Open a run made before"),
    Command("bench.scroll_up", "bench", "pageup", "scroll(-1)", "scroll", "Scroll up"),
    Command("bench.scroll_down", "bench", "pagedown", "scroll(1)", "scroll", "Scroll down"),
    Command(
        "bench.leave",
        "bench",
        "escape,q",
        "leave",
        "back",
        "Stop the run or leave the field; otherwise back to the labs",
        "Esc",
    ),
    Command("guess.next", "guess", "enter", "next", "go on", "Take the guess, or pass"),
    Command(
        "guess.pick",
        "guess",
        "a,b,c,d,e,f,g,h,i,j,A,B,C,D,E,F,G,H,I,J",
        "pick",
        "pick",
        "Choose a shape, or put a curve next",
        "A–J",
    ),
    Command("guess.back", "guess", "backspace", "take_back", "take back", "Take it back", "⌫"),
    Command("guess.up", "guess", "up", "move(-1)", "choose", "Choose the shape above"),
    Command("guess.down", "guess", "down", "move(1)", "choose", "Choose the shape below", "↑↓"),
    Command("guess.leave", "guess", "escape", "leave", "back", "Back; nothing is run", "Esc"),
    Command("history.open", "history", "enter", "open", "open", "Put the past run on the bench"),
    Command("history.up", "history", "up,k", "move(-1)", "choose", "Choose a newer run"),
    Command("history.down", "history", "down,j", "move(1)", "choose", "Choose an older run", "↑↓"),
    Command("history.leave", "history", "escape,q,o", "leave", "back", "Back to the bench", "Esc"),
    Command("stepper.up", "stepper", "up,k", "move(-1)", "line", "The line before"),
    Command(
        "stepper.down",
        "stepper",
        "down,j,enter,space",
        "move(1)",
        "line",
        "The next line; after the last one, the next step",
        "↑↓",
    ),
    Command("stepper.left", "stepper", "left,p", "step(-1)", "step", "The step before"),
    Command("stepper.right", "stepper", "right,n", "step(1)", "step", "The next step", "←→"),
    Command("stepper.element", "stepper", "e", "element", "element", "Another element of x"),
    Command(
        "stepper.difference",
        "stepper",
        "d",
        "difference",
        "difference",
        "The next line at which a mutant departs from its original",
    ),
    Command("stepper.leave", "stepper", "escape,q,u", "leave", "back", "Back to the lab", "Esc"),
    Command("games.open", "games", "enter,space", "open", "play", "Play the chosen game"),
    Command("games.up", "games", "up,k", "move(-1)", "choose", "Choose the game above"),
    Command("games.down", "games", "down,j", "move(1)", "choose", "Choose the game below", "↑↓"),
    Command("games.leave", "games", "escape,q", "leave", "back", "Back to where you were", "Esc"),
    Command("game.go", "game", "enter,space", "go", "go on", "Run with the knobs; go on"),
    Command("game.pick", "game", "a,b,c,d", "pick", "pick", "Back a runner; answer", "A–D"),
    Command("game.up", "game", "up,k", "choose(-1)", "knob", "Choose the knob above"),
    Command("game.down", "game", "down,j", "choose(1)", "knob", "Choose the knob below", "↑↓"),
    Command("game.left", "game", "left,h", "turn(-1)", "turn", "Turn it down; stake less"),
    Command("game.right", "game", "right", "turn(1)", "turn", "Turn it up; stake more", "←→"),
    Command("game.lab", "game", "l", "lab", "lab", "Put the mutant on the bench"),
    Command("game.page_up", "game", "pageup", "scroll(-1)", "scroll", "Scroll up"),
    Command("game.page_down", "game", "pagedown", "scroll(1)", "scroll", "Scroll down"),
    Command("game.leave", "game", "escape,q", "leave", "back", "Leave the game", "Esc"),
    Command("shelf.open", "shelf", "enter", "open", "open", "Open the chosen deck, or the path"),
    Command("shelf.up", "shelf", "up", "move(-1)", "choose", "Choose the deck above"),
    Command("shelf.down", "shelf", "down", "move(1)", "choose", "Choose the deck below", "↑↓"),
    Command("shelf.leave", "shelf", "escape", "leave", "back", "Clear the path; then go back"),
    Command(
        "author.edit", "author", "e", "edit", "edit", "Open your editor at the problem or card"
    ),
    Command("author.prove", "author", "v", "prove", "prove", "Prove this card: run its checks"),
    Command("author.all", "author", "V", "prove_all", "prove all", "Prove all without a verdict"),
    Command(
        "author.allow", "author", "c", "allow", "code", "See the deck's own labs, and allow them"
    ),
    Command("author.turn", "author", "enter,space", "turn", "turn over", "Turn over, or back"),
    Command("author.problem", "author", "n", "problem", "next problem", "See the next problem"),
    Command("author.redraw", "author", "r", "redraw", "redraw", "Draw and shuffle the card anew"),
    Command("author.tongue", "author", "t", "tongue", "中/en", "The card in its other language"),
    Command("author.hint", "author", "i", "hint", "hint", "Show the card's hint, or hide it"),
    Command("author.follow", "author", "f", "follow", "follow", "Follow your edits, or no longer"),
    Command(
        "author.auto", "author", "a", "auto", "by itself", "Prove what you edit by itself, or not"
    ),
    Command("author.up", "author", "up,k", "move(-1)", "choose", "Choose the card above"),
    Command("author.down", "author", "down,j", "move(1)", "choose", "Choose the card below", "↑↓"),
    Command("author.far_up", "author", "left,h", "move(-10)", "choose", "Ten cards up"),
    Command("author.far_down", "author", "right,l", "move(10)", "choose", "Ten cards down"),
    Command("author.page_up", "author", "pageup", "scroll(-1)", "scroll", "Scroll the card up"),
    Command(
        "author.page_down", "author", "pagedown", "scroll(1)", "scroll", "Scroll the card down"
    ),
    Command(
        "author.leave",
        "author",
        "escape,q",
        "leave",
        "back",
        "Stop the proofs; when none goes on, back to Home or the shell",
        "Esc",
    ),
    Command("allow.yes", "allow", "y", "allow", "allow", "Allow exactly this to run"),
    Command("allow.no", "allow", "n,escape,q", "leave", "not now", "Allow nothing, and go back"),
    Command("allow.up", "allow", "up,k,pageup", "scroll(-1)", "scroll", "Scroll up"),
    Command("allow.down", "allow", "down,j,pagedown", "scroll(1)", "scroll", "Scroll down", "↑↓"),
    Command("help.leave", "help", "escape,q,f1,enter", "leave", "back", "Close the help", "Esc"),
    Command("help.up", "help", "up,pageup", "scroll(-1)", "scroll", "Scroll up"),
    Command("help.down", "help", "down,pagedown", "scroll(1)", "scroll", "Scroll down", "↑↓"),
    Command("app.help", "app", "f1,?", "app.help", "help", "Every key, explained"),
    Command("app.bench", "app", "f5", "app.bench", "bench", "The bench, from anywhere"),
    Command("app.language", "app", "ctrl+l", "app.language", "中文", "English or 中文"),
    Command("app.theme", "app", "ctrl+t", "app.shade", "light/dark", "Light or dark colours"),
    Command("app.palette", "app", "ctrl+p", "app.command_palette", "palette", "Find a command"),
    Command("app.quit", "app", "ctrl+q", "app.quit", "quit", "Leave quizapp from anywhere"),
)

PLACES = {
    "home": "Home",
    "study": "Studying",
    "lab": "The lab",
    "catalogue": "All labs",
    "bench": "The bench",
    "guess": "Your guess",
    "history": "Past runs",
    "stepper": "One update",
    "games": "Games",
    "game": "Playing",
    "shelf": "Decks to write",
    "author": "Writing",
    "allow": "Allowing code",
    "app": "Everywhere",
}
"""Screens in the order in which the help explains them."""

BY_ID = {command.id: command for command in COMMANDS}

SHOWN = {
    **BY_ID,
    "lab.stop": BY_ID["lab.leave"]._replace(label="stop"),
    "bench.stop": BY_ID["bench.leave"]._replace(label="stop"),
    "game.run": BY_ID["game.go"]._replace(label="run"),
    "game.next": BY_ID["game.go"]._replace(label="next one"),
    "game.stake": BY_ID["game.right"]._replace(label="stake"),
    "game.accuse": BY_ID["game.pick"]._replace(shown_as="A/B"),
    "game.explain": BY_ID["game.pick"]._replace(shown_as="A–C"),
    "author.stop": BY_ID["author.leave"]._replace(label="stop"),
    "author.quit": BY_ID["author.leave"]._replace(label="quit"),
    "bench.go": BY_ID["bench.pause"]._replace(label="go on"),
}
"""What a key bar can show: commands, and some by another name while a run goes on."""
