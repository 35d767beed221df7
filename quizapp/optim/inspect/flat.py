"""Nested state dicts as a flat list of paths. Files may hold cycles, so there are bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quizapp.optim.inspect import words

DEEPEST = 12
MOST = 200_000


class TooLargeError(ValueError):
    """More is nested in a state dict than any optimizer or model would."""


def leaves(root: object) -> Iterator[tuple[tuple[object, ...], object]]:
    """Every value that is no container (or an empty one) with the keys that lead to it.

    Raises TooLargeError past ``MOST`` values or ``DEEPEST`` levels.
    """
    seen = 0
    stack: list[tuple[tuple[object, ...], object]] = [((), root)]
    while stack:
        path, value = stack.pop()
        seen += 1
        if seen > MOST or len(path) > DEEPEST:
            raise TooLargeError(f"over {MOST:,} values or {DEEPEST} levels are nested in it")
        inner = children(value)
        if inner:
            stack += [((*path, key), item) for key, item in reversed(inner)]
        else:
            yield path, value


def children(value: object) -> list[tuple[object, object]]:
    """What a container holds, with its keys; nothing for a tensor, a number or a text."""
    if isinstance(value, Mapping):
        return [*value.items()]
    # Lists of numbers are settings, such as betas.
    if isinstance(value, list | tuple) and not all(isinstance(x, int | float) for x in value):
        return [*enumerate(value)]
    return []


def dotted(path: tuple[object, ...]) -> str:
    """``state.0.exp_avg``."""
    return ".".join(map(words.shown, path))
