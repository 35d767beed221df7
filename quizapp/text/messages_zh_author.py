"""Writing decks, in Chinese: the keys, how a card stands, what is said of problems and proofs."""

from __future__ import annotations

AUTHOR: dict[str, str] = {
    # Keys.
    "write": "编写",
    "Write a deck: see it at each save": "编写卡组：每次保存都看到结果",
    "Open the chosen deck, or the path": "打开选中的卡组，或输入的路径",
    "Clear the path; then go back": "清空路径，再按则返回",
    "Choose the card above": "选上一张卡",
    "Choose the card below": "选下一张卡",
    "Ten cards up": "上移十张",
    "Ten cards down": "下移十张",
    "Scroll the card up": "向上滚动卡片",
    "Scroll the card down": "向下滚动卡片",
    "edit": "编辑",
    "Open your editor at the problem or card": "在问题或卡片处打开编辑器",
    "prove": "证明",
    "Prove this card: run its checks": "证明这张卡：运行其检查",
    "prove all": "全部证明",
    "Prove all without a verdict": "证明所有还没有结论的卡",
    "code": "代码",
    "See the deck's own labs, and allow them": "查看卡组自带的实验，并允许运行",
    "Allowing code": "允许代码",
    "allow": "允许",
    "Allow exactly this to run": "只允许现在这些代码运行",
    "not now": "暂不",
    "Allow nothing, and go back": "什么也不允许，返回",
    "The deck brings code that may not run as it is now; C shows it.": (
        "卡组自带的代码现在不能运行；按 C 查看。"
    ),
    "Nothing needs to be allowed.": "没有需要允许的代码。",
    "Allowed, until this code changes.": "已允许，直到这些代码改变。",
    "{name} ({deck}) brings code that runs on this machine:": (
        "{name}（{deck}）自带在这台机器上运行的代码："
    ),
    "Changed since it was allowed ({at}):": "自上次允许（{at}）以来的变化：",
    "A lab is kept from: ": "实验被隔离于：",
    "Allow exactly this to run on this machine?": "只允许现在这些代码在这台机器上运行吗？",
    "turn over": "翻面",
    "Turn over, or back": "把卡片翻过来，或翻回去",
    "next problem": "下一个问题",
    "See the next problem": "看下一个问题",
    "redraw": "重抽",
    "Draw and shuffle the card anew": "重新抽取数值并打乱选项",
    "中/en": "中/en",
    "The card in its other language": "用另一种语言看这张卡",
    "Show the card's hint, or hide it": "显示或隐藏提示",
    "follow": "跟随",
    "Follow your edits, or no longer": "跟随你的修改，或不再跟随",
    "by itself": "自动证明",
    "Prove what you edit by itself, or not": "修改后自动证明，或不自动",
    "Stop the proofs; when none goes on, back to Home or the shell": (
        "停止证明；没有在证明时，回到主页或命令行"
    ),
    # Places.
    "Decks to write": "要编写的卡组",
    "Writing": "编写",
    "the path of a deck, or part of a name": "卡组的路径，或名字的一部分",
    "There is no such file.": "没有这个文件。",
    "No decks of your own yet.": "还没有你自己的卡组。",
    "`quizapp deck new NAME` writes one that you can change.": (
        "`quizapp deck new NAME` 会写一个供你修改的卡组。"
    ),
    "Or type the path of a deck's file above.": "或者在上面输入卡组文件的路径。",
    "Reading the deck…": "正在读取卡组……",
    "No cards yet. E opens your editor; docs/authoring.md helps.": (
        "还没有卡片。按 E 打开编辑器；docs/authoring.md 有帮助。"
    ),
    # Cards.
    "broken": "有错",
    "waiting": "等待中",
    "running": "运行中",
    "proven": "已证明",
    "refuted": "被推翻",
    "not judged yet": "尚未证明",
    "no check": "没有检查",
    "line {number}": "第 {number} 行",
    "stays": "不跟随",
    "It cannot be shown yet: mend its problems first.": "还不能显示：先改正其中的问题。",
    "Below: the card as it was before, while this is broken.": "下面是出错之前的卡片。",
    "It was refuted before; V runs it again.": "之前已被推翻；按 V 再运行一次。",
    "V proves it; Shift+V all that have no verdict.": "按 V 证明；Shift+V 证明所有没有结论的卡。",
    # Problems.
    "1 problem": "1 个问题",
    "{count} problems": "{count} 个问题",
    "… and {more} more": "……还有 {more} 个",
    # What is told.
    "{name} was edited; F goes there.": "{name} 被修改了；按 F 去那里。",
    "Your edits are not followed; F follows them.": ("不再跟随你的修改；按 F 重新跟随。"),
    "Your edits are followed.": "跟随你的修改。",
    "Your edits are not followed.": "不跟随你的修改。",
    "There is nothing to prove here: the card has no check.": "没有可证明的：这张卡没有检查。",
    "Every card that has checks has its verdict.": "有检查的卡都已有结论。",
    "Mend the problems first: a broken deck proves nothing.": (
        "先改正问题：有错的卡组什么也证明不了。"
    ),
    "What you edit is proven by itself.": "修改后会自动证明。",
    "V proves; nothing runs alone.": "按 V 才证明；不会自动运行。",
    "proving {done} of {whole}": "正在证明 {done}/{whole}",
    "no editor is set": "没有设置编辑器",
    "Set one before you start quizapp, such as: export EDITOR=nano (or vim, hx, code)": (
        "启动 quizapp 之前先设置，例如：export EDITOR=nano（或 vim、hx、code）"
    ),
    "VISUAL or EDITOR names it; is it installed?": "它由 VISUAL 或 EDITOR 指定；装了吗？",
    "no editor can take this terminal": "编辑器无法使用这个终端",
    "Open the file beside quizapp: each save is seen.": "在旁边打开文件：每次保存都会看到。",
}
