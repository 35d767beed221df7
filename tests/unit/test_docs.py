"""The guide says what the code does: commands, keys, settings, messages and JSON documents.

Whoever adds one is told here that the page lacks it.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from quizapp.__main__ import main
from quizapp.cli import COMMANDS as SHELL_COMMANDS
from quizapp.config import Config
from quizapp.deck.model import Position
from quizapp.errors import QuizError
from quizapp.lab import report
from quizapp.lab.asked import Asked
from quizapp.lab.model import Knob, LabInfo, Outcome, Verdict
from quizapp.lab.proof import CardProof, CheckProof
from quizapp.tui.commands import COMMANDS as KEY_COMMANDS
from quizapp.tui.commands import PLACES
from quizapp.tui.keys import keys_of
from tests.pages import (
    AUTHORING,
    DECKS,
    FENCE,
    FORMAT,
    GUIDE,
    INSPECT,
    LABS,
    OWN,
    ROOT,
    codes,
    decks_in,
    decks_in_format,
    first_code,
    page,
    table_under,
)


def test_every_command_is_in_the_guide() -> None:
    written = [codes(row[0])[0].split(" [")[0] for row in table_under(GUIDE, "## Commands")]
    families = {name: {name} for name in SHELL_COMMANDS}
    families["lab"] = {"lab list", "lab show NAME", "lab run NAME", "lab step NAME"}
    families["lab"].add("lab new NAME")
    families["inspect"] = {"inspect CHECKPOINT"}
    families["play"] = {"play GAME"}
    families["deck"] = {f"deck {rest}" for rest in ("check PATH…", "show PATH…", "trust PATH")}
    families["deck"] |= {"deck schema", "deck new NAME", "deck add PATH…", "deck list"}
    families["deck"].add("deck remove NAME\\|PATH")
    families["deck"] |= {"deck orphans", "deck undo", "deck mv FROM ID… TO"}
    families["deck"] |= {"deck rename PATH", "deck split PATH (--tag T \\| --ids A,B) --into NEW"}
    families["deck"].add("deck watch PATH")
    families["deck"].add("deck fmt PATH…")
    families["import"] = {"import FILE"}
    families["export"] = {"export DECK… --to OUT"}
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
    option = r"(?<![\w-])--?[a-z][a-z-]*"
    offered = set(re.findall(option, said)) - {"-h"}
    assert set(re.findall(option, codes(row[0])[0])) == offered


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
                    names = command.shown_as.split("/")
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
    (example,) = [body for _, kind, body in FENCE.findall(GUIDE) if kind == "toml"]
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


TURNED = ("declared", "with", "drawn", "defaults", "ask", "check", "told_from", "troubles")
FREE = ("knobs", "settings", "measures", "series", "versions", "answer", *TURNED)
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
    for mark, kind, body in FENCE.findall(GUIDE)
    if kind == "json"
}


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    capsys.readouterr()
    main([*argv, "--json"])
    return json.loads(capsys.readouterr().out)


def make_checkpoints() -> None:
    import torch

    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.AdamW(model.named_parameters(), lr=0.01)
    for name, start in (("then.pt", 1.0), ("now.pt", float("nan"))):
        model(torch.full((2,), start)).sum().backward()
        optimizer.step()
        states = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save({**states, "epoch": 3}, name)


def orphaned(capsys: pytest.CaptureFixture[str]) -> Any:
    """What is said of a reviewed deck while its file is away."""
    Path("types.yaml").rename("away")
    document = said(capsys, "deck", "orphans")
    Path("away").rename("types.yaml")
    return document


def test_documents_in_the_guide_have_the_keys_of_real_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Path("types.yaml").write_text(decks_in_format()["types.yaml"], "utf-8")
    Path("untidy.yaml").write_text("cards: [{q: x}]\nquizapp: 1\n", "utf-8")
    Path("bad.yaml").write_text("quizapp: 1\ndeck: bad\n", "utf-8")
    Path("words.csv").write_text("q,a,tags\nx,y,!\n", "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\n0.9; 0.999\n3\n"))
    main(["study", "types.yaml", "--plain", "--limit", "2"])
    make_checkpoints()
    asked = Asked("x.delta", "", "ball", {"opt": "SGD", "lr": 0.1, "momentum": 0.9, "steps": 2})
    where = Position(Path("types.yaml"), 1, 1)
    check = CheckProof("", Verdict.HOLDS, where=where, asked=(asked,))
    momentum = LabInfo("", "", "", (Knob("momentum", "float", 0.9, 0.0, 1.0),), {})
    checked = said(capsys, "verify", "types.yaml", "--card", "gaps")
    shown = said(capsys, "deck", "show", "types.yaml")
    Path("bare.yaml").write_text(decks_in(AUTHORING)["bare.yaml"], "utf-8")
    real: dict[str, Any] = {
        "due": said(capsys, "due"),
        "log": said(capsys, "log"),
        "undo": said(capsys, "undo"),
        "lab list": [report.of_lab(momentum)],
        "lab run": {"lab": "", "knobs": {}, **report.of_outcome(Outcome(Verdict.HOLDS))},
        "verify": {**checked, "cards": [report.of_card(CardProof("", None, (check,)))]},
        "verify --explain": said(capsys, "verify", "--explain", "statement", "types.yaml"),
        "verify --suggest": said(capsys, "verify", "--suggest", "after-two", "bare.yaml"),
        "deck add": said(capsys, "deck", "add", "types.yaml"),
        "deck list": said(capsys, "deck", "list"),
        "deck check": said(capsys, "deck", "check", "types.yaml", "bad.yaml"),
        "deck fmt": said(capsys, "deck", "fmt", "--check", "untidy.yaml"),
        "import": said(capsys, "import", "words.csv"),
        "export": said(capsys, "export", "types.yaml", "--to", "types.csv"),
        "deck orphans": orphaned(capsys),
        "deck rename": said(capsys, "deck", "rename", "types.yaml", "gaps", "holes", "--dry-run"),
        "deck trust": said(capsys, "deck", "trust", "types.yaml"),
        "deck show": {**shown, "cards": shown["cards"][2:]},
        "inspect": said(capsys, "inspect", "now.pt", "--against", "then.pt"),
        "doctor": said(capsys, "doctor"),
    }
    assert report.of_lab(momentum).keys() == said(capsys, "lab", "list")[0].keys()
    assert set(DOCUMENTS) == set(real)
    for name, document in real.items():
        fits(shape(DOCUMENTS[name]), shape(document), name)


PAGES = {
    "guide.md": GUIDE,
    "authoring.md": AUTHORING,
    "decks.md": DECKS,
    "format.md": FORMAT,
    "cookbook.md": page("cookbook"),
    "style.md": page("style"),
    "labs.md": LABS,
    "own-optimizer.md": OWN,
    "inspect.md": INSPECT,
}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    pages = dict(PAGES)
    page = pages[""] = pages[name]
    for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page):
        there = target in pages or (ROOT / "docs" / target).is_file()
        assert there or target.startswith("https://"), f"{name}: {target}"
    for target, place in re.findall(r"\]\(([\w.]*)#([^)]+)\)", page):
        heads = re.findall(r"^#+ (.+)$", pages[target], re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
        assert place in anchors, f"{name}: {target}#{place}"


@pytest.mark.parametrize("picture", sorted((ROOT / "docs").glob("*.svg")), ids=lambda p: p.name)
def test_a_picture_is_shown_and_fetches_nothing(picture: Path) -> None:
    pages = [GUIDE, AUTHORING, (ROOT / "README.md").read_text("utf-8")]
    assert any(f"{picture.name})" in page for page in pages)
    drawn = picture.read_text("utf-8")
    assert "@font-face" not in drawn
    assert str(Path.home()) + "/" not in drawn
    assert picture.stat().st_size < 128 * 1024
