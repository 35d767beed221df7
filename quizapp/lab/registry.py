"""Which code labs there are, read from their source by AST. Never runs one, never has torch."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from quizapp import paths
from quizapp.errors import QuizError
from quizapp.lab.model import PLOTS, Knob, LabInfo

MAX_SOURCE = 64 * 1024
"""Bytes of a lab's file."""

_KINDS = {bool: "bool", int: "int", float: "float", str: "choice"}
_TEXTS = ("claim", "topic", "source", "plot")


def code_labs(folder: Path | None = None) -> dict[str, LabInfo]:
    """Every lab of a folder (the shipped one by default), by name, in the order of names.

    Raises:
        QuizError: a file is not a lab; the message has its line.
    """
    folder = paths.shipped("labs") if folder is None else folder
    labs = {}
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith("_"):
            labs[path.stem] = read_lab(source_of(path), path)
    return labs


def source_of(path: Path) -> str:
    """The text of a lab's file.

    Raises:
        QuizError: it cannot be read, is not UTF-8, or is too long.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SOURCE + 1)
        if len(data) > MAX_SOURCE:
            raise QuizError(f"{path}: longer than {MAX_SOURCE:,} bytes", "A lab is one experiment.")
        return data.decode()
    except OSError as error:
        raise QuizError(f"{path}: cannot read this lab ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise QuizError(f"{path}: not UTF-8 text", "Save the file as UTF-8.") from error


def read_lab(source: str, path: Path) -> LabInfo:
    """What the ``@lab(...)`` decorator in ``source`` says.

    Raises:
        QuizError: there is no such function named as the file, or an argument is no literal.
    """
    try:
        tree = ast.parse(source, str(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        raise QuizError(f"{path}:{line}: not Python ({error})") from error
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == path.stem:
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and _name(decorator.func) == "lab":
                    return _info(decorator, path)
    raise QuizError(
        f"{path}: no function {path.stem!r} marked @lab(...)",
        "A lab's file, function and name are one and the same.",
    )


def _info(call: ast.Call, path: Path) -> LabInfo:
    given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    texts = {name: _literal(given[name], path, str) for name in _TEXTS if name in given}
    tables = {name: _table(given[name], path) for name in ("measures", "series") if name in given}
    missing = {"claim", "topic", "measures"} - set(given)
    unknown = set(given) - {*_TEXTS, "knobs", "measures", "series", "seconds"}
    if missing or unknown:
        what = f"lacks {sorted(missing)[0]!r}" if missing else f"knows no {sorted(unknown)[0]!r}"
        raise QuizError(f"{path}:{call.lineno}: @lab {what}")
    seconds = _literal(given["seconds"], path, int | float) if "seconds" in given else 10.0
    plot = texts.get("plot", "lines")
    if plot not in PLOTS:
        message = f"{path}:{given['plot'].lineno}: @lab cannot draw {plot!r}"
        raise QuizError(message, f"There are: {', '.join(PLOTS)}.")
    return LabInfo(
        name=path.stem,
        claim=texts["claim"],
        topic=texts["topic"],
        source=texts.get("source", ""),
        knobs=_knobs(given["knobs"], path) if "knobs" in given else (),
        measures=tables["measures"],
        series=tables.get("series", {}),
        origin=str(path),
        seconds=float(seconds),
        plot=plot,
    )


def _knobs(node: ast.expr, path: Path) -> tuple[Knob, ...]:
    if not isinstance(node, ast.Dict):
        raise _not_literal(node, path, "knobs={name: Knob(default, ...)}")
    return tuple(
        _knob(_literal(key, path, str), value, path)
        for key, value in zip(node.keys, node.values, strict=True)
    )


def _knob(name: str, node: ast.expr, path: Path) -> Knob:
    if not (isinstance(node, ast.Call) and _name(node.func) == "Knob" and len(node.args) == 1):
        raise _not_literal(node, path, "Knob(default, low=..., high=...)")
    default = _literal(node.args[0], path, float | int | bool | str)
    rest = {k.arg or "**": _literal(k.value, path, object) for k in node.keywords}
    choices = tuple(map(str, rest.pop("choices", ())))
    try:
        knob = Knob(name, _KINDS[type(default)], default, choices=choices, **rest)
    except TypeError as error:
        raise _not_literal(node, path, "low, high, choices, unit and help only") from error
    if knob.kind == "choice" and default not in choices:
        raise QuizError(f"{path}:{node.lineno}: knob {name!r}: {default!r} is not in its choices")
    return knob


def _table(node: ast.expr, path: Path) -> Mapping[str, str]:
    table: dict[str, str] = _literal(node, path, dict)
    if not all(isinstance(word, str) for pair in table.items() for word in pair):
        raise _not_literal(node, path, "{name: what it means}")
    return table


def _literal(node: ast.expr | None, path: Path, wanted):  # type: ignore[no-untyped-def]
    """A literal's value; its type was checked, which mypy cannot follow through ``wanted``."""
    try:
        value = ast.literal_eval(node) if node is not None else None
    except (ValueError, TypeError, RecursionError):
        value = None
    if value is None or not isinstance(value, wanted):
        raise _not_literal(node, path, "a literal")
    return value


def _not_literal(node: ast.expr | None, path: Path, wanted: str) -> QuizError:
    line = getattr(node, "lineno", 1)
    return QuizError(f"{path}:{line}: @lab is read without running it: write {wanted} here")


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
