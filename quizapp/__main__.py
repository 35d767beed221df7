"""Where a ``quizapp`` process begins: pick a command, run it, turn failures into exit statuses."""

from __future__ import annotations

import sys
from io import TextIOWrapper

_USAGE = """usage: quizapp [COMMAND] [OPTIONS]

Without a command, opens the app; `quizapp --lang zh` opens it in Chinese.
"""


def main(argv: list[str] | None = None) -> int:
    """Run quizapp; returns 0 done, 1 false or broken, 2 used wrongly, 130 interrupted."""
    args = sys.argv[1:] if argv is None else argv
    from quizapp.errors import QuizError

    _tolerate_narrow_streams()
    try:
        return _dispatch(args)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe went away (`quizapp log | head`): not our failure.
        sys.stderr.close()
        return 0
    except QuizError as error:
        from quizapp.cli.output import report

        return report(error)


def _tolerate_narrow_streams() -> None:
    """Print a question mark, not a traceback, where a terminal cannot show 中文."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _dispatch(args: list[str]) -> int:
    from quizapp.cli import COMMANDS

    if not args or args[0].partition("=")[0] == "--lang":
        from quizapp.cli.app import main as open_app

        return open_app(args)
    name, *rest = args
    if name in ("-h", "--help", "help"):
        print(_help())
        return 0
    if name in ("-V", "--version"):
        from quizapp import __version__

        print(f"quizapp {__version__}")
        return 0
    command = COMMANDS.get(name)
    if command is None:
        return _unknown(name)
    from importlib import import_module

    status: int = import_module(f"quizapp.cli.{command.module}").main(rest)
    return status


def _help() -> str:
    from quizapp.cli import COMMANDS

    lines = [f"  {name:<9}{command.help}" for name, command in COMMANDS.items()]
    return _USAGE + "\nCommands:\n" + "\n".join(lines) + "\n\n`quizapp COMMAND --help` says more."


def _unknown(name: str) -> int:
    from difflib import get_close_matches

    from quizapp.cli import COMMANDS
    from quizapp.errors import QuizError

    close = get_close_matches(name, COMMANDS, n=1)
    remedy = f"Did you mean `quizapp {close[0]}`?" if close else "`quizapp --help` lists them all."
    raise QuizError(f"unknown command {name!r}", remedy, status=2)


if __name__ == "__main__":
    sys.exit(main())
