"""From an Ask to a job: knobs complete and checked, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.deck.model import Ask, Deck, LabSpec, LocalText, Value
from quizapp.errors import QuizError
from quizapp.lab.registry import code_labs
from quizapp.lab.verify import job_for

LABS = code_labs()
DECK = Deck(
    name="d",
    title=LocalText((("", "d"),)),
    path=Path("deck.yaml"),
    cards=(),
    labs={
        "one": LabSpec("one", "optimizer", {"opt": "Adam", "lr": 1e-3, "start": (1.0,)}),
        "none": LabSpec("none", "code", {"momentum": 0.5}, run="none_or_zero"),
    },
)


@pytest.mark.parametrize(
    ("lab", "knobs", "says"),
    [
        ("one", {"momentum": 0.9}, "Adam has no setting 'momentum'"),
        ("one", {"loss": "x +"}, "loss"),
        ("none", {"momentum": 2.0}, "a number from 0 to 0.99"),
        ("onne", {}, "Did you mean 'one'?"),
    ],
)
def test_a_job_that_cannot_be_is_refused(lab: str, knobs: dict[str, Value], says: str) -> None:
    with pytest.raises(QuizError) as error:
        job_for(Ask(lab, "m", knobs), DECK, LABS)
    assert says in str(error.value)


def test_a_decks_own_knobs_override_the_labs() -> None:
    job = job_for(Ask("none", "moved", {"steps": 2}), DECK, LABS, seed=7)
    assert job.knobs == {"set_to_none": True, "momentum": 0.5, "weight_decay": 0.0, "steps": 2}
    assert (job.kind, job.name, job.seed) == ("code", "none_or_zero", 7)
