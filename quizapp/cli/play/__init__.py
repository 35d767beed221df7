"""``quizapp play``: the games, line by line."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from random import SystemRandom

from quizapp.config import LANGUAGES
from quizapp.lab.setup import seed_within

GAMES = ("derby", "mutant", "tune")


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp play --help``."""
    args = _parser().parse_args(argv)
    seed = SystemRandom().randrange(10_000) if args.seed is None else seed_within(args.seed)
    if args.plain:
        return _plain(args, seed)
    from quizapp.cli.app import open_at_game

    return open_at_game(args.game, seed, args.lang)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp play",
        description="Optimizer Derby: bet on who reaches the valley first. Spot the mutant: which"
        " of two runs is wrong, and what does it believe? Tune it: reach the target in the fewest"
        " steps. Whatever happens in them is what our optimizers do.",
    )
    parser.add_argument("game", choices=GAMES, metavar="GAME", help="derby, mutant or tune")
    parser.add_argument("--plain", action="store_true", help="line by line, without full screen")
    parser.add_argument("--seed", type=int, metavar="N", help="play this very game again")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the game")
    return parser


def _plain(args: argparse.Namespace, seed: int) -> int:
    from quizapp.cli.play import derby, spot, tune
    from quizapp.cli.play.table import Leave, Runs, Table
    from quizapp.cli.settings import open_settings
    from quizapp.paths import database
    from quizapp.review.days import system_clock
    from quizapp.store.db import Store

    config = open_settings()
    with closing(Runs()) as runs:
        table = Table(runs, sys.stdin, sys.stdout, args.lang or config.language)
        table.print(f"{table.say('seed')} {seed}")
        try:
            if args.game == "derby":
                derby.play(table, seed)
            elif args.game == "mutant":
                spot.play(table, seed)
            else:
                with Store.open(database()) as store:
                    tune.play(table, seed, store, system_clock(config.day_start))
        except Leave:
            table.print(table.say("Come back with more coins, or better knobs."))
    return 0
