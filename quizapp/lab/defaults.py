"""What our optimizers take and keep, read from their source: no torch, nothing run."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

_OPTIM = Path(__file__).parent.parent / "optim"


@cache
def of(opt: str) -> dict[str, object]:
    """What an optimizer's constructor takes when it is told nothing else: ``{"lr": 0.001, ...}``.

    Keywords without a literal default are left out; an unknown optimizer has none.
    """
    for path in sorted(_OPTIM.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if f"class {opt}(" in text:
            return _signature(ast.parse(text), opt)
    return {}


@cache
def state_names() -> tuple[frozenset[str], frozenset[str]]:
    """What our optimizers keep under ``state["…"]``, and every name that they write in quotes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(_OPTIM.glob("*.py"))]
    kept = (name for text in texts for name in re.findall(r'state\["(\w+)"\]', text))
    quoted = (name for text in texts for name in re.findall(r'"(\w+)"', text))
    return frozenset(kept), frozenset(quoted)


def _signature(tree: ast.Module, opt: str) -> dict[str, object]:
    (family,) = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == opt]
    for node in family.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            arguments = node.args
            named = arguments.args[-len(arguments.defaults) :] if arguments.defaults else []
            pairs = [*zip(named, arguments.defaults, strict=True)]
            pairs += [
                (name, value)
                for name, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
                if value is not None
            ]
            return {name.arg: _literal(value) for name, value in pairs if _is_literal(value)}
    return {}


def _is_literal(node: ast.expr) -> bool:
    try:
        _literal(node)
    except ValueError:
        return False
    return True


def _literal(node: ast.expr) -> object:
    value: object = ast.literal_eval(node)
    return value
