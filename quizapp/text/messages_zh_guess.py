"""Guesses before a run, in Chinese: how they are asked for, and what is said of them."""

from __future__ import annotations

GUESSES: dict[str, str] = {
    # Keys.
    "guess": "先猜",
    "Guess before each run, or no longer: numbers, curves, orders": (
        "每次运行前先猜(数、曲线、顺序)，或不再猜"
    ),
    "Guess what the runs show, then run": "先猜运行结果，再运行",
    "Guess first, then open the lab": "先猜，再打开实验",
    "Take the guess, or pass": "就这样猜，或跳过",
    "Choose a shape, or put a curve next": "选一种形状，或排下一条曲线",
    "Take it back": "取消",
    "Choose the shape above": "选上一种形状",
    "Choose the shape below": "选下一种形状",
    "Back; nothing is run": "返回，不运行",
    # Asking.
    "Your guess": "你的猜测",
    "{name} will be…": "{name} 会是……",
    "The curve of {name} will look like…": "{name} 的曲线会是……",
    "Which curve ends lowest, which next? Letters in that order.": (
        "哪条曲线最后最低，其次是哪条？按顺序按字母。"
    ),
    "a number, then Enter; Enter alone passes": "输入一个数再按回车；只按回车跳过",
    "Nothing was run. P asks for your guess again, R runs it.": (
        "没有运行。按 P 再猜一次，按 R 直接运行。"
    ),
    "No curve and no number here to guess: your answer was the prediction.": (
        "这里没有可猜的曲线或数：你的回答就是预测。"
    ),
    "Guesses first: turn a knob; Enter asks, then runs it.": (
        "先猜后跑：调一个旋钮；回车先问你，再运行。"
    ),
    "Not run yet: Enter asks for your guess, then runs it.": "还没运行：按回车先猜，再运行。",
    "You have seen this one; turn a knob to guess.": "这个已经看过了；调一个旋钮再猜。",
    "guesses first": "先猜",
    "No more guesses: a knob runs the lab as it is turned.": "不再先猜：一调旋钮就运行。",
    # Line by line.
    "Guess before it runs; Enter passes.": "运行前先猜；按回车跳过。",
    "{name} ({meaning}), a number": "{name}({meaning})，一个数",
    "curve {name} ({meaning}), 1 to {count}": "曲线 {name}({meaning})，1 到 {count}",
    "the curves by where they end, the lowest first": "按结束时的高低排列曲线，最低的在前",
    # Shapes.
    "stays flat": "保持不变",
    "falls evenly": "匀速下降",
    "falls, then levels off": "先降后平",
    "falls ever faster": "越降越快",
    "rises evenly": "匀速上升",
    "rises, then levels off": "先升后平",
    "rises ever faster": "越升越快",
    "falls, then rises": "先降后升",
    "rises, then falls": "先升后降",
    "swings to and fro": "来回摆动",
    # Beside what came.
    "order": "顺序",
    "your guess": "你的猜测",
    "{name} and your guess": "{name} 与你的猜测",
    "{name}: {said}, as you guessed": "{name}：{said}，猜对了",
    "{name}: you guessed {said}; it is {truth}": "{name}：你猜 {said}；结果是 {truth}",
    "{right} of {count} guesses right": "{count} 个猜测中对了 {right} 个",
    "off by {part:.3g}%": "差 {part:.3g}%",
    "you": "你",
    "near enough": "算对的范围",
    # Charts that have nothing to show.
    "no points yet": "还没有点",
    "no finite numbers to draw": "没有可画的有限数",
    "nothing to draw": "没有可画的",
    "no room for a chart": "没有地方画图",
    "no room for a landscape": "没有地方画地形",
    "no room for bars": "没有地方画条形",
    "no room for a spectrum": "没有地方画谱",
    "no room for a heat map": "没有地方画热图",
}
