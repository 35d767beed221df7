"""``quizapp lab show``: what a lab is, before it is run."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace

from quizapp.cli.lab_named import find, of_deck
from quizapp.cli.output import emit_json, hang, table
from quizapp.deck.model import LabSpec
from quizapp.lab import declarative, defaults, judge, knobs, registry, report
from quizapp.lab.beside import Labs
from quizapp.lab.isolation.ask import ask
from quizapp.lab.isolation.level import in_short
from quizapp.lab.model import PLOTS, Knob, LabInfo
from quizapp.lab.setup import OPTIMIZER, OPTIMIZER_LAB
from quizapp.text.clean import clean

_MEASURES = {
    **declarative.MEASURES,
    "x.state.NAME": "what the optimizer keeps for x; absent when it has no such",
}


def show(args: argparse.Namespace) -> int:
    """What a lab of any kind is: claim, knobs, what it measures."""
    if args.name == OPTIMIZER:
        emit_json(_settings()) if args.json else _show_settings()
        return 0
    spec, labs = of_deck(args.name) if "/" in args.name else (None, registry.code_labs())
    if spec is not None and spec.kind == "optimizer":
        _show_declared(args.name, spec, json=args.json)
        return 0
    info = find(args.name, labs) if spec is None else _as_declared(args.name, spec, labs)
    if args.json:
        emit_json(report.of_lab(info))
        return 0
    print(f"{clean(info.name)} ({info.topic})\n  {clean(info.claim)}")
    rows = [
        (f"{knob.name} = {judge.show_text(knob.default)}", f"{knobs.span(knob)}; {knob.help}")
        for knob in info.knobs
    ]
    table("knobs", rows)
    table(
        "knobs of every lab", [(f"{one.name} = {one.default}", one.help) for one in _general(info)]
    )
    table("measures", list(info.measures.items()))
    table("series", list(info.series.items()))
    table("drawn as", [(info.plot, PLOTS[info.plot])])
    source = f"source: {clean(info.source)}\n" if info.source else ""
    print(f"\n{source}file: {clean(info.origin)}")
    print(clean(hang("isolation: ", in_short(ask()))))
    return 0


def _general(info: LabInfo) -> list[Knob]:
    """The knobs that it has without naming them."""
    own = {knob.name for knob in info.knobs}
    return [knob for knob in knobs.GENERAL if knob.name not in own]


def _show_declared(name: str, spec: LabSpec, *, json: bool) -> None:
    """An optimizer lab of a deck: what it sets, and what every such lab measures."""
    settings = report.plain(dict(spec.settings))
    if json:
        told = {"measures": _MEASURES, "series": declarative.SERIES}
        emit_json({"name": name, "settings": settings, **told, "file": str(spec.where)})
        return
    print(clean(f"{name} ({OPTIMIZER})"))
    table("settings", [(key, judge.show_text(value)) for key, value in settings.items()])
    schedules = [(schedule, name) for name, schedule in declarative.SCHEDULE_MUTANTS.items()]
    table("mutants of schedules, in code labs only", schedules)
    table("measures", list(_MEASURES.items()))
    table("series", list(declarative.SERIES.items()))
    print(clean(f"\nfile: {spec.where}"))


def _as_declared(name: str, spec: LabSpec, labs: Labs) -> LabInfo:
    """A code lab as a deck declares it: under its name, from its settings."""
    info = find(spec.run, labs)
    values = knobs.complete(info, spec.settings)
    turned = tuple(replace(knob, default=values[knob.name]) for knob in info.knobs)  # type: ignore[arg-type]
    return replace(info, name=name, knobs=turned)


def _settings() -> dict[str, object]:
    return {
        "name": OPTIMIZER,
        "optimizers": declarative.KEYWORDS,
        "mutants": declarative.MUTANTS,
        "measures": _MEASURES,
        "series": declarative.SERIES,
    }


def _show_settings() -> None:
    """The lab of any formula: its own settings, then each optimizer's."""
    print(f"{OPTIMIZER} ({OPTIMIZER_LAB.topic})")
    print(hang("  ", OPTIMIZER_LAB.claim))
    print(f"  {_EXAMPLE}")
    table("settings of every optimizer", list(_OWN.items()))
    rows = [(opt, " ".join(_defaults(opt))) for opt in declarative.KEYWORDS]
    table("settings of each, with their defaults", rows)
    table("what they take", list(_bounds()))
    by_opt: dict[str, list[str]] = {}
    for mutant, opt in declarative.MUTANTS.items():
        by_opt.setdefault(opt, []).append(mutant)
    table("mutants of each", [(opt, ", ".join(names)) for opt, names in by_opt.items()])
    table("measures", list(_MEASURES.items()))
    table("series", list(declarative.SERIES.items()))


_EXAMPLE = "--set opt=Adam --set lr=0.1 --set start=[1,2] --set loss='x0**2 + x1**2' --set steps=9"

_OWN = {
    "opt": f"required: one of {', '.join(declarative.KEYWORDS)}",
    "loss = x**2": "a formula of x, or of x0, x1 … when it starts from several numbers",
    "start = 1": f"a number, or a list of up to {declarative.MAX_START}; for Muon, which takes "
    "matrices only, they are a matrix of one row",
    "steps = 1": declarative.COUNT,
    "dtype = float32": f"one of {', '.join(declarative.DTYPES)}",
    "mutant = none": "a wrong variant in its original's place",
}


def _defaults(opt: str) -> Iterator[str]:
    known = defaults.of(opt)
    for name in declarative.KEYWORDS[opt]:
        value = known.get(name)
        shown = list(value) if isinstance(value, tuple) else value
        text = judge.show_text(shown)  # type: ignore[arg-type]
        yield f"{name}={text.replace('nothing', 'none')}"


def _bounds() -> Iterator[tuple[str, str]]:
    """What settings take, those alike together."""
    names: dict[str, dict[str, None]] = {}
    for keywords in declarative.KEYWORDS.values():
        for name, takes in keywords.items():
            names.setdefault(takes, {})[name] = None
    for takes, those in names.items():
        limit = declarative.MAX_NUMBER
        within = f" from -{limit:g} to {limit:g}" if "number" in takes and takes[-1] != "s" else ""
        if takes == declarative.COUNT:
            within = ""
        yield takes.removeprefix("a ") + within, ", ".join(those)
