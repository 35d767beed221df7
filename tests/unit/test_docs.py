"""The docs say what the code does: tables against the code's own tables, examples by running them.

Whoever adds a command, key, setting, lab word or error code is told here which page lacks it.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.cli import COMMANDS as SHELL_COMMANDS
from quizapp.config import Config
from quizapp.deck import limits, spec
from quizapp.deck.kinds import Either, Kind, Many, Record, Table, Variants
from quizapp.deck.load import load_deck
from quizapp.deck.model import Position
from quizapp.deck.report import CODES
from quizapp.errors import QuizError
from quizapp.lab import bench, declarative, formula, lint, record, registry, report
from quizapp.lab.model import Job, Knob, LabInfo, Outcome, Verdict
from quizapp.lab.verify import CardProof, CheckProof
from quizapp.lab.worker.runs import KEPT_OUTPUT
from quizapp.tui.commands import COMMANDS as KEY_COMMANDS
from quizapp.tui.commands import PLACES, keys_of

ROOT = Path(__file__).resolve().parents[2]
GUIDE, DECKS, LABS = (
    (ROOT / "docs" / name).read_text("utf-8") for name in ("guide.md", "decks.md", "labs.md")
)

_FENCE = re.compile(r"(?:<!-- ([^\n]+?) -->\n)?```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TIME = re.compile(r"^(\d+\.\d s on .*|seed \d+ .*)$", re.MULTILINE)


def table_under(text: str, mark: str) -> list[list[str]]:
    """The cells of the first table after ``mark``, without its head."""
    assert mark in text, f"the page lacks {mark!r}"
    rows = []
    for line in text[text.index(mark) :].split("\n"):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            break
    return rows[2:]


def codes(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def first_code(rows: list[list[str]]) -> list[str]:
    return [codes(row[0])[0] for row in rows]


# The guide.


def test_every_command_is_in_the_guide() -> None:
    written = [codes(row[0])[0].split(" [")[0] for row in table_under(GUIDE, "## Commands")]
    families = {name: {name} for name in SHELL_COMMANDS}
    families["lab"] = {"lab list", "lab show NAME", "lab run NAME"}
    families["deck"] = {"deck check PATH…", "deck show PATH…", "deck schema"}
    wanted = {f"quizapp {command}" for family in families.values() for command in family}
    assert set(written) == {"quizapp", *wanted}


@pytest.mark.parametrize(
    "row", table_under(GUIDE, "## Commands")[1:], ids=lambda row: codes(row[0])[0][8:20]
)
def test_a_command_has_the_options_that_the_guide_gives_it(
    row: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = codes(row[0])[0].split()[1:]
    names = [word for word in words[:2] if re.fullmatch(r"[a-z]+", word)]
    with pytest.raises(SystemExit):
        main([*names, "--help"])
    said = capsys.readouterr().out.partition("\n\n")[0]
    offered = set(re.findall(r"--?[a-z]+", said)) - {"-h"}
    assert set(re.findall(r"(?<=\[)--?[a-z]+", row[0])) == offered


def test_no_actions_of_lab_and_deck_are_missing(capsys: pytest.CaptureFixture[str]) -> None:
    for family in ("lab", "deck"):
        with pytest.raises(SystemExit):
            main([family, "--help"])
        actions = re.findall(r"^    ([a-z]+)  ", capsys.readouterr().out, re.MULTILINE)
        assert actions
        for action in actions:
            assert f"`quizapp {family} {action}" in GUIDE


def test_every_key_is_in_the_guide() -> None:
    for where, title in PLACES.items():
        rows = table_under(GUIDE, f"**{title}**\n")
        wanted = []
        for command in KEY_COMMANDS:
            if command.where == where:
                names = keys_of(command)
                if command.action == "pick":
                    names = [command.shown_as, "T", "F"]
                wanted.append([" ".join(f"`{name}`" for name in names), command.help])
        assert rows == wanted, f"keys of {title} have changed"


def settings() -> list[list[str]]:
    return table_under(GUIDE, "## Settings")


def test_every_setting_is_in_the_guide_with_its_default() -> None:
    names = {field.name for field in fields(Config)} - {"warnings"}
    assert set(first_code(settings())) == names
    toml = "\n".join(f"{codes(row[0])[0]} = {codes(row[3])[0]}" for row in settings())
    found, defaults = tomllib.loads(toml), Config()
    for name in names - {"learning_steps", "relearning_steps"}:
        default = getattr(defaults, name)
        assert found[name] == (list(default) if isinstance(default, tuple) else default), name


def config(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return Config.load(path)


def test_defaults_in_the_guide_may_be_written_and_change_nothing(tmp_path: Path) -> None:
    toml = "\n".join(f"{codes(row[0])[0]} = {codes(row[3])[0]}" for row in settings())
    assert config(tmp_path, toml) == Config()


def test_the_example_of_settings_is_accepted_and_names_them_all(tmp_path: Path) -> None:
    (example,) = [body for _, kind, body in _FENCE.findall(GUIDE) if kind == "toml"]
    assert config(tmp_path, example).warnings == ()
    assert set(tomllib.loads(example)) == set(first_code(settings()))


def test_ranges_in_the_guide_are_those_that_hold(tmp_path: Path) -> None:
    for row in settings():
        name, span = codes(row[0])[0], row[2]
        if found := re.fullmatch(r"([\d.]+) to ([\d.]+)", span):
            low, high = found[1], found[2]
            step = 0.001 if "." in low else 1
            beyond = [str(float(low) - step), str(float(high) + step)]
            inside = [low, high]
            beyond = [text if "." in low else text.removesuffix(".0") for text in beyond]
        elif choices := codes(span):
            inside, beyond = choices, ['"klingon"']
        elif name.endswith("_steps"):
            inside = ['["1s"]', '["23h"]', str(["1m"] * 10)]
            beyond = ['["0s"]', '["24h"]', str(["1m"] * 11), '["2m", "1m"]']
        else:
            continue
        for value in inside:
            config(tmp_path, f"{name} = {value}")
        for value in beyond:
            with pytest.raises(QuizError):
                config(tmp_path, f"{name} = {value}")


def test_messages_in_the_guide_are_messages_of_the_code() -> None:
    files = [*(ROOT / "quizapp").rglob("*.py")]
    # Literals that stand side by side are one text, and so are lines of one call.
    source = re.sub(r"\"\s*f?\"", "", "".join(path.read_text("utf-8") for path in files))
    rows = table_under(GUIDE, "## When something is wrong")
    assert len(rows) > 20
    missing = [message for message in first_code(rows) if message not in source]
    assert not missing


# JSON.


def shape(value: object) -> object:
    """The keys of a document. Null fits anything; of a list the first element counts."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


FREE = ("knobs", "measures", "series", "versions", "answer")
"""Maps whose keys depend on the lab, the machine or the card."""


def fits(written: object, real: object, at: str = "") -> None:
    """Fail where two shapes differ."""
    if written is None or real is None or at.rpartition(".")[2] in FREE:
        return
    if isinstance(written, dict) and isinstance(real, dict):
        assert written.keys() == real.keys(), at
        for key in written:
            fits(written[key], real[key], f"{at}.{key}")
    else:
        assert isinstance(written, list), at
        assert isinstance(real, list), at
        fits(written[0], real[0], at + "[]")


DOCUMENTS: Mapping[str, object] = {
    mark.removeprefix("json: "): json.loads(body)
    for mark, kind, body in _FENCE.findall(GUIDE)
    if kind == "json"
}


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    capsys.readouterr()
    main([*argv, "--json"])
    return json.loads(capsys.readouterr().out)


def test_documents_in_the_guide_have_the_keys_of_real_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Path("types.yaml").write_text(decks_in_page()["types.yaml"], "utf-8")
    Path("bad.yaml").write_text("quizapp: 1\ndeck: bad\n", "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\n0.9; 0.999\n3\n"))
    main(["study", "types.yaml", "--plain", "--limit", "2"])
    check = CheckProof("", Verdict.HOLDS, where=Position(Path("types.yaml"), 1, 1))
    momentum = LabInfo("", "", "", (Knob("momentum", "float", 0.9, 0.0, 1.0),), {})
    checked = said(capsys, "verify", "types.yaml", "--card", "gaps")
    shown = said(capsys, "deck", "show", "types.yaml")
    real: dict[str, Any] = {
        "due": said(capsys, "due"),
        "log": said(capsys, "log"),
        "undo": said(capsys, "undo"),
        "lab list": [report.of_lab(momentum)],
        "lab run": {"lab": "", "knobs": {}, **report.of_outcome(Outcome(Verdict.HOLDS))},
        "verify": {**checked, "cards": [report.of_card(CardProof("", None, (check,)))]},
        "deck check": said(capsys, "deck", "check", "types.yaml", "bad.yaml"),
        "deck show": {**shown, "cards": shown["cards"][2:]},
        "doctor": said(capsys, "doctor"),
    }
    assert report.of_lab(momentum).keys() == said(capsys, "lab", "list")[0].keys()
    assert set(DOCUMENTS) == set(real)
    for name, document in real.items():
        fits(shape(DOCUMENTS[name]), shape(document), name)


# The pages' examples.


def decks_in_page() -> dict[str, str]:
    """The YAML files of the decks page by name; of several versions the last."""
    return {mark: body for mark, kind, body in _FENCE.findall(DECKS) if kind == "yaml"}


def test_every_example_of_a_deck_is_a_named_file() -> None:
    names = [mark for mark, kind, _ in _FENCE.findall(DECKS) if kind == "yaml"]
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
    for mark, kind, body in _FENCE.findall(page):
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
    assert rehearse(LABS, tmp_path, monkeypatch, capsys) == 1


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
        f"{job.seconds:g} s (`--seconds`)",
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
    labs = {lint.LAB, lint.SETTING, lint.MEASURE, lint.OPERATOR}
    assert set(written) == {*CODES, *labs}
    assert {code: written[code] for code in CODES} == dict(CODES)


# Labs.


def test_settings_of_optimizer_labs_are_those_of_the_code() -> None:
    optimizers = {codes(r[0])[0]: codes(r[1]) for r in table_under(DECKS, "| `opt` | keyword")}
    assert optimizers == {opt: list(words) for opt, words in declarative.KEYWORDS.items()}
    mutants = {codes(r[0])[0]: codes(r[1])[0] for r in table_under(DECKS, "| `mutant` | of")}
    assert mutants == declarative.MUTANTS
    said = re.search(r"`dtype` is one of (.+?)\.", DECKS)
    assert said is not None
    assert codes(said[1]) == list(declarative.DTYPES)
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
    (example,) = [body for _, kind, body in _FENCE.findall(LABS) if kind == "python"]
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


@pytest.mark.parametrize("name", ["guide.md", "decks.md", "labs.md"])
def test_links_lead_somewhere(name: str) -> None:
    pages = {"guide.md": GUIDE, "decks.md": DECKS, "labs.md": LABS}
    page = pages[""] = pages[name]
    for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page):
        assert target in pages or target.startswith("https://"), f"{name}: {target}"
    for target, place in re.findall(r"\]\(([\w.]*)#([^)]+)\)", page):
        heads = re.findall(r"^#+ (.+)$", pages[target], re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
        assert place in anchors, f"{name}: {target}#{place}"
