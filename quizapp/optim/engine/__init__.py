"""The engine lifts one tensor's update rule over many: one by one, as lists, or compiled.

``update`` is the whole of a group's step. No algorithm lives here.
"""

from quizapp.optim.engine.row import lay_in_a_row
from quizapp.optim.engine.scalars import Number, check_fusable, new_step, scalar
from quizapp.optim.engine.slots import Group, State
from quizapp.optim.engine.update import update

__all__ = [
    "Group",
    "Number",
    "State",
    "check_fusable",
    "lay_in_a_row",
    "new_step",
    "scalar",
    "update",
]
