"""``quizapp import``: cards from other programs into a deck, and what could not come with them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from quizapp.cli import anki
from quizapp.cli.deck.named import count
from quizapp.cli.earlier import faces_of
from quizapp.cli.output import emit_json, progress, say
from quizapp.deck.edit.keep import carry_out
from quizapp.deck.load import load_deck
from quizapp.deck.model import CardKey
from quizapp.errors import QuizError
from quizapp.exchange import append, formats, report
from quizapp.exchange.ids import deck_name
from quizapp.exchange.known import Met
from quizapp.exchange.model import Transit
from quizapp.exchange.ready import Ready, make_ready
from quizapp.exchange.write import as_deck
from quizapp.text.clean import clean, clean_line

_LISTED = 20
"""Changed cards that are listed for people."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it: cards in the deck's file, which was not written if ``dry``. ``kept`` says
    which cards an ``update`` had to leave as they are.
    """

    file: Path
    into: Path
    deck: str
    ready: Ready
    text: str
    dry: bool
    update: bool = False
    kept: Sequence[str] = ()

    def keys(self) -> dict[str, CardKey]:
        """The card that each place in the file is now, also where the deck had it already."""
        new = {card.place: CardKey(f"{self.deck}/{name}") for name, card in self.ready.cards}
        return new | {met.carried.place: met.card.key for met in self.ready.known}


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp import --help``. Exit status 1 when no card could be had."""
    args = _parser().parse_args(argv)
    file = Path(args.file)
    if args.update and not args.append:
        raise QuizError("--update changes cards of a deck that is there", "Add --append.", status=2)
    inward = anki.read(file) if args.history else None
    transit = (
        inward.transit if inward else formats.read(file, encoding=args.encoding, html=args.html)
    )
    into = Path(args.into or f"{file.stem}.yaml")
    if into.suffix not in (".yaml", ".yml"):
        raise QuizError(f"{into} is no deck file", "A deck's file ends in .yaml.", status=2)
    if not into.parent.is_dir():
        remedy = "Make it first, or choose another place."
        raise QuizError(f"{into}: there is no folder {into.parent}", remedy, status=2)
    imported = (_append if args.append else _create)(args, transit, file, into)
    brought = None
    if inward is not None:
        brought = anki.bring_reviews(inward, imported.keys(), into, dry=args.dry_run)
    if args.json:
        emit_json({**_as_json(imported), "reviews": brought and brought._asdict()})
    else:
        _tell(imported, brought)
    return 0


def _create(args: argparse.Namespace, transit: Transit, file: Path, into: Path) -> Imported:
    name = args.deck or deck_name(into.stem)
    tell = progress(f"trying the cards of {clean_line(file.name)[-60:]}")
    ready = make_ready(transit, earlier=faces_of({name}), tell=tell)
    tell(1.0)
    _insist_on_cards(ready, file)
    written = as_deck(ready, into.name, name, transit.title)
    append.insist_on_peace(written.deck, into, append.neighbours(into))
    if not args.dry_run:
        written.save(into.parent)
    return Imported(file, into, name, ready, "\n".join(written.files.values()), args.dry_run)


def _append(args: argparse.Namespace, transit: Transit, file: Path, into: Path) -> Imported:
    if args.deck:
        raise QuizError("--deck names a new deck; --append adds to one that is there", status=2)
    if not into.exists():
        raise QuizError(f"{into}: there is no such file", "Leave --append out.", status=2)
    deck = load_deck(into)
    others = append.neighbours(into)
    known = append.known_in(deck, others)
    tell = progress(f"trying the cards of {clean_line(file.name)[-60:]}")
    earlier = faces_of(append.names_of(deck))
    ready = make_ready(transit, known, earlier, update=args.update, tell=tell)
    tell(1.0)
    _insist_on_cards(ready, file)
    plan = append.plan(deck, ready, others, update=args.update)
    if plan.drafts and not args.dry_run:
        carry_out(plan)
    text = "\n".join(draft.raw for draft in plan.drafts) or into.read_text("utf-8")
    return Imported(file, into, deck.name, ready, text, args.dry_run, args.update, plan.notes)


def _insist_on_cards(ready: Ready, file: Path) -> None:
    if not ready.cards and not ready.known:
        lost = report.as_text(ready.losses)
        why = f"\n{lost}" if lost else ": there are no notes in it"
        raise QuizError(f"no card could be had from {file}{why}")


def _tell(imported: Imported, brought: anki.Brought | None) -> None:
    """The report; of a dry run on stderr, with the deck's text on stdout."""
    cards = count(len(imported.ready.cards), "card")
    lines = [f"{cards} from {imported.file} into {imported.into} (deck {imported.deck})"]
    if imported.dry:
        lines[0] = f"{cards} from {imported.file} would go into {imported.into}"
    if brought is not None:
        lines.append(brought.told(dry=imported.dry))
        if elsewhere := brought.told_elsewhere(imported.deck):
            lines.append(elsewhere)
    lines += _known(imported)
    if losses := imported.ready.losses:
        lines += ["", "not carried as it was:", report.as_text(losses)]
    if imported.dry:
        print(clean(imported.text), end="")
        say(clean("\n".join(lines)))
        return
    if imported.ready.cards or brought:
        lines.append(f"\n`quizapp study {quote(str(imported.into))}` begins")
    print(clean("\n".join(lines)))


def _known(imported: Imported) -> list[str]:
    """The cards that were there: counted, and those listed that read otherwise in the source."""
    known = imported.ready.known
    if not known:
        return []
    stay = "" if imported.update else ": they stay as they are"
    lines = [f"{count(len(known), 'card')} known already{stay}"]
    changed = [met for met in known if met.differs]
    if changed:
        told = "are the source's now" if imported.update else "stay; --update takes the source's"
        lines += ["", f"other in the source than in the deck (the texts {told}):"]
        lines += [_line(met) for met in changed[:_LISTED]]
        if len(changed) > _LISTED:
            lines.append(f"  … and {len(changed) - _LISTED} more; --json lists all")
        lines += [f"  {clean_line(note)}" for note in imported.kept]
    return lines


def _line(met: Met) -> str:
    return clean_line(f"  {met.carried.place}: {met.card.key} ({', '.join(met.differs)})")


def _as_json(imported: Imported) -> dict[str, object]:
    return {
        "file": clean_line(str(imported.file)),
        "into": clean_line(str(imported.into)),
        "deck": imported.deck,
        "written": not imported.dry,
        "cards": [
            {"id": name, "type": card.data["type"], "place": clean_line(card.place)}
            for name, card in imported.ready.cards
        ],
        "known": [
            {
                "card": met.card.key,
                "place": clean_line(met.carried.place),
                "differs": list(met.differs),
            }
            for met in imported.ready.known
        ],
        "kept": list(map(clean_line, imported.kept)),
        "losses": report.as_json(imported.ready.losses),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp import",
        description="Make a deck of the cards in a table (.csv, .tsv, Anki's .txt), in a Markdown"
        " list of questions (.md), or in an Anki package (.apkg), and tell what could not be"
        " carried. Nothing is overwritten.",
    )
    parser.add_argument("file", metavar="FILE", help="what to read; its ending says how")
    parser.add_argument("--into", metavar="DECK.yaml", help="the deck's file (default FILE's name)")
    parser.add_argument("--deck", metavar="NAME", help="the deck's lasting name")
    parser.add_argument(
        "--append", action="store_true", help="add to a deck file that is there, below its cards"
    )
    parser.add_argument(
        "--update", action="store_true", help="with --append: let known cards read as in FILE"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the deck and write nothing")
    parser.add_argument(
        "--history", action="store_true", help="bring the reviews in an Anki package as well"
    )
    parser.add_argument("--html", action="store_true", help="the cells of a table are HTML")
    parser.add_argument(
        "--encoding", default="", metavar="NAME", help="of a text file, where it is no Unicode: gbk"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
