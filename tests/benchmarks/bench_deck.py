"""Loading a deck of 10,000 cards: against PyYAML's own loader, and from the cache."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from quizapp.deck.load import load_deck

CARDS = 10_000
ROUNDS = 5

HEAD = """quizapp: 1
deck: bench
title: {en: Ten thousand cards, zh: 一万张卡片}
license: CC0-1.0
sources: {kb: {cite: "Kingma & Ba 2015"}}
labs:
  one: {kind: optimizer, opt: Adam, lr: 1e-3, start: [1.0], loss: x**2, steps: 1}
cards:
"""

# One card of each type, as decks are really written; @ stands for the card's number.
TYPES = (
    """  - id: qa-@
    type: qa
    tags: [adam, step]
    q: {en: "What does call @ of `step()` read?", zh: "第@次 `step()` 读什么？"}
    answer: {en: "Every parameter's `.grad`.", zh: 每个参数的 `.grad`。}
    why: The optimizer is only the hand on the knobs.
    source: {ref: kb, at: page @}
    unproven: a matter of words
""",
    """  - id: cloze-@
    type: cloze
    text:
      en: "β₁ is {{c1::0.9}} and β₂ is {{c2::0.999::near 1}} in case @"
      zh: "β₁ = {{c1::0.9}}，β₂ = {{c2::0.999}}，第@种"
""",
    """  - id: choice-@
    type: choice
    q: Multiply the loss by 1@; the first step…
    options:
      - right: stays the same
        why: g/√g² cancels the scale.
        when: {lab: one, with: {loss: 100*x**2}, get: x.delta, equals: base}
      - wrong: grows 1@ times
        why: That is SGD.
        when: {lab: one, with: {loss: 100*x**2}, get: x.delta, ratio: {of: base, approx: 100}}
      - wrong: shrinks
        why: The denominator grows with the numerator.
""",
    """  - id: choices-@
    type: choices
    q: "Which of these change `x`? (@)"
    options:
      - {right: "`step()`", why: It writes the parameter.}
      - {right: "`add_(1)`", why: It works in place.}
      - {wrong: "`backward()`", why: It only fills the gradient.}
""",
    """  - id: truth-@
    type: truth
    q: {en: "After @ steps of SGD, x is below 0.01.", zh: "SGD 走@步之后 x 小于 0.01。"}
    answer: true
    when: {lab: one, get: x.end, less: 0.01}
    why: Each step keeps 80 percent.
""",
    """  - {id: order-@, type: order, q: One step, items: [grad, moments, bias-correct, update]}
""",
    """  - id: typed-@
    type: typed
    q: Which method writes the parameters?
    answer: step
    accept: ["step()"]
""",
    """  - id: number-@
    type: number
    q: {en: "Size of Adam's first step at lr = {lr}?", zh: "lr = {lr} 时第一步多大？"}
    vary: {lr: [1e-3, 3e-4, 1e-2]}
    answer: {lab: one, with: {lr: "{lr}"}, get: x.delta, abs: true}
    tol: 1%
    hint: m̂/√v̂ = ±1
""",
)


def deck_text(cards: int) -> str:
    """A deck with that many cards, of all types in turn."""
    parts = [TYPES[n % len(TYPES)].replace("@", str(n)) for n in range(cards)]
    return HEAD + "".join(parts)


def rows() -> list[tuple[str, float, str]]:
    """(name, figure, bound) of each measurement; what is compared alternates in one run."""
    with tempfile.TemporaryDirectory() as folder:
        path, cache = Path(folder, "bench.yaml"), Path(folder, "cache")
        text = deck_text(CARDS)
        path.write_text(text, encoding="utf-8")
        load_deck(path, cache=cache)
        plain, cold, cached = [], [], []
        for _ in range(ROUNDS):
            plain.append(_seconds(lambda: yaml.load(text, yaml.CSafeLoader)))
            cold.append(_seconds(lambda: load_deck(path)))
            cached.append(_seconds(lambda: load_deck(path, cache=cache)))
        deck = load_deck(path, cache=cache)
        whole = _seconds(lambda: list(deck.cards))
    peer, ours, kept = map(statistics.median, (plain, cold, cached))
    return [
        (f"yaml.load(CSafeLoader), {CARDS} cards, ms", peer * 1000, "peer"),
        ("parse and validate, ms", ours * 1000, ""),
        ("parse and validate / yaml.load", ours / peer, "<= 0.8"),
        ("from the cache, ms", kept * 1000, "<= 50"),
        ("from the cache / yaml.load", kept / peer, ""),
        ("every card made from the cache, ms", whole * 1000, ""),
    ]


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
