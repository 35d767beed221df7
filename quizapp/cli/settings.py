"""How commands read the learner's settings: what is odd in them is said, and passed over."""

from __future__ import annotations

from quizapp.cli.output import say
from quizapp.config import Config
from quizapp.paths import config_file
from quizapp.text.clean import clean


def open_settings() -> Config:
    """The settings. Names that mean nothing there are told on stderr.

    Raises:
        QuizError: the file cannot be read, or has a value that cannot be.
    """
    config = Config.load(config_file())
    for warning in config.warnings:
        say(clean(warning))
    return config
