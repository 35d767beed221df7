"""Every shipped lab can fail: a fault in what it studies changes what it measures.

The labs run in this process, through the worker's own runner: only here can a fault be planted.
"""

from __future__ import annotations

import pytest

from tests.lab.faults import FAULTS
from tests.lab.faulty.fault import Fault
from tests.lab.here import LABS, run_here


def test_the_table_has_every_lab_and_no_other() -> None:
    assert {fault.lab for fault in FAULTS} == set(LABS)


@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor that is not a leaf")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.lab}-{fault.measure}")
def test_a_lab_notices_its_fault(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bool(fault.wrong) != bool(fault.plant), "either knobs or a planted fault"
    true = run_here(fault.lab, **fault.given)
    assert true["verdict"] == "holds", true["reason"]
    if fault.plant is not None:
        fault.plant(monkeypatch)
    false = run_here(fault.lab, **{**fault.given, **fault.wrong})
    caught = fault.plant is not None and not fault.beneath
    assert false["verdict"] == ("fails" if caught else "holds"), false["reason"]
    assert repr(false["measures"][fault.measure]) != repr(true["measures"][fault.measure])
