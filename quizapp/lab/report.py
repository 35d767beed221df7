"""Outcomes and proofs as plain data for JSON: what `lab run --json` and `verify --json` print."""

from __future__ import annotations

import math
from typing import Any

from quizapp.lab.isolation.level import as_data
from quizapp.lab.model import Knob, LabInfo, Outcome
from quizapp.lab.proof import CardProof, CheckProof


def plain(value: Any) -> Any:
    """A value that any JSON reader takes: NaN and infinities become the texts nan, inf, -inf."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def of_outcome(outcome: Outcome, *, series: bool = True) -> dict[str, object]:
    """A run."""
    return {
        "verdict": str(outcome.verdict),
        "reason": outcome.reason,
        "agrees": outcome.agrees,
        "gap": plain(outcome.gap),
        "measures": plain(dict(outcome.measures)),
        **({"series": plain(dict(outcome.series))} if series else {}),
        "seed": outcome.seed,
        "device": outcome.device,
        "versions": dict(outcome.versions),
        "seconds": round(outcome.seconds, 4),
        "output": outcome.output,
        "isolation": None if outcome.isolation is None else as_data(outcome.isolation),
    }


def of_lab(info: LabInfo) -> dict[str, object]:
    """What a lab says of itself."""
    return {
        "name": info.name,
        "topic": info.topic,
        "claim": info.claim,
        "knobs": [_knob(knob) for knob in info.knobs],
        "measures": dict(info.measures),
        "series": dict(info.series),
        "plot": info.plot,
        "source": info.source,
    }


def _knob(knob: Knob) -> dict[str, object]:
    fields: dict[str, object] = {"name": knob.name, "kind": knob.kind, "default": knob.default}
    if knob.kind in ("int", "float"):
        fields |= {"low": knob.low, "high": knob.high}
    fields |= {"choices": list(knob.choices)} if knob.choices else {}
    return {**fields, "unit": knob.unit, "help": knob.help}


def of_card(proof: CardProof) -> dict[str, object]:
    """A card's proof, check by check."""
    return {
        "card": proof.key,
        "verdict": str(proof.verdict) if proof.verdict is not None else None,
        "answer_measured": proof.answer_measured,
        "unproven": proof.unproven,
        "checks": [_check(check) for check in proof.checks],
    }


def _check(check: CheckProof) -> dict[str, object]:
    where = check.where
    return {
        "label": check.label,
        "good": check.good,
        "verdict": str(check.verdict),
        "expected": check.expected,
        "measured": check.measured,
        "reason": check.reason,
        "idle": check.idle,
        "asked": [
            {
                "measure": one.measure,
                "meaning": one.meaning,
                "lab": one.lab,
                "knobs": plain(dict(one.knobs)),
            }
            for one in check.asked
        ],
        "at": None if where is None else [str(where.path), where.line, where.column],
    }
