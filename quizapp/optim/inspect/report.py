"""An inspection as text for people: every parameter, or a summary. Prints what it formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from torch.nn import Module
from torch.optim import Optimizer

from quizapp.optim.inspect import words
from quizapp.optim.inspect.live import inspect_optimizer
from quizapp.optim.inspect.model import GroupInfo, OptimizerInfo, ParamInfo


def print_optimizer_params(optimizer: Optimizer, model: Module | None = None) -> None:
    """Print each group with its settings and each parameter with its state."""
    print(params_text(inspect_optimizer(optimizer, model)))


def print_optimizer_summary(optimizer: Optimizer, model: Module | None = None) -> None:
    """Print a line a group, what all groups share, and what the model has beyond them."""
    print(summary_text(inspect_optimizer(optimizer, model)))


def params_text(info: OptimizerInfo) -> str:
    """Each group with its settings and each parameter with its state."""
    own, shared = _settings(info)
    blocks = [_group(group, own) for group in info.groups]
    return "\n\n".join(_blocks([_head(info)], shared, *blocks, _remarks(info)))


def summary_text(info: OptimizerInfo) -> str:
    """A line a group, what all groups share, and what the model has beyond them."""
    own, shared = _settings(info)
    rows = _summary(info, own)
    left_out: list[str] = []
    while len(own) > 1 and words.breadth(rows) > words.WIDTH:
        left_out.insert(0, words.shown(own.pop()))
        rows = _summary(info, own)
    table = words.columns(rows, right=range(len(rows[0])), wide=len(rows[0]) - 1)
    more = words.listed("groups differ too in: ", left_out)
    return "\n\n".join(_blocks([_head(info)], table, more, shared, _remarks(info)))


def _summary(info: OptimizerInfo, own: list[str]) -> list[list[str]]:
    rows = [["group", "parameters", "elements", "state", *map(words.shown, own)]]
    for group in info.groups:
        counts = [f"{group.index}", f"{len(group.params):,}", f"{group.elements:,}"]
        settings = [words.value(group.settings.get(key, "–")) for key in own]
        rows.append([*counts, words.size(group.state_bytes), *settings])
    return rows


def _settings(info: OptimizerInfo) -> tuple[list[str], Iterator[str]]:
    """Names of the settings that tell groups apart (``lr`` always), and the others as lines."""
    groups = [group.settings for group in info.groups]
    names = dict.fromkeys(["lr", *(key for group in groups for key in group)])
    own = [key for key in names if key == "lr" or _differs(key, groups)]
    shared = [_setting(key, groups[0][key]) for key in names if key not in own]
    return own, words.listed("all groups: " if len(groups) > 1 else "settings: ", shared)


def _differs(key: str, groups: list[Mapping[str, object]]) -> bool:
    return len({words.value(group.get(key, "–"), exact=True) for group in groups}) > 1


def _setting(key: str, item: object) -> str:
    return f"{words.shown(key)} {words.value(item)}"


def _blocks(*parts: Iterator[str] | list[str]) -> Iterator[str]:
    for part in parts:
        lines = [*part]
        if lines:
            yield "\n".join(lines)


def _head(info: OptimizerInfo) -> str:
    counts = (
        words.count(len(info.groups), "group"),
        words.count(len(info.params), "parameter"),
        words.count(info.elements, "element"),
        f"{words.size(info.state_bytes)} of state",
    )
    return f"{words.shown(info.kind)}: {', '.join(counts)}"


def _group(group: GroupInfo, own: list[str]) -> Iterator[str]:
    usual = group.usual_keys  # counted over all parameters, so not once for each
    settings = [_setting(key, group.settings[key]) for key in own if key in group.settings]
    yield from words.listed(f"group {group.index}: ", settings or ["no lr"])
    yield from words.listed("  state: ", usual)
    rows = [["#", "parameter", "shape", "dtype", "state", ""]]
    for p in group.params:
        known = p.tensor
        shape, dtype = (words.shape(known.shape), known.dtype) if known else ("?", "?")
        state = words.size(p.state_bytes) if p.state else "–"
        odd = ", ".join(_oddities(p, usual))
        rows.append([f"{p.index}", words.shown(p.name or "?"), shape, dtype, state, odd])
    yield from words.columns(rows, right=(0, 4), wide=1, indent="  ")


def _oddities(p: ParamInfo, usual: tuple[str, ...]) -> Iterator[str]:
    if p.trainable is False:
        yield "frozen"
    if usual and not p.state:
        yield "no state"
    elif p.keys != usual:
        missing = [key for key in usual if key not in p.keys]
        extra = [key for key in p.keys if key not in usual]
        yield from (f"no {key}" for key in missing)
        yield from (f"has {key}" for key in extra)


def _remarks(info: OptimizerInfo) -> Iterator[str]:
    indent = " " * 13
    yield from words.listed("in no group  ", [*map(words.shown, info.ungrouped)], indent)
    yield from words.listed("frozen       ", [*map(words.shown, info.frozen)], indent)
    tied = [" = ".join(map(words.shown, names)) for names in info.tied]
    yield from words.listed("tied         ", tied, indent)
    unknown = [f"parameter {index}" for index in info.unknown]
    yield from words.listed("not of model ", unknown, indent)
