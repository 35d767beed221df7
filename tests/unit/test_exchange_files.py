"""A folder of tricky files of other programs, and what comes of each.

``expected.txt`` has all of it. To write it anew after a change that is meant, run this file as a
module, and read the difference: ``python -m tests.unit.test_exchange_files``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from quizapp.deck.fmt.files import tidy_bytes
from quizapp.errors import QuizError
from quizapp.exchange import formats
from quizapp.exchange.ready import make_ready
from quizapp.exchange.write import as_deck

FOLDER = Path(__file__).parents[1] / "fixtures" / "exchange"
EXPECTED = FOLDER / "expected.txt"


def told() -> str:
    """What comes of the files, in the order of their names."""
    return "\n".join(line for path in _files() for line in (f"== {path.name}", *_of(path), ""))


def _files() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path != EXPECTED)


def _of(path: Path) -> Iterator[str]:
    try:
        ready = make_ready(formats.read(path))
    except QuizError as error:
        yield f"refused: {error.message.replace(str(path), path.name)}"
        return
    yield from (f"{card.place}: {name} {_shown(card.data)}" for name, card in ready.cards)
    yield from (f"- {loss.place}: {loss.what} ({loss.done})" for loss in ready.losses)
    for name, text in as_deck(ready, "deck.yaml", "deck").files.items():
        assert tidy_bytes(Path(name), text.encode()).after == text, path.name


def _shown(data: object) -> str:
    assert isinstance(data, dict)
    left_out = ("id", "unproven")
    return ", ".join(f"{key}={value!r}" for key, value in data.items() if key not in left_out)


def test_every_file_becomes_what_is_written_down() -> None:
    assert len(_files()) > 25
    assert told() == EXPECTED.read_text("utf-8")


if __name__ == "__main__":
    EXPECTED.write_text(told(), "utf-8")
