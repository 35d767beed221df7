"""``quizapp verify``: prove every check of decks on this machine, and say what it proved."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from quizapp import paths
from quizapp.cli.output import emit_json, say
from quizapp.deck.library import Library
from quizapp.deck.model import Card, Deck
from quizapp.deck.report import Problem, as_json, render
from quizapp.errors import QuizError
from quizapp.lab.client import LabClient
from quizapp.lab.model import LabInfo, Verdict
from quizapp.lab.verify import CardProof, CheckProof, prove
from quizapp.text.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable

AT_ONCE = 8
"""Cards in flight: enough to keep every core's lab busy."""

_WORDS = {Verdict.FAILS: "refuted", Verdict.ERROR: "error", Verdict.SKIPPED: "skipped"}


@dataclass(frozen=True, slots=True)
class Found:
    """What verifying came to."""

    proofs: tuple[CardProof, ...]
    problems: tuple[Problem, ...]
    versions: Mapping[str, str]
    device: str
    seconds: float

    def cards(self, verdict: Verdict | None) -> list[CardProof]:
        """The cards with this verdict."""
        return [proof for proof in self.proofs if proof.verdict is verdict]

    def holding(self, *, answer_measured: bool) -> list[CardProof]:
        """The cards that hold: proven, or (their answer not being measured) supported."""
        holding = self.cards(Verdict.HOLDS)
        return [proof for proof in holding if proof.answer_measured is answer_measured]

    @property
    def checks(self) -> list[CheckProof]:
        return [check for proof in self.proofs for check in proof.checks]

    @property
    def broken(self) -> bool:
        """Whether anything is refuted or could not be judged."""
        return bool(self.problems or self.cards(Verdict.FAILS) or self.cards(Verdict.ERROR))


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp verify --help``."""
    args = _parser().parse_args(argv)
    decks, problems = _decks(args.what)
    cards = _chosen_cards(decks, args.card)
    from quizapp.lab.lint import lint
    from quizapp.lab.registry import code_labs

    labs = code_labs()
    problems += [problem for deck in decks for problem in lint(deck, labs)]
    started = monotonic()
    proofs, versions = asyncio.run(_prove_all(cards, labs, args.device, _progress(args.json)))
    device = "cpu" if args.device == "auto" else args.device
    found = Found(tuple(proofs), tuple(problems), versions, device, monotonic() - started)
    if args.json:
        emit_json(_as_json(found))
        if problems:
            say(render(problems))
    else:
        print(_as_text(found, verbose=args.verbose))
    return 1 if found.broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp verify",
        description="Prove cards by running their labs: the keyed answer, and for a choice that "
        "exactly the right options hold. Exit status 1 when anything is refuted or errs.",
    )
    parser.add_argument(
        "what", nargs="*", metavar="PATH|DECK", help="deck files or names (default: all shipped)"
    )
    parser.add_argument("--card", action="append", metavar="KEY", help="only this card (repeat)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    parser.add_argument("-v", "--verbose", action="store_true", help="every check, not only bad")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _decks(what: Sequence[str]) -> tuple[list[Deck], list[Problem]]:
    """The decks to prove, and what is wrong with those that cannot be read.

    Raises:
        QuizError: a file or deck named is not there, or there is no deck in it; a deck chosen by
            its name is broken.
    """
    files = [Path(name) for name in what if _is_path(name)]
    if files and len(files) < len(what):
        raise QuizError("both files and deck names are given", "Give one kind.", status=2)
    if what and not files:
        return Library.load().named(what), []
    for path in files:
        if not path.exists():
            raise QuizError(f"{path}: no such file", "Name a deck's YAML file.", status=2)
    library = Library.load(files or [paths.shipped("decks")])
    if not library.decks and not library.broken:
        remedy = "A deck is a .yaml file with a `deck:` key."
        raise QuizError(f"no deck in {', '.join(what)}", remedy, status=2)
    return [*library.decks], [fault for errors in library.broken for fault in errors.problems]


def _is_path(name: str) -> bool:
    return "/" in name or name.endswith((".yaml", ".yml")) or Path(name).exists()


def _chosen_cards(decks: Sequence[Deck], only: Sequence[str] | None) -> list[tuple[Card, Deck]]:
    cards = [(card, deck) for deck in decks for card in deck.cards]
    if not only:
        return cards
    wanted = [pair for pair in cards if pair[0].key in only or _id(pair[0]) in only]
    names = {name for card, _ in wanted for name in (card.key, _id(card))}
    for name in only:
        if name not in names:
            raise QuizError(f"no card {name!r}", "A card's key is DECK/ID.", status=2)
    return wanted


def _id(card: Card) -> str:
    return card.key.partition("/")[2]


async def _prove_all(
    cards: Sequence[tuple[Card, Deck]],
    labs: Mapping[str, LabInfo],
    device: str,
    tell: Callable[[int, int], None],
) -> tuple[list[CardProof], Mapping[str, str]]:
    client = LabClient()
    room = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def one(card: Card, deck: Deck) -> CardProof:
        nonlocal done
        async with room:
            proof = await prove(card, deck, labs, client, device=device)
        done += 1
        tell(done, len(cards))
        return proof

    try:
        proofs = await asyncio.gather(*(one(card, deck) for card, deck in cards))
        return proofs, client.versions
    finally:
        await client.close()


def _progress(quiet: bool) -> Callable[[int, int], None]:
    if quiet or not sys.stderr.isatty():
        return lambda *_: None

    def tell(done: int, total: int) -> None:
        end = "\r\x1b[K" if done == total else ""
        sys.stderr.write(f"\r{done}/{total} cards{end}")
        sys.stderr.flush()

    return tell


def _as_text(found: Found, *, verbose: bool) -> str:
    lines: list[str] = [render(found.problems)] if found.problems else []
    for proof in found.proofs:
        lines += _card_lines(proof, verbose=verbose)
    return "\n".join([*lines, *_summary(found)])


def _card_lines(proof: CardProof, *, verbose: bool) -> Iterator[str]:
    holds = "proven" if proof.answer_measured else "supported"
    word = _WORDS.get(proof.verdict, holds) if proof.verdict else "not proven"
    bad = [check for check in proof.checks if not check.good]
    if not verbose and (not bad or proof.verdict is Verdict.SKIPPED):
        return  # the summary names the skipped, once for each reason
    yield clean(f"{proof.key}: {word}")
    for check in proof.checks if verbose else bad:
        yield clean(f"  {check.where}: {check.label}")
        if check.reason:
            yield clean(f"    {check.verdict}: {check.reason}")
        if check.measured:
            yield clean(f"    expected {_expected(check)}; measured {check.measured}")


def _expected(check: CheckProof) -> str:
    if check.right is False:
        return f"not ({check.expected}), as it is marked wrong"
    return check.expected


def _summary(found: Found) -> Iterator[str]:
    supported = found.holding(answer_measured=False)
    counts = {
        "proven": found.holding(answer_measured=True),
        "supported": supported,
        "refuted": found.cards(Verdict.FAILS),
        "with errors": found.cards(Verdict.ERROR),
        "skipped": found.cards(Verdict.SKIPPED),
        "without proof": found.cards(None),
    }
    parts = [f"{len(cards)} {word}" for word, cards in counts.items() if cards or word == "proven"]
    yield f"{_count(len(found.proofs), 'card')}: {', '.join(parts)}"
    good = [check for check in found.checks if check.good]
    options = sum(check.label.startswith(("right:", "wrong:")) for check in good)
    yield f"{_count(len(good), 'check')} proved, {options} of them options"
    if supported:
        names = ", ".join(proof.key for proof in supported)
        yield clean(f"  supported, checks hold but the answer itself is not measured: {names}")
    for title, verdict in (("skipped", Verdict.SKIPPED), ("without proof", None)):
        for reason, keys in _by_reason(found.cards(verdict)).items():
            yield clean(f"  {title}, {reason}: {', '.join(keys)}")
    about = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    yield clean(f"{found.seconds:.1f} s on {found.device}" + (f" ({about})" if about else ""))


def _by_reason(proofs: Sequence[CardProof]) -> Mapping[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for proof in proofs:
        reasons = [check.reason for check in proof.checks if check.verdict is Verdict.SKIPPED]
        grouped[reasons[0] if reasons else proof.unproven].append(proof.key)
    return grouped


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _as_json(found: Found) -> dict[str, object]:
    from quizapp.lab.report import of_card

    return {
        "proven": len(found.holding(answer_measured=True)),
        "supported": len(found.holding(answer_measured=False)),
        "refuted": len(found.cards(Verdict.FAILS)),
        "errors": len(found.cards(Verdict.ERROR)),
        "skipped": len(found.cards(Verdict.SKIPPED)),
        "without_proof": len(found.cards(None)),
        "checks": sum(check.good for check in found.checks),
        "seconds": round(found.seconds, 3),
        "device": found.device,
        "versions": dict(found.versions),
        "cards": [of_card(proof) for proof in found.proofs],
        "problems": as_json(found.problems),
    }
