"""Show the labs that a deck brings, in `labs` beside it, and what changed in them since they were
last allowed; then ask whether exactly this may run. Until then they are skipped. Of a folder, each
deck that brings code, one after another. A change of the cards alone never asks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from quizapp.cli.deck.named import load, place
from quizapp.cli.library import first_problem
from quizapp.cli.output import emit_json, hang, report, say
from quizapp.deck.load import load_deck
from quizapp.errors import QuizError
from quizapp.lab import trust
from quizapp.lab.beside import Bundle, bundle
from quizapp.lab.isolation.ask import ask
from quizapp.lab.isolation.level import as_data, in_short
from quizapp.lab.registry import code_labs
from quizapp.text.clean import clean


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the action."""
    parser.add_argument(
        "what", nargs="?", metavar="PATH", help="a deck file, a folder, or a known deck"
    )
    parser.add_argument("--yes", action="store_true", help="allow it without asking")
    parser.add_argument("--revoke", action="store_true", help="allow nothing of it any more")
    parser.add_argument("--list", action="store_true", help="what was allowed so far")
    parser.add_argument("--json", action="store_true", help="print JSON; asks nothing")


def run(args: argparse.Namespace) -> int:
    """Show, and ask; with status 1 when the deck's labs may not run in the end."""
    if args.list:
        return _list(json=args.json)
    if not args.what:
        raise QuizError("no deck is named", "Name its file, or give --list.", status=2)
    where = place(args.what)
    if args.revoke:
        return _revoke(where, json=args.json)
    if not where.is_dir():
        brought = bundle(load_deck(where), code_labs())
        if not args.json:
            return _settle(brought, args)
        told = _settled(brought, args)
        emit_json(told)
        return 0 if told["allowed"] or not told["labs"] else 1
    return _folder(where, args)


def _folder(folder: Path, args: argparse.Namespace) -> int:
    """Each deck in it that brings code, one after another."""
    brought, unclear = _brought_in(folder)
    if args.json:
        told = [_settled(one, args) for one in brought]
        emit_json(told)
        return 0 if all(one["allowed"] for one in told) and not unclear else 1
    if not brought:
        print(clean(f"{folder}: no deck in it brings code, nothing needs to be allowed"))
    statuses = [_settle(one, args) for one in brought]
    return max([*statuses, int(unclear)])


def _brought_in(folder: Path) -> tuple[list[Bundle], bool]:
    """What the decks in it bring; and whether there are decks of which that cannot be said."""
    found = load([str(folder)])
    for errors in found.broken:
        say(f"left out a deck with errors: {clean(first_problem(errors))}")
    brought, unclear = [], bool(found.broken)
    for deck in filter(trust.has_code, found.decks):
        try:
            brought.append(bundle(deck, code_labs()))
        except QuizError as error:
            report(error)
            unclear = True
    return [one for one in brought if one.files], unclear


def _settle(brought: Bundle, args: argparse.Namespace) -> int:
    """Show what one deck brings, and ask, where that is needed."""
    known = trust.allowed(brought.deck)
    if not brought.files:
        print(clean(f"{brought.name} brings no code: nothing needs to be allowed"))
        return 0
    if known is not None and trust.is_allowed(brought):
        print(clean(f"{brought.name}: allowed since {known.at}, and its code has not changed"))
        return 0
    print("\n".join(_shown(brought, known)))
    return _ask(brought, yes=args.yes)


def _settled(brought: Bundle, args: argparse.Namespace) -> dict[str, object]:
    """The same for programs, of whom nothing is asked: what was allowed, and with --yes is."""
    changed = trust.changes(brought)
    may_run = bool(brought.files) and trust.is_allowed(brought)
    if args.yes and brought.files and not may_run:
        _allow(brought)
        may_run = True
    return _as_data(brought, changed, may_run)


def _ask(brought: Bundle, *, yes: bool) -> int:
    if not yes:
        if not sys.stdin.isatty():
            remedy = "Answer in a terminal, or give --yes once you have read it."
            raise QuizError("nobody is there to be asked", remedy, status=2)
        print("\nAllow exactly this to run on this machine? [y/N] ", end="", flush=True)
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            say("not allowed: its labs are skipped")
            return 1
    _allow(brought)
    print(clean(f"allowed: {', '.join(brought.files)}, until this code changes"))
    return 0


def _allow(brought: Bundle) -> None:
    trust.allow(brought, datetime.now(UTC).isoformat(" ", "minutes"))


def _shown(brought: Bundle, known: trust.Allowed | None) -> Iterator[str]:
    """The labs' code, what has changed since it was allowed, and what it would be kept from."""
    yield clean(f"{brought.name} ({brought.deck}) brings code that runs on this machine:")
    for name, source in brought.files.items():
        yield clean(f"\n── {name}")
        lines = source.splitlines()
        yield from (f"{number:>4}  {clean(line)}".rstrip() for number, line in enumerate(lines, 1))
    changed = trust.changes(brought)
    if known is not None and changed:
        yield clean(f"\nChanged since it was allowed ({known.at}):")
        yield from map(clean, changed)
    yield ""
    yield clean(hang("A lab is kept from: ", in_short(ask())))


def _as_data(brought: Bundle, changed: list[str], may_run: bool) -> dict[str, object]:
    return {
        "deck": brought.name,
        "path": str(brought.deck),
        "allowed": may_run,
        "digest": brought.digest,
        "labs": [
            {"file": name, "code": list(map(clean, source.splitlines()))}
            for name, source in brought.files.items()
        ],
        "changed": list(map(clean, changed)),
        "isolation": as_data(ask()),
    }


def _revoke(where: Path, *, json: bool) -> int:
    real = where.resolve()
    known = (Path(one.deck) for one in trust.all_allowed())
    gone = [deck for deck in known if deck.is_relative_to(real) and trust.revoke(deck)]
    if json:
        emit_json({"path": str(real), "revoked": bool(gone)})
    else:
        print(clean(f"{where}: {'its labs may not run any more' if gone else 'was not allowed'}"))
    return 0


def _list(*, json: bool) -> int:
    rows = [(one, _state(one)) for one in trust.all_allowed()]
    if json:
        emit_json(
            [{"deck": o.name, "path": o.deck, "at": o.at, "state": state} for o, state in rows]
        )
    elif not rows:
        print("no deck's code was allowed")
    for one, state in () if json else rows:
        print(clean(f"{one.name}  {one.deck}\n  allowed {one.at}; {state}"))
    return 0


def _state(one: trust.Allowed) -> str:
    """Whether what was allowed is what is there."""
    if not Path(one.deck).exists():
        return "gone"
    try:
        now = bundle(load_deck(Path(one.deck)), code_labs())
    except QuizError:
        return "cannot be read now"
    return "unchanged" if trust.is_allowed(now) else "changed since: its labs are skipped"
