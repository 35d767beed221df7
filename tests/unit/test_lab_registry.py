"""Labs read from source: nothing runs, and what is not a lab is said with its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.lab import knobs, trust
from quizapp.lab.model import Knob, LabInfo
from quizapp.lab.registry import code_labs, read_lab
from quizapp.text.messages_zh_topics import TOPICS

SOURCE = """
raise SystemExit("a registry that runs this ends here")

@lab(
    claim="one",
    topic="two",
    knobs={
        "lr": Knob(0.1, low=0.0, high=1.0, unit="per step"),
        "n": Knob(3, low=1),
        "on": Knob(True),
        "how": Knob("a", choices=("a", "b")),
    },
    measures={"m": "what"},
    series={"s": "curve"},
    plot="bars",
)
def thing(bench, lr, n, on, how): ...
"""


def read(source: str) -> LabInfo:
    return read_lab(source, Path("thing.py"))


def test_a_lab_is_read_without_running_it() -> None:
    info = read(SOURCE)
    assert (info.name, info.claim, info.topic) == ("thing", "one", "two")
    assert info.measures == {"m": "what"}
    assert info.series == {"s": "curve"}
    assert info.plot == "bars"
    assert info.knobs[0] == Knob("lr", "float", 0.1, 0.0, 1.0, unit="per step")
    assert [knob.kind for knob in info.knobs] == ["float", "int", "bool", "choice"]
    assert info.seconds == 10
    assert read(SOURCE.replace('topic="two",', 'topic="two", seconds=60.0,')).seconds == 60


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("def thing", "def other", "no function 'thing'"),
        ('claim="one"', "claim=CLAIM", "thing.py:5"),
        ("Knob(0.1,", "Knob(STEP,", "thing.py:8"),
        ('"m": "what"', '"m": 3', "name: what it means"),
        ('topic="two",', "", "lacks 'topic'"),
        ('topic="two",', 'topic="two", colour="red",', "knows no 'colour'"),
        ('Knob("a",', 'Knob("c",', "'c' is not in its choices"),
        ("low=1", "lo=1", "low, high, choices"),
        ("def thing(", "def thing((", "not Python"),
        ("@lab(", "@lab(\x00", "not Python"),
    ],
)
def test_what_is_not_a_lab_is_said(old: str, new: str, says: str) -> None:
    assert old in SOURCE
    with pytest.raises(QuizError) as error:
        read(SOURCE.replace(old, new))
    assert says in str(error.value)


def test_every_shipped_lab_is_read() -> None:
    labs = code_labs()
    assert len(labs) >= 10
    for name, info in labs.items():
        assert info.name == name
        assert info.claim.endswith((".", "?"))
        assert info.measures


def test_labs_stand_under_a_few_topics_none_of_them_alone() -> None:
    topics = Counter(info.topic for info in code_labs().values())
    assert len(topics) <= 16
    assert min(topics.values()) >= 3
    assert topics.keys() <= TOPICS.keys()


def test_a_long_or_strange_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("#" * 70_000)
    with pytest.raises(QuizError, match="longer than"):
        code_labs(tmp_path)
    (tmp_path / "long.py").write_bytes(b"\xff\xfe")
    with pytest.raises(QuizError, match="not UTF-8"):
        code_labs(tmp_path)


def test_knobs_are_completed() -> None:
    info = read(SOURCE)
    assert knobs.complete(info, {"lr": 1, "n": 4.0}) == {"lr": 1.0, "n": 4, "on": True, "how": "a"}
    assert knobs.complete(info, {"mutant": "sgd-ascends"})["mutant"] == "sgd-ascends"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"lr": 2.0}, "a number from 0 to 1"),
        ({"lr": float("nan")}, "a number from 0 to 1"),
        ({"lr": "0.1"}, "a number from 0 to 1"),
        ({"lr": True}, "a number from 0 to 1"),
        ({"n": 0}, "a whole number, at least 1"),
        ({"n": 1.5}, "a whole number"),
        ({"on": 1}, "true or false"),
        ({"how": "c"}, "one of a, b"),
        ({"hew": "a"}, "Did you mean 'how'?"),
        ({"mutant": "sgd-ascend"}, "sgd-ascends"),
    ],
)
def test_a_knob_out_of_bounds_is_refused_with_them(given: dict[str, object], says: str) -> None:
    with pytest.raises(QuizError) as error:
        knobs.complete(read(SOURCE), given)
    assert says in str(error.value)


def test_typed_values_are_read() -> None:
    typed = ["1", "1e-3", "true", "False", "[1, 2.5]", "abc", " 7 "]
    assert list(map(knobs.read, typed)) == [1, 1e-3, True, False, [1, 2.5], "abc", 7]


def test_only_the_folder_is_trusted(tmp_path: Path) -> None:
    inside, outside = tmp_path / "labs" / "a.py", tmp_path / "b.py"
    inside.parent.mkdir()
    inside.write_text("a")
    outside.write_text("b")
    link = inside.parent / "link.py"
    link.symlink_to(outside)
    assert trust.is_shipped(inside, inside.parent)
    assert not trust.is_shipped(outside, inside.parent)
    assert not trust.is_shipped(link, inside.parent)
