"""What the line mode says, in each language. English is the key; nothing is printed here."""

from __future__ import annotations


def word(message: str, lang: str, **values: object) -> str:
    """``message`` in ``lang`` with its values put in."""
    text = _CHINESE.get(message, message) if lang == "zh" else message
    return text.format(**values)


_CHINESE = {
    "new {new} · learning {learning} · review {review}": (
        "新卡 {new} · 学习中 {learning} · 复习 {review}"
    ),
    "one letter": "一个字母",
    "letters, such as ac": "字母，例如 ac",
    "t or f": "t（对）或 f（错）",
    "letters in order, such as {example}": "按顺序写字母，例如 {example}",
    "a text": "一段文字",
    "a number": "一个数",
    "Enter to see the answer": "按回车看答案",
    "the gaps, separated by a semicolon": "各空的内容，用分号分开",
    "{name}: ": "{name}：",
    "Answer": "回答",
    "? hint": "? 提示",
    "s skip": "s 跳过",
    "u undo": "u 撤销",
    "q quit": "q 退出",
    "l lab": "l 实验",
    "Right.": "正确。",
    "Wrong.": "错误。",
    "Not known.": "不会。",
    "Partly right: {percent}%.": "部分正确：{percent}%。",
    "The answer: {answer}": "答案：{answer}",
    "The card says: {answer}": "卡片说：{answer}",
    "As the card says.": "与卡片一致。",
    "{verdict}, says the card": "卡片说{verdict}",
    "The verdict was not remembered: {why}": "结论没有记下：{why}",
    "Not as the card says.": "与卡片不一致。",
    "This card's proof broke on {date}: its answer may be wrong.": (
        "这张卡片的证明在 {date} 失效：答案可能有误。"
    ),
    "This card's proof broke on {date}: {reason}": "这张卡片的证明在 {date} 失效：{reason}",
    "This card's proof broke on {date}: expected {expected}, measured {measured}.": (
        "这张卡片的证明在 {date} 失效：预期 {expected}，测得 {measured}。"
    ),
    "true": "对",
    "false": "错",
    "right": "正确",
    "wrong": "错误",
    "why: {why}": "原因：{why}",
    "source: {source}": "出处：{source}",
    "hint: {hint}": "提示：{hint}",
    "There is no hint.": "没有提示。",
    "Grade": "评分",
    "again": "重来",
    "hard": "困难",
    "good": "良好",
    "easy": "简单",
    "Enter for {rating}": "回车为 {rating}",
    "Give 1, 2, 3 or 4.": "请输入 1、2、3 或 4。",
    "The answer could not be measured; grade yourself.": "无法测得答案；请自己评分。",
    "Measuring the answer…": "正在测量答案……",
    "Running the lab…": "正在运行实验……",
    "Answer first; then l runs the lab.": "请先回答，再用 l 运行实验。",
    "Nothing to prove here: {reason}": "这里没有可证明的内容：{reason}",
    "expected {expected}, measured {measured}": "预期 {expected}，测得 {measured}",
    "answer": "答案",
    "statement": "陈述",
    "verify": "验证",
    "measured": "测得",
    "beside": "对照",
    "You predicted: {answer}": "你的预测：{answer}",
    "The lab says: {answer}": "实验的结果：{answer}",
    "as you predicted": "与你的预测一致",
    "not as you predicted": "与你的预测不一致",
    "supported": "得到支持",
    "The checks hold, but one of them proves nothing.": (
        "各项检查都成立，但其中一项什么也证明不了。"
    ),
    "This check proves nothing: {why}.": "这项检查什么也证明不了：{why}。",
    "The checks hold, but none of them measures the answer itself.": (
        "各项检查都成立，但没有一项测量答案本身。"
    ),
    "verdict: {verdict}": "结论：{verdict}",
    "holds": "成立",
    "fails": "不成立",
    "fails, as it must": "不成立，理应如此",
    "error": "出错",
    "skipped": "已跳过",
    "Took back the last review.": "已撤销上一次复习。",
    "Nothing to undo.": "没有可撤销的。",
    "Skipped for now.": "暂时跳过。",
    "Done for today.": "今天的学习完成了。",
    "The next card comes at {time}, in {left}.": "下一张卡片在 {time}，还有 {left}。",
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
    "Reviewed {done}: {right} right at once. Left today: {left}.": (
        "复习了 {done} 张，一次答对 {right} 张。今天还剩 {left} 张。"
    ),
    "this card has one right option": "这张卡片只有一个正确选项",
    "Pick one letter.": "请选一个字母。",
    "there is no such option": "没有这个选项",
    "this card wants true or false": "这张卡片要求判断对错",
    "Answer t or f.": "请回答 t 或 f。",
    "every item is needed, each once": "每一项都要用到，且只用一次",
    "Put all letters in order.": "请把所有字母按顺序写出。",
    "Use the letters shown.": "请用所列的字母。",
    "Such as 12, 0.001, 1e-3, 1/3 or 50%.": "例如 12、0.001、1e-3、1/3 或 50%。",
    "that is not a number": "这不是一个数",
    "a comma is not read as the decimal point": "逗号不当作小数点",
    "Write 1.8 for 1,8.": "1,8 请写成 1.8。",
    "every gap needs an answer": "每个空都要填",
    "Separate the answers with ;": "请用 ; 分开各个答案。",
}
