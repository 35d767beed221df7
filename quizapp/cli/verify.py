"""``quizapp verify``: prove every check of decks on this machine, and say what it proved."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from time import monotonic

from quizapp import paths
from quizapp.cli.output import emit_json, say
from quizapp.cli.verify_changes import remember, show_changes
from quizapp.cli.verify_matrix import script
from quizapp.cli.verify_report import Found, as_text, to_json
from quizapp.cli.verify_what import chosen_cards, decks_named, lab_named
from quizapp.deck.model import Card, Deck
from quizapp.deck.report import Problem, render
from quizapp.lab.across import BesideCpu, beside_cpu
from quizapp.lab.basis import Basis, basis
from quizapp.lab.client import LabClient
from quizapp.lab.kept import KeptRuns
from quizapp.lab.lint import lint
from quizapp.lab.model import LabInfo, Verdict
from quizapp.lab.proof import CardProof
from quizapp.lab.registry import code_labs
from quizapp.lab.verify import prove

AT_ONCE = 8
"""Cards in flight: enough to keep every core's lab busy."""


def main(argv: list[str]) -> int:
    """Run the command; see ``quizapp verify --help``."""
    args = _parser().parse_args(argv)
    if args.changes:
        return show_changes(json=args.json)
    if args.matrix:
        print(script([word for word in argv if word not in ("--matrix", "--json")], args.device))
        return 0
    if args.suggest and (lab := lab_named(args.suggest)) is not None:
        from quizapp.cli import verify_suggest

        return verify_suggest.of_lab(*lab, device=args.device, fresh=args.fresh, json=args.json)
    decks, problems = decks_named(args.what)
    if args.explain or args.suggest:
        return _of_one_card(decks, problems, args)
    cards = chosen_cards(decks, args.card)
    labs = code_labs()
    problems += [problem for deck in decks for problem in lint(deck, labs)]
    started = monotonic()
    rests_on = basis(args.device)
    kept, cpu = _runners(rests_on, args)
    proofs, beside = asyncio.run(_prove_all(cards, labs, kept, args.device, cpu))
    found = Found(
        proofs,
        tuple(problems),
        wanted=len(cards),
        versions=_versions(proofs),
        device="cpu" if args.device == "auto" else args.device,
        seconds=monotonic() - started,
        kept=kept.found,
        runs=kept.found + kept.ran,
        beside_cpu=beside,
        changes=tuple(remember(cards, labs, proofs, rests_on)),
    )
    if args.json:
        emit_json(to_json(found))
        if problems:
            say(render(problems))
    else:
        print(as_text(found, verbose=args.verbose))
    if found.interrupted:
        return 130
    return 1 if found.broken else 0


def _of_one_card(
    decks: Sequence[Deck], problems: Sequence[Problem], args: argparse.Namespace
) -> int:
    """Every step of its proof, or checks for it. A deck that cannot be read is told as it is."""
    from quizapp.cli import verify_explain, verify_suggest

    if problems and not decks:
        counted = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        say(f"{render(problems)}\n\n{counted}")
        return 1
    (card, deck), *_ = chosen_cards(decks, [args.explain or args.suggest])
    run = verify_explain.run if args.explain else verify_suggest.run
    return run(card, deck, device=args.device, fresh=args.fresh, json=args.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quizapp verify",
        description="Prove cards by running their labs: the keyed answer, and for a choice that "
        "exactly the right options hold. Exit status 1 when anything is refuted or errs.",
    )
    parser.add_argument(
        "what",
        nargs="*",
        metavar="PATH|DECK",
        help="deck files or names (default: the whole library)",
    )
    parser.add_argument("--card", action="append", metavar="KEY", help="only this card (repeat)")
    parser.add_argument("--explain", metavar="KEY", help="of this card, every step to its verdict")
    parser.add_argument(
        "--suggest",
        metavar="KEY|PATH/LAB",
        help="checks to write for this card, or about this lab of a deck, each of them proven",
    )
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    parser.add_argument(
        "--fresh", action="store_true", help="run every lab, also where its outcome is known"
    )
    parser.add_argument(
        "--changes", action="store_true", help="only list the verdicts that changed on this machine"
    )
    parser.add_argument(
        "--matrix",
        action="store_true",
        help="only print the commands that do this with several versions of torch",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="every check, not only bad")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _runners(rests_on: Basis, args: argparse.Namespace) -> tuple[KeptRuns, KeptRuns | None]:
    """What runs the labs; and on another device than the CPU, what runs them there to compare."""
    client, folder = LabClient(), paths.cache() / "runs"
    kept = KeptRuns(client, rests_on, folder, fresh=args.fresh)
    if args.device in ("auto", "cpu"):
        return kept, None
    return kept, KeptRuns(client, basis("cpu"), folder, fresh=args.fresh)


async def _prove_all(
    cards: Sequence[tuple[Card, Deck]],
    labs: Mapping[str, LabInfo],
    kept: KeptRuns,
    device: str,
    cpu: KeptRuns | None,
) -> tuple[tuple[CardProof, ...], BesideCpu | None]:
    """The proofs of all cards (of those that were ready, when it is interrupted), and how their
    runs compare with ``cpu``'s.
    """
    room = asyncio.Semaphore(AT_ONCE)
    progress = Progress(len(cards))
    # Not the results of tasks: Ctrl-C may cancel a task that has just told of its proof.
    proofs: dict[int, CardProof] = {}

    async def one(number: int, card: Card, deck: Deck) -> None:
        async with room:
            proofs[number] = await prove(card, deck, labs, kept, device=device)
        progress.tell(proofs[number])

    tasks = [asyncio.create_task(one(i, card, deck)) for i, (card, deck) in enumerate(cards)]
    beside = None
    try:
        await asyncio.gather(*tasks)
        beside = await beside_cpu(kept.done, cpu) if cpu is not None else None
    except asyncio.CancelledError:  # Ctrl-C: asyncio cancels this task
        await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        progress.end()
        await kept.close()
    return tuple(proofs[number] for number in sorted(proofs)), beside


class Progress:
    """A line on stderr that says how far it is, where a person looks at it."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._broken = 0
        self._shown = sys.stderr.isatty()
        self._write("starting torch…")

    def tell(self, proof: CardProof) -> None:
        """One more card is judged."""
        self._done += 1
        self._broken += proof.verdict in (Verdict.FAILS, Verdict.ERROR)
        broken = f", {self._broken} broken" if self._broken else ""
        self._write(f"{self._done}/{self._total} cards{broken}")

    def end(self) -> None:
        """Take the line away."""
        self._write("")

    def _write(self, line: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()


def _versions(proofs: Sequence[CardProof]) -> Mapping[str, str]:
    """What the labs ran with."""
    ran = (check.outcome for proof in proofs for check in proof.checks if check.outcome)
    return next((outcome.versions for outcome in ran if outcome.versions), {})
