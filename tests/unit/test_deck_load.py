"""A deck with everything in it, as the model has it; and the cache, which must not be noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.deck import cache as cached
from quizapp.deck.library import Library, find
from quizapp.deck.load import DeckErrors, load_deck
from quizapp.deck.model import Ask, Card, CardType, Check, Deck, LocalText, Position, Source

DECK = Path(__file__).parents[1] / "fixtures" / "decks" / "every-type" / "deck.yaml"
MINIMAL = "quizapp: 1\ndeck: {name}\ncards:\n- {{id: a, type: qa, q: {q}, answer: y}}\n"


@pytest.fixture(scope="module")
def deck() -> Deck:
    return load_deck(DECK)


def card(deck: Deck, name: str) -> Card:
    return next(card for card in deck.cards if card.key == f"{deck.name}/{name}")


def minimal(folder: Path, name: str = "d", q: str = "x", file: str = "d.yaml") -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(MINIMAL.format(name=name, q=q))
    return path


def test_the_head(deck: Deck) -> None:
    assert (deck.name, deck.license) == ("optim.adam", "CC-BY-4.0")
    assert deck.title.pick("zh") == "手算 Adam"
    assert deck.title.pick("fr") == "Adam by hand"
    assert deck.about == LocalText((("", "Every card type, and every key at least once."),))
    assert deck.files == (DECK, DECK.parent / "more" / "warmup.yaml")
    assert deck.sources["kb"].url == "https://arxiv.org/abs/1412.6980"


def test_labs_are_typed_by_us_not_by_yaml(deck: Deck) -> None:
    settings = {"opt": "Adam", "lr": 0.001, "start": (1.0,), "loss": "x**2", "steps": 1}
    assert deck.labs["one"].settings == settings
    assert (deck.labs["none"].kind, deck.labs["none"].run) == ("code", "none_or_zero")
    assert deck.labs["none"].settings == {"momentum": 0.9}


def test_included_cards_come_first_and_know_their_file(deck: Deck) -> None:
    names = [card.key.partition("/")[2] for card in deck.cards]
    assert names[:4] == ["why-optimizer", "学习率", "half", "first-step"]
    assert {card.type for card in deck.cards} == set(CardType)
    where = deck.cards[0].where
    assert (where.path.name, where.line, where.column) == ("warmup.yaml", 4, 5)


def test_a_number_that_a_lab_measures(deck: Deck) -> None:
    first = card(deck, "first-step")
    assert isinstance(first.answer, Ask)
    assert (first.answer.lab, first.answer.get, first.answer.absolute) == ("one", "x.delta", True)
    assert first.answer.knobs == {"lr": "{lr}"}
    assert first.vary == {"lr": (0.001, 0.0003, 0.01)}
    assert (first.tol, first.unit) == (0.01, "units")
    assert first.source == Source("Kingma & Ba 2015", "§2.1", "https://arxiv.org/abs/1412.6980")
    assert first.was == ("optim.adam/step-one", "old.deck/step")
    half = card(deck, "half").answer
    assert half == 0.5
    assert isinstance(half, float)


def test_options_with_their_experiments(deck: Deck) -> None:
    right, wrong = card(deck, "scale").options
    assert (right.right, wrong.right) == (True, False)
    assert right.when is not None
    assert wrong.when is not None
    base = Ask("one", "x.delta", {}, where=right.when.ask.where)
    assert right.when == Check(
        Ask("one", "x.delta", {"loss": "100*x**2"}, where=base.where), "equals", base
    )
    assert (wrong.when.op, wrong.when.factor) == ("ratio", 100.0)


def test_checks_of_all_kinds(deck: Deck) -> None:
    truth = card(deck, "shrinks")
    assert truth.question == LocalText((("", "no"),))
    assert truth.answer is False
    assert truth.when is not None
    # A measurement to compare with takes over whatever it does not say itself.
    own = Position(deck.path, 40, 50)
    assert truth.when.expected == Ask("one", "x.end", {"steps": 2}, 0, where=own)
    ops = [(check.op, check.expected) for check in truth.verify]
    assert ops[0] == ("between", (0.9, 1))
    assert ops[1] == ("raises", "ValueError: Invalid")
    assert [op for op, _ in ops] == ["between", "raises", "contains", "approx", "less"]
    assert truth.verify[0].tol == 0.01
    assert card(deck, "学习率").verify[0].op == "is_answer"


@pytest.mark.parametrize(
    ("other", "knobs"),
    [
        ("{lab: sgd}", {}),
        ("{lab: sgd, with: {lr: 1}}", {"lr": 1}),
        ("{lab: adam}", {"loss": "100*x**2"}),
        ("{get: x.end}", {"loss": "100*x**2"}),
        ("{with: {}}", {}),
    ],
)
def test_another_lab_starts_from_its_own_knobs(
    tmp_path: Path, other: str, knobs: dict[str, object]
) -> None:
    path = minimal(tmp_path)
    check = f"{{lab: adam, with: {{loss: 100*x**2}}, get: x.delta, less: {other}}}"
    path.write_text(path.read_text().replace("answer: y", f"answer: y, verify: {check}"))
    (made,) = load_deck(path).cards[0].verify
    assert isinstance(made.expected, Ask)
    assert made.expected.knobs == knobs


def test_yaml_does_not_guess_types(tmp_path: Path) -> None:
    for written in ("no", "1e-3", "12:30", "null", "0x1F", "2024-01-01", "~"):
        path = minimal(tmp_path, q=written)
        assert load_deck(path).cards[0].question.pick("en") == written


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    path = minimal(tmp_path)
    plain = load_deck(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert list(load_deck(path).cards) == list(plain.cards)


def same(one: Deck, other: Deck) -> bool:
    heads = [
        (d.name, d.title, d.path, d.labs, d.sources, d.license, d.files, d.digest, d.about)
        for d in (one, other)
    ]
    return heads[0] == heads[1] and list(one.cards) == list(other.cards)


def test_the_cache_gives_back_what_was_loaded(tmp_path: Path, deck: Deck) -> None:
    load_deck(DECK, cache=tmp_path)
    kept = cached.fetch(tmp_path, DECK)
    assert kept is not None
    assert same(kept, deck)
    assert kept.cards[-1] == deck.cards[-1]
    assert list(kept.cards[1:3]) == list(deck.cards)[1:3]


def test_from_the_cache_nothing_parses(tmp_path: Path) -> None:
    """Not even the parser is there: the first frame cannot wait for it."""
    load_deck(DECK, cache=tmp_path)
    code = (
        "import sys; from pathlib import Path; from quizapp.deck.load import load_deck\n"
        f"deck = load_deck(Path({str(DECK)!r}), cache=Path({str(tmp_path)!r}))\n"
        "assert len(list(deck.cards)) == 9\n"
        "print([m for m in sys.modules if m == 'yaml' or m in "
        "('quizapp.deck.spec', 'quizapp.deck.events', 'torch', 'textual', 'sqlite_utils')])"
    )
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_any_change_of_content_is_noticed(tmp_path: Path) -> None:
    path, cache = minimal(tmp_path), tmp_path / "cache"
    before = load_deck(path, cache=cache)
    stamp = path.stat()
    path.write_text(path.read_text().replace("q: x", "q: z"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    after = load_deck(path, cache=cache)
    assert after.cards[0].question.pick("en") == "z"
    assert before.digest != after.digest
    path.write_text("quizapp: 1\n")
    with pytest.raises(DeckErrors):
        load_deck(path, cache=cache)


def test_a_damaged_cache_is_rebuilt(tmp_path: Path) -> None:
    path, cache = minimal(tmp_path), tmp_path / "cache"
    fresh = load_deck(path, cache=cache)
    (file,) = cache.iterdir()
    good = file.read_bytes()
    body = good.index(b"\n") + 5
    for bad in (b"", b"{}", good[:-3], good[:body] + b"?" + good[body + 1 :], b"\xff" * 99):
        file.write_bytes(bad)
        assert same(load_deck(path, cache=cache), fresh)
        assert file.read_bytes() == good


def test_a_cache_of_other_code_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, cache = minimal(tmp_path), tmp_path / "cache"
    load_deck(path, cache=cache)
    assert cached.fetch(cache, path) is not None
    monkeypatch.setattr(cached, "version", lambda: "0" * 64)
    assert cached.fetch(cache, path) is None


def test_a_deck_that_has_not_changed_is_not_read_again_and_one_that_has_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, cache = minimal(tmp_path), tmp_path / "cache"
    load_deck(path, cache=cache)
    opened: list[Path] = []

    def read(file: Path) -> bytes:
        opened.append(file)
        return file.read_bytes()

    monkeypatch.setattr(cached, "read", read)
    assert cached.fetch(cache, path) is not None
    assert opened == [path], "it was written a moment ago: its times say nothing yet"
    monkeypatch.setattr(cached, "_UNSURE", 0)
    cached.fetch(cache, path)
    opened.clear()
    deck = cached.fetch(cache, path)
    assert deck is not None
    assert opened == []
    assert deck.digest == load_deck(path).digest
    times = path.stat()
    path.write_text(path.read_text().replace("q: x", "q: y"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_size == times.st_size
    assert cached.fetch(cache, path) is None


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    path = minimal(tmp_path)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert len(load_deck(path, cache=blocked / "cache").cards) == 1
    if os.geteuid() == 0:
        return  # root may write anywhere
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert len(load_deck(path, cache=closed).cards) == 1


def test_a_library_finds_decks_and_not_what_they_include(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    mine = minimal(tmp_path / "home" / "decks", "mine", file="deep/er/mine.yaml")
    minimal(tmp_path / "home" / "decks", "hidden", file=".git/x.yaml")
    twin = minimal(tmp_path / "home" / "decks", "mine", file="z.yaml")
    (tmp_path / "home" / "decks" / "notes.yaml").write_text("quizapp: 1\ncards: []\n")
    library = Library.load()
    assert find([tmp_path / "home" / "decks"]) == [twin, mine]
    (errors,) = library.broken
    assert errors.problems[0].code == "E111"
    assert errors.problems[0].position.line == 2
    assert {"mine", "optim.basics"} <= {deck.name for deck in library.decks}
    key = next(iter(library.keys()))
    found = library.card(key)
    assert found is not None
    assert found.key == key
    assert library.deck_of(key).name == found.deck
    assert sorted(card.key for card in library.cards()) == sorted(library.keys())
    assert Library.load([DECK]).renamed()["optim.adam/step-one"] == "optim.adam/first-step"  # type: ignore[index]


def test_the_cache_is_plain_data(tmp_path: Path) -> None:
    load_deck(DECK, cache=tmp_path)
    (file,) = tmp_path.iterdir()
    head, *rows = file.read_text(encoding="utf-8").split("\n")
    assert len(rows) == len(json.loads(head[64:])["keys"]) == 9
    assert all(isinstance(json.loads(row), list) for row in rows)
