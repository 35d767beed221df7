"""What the interface says in Chinese, by its English. Cards bring their own languages."""

from __future__ import annotations

from quizapp.text.messages_zh_author import AUTHOR
from quizapp.text.messages_zh_bench import BENCH
from quizapp.text.messages_zh_games import GAMES
from quizapp.text.messages_zh_guess import GUESSES
from quizapp.text.messages_zh_topics import TOPICS

MESSAGES: dict[str, str] = {
    **AUTHOR,
    **BENCH,
    **GAMES,
    **GUESSES,
    **TOPICS,
    # The app.
    "study": "学习",
    "choose": "选择",
    "reload": "重新读取",
    "quit": "退出",
    "go on": "继续",
    "next one": "下一局",
    "pick": "选",
    "take back": "退一步",
    "again": "重来",
    "hard": "困难",
    "good": "良好",
    "easy": "简单",
    "hint": "提示",
    "lab": "实验",
    "undo": "撤销",
    "skip": "跳过",
    "scroll": "滚动",
    "home": "首页",
    "run": "运行",
    "back": "返回",
    "stop": "停止",
    "help": "帮助",
    "中文": "English",
    "light/dark": "明暗",
    "palette": "命令",
    "Study the chosen deck": "学习选中的卡组",
    "Choose the deck above": "选上一个卡组",
    "Choose the deck below": "选下一个卡组",
    "Read the decks again": "重新读取卡组",
    "Leave quizapp": "退出 quizapp",
    "Answer; then take the suggested grade (Space does the same outside a text field)": (
        "回答；之后采用建议的评分(不在输入框时空格也行)"
    ),
    "Pick an option, or put an item next": "选一个选项，或排下一项",
    "Say true (T) or false (F)": "判断对(T)错(F)",
    "Take back the last letter of an order; in an empty field, the last gap": (
        "取消排序的最后一个字母；输入框为空时回到上一个空"
    ),
    "Grade: I did not know it": "评分：不会",
    "Grade: I knew it, with trouble": "评分：想起来了，很吃力",
    "Grade: I knew it": "评分：会",
    "Grade: I knew it at once": "评分：一眼就会",
    "Show the card's hint": "显示提示",
    "Prove the answer: open the lab": "证明答案：打开实验",
    "Take back the last grade": "撤销上一次评分",
    "Put the card aside; it stays due": "先放一边，仍算到期",
    "Scroll up": "向上滚动",
    "Scroll down": "向下滚动",
    "Back to the decks": "回到卡组",
    "Run the lab, or run it again": "运行实验，或再运行一次",
    "Stop the run; when none is going on, back to the card": "停止运行；没有运行时回到卡片",
    "Close the help": "关闭帮助",
    "Every key, explained": "所有按键的说明",
    "English or 中文": "English 或中文",
    "Light or dark colours": "浅色或深色",
    "Find a command": "查找命令",
    "Leave quizapp from anywhere": "全局退出 quizapp",
    "Home": "首页",
    "Studying": "学习",
    "The lab": "实验",
    "Everywhere": "全局",
    "Help": "帮助",
    "Lab": "实验",
    "Please make the window larger (at least {size}).": "请把窗口放大(至少 {size})。",
    "Reading the decks…": "正在读取卡组……",
    "No decks yet.": "还没有卡组。",
    "`quizapp deck new NAME` begins a deck of your own.": (
        "`quizapp deck new NAME` 新建自己的卡组。"
    ),
    "`quizapp deck add PATH` brings in a deck or a folder of decks.": (
        "`quizapp deck add PATH` 加入一个卡组或一个文件夹的卡组。"
    ),
    "Then press R.": "然后按 R。",
    "not there now, its reviews are kept:": "现在不在了，复习记录都还在：",
    "✓ Done for today.": "✓ 今天学完了。",
    "Done for today.": "今天学完了。",
    "The next cards come {time}, in {left}.": "下一批卡片：{time}，还有 {left}。",
    "There are no new cards left.": "没有新卡片了。",
    "{count} new card waits: today's limit of {limit} is reached.": (
        "还有 {count} 张新卡片：今天的上限 {limit} 张已到。"
    ),
    "{count} new cards wait: today's limit of {limit} is reached.": (
        "还有 {count} 张新卡片：今天的上限 {limit} 张已到。"
    ),
    "{count} review waits: today's limit of {limit} is reached.": (
        "还有 {count} 张待复习：今天的上限 {limit} 张已到。"
    ),
    "{count} reviews wait: today's limit of {limit} is reached.": (
        "还有 {count} 张待复习：今天的上限 {limit} 张已到。"
    ),
    "For more today, raise {settings} in {file} and start quizapp again.": (
        "想今天多学，请在 {file} 里调大 {settings}，再重新启动 quizapp。"
    ),
    "{minutes} min": "{minutes} 分钟",
    "{hours} h {minutes} min": "{hours} 小时 {minutes} 分钟",
    "{days} days": "{days} 天",
    "{total} card today": "今天 {total} 张卡片",
    "{total} cards today": "今天 {total} 张卡片",
    "about {minutes} min": "约 {minutes} 分钟",
    "all decks": "所有卡组",
    "All decks": "所有卡组",
    "these decks": "这些卡组",
    "These decks": "这些卡组",
    "studies": "开始学习",
    "Nothing due in this deck.": "这个卡组没有到期的卡片。",
    "due": "到期",
    "learning": "学习中",
    "new": "新",
    "deck": "卡组",
    " and {more} more": " 等，另有 {more} 处",
    "`quizapp deck check` explains; fix it and press R.": (
        "`quizapp deck check` 会说明；改好后按 R。"
    ),
    "recall, then look": "先回忆，再看",
    "fill the gaps": "填空",
    "one is right": "单选",
    "all that are right": "多选",
    "true or false": "判断对错",
    "put in order": "排序",
    "type the answer": "写出答案",
    "type a number": "写一个数",
    "true": "对",
    "false": "错",
    "Your order:": "你的顺序：",
    "Right": "正确",
    "Wrong": "错误",
    "{count} again": "{count} 张重来",
    "Not known": "不会",
    "you: {nth}": "你：{nth}",
    "1st": "第 1",
    "2nd": "第 2",
    "3rd": "第 3",
    "4th": "第 4",
    "5th": "第 5",
    "6th": "第 6",
    "7th": "第 7",
    "8th": "第 8",
    "Partly right: {percent}%": "部分正确：{percent}%",
    "your answer": "你的答案",
    "not picked": "没有选",
    "{name}: ": "{name}：",
    "You said": "你的回答",
    "Answer": "答案",
    "measured by the lab just now": "实验刚刚测得",
    "your answer, then Enter": "写下答案，按回车",
    "gap {here} of {count}, then Enter": "第 {here} 空，共 {count} 空，按回车",
    "{new} new · {learning} learning · {review} due": (
        "新 {new} · 学习中 {learning} · 到期 {review}"
    ),
    "Measuring the answer… (Esc stops)": "正在测量答案……(Esc 停止)",
    "A short break": "休息一下",
    "The next learning card comes in {left}.": "下一张学习中的卡片还有 {left}。",
    "{done} reviewed, {right} right at once.": "复习了 {done} 张，一次答对 {right} 张。",
    "{aside} put aside; they stay due.": "{aside} 张放在一边，仍算到期。",
    "back to the decks": "回到卡组",
    "No answer yet. Enter again shows it and counts as not known.": (
        "还没有回答。再按回车就显示答案，并算作不会。"
    ),
    "Order all {count} items, or Enter again shows it and counts as not known.": (
        "请把 {count} 项都排好；再按回车就显示答案，并算作不会。"
    ),
    "Nothing to undo.": "没有可撤销的。",
    "The last grade was taken back.": "已撤销上一次评分。",
    "This card has no hint.": "这张卡片没有提示。",
    "Answer first: your answer is the prediction that the lab tests.": (
        "请先回答：你的答案就是实验要检验的预测。"
    ),
    "this card has one right option": "这张卡片只有一个正确选项",
    "Pick one letter.": "请选一个字母。",
    "Put all letters in order.": "请把所有字母按顺序写出。",
    "Use the letters shown.": "请用所列的字母。",
    "every item is needed, each once": "每一项都要用到，且只用一次",
    "that is not a number": "这不是一个数",
    "a comma is not read as the decimal point": "逗号不当作小数点",
    "Write 1.8 for 1,8.": "1,8 请写成 1.8。",
    "Such as 12, 0.001, 1e-3, 1/3 or 50%.": "例如 12、0.001、1e-3、1/3 或 50%。",
    "every gap needs an answer": "每个空都要填",
    "Separate the answers with ;": "请用 ; 分开各个答案",
    "The answer could not be measured; grade yourself.": "无法测得答案；请自己评分。",
    "the measurement was stopped": "测量已停止",
    "running {done}%": "运行中 {done}%",
    "running torch's for comparison…": "正在运行 torch 的来对比……",
    "starting torch…": "正在启动 torch……",
    "stopped": "已停止",
    "nothing proven": "没有证明",
    "holds": "成立",
    "fails": "不成立",
    "error": "出错",
    "skipped": "已跳过",
    "fails, as it must": "不成立，理应如此",
    "Stopped before the verdict. R runs it again.": "还没有结论就停止了。按 R 再运行。",
    "You predicted: ": "你的预测：",
    "The lab says: ": "实验的结果：",
    "✓ as you predicted": "✓ 与你的预测一致",
    "✗ not as you predicted": "✗ 与你的预测不一致",
    "supported": "得到支持",
    "beside": "对照",
    "The checks hold, but none of them measures the answer itself.": (
        "各项检查都成立，但没有一项测量答案本身。"
    ),
    "No machine has proven this card: {why}": "这张卡片没有机器证明：{why}",
    "The answer holds: every check came out as the card says.": (
        "答案成立：每项检查都与卡片一致。"
    ),
    "The answer fails: the lab measured something else. Trust the lab.": (
        "答案不成立：实验测得的不一样。请相信实验。"
    ),
    "The lab could not finish.": "实验没能完成。",
    "The lab was not run.": "实验没有运行。",
    "expected": "预期",
    "measured": "测得",
    "right": "正确",
    "wrong": "错误",
    "answer": "答案",
    "statement": "陈述",
    "verify": "验证",
    "Until now it was: {before}.": "此前的结论：{before}。",
    "What changed: {what}.": "变化：{what}。",
    "nothing that quizapp can see": "quizapp 看不出有什么变化",
    "the card": "卡片",
    "quizapp's optimizers": "quizapp 的优化器",
    "quizapp's machinery of labs": "quizapp 的实验机制",
    "the build of torch": "torch 的构建",
    "the device": "设备",
    "The verdict was not remembered: {why}": "结论没有记下：{why}",
    "broken proofs: {count}": "失效的证明：{count}",
    "`quizapp verify --changes` says what changed.": "用 `quizapp verify --changes` 查看变化。",
    "This card's proof broke on {date}: its answer may be wrong.": (
        "这张卡片的证明在 {date} 失效：答案可能有误。"
    ),
    "This card's proof broke on {date}: {reason}": "这张卡片的证明在 {date} 失效：{reason}",
    "This card's proof broke on {date}: expected {expected}, measured {measured}.": (
        "这张卡片的证明在 {date} 失效：预期 {expected}，测得 {measured}。"
    ),
    "L runs its lab again.": "按 L 再次运行它的实验。",
    "As the card says": "与卡片一致",
    "The card says": "卡片说",
    "Not as the card says": "与卡片不一致",
    "right, says the card": "卡片说它正确",
    "ours agrees with torch": "我们的与 torch 一致",
    "ours differs from torch": "我们的与 torch 不一致",
    "The mutant took no part: this experiment builds no such optimizer.": (
        "变异体没有参与：这个实验没有用到它所替代的优化器。"
    ),
    "A mutant is wrong on purpose: it is not compared with torch.": (
        "变异体是故意写错的：不与 torch 比较。"
    ),
    "The checks hold, but one of them proves nothing.": (
        "各项检查都成立，但其中一项什么也证明不了。"
    ),
    "This check proves nothing: {why}.": "这项检查什么也证明不了：{why}。",
    "gap": "差",
    "seed": "种子",
    "device": "设备",
    "versions": "版本",
    "seconds": "秒",
    "isolation": "隔离",
    "not isolated": "未隔离",
    "files": "文件",
    "network": "网络",
    "privileges": "权限",
    "signals": "信号",
    "processes": "进程",
    "memory": "内存",
    "the kernel has no Landlock": "内核没有 Landlock",
    "torchrun's processes meet over it": "torchrun 的进程要通过它相互联系",
    "runs on a GPU share one process": "GPU 上的实验共用一个进程",
}
