"""Lines of an optimizer with numbers in them: what they say is what they compute."""

from __future__ import annotations

import pytest
import torch

from quizapp.lab.arithmetic import arithmetic

VALUES = {"p": 0.5, "m": 0.25, "g": -2.0, "v": 4.0, "d": 3.0, "k.lr": 0.1, "k.b": 0.9, "t": 3.0}

LINES = [
    ("p.add_(g, alpha=-k.lr)", "0.5 − 0.1·(−2)"),
    ("p.mul_(1 - k.lr)", "0.5·(1 − 0.1)"),
    ("m.lerp_(g, 1 - k.b)", "0.9·0.25 + (1 − 0.9)·(−2)"),
    ("m.lerp_(g, k.b)", "(1 − 0.9)·0.25 + 0.9·(−2)"),
    ("v.mul_(k.b).addcmul_(g, g, value=1 - k.b)", "4·0.9 + (1 − 0.9)·(−2·(−2))"),
    ("p.addcdiv_(m, d, value=-k.lr)", "0.5 − 0.1·(0.25 / 3)"),
    ("return v.sqrt().div_(d).add_(1e-8)", "√4 / 3 + 1e−08"),
    ("x = v.div(d).mul(m)", "(4 / 3)·0.25"),
    ("x = g.abs().clamp_min(m)", "max(|−2|, 0.25)"),
    ("x = p.sub(m.sub(d))", "0.5 − (0.25 − 3)"),
    ("c = 1 - k.b**t", "1 − 0.9³"),
    ("c, s = 1 - k.b**2, d * -m", "1 − 0.9²,  3·(−0.25)"),
    ("x = v.rsqrt_().mul_(g.pow(2))", "(1 / √4)·(−2)²"),
]


@pytest.mark.parametrize(("source", "expected"), LINES)
def test_a_line_reads_as_a_formula_and_equals_what_it_computes(source: str, expected: str) -> None:
    told = arithmetic(source, VALUES)
    assert told == expected
    code = source.removeprefix("return ").partition(" = ")[2] or source.removeprefix("return ")

    class K:
        lr, b = 0.1, 0.9

    names = {n: torch.tensor(x, dtype=torch.float64) for n, x in VALUES.items() if "." not in n}
    computed = eval(code, {"k": K, **names, "t": 3.0})
    parts = told.split(",  ") if isinstance(computed, tuple) else [told]
    values = computed if isinstance(computed, tuple) else (computed,)
    for part, value in zip(parts, values, strict=True):
        assert python(part) == pytest.approx(float(value), rel=1e-12)


def python(told: str) -> float:
    """A formula as Python reads it."""
    import re

    told = told.replace("−", "-").replace("·", "*").replace("²", "**2").replace("³", "**3")
    told = re.sub(r"\|(.*?)\|", r"abs(\1)", told)
    told = re.sub(r"√(\([^)]*\)|[\d.e-]+)", r"(\1)**0.5", told)
    return float(eval(told))


@pytest.mark.parametrize(
    "source",
    [
        "m, v = state['a'], state['b']",
        "x = y",
        "return",
        "x = m",
        "k = super().terms(group, t, like)",
        "if k.lr:",
        "p.add_(q)(",
        "unknown.mul_(other)",
    ],
)
def test_a_line_without_arithmetic_has_none(source: str) -> None:
    assert arithmetic(source, VALUES) == ""


def test_what_looks_at_all_elements_keeps_its_names_and_known_results_are_put_in() -> None:
    assert arithmetic("x = v.norm(2) * d", VALUES) == "v.norm(2)·3"
    values = {**VALUES, "norm()": 7.0}
    assert arithmetic("x.div(cls.norm(x).clamp_min(k.lr))", values) == "x / max(7, 0.1)"
    assert arithmetic("g = g.add(m) if k.on else m", {**VALUES, "k.on": 1.0}) == "−2 + 0.25"
