"""Settings: defaults, every check, and messages that name file, line and range."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from quizapp.config import _CHECKS, Config
from quizapp.errors import QuizError


def load(tmp_path: Path, source: str | bytes) -> Config:
    path = tmp_path / "config.toml"
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return Config.load(path)


def test_a_missing_file_means_defaults(tmp_path: Path) -> None:
    assert Config.load(tmp_path / "config.toml") == Config()


def test_a_home_that_is_a_file_is_not_a_matter_of_permissions(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("")
    with pytest.raises(QuizError) as caught:
        Config.load(home / "config.toml")
    assert caught.value.message.startswith(f"{home} is not a folder")
    assert "QUIZAPP_HOME" in caught.value.remedy


def test_every_field_can_be_set(tmp_path: Path) -> None:
    assert set(_CHECKS) == {field.name for field in fields(Config)} - {"warnings"}
    config = load(
        tmp_path,
        """
        retention = 0.85
        day_start = 0
        new_per_day = 5
        reviews_per_day = 0
        learning_steps = ["30s", "5m", "2h"]
        relearning_steps = []
        maximum_interval = 365
        fuzz = false
        language = "zh"
        theme = "nord"
        motion = false
        device = "cpu"
        """,
    )
    assert config == Config(
        retention=0.85,
        day_start=0,
        new_per_day=5,
        reviews_per_day=0,
        learning_steps=(30, 300, 7200),
        relearning_steps=(),
        maximum_interval=365,
        fuzz=False,
        language="zh",
        theme="nord",
        motion=False,
        device="cpu",
    )
    assert load(tmp_path, f"parameters = {[0.5] * 21}").parameters == (0.5,) * 21


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("retention = 1.5", "a number from 0.7 to 0.99"),
        ("retention = true", "a number from 0.7 to 0.99"),
        ("retention = nan", "a number from 0.7 to 0.99"),
        ("day_start = 24", "a whole number from 0 to 23"),
        ("new_per_day = -1", "a whole number from 0 to 9999"),
        ("new_per_day = 2.5", "a whole number from 0 to 9999"),
        ('learning_steps = ["1d"]', 'from "1s" to "23h"'),
        ('learning_steps = ["10m", "1m"]', "rising"),
        ("learning_steps = [1, 10]", 'such as ["1m", "10m"]'),
        ('learning_steps = "1m"', "a list"),
        ("maximum_interval = 0", "a whole number from 1 to 36500"),
        ('fuzz = "no"', "true or false"),
        ('language = "de"', 'one of "en", "zh"'),
        ('device = "tpu"', 'one of "auto", "cpu", "cuda", "mps"'),
        ("theme = 3", "a short text"),
        ("parameters = [1, 2]", "21 numbers"),
        ("parameters = [inf]", "21 numbers"),
        ("[new_per_day]\nx = 1", "a whole number"),
    ],
)
def test_a_bad_value_names_file_line_and_range(tmp_path: Path, line: str, allowed: str) -> None:
    with pytest.raises(QuizError) as caught:
        load(tmp_path, f"# settings\n\n{line}\n")
    assert f"config.toml:3: {line.split(' ')[0].strip('[]').splitlines()[0]}"[:20] in str(
        caught.value
    )
    assert allowed in caught.value.remedy


@pytest.mark.parametrize(
    ("source", "line"), [("fuzz = true\nretention 0.9\n", 2), ('a = "', 1), (b"# \xff\n", 1)]
)
def test_what_is_not_toml_is_located(tmp_path: Path, source: str | bytes, line: int) -> None:
    with pytest.raises(QuizError, match=rf"config\.toml:{line}: "):
        load(tmp_path, source)


def test_an_unknown_setting_is_a_warning_with_a_guess(tmp_path: Path) -> None:
    config = load(tmp_path, "new_per_dya = 3\nnew_per_day = 4\n")
    assert config.new_per_day == 4
    assert len(config.warnings) == 1
    assert "config.toml:1" in config.warnings[0]
    assert "did you mean 'new_per_day'?" in config.warnings[0]


def test_a_folder_instead_of_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match="cannot read"):
        Config.load(tmp_path)
