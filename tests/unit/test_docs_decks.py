"""The pages on decks and labs say what the code does: generated tables are fresh, examples are run.

Whoever adds a key, limit, error code or word of the lab is told here to say `make reference`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quizapp.deck import spec
from quizapp.deck.describe import records
from quizapp.deck.events import parse
from quizapp.deck.kinds import Key
from quizapp.deck.load import load_deck
from quizapp.deck.read import Reader
from quizapp.deck.source import Source
from quizapp.deck.spec_checks import OPERATORS
from quizapp.deck.tree import Map
from quizapp.lab import bench, declarative, formula, record, registry
from quizapp.lab.model import PLOTS, Job, Verdict
from quizapp.lab.worker.runs import KEPT_OUTPUT
from tests import reference
from tests.pages import (
    AUTHORING,
    DECKS,
    FENCE,
    FORMAT,
    LABS,
    ROOT,
    codes,
    decks_in_format,
    first_code,
    table_under,
)
from tests.rehearsal import rehearse


def test_every_example_of_a_deck_is_a_named_file() -> None:
    names = [mark for mark, kind, _ in FENCE.findall(DECKS + FORMAT) if kind == "yaml"]
    assert len(names) > 2
    assert all(name.endswith(".yaml") for name in names)


def test_what_the_page_on_the_format_shows_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rehearse(FORMAT, tmp_path, monkeypatch, capsys) >= 3


@pytest.mark.parametrize("section", re.findall(r"^## (.+)$", AUTHORING, re.MULTILINE))
def test_what_the_authors_page_shows_is_what_happens(
    section: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = AUTHORING.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    shown = re.findall(r"^\$ .*quizapp ", page, re.MULTILINE)
    assert rehearse(page, tmp_path, monkeypatch, capsys) == len(shown)


def test_what_the_labs_page_shows_is_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rehearse(LABS, tmp_path, monkeypatch, capsys) == 4


def test_every_kind_of_drawing_is_in_the_labs_page() -> None:
    rows = table_under(LABS, "## What is drawn")
    assert {codes(row[0])[0]: row[1] for row in rows} == PLOTS


# The format.


def test_what_is_generated_is_as_the_code_has_it() -> None:
    """When this fails: `make reference`."""
    assert reference.page(FORMAT) == FORMAT


def test_a_table_that_is_missing_is_told() -> None:
    with pytest.raises(ValueError, match="an option"):
        reference.page(FORMAT.replace("<!-- keys: an option -->", ""))


KEYS = [
    (f"{record.name}: {name}", key)
    for record in records(spec.DECK, spec.INCLUDED)
    for name, key in record.keys.items()
]


@pytest.mark.parametrize("key", [key for _, key in KEYS], ids=[name for name, _ in KEYS])
def test_the_example_of_a_key_is_right(key: Key) -> None:
    source = Source(Path("example.yaml"), f"it: {key.example}\n")
    tree = parse(source)
    assert isinstance(tree, Map)
    assert Reader(source).read(key.kind, tree.items["it"], "it") is not None
    assert not source.problems


def test_every_operator_has_an_example_that_is_run(tmp_path: Path) -> None:
    path = tmp_path / "operators.yaml"
    path.write_text(decks_in_format()["operators.yaml"], "utf-8")
    used = {check.op for card in load_deck(path).cards for check in card.verify}
    assert used == {*OPERATORS, "is_answer"}
    assert "$ quizapp verify operators.yaml" in FORMAT


def test_types_of_the_example_are_all_types(tmp_path: Path) -> None:
    path = tmp_path / "types.yaml"
    path.write_text(decks_in_format()["types.yaml"], "utf-8")
    types = [card.type.value for card in load_deck(path).cards]
    assert types == list(spec.CARD.records)


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


# Labs.


def test_what_the_deck_format_says_of_labs_is_so() -> None:
    own = spec.LAB.records["optimizer"].keys
    assert own.keys() == {"kind", *declarative.OWN}
    assert re.findall(r"\w*float\d+", own["dtype"].doc) == [*declarative.DTYPES]
    assert f"1 to {declarative.MAX_STEPS:,}" in own["steps"].doc
    assert f"1 to {declarative.MAX_START}" in own["start"].doc
    said = re.search(r"Its series, which are plotted, are (.+?)\.", FORMAT)
    assert said is not None
    assert {*codes(said[1])} - {"x0", "x1"} == set(declarative.SERIES)


def test_functions_of_formulas_are_those_of_the_code() -> None:
    rows = table_under(FORMAT, "| function |")
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
