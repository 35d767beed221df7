"""The pages on decks and labs say what the code does: tables against its own, examples by running.

Whoever adds a key, limit, error code or word of the lab is told here which page lacks it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.__main__ import main
from quizapp.deck import limits, spec
from quizapp.deck.doubts import DOUBTS
from quizapp.deck.kinds import Either, Kind, Many, Record, Table, Variants
from quizapp.deck.load import load_deck
from quizapp.deck.report import CODES
from quizapp.lab import bench, declarative, formula, lint, record, registry
from quizapp.lab.model import PLOTS, Job, Verdict
from quizapp.lab.worker.runs import KEPT_OUTPUT
from tests.pages import DECKS, FENCE, LABS, ROOT, codes, decks_in_page, first_code, table_under

_TIME = re.compile(r"^(\d+\.\d s on .*|seed \d+ .*)$", re.MULTILINE)


def test_every_example_of_a_deck_is_a_named_file() -> None:
    names = [mark for mark, kind, _ in FENCE.findall(DECKS) if kind == "yaml"]
    assert len(names) > 5
    assert all(name.endswith(".yaml") for name in names)


def transcript(body: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a console block, each with what it should print."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield shlex.split(command), output


def rehearse(
    page: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> int:
    """Write the page's files and run its commands, in order; how many commands there were."""
    monkeypatch.setenv("QUIZAPP_HOME", str(folder / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(folder)
    status, count = 0, 0
    for mark, kind, body in FENCE.findall(page):
        if kind == "yaml":
            path = folder / mark
            path.parent.mkdir(exist_ok=True)
            path.write_text(body, "utf-8")
        if kind != "console":
            continue
        for words, expected in transcript(body):
            if words == ["echo", "$?"]:
                assert expected == f"{status}\n"
                continue
            assert words[0] == "quizapp"
            capsys.readouterr()
            status = main(words[1:])
            printed = capsys.readouterr()
            assert _TIME.sub("TIME", printed.out + printed.err).rstrip("\n") == _TIME.sub(
                "TIME", expected
            ).rstrip("\n")
            count += 1
    return count


def test_what_the_decks_page_shows_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rehearse(DECKS, tmp_path, monkeypatch, capsys) >= 7


def test_what_the_labs_page_shows_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rehearse(LABS, tmp_path, monkeypatch, capsys) == 4


def test_every_kind_of_drawing_is_in_the_labs_page() -> None:
    rows = table_under(LABS, "## What is drawn")
    assert {codes(row[0])[0]: row[1] for row in rows} == PLOTS


# The format.


def records(kind: Kind) -> Iterator[Record]:
    """Every record that a kind can hold, itself included."""
    waiting, seen = [kind], set()
    while waiting:
        kind = waiting.pop()
        if id(kind) in seen:
            continue
        seen.add(id(kind))
        match kind:
            case Record():
                yield kind
                waiting += [key.kind for key in kind.keys.values()]
            case Variants():
                waiting += kind.records.values()
            case Many():
                waiting.append(kind.item)
            case Table():
                waiting.append(kind.value)
            case Either():
                waiting += [kind.plain, kind.record]


def test_every_key_of_every_record_is_in_the_decks_page() -> None:
    cards = spec.CARD.records.values()
    shared = set.intersection(*(set(card.keys) for card in cards))
    wanted = {
        "every card": {name: key.required for name, key in next(iter(cards)).keys.items()},
    }
    wanted["every card"] = {n: needed for n, needed in wanted["every card"].items() if n in shared}
    for one in (*records(spec.DECK), *records(spec.INCLUDED)):
        own = set(one.keys) - (shared if one in cards else set())
        wanted[one.name] = {name: one.keys[name].required for name in own}
    marks = re.findall(r"<!-- keys: (.+) -->", DECKS)
    assert sorted(marks) == sorted(wanted)
    for name, keys in wanted.items():
        rows = table_under(DECKS, f"<!-- keys: {name} -->")
        written = {codes(row[0])[0]: row[1] == "**yes**" for row in rows}
        assert written == keys, name


def test_every_operator_has_an_example_that_is_run(tmp_path: Path) -> None:
    path = tmp_path / "operators.yaml"
    path.write_text(decks_in_page()["operators.yaml"], "utf-8")
    used = {check.op for card in load_deck(path).cards for check in card.verify}
    assert used == {*spec.OPERATORS, "is_answer"}
    assert "$ quizapp verify operators.yaml" in DECKS


def test_types_of_the_example_are_all_types(tmp_path: Path) -> None:
    path = tmp_path / "types.yaml"
    path.write_text(decks_in_page()["types.yaml"], "utf-8")
    types = [card.type.value for card in load_deck(path).cards]
    assert types == list(spec.CARD.records)


def test_limits_are_those_of_the_code() -> None:
    written = [row[1] for row in table_under(DECKS, "## Limits")]
    assert written == [
        f"{limits.FILE_BYTES // 2**20} MiB",
        *(
            f"{number:,}"
            for number in (
                limits.DEPTH,
                limits.NODES,
                limits.TEXT,
                limits.CARDS,
                limits.FILES,
                limits.OPTIONS,
                limits.COMBINATIONS,
                limits.SHOWN,
                formula.MAX_LENGTH,
                formula.MAX_DEPTH,
                int(formula.MAX_EXPONENT),
                declarative.MAX_STEPS,
                declarative.MAX_START,
            )
        ),
    ]


def test_limits_of_labs_are_those_of_the_code() -> None:
    job = Job("code", "", {})
    assert [row[1] for row in table_under(LABS, "## Limits and trust")] == [
        f"{job.seconds:g} s, or what the lab asks for (`--seconds`)",
        f"{job.megabytes:,} MB (where the system enforces it: Linux)",
        f"{KEPT_OUTPUT // 1024} KiB kept, the rest thrown away",
        f"{record.MAX_VALUES:,}",
        f"{record.MAX_TEXT:,}",
        f"{record.MAX_SERIES} of {record.MAX_POINTS:,} points",
        f"{registry.MAX_SOURCE // 1024} KiB",
    ]


def test_every_error_code_is_in_the_decks_page() -> None:
    rows = table_under(DECKS, "## Errors")
    written = {codes(row[0])[0]: row[1] for row in rows}
    labs = {lint.LAB, lint.SETTING, lint.MEASURE, lint.OPERATOR, lint.SAID}
    assert set(written) == {*CODES, *labs, *DOUBTS}
    told = {**CODES, **DOUBTS}
    assert {code: written[code] for code in told} == told


# Labs.


def test_settings_of_optimizer_labs_are_those_of_the_code() -> None:
    optimizers = {codes(r[0])[0]: codes(r[1]) for r in table_under(DECKS, "| `opt` | keyword")}
    assert optimizers == {opt: list(words) for opt, words in declarative.KEYWORDS.items()}
    mutants = {codes(r[0])[0]: codes(r[1])[0] for r in table_under(DECKS, "| `mutant` | of")}
    assert mutants == declarative.MUTANTS
    said = re.search(r"`dtype` is one of (.+?)\.", DECKS)
    assert said is not None
    assert codes(said[1]) == list(declarative.DTYPES)
    assert re.findall(r"\w*float\d+", spec.LAB.records["optimizer"].keys["dtype"].doc) == [
        *declarative.DTYPES
    ]
    keys = {codes(r[0])[0] for r in table_under(DECKS, "<!-- keys: an optimizer lab -->")}
    assert keys == {"kind", *declarative.OWN}


def test_measurements_and_series_are_those_of_the_code() -> None:
    rows = {codes(r[0])[0]: r[1].replace("`", "") for r in table_under(DECKS, "| measurement |")}
    rows.pop("x.state.NAME")
    assert rows == declarative.MEASURES
    said = re.search(r"Its series, which are plotted, are (.+?)\.", DECKS)
    assert said is not None
    assert {*codes(said[1])} - {"x0", "x1"} == set(declarative.SERIES)


def test_functions_of_formulas_are_those_of_the_code() -> None:
    rows = table_under(DECKS, "| function |")
    written = {call.partition("(")[0] for row in rows for call in codes(row[0])}
    assert written == set(formula.FUNCTIONS)


def test_the_example_of_a_lab_is_the_shipped_file() -> None:
    (example,) = [body for _, kind, body in FENCE.findall(LABS) if kind == "python"]
    assert example == (ROOT / "labs" / "none_or_zero.py").read_text("utf-8")


def test_the_verdicts_of_labs_are_explained() -> None:
    words = first_code(table_under(LABS, "## What the words mean"))
    assert words == [verdict.value for verdict in Verdict]


def test_the_bench_is_documented_whole() -> None:
    written = {name.partition("(")[0] for name in first_code(table_under(LABS, "is the only part"))}
    assert {"lab", "Knob", "Bench"} <= written
    methods = {name for name in vars(bench.Bench) if not name.startswith("_")}
    attributes = {"optim", "device", "dtype", "seed"}
    assert {f"bench.{name}" for name in methods | attributes} == written - {"lab", "Knob", "Bench"}


def test_every_shipped_lab_stands_beside_its_subject() -> None:
    named = {name for row in table_under(LABS, "## What has a lab") for name in codes(row[1])}
    assert named == {path.stem for path in (ROOT / "labs").glob("*.py")}
