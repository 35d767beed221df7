"""Looking into optimizers, ours and torch's alike: live ones and what they saved.

``inspect_optimizer`` and ``inspect_state_dict`` give a tree of frozen values, ``…_text`` plain text
of at most 80 columns, ``print_…`` prints it. Nothing here changes an optimizer or a checkpoint.
"""

from quizapp.optim.inspect.diff import Change, diff_state_dicts, diff_text
from quizapp.optim.inspect.live import inspect_optimizer
from quizapp.optim.inspect.model import (
    GroupInfo,
    OptimizerInfo,
    ParamInfo,
    StateInfo,
    TensorInfo,
)
from quizapp.optim.inspect.report import (
    params_text,
    print_optimizer_params,
    print_optimizer_summary,
    summary_text,
)
from quizapp.optim.inspect.rules import Problem, problems_text
from quizapp.optim.inspect.saved import inspect_state_dict
from quizapp.optim.inspect.tree import print_state_dict_tree, tree_text
from quizapp.optim.inspect.trouble import find_mismatches, find_model_problems, find_problems

__all__ = [
    "Change",
    "GroupInfo",
    "OptimizerInfo",
    "ParamInfo",
    "Problem",
    "StateInfo",
    "TensorInfo",
    "diff_state_dicts",
    "diff_text",
    "find_mismatches",
    "find_model_problems",
    "find_problems",
    "inspect_optimizer",
    "inspect_state_dict",
    "params_text",
    "print_optimizer_params",
    "print_optimizer_summary",
    "print_state_dict_tree",
    "problems_text",
    "summary_text",
    "tree_text",
]
