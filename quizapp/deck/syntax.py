"""YAML's syntax errors in plain words with a remedy. Finds none itself."""

from __future__ import annotations

import re
from typing import Any

from quizapp.deck.source import Source

TEX_ESCAPE = re.compile(
    r"(?<!\\)(?:\\\\)*(\\(?:alpha|approx|angle|ast|beta|bar|begin|bm|big|bf|binom|bullet|ell|epsilon"
    r"|equiv|eta|exp|frac|forall|nabla|nu|neq?|notin|rangle|rho|right|rightarrow|rm|text|theta|tau"
    r"|times|tanh?|tilde|to|top|varepsilon|varphi|vec|vee|vert|Lambda|Pi|Phi)(?![A-Za-z]))"
)
r"""A TeX command whose first letter is an escape inside double quotes: ``\theta`` starts a tab."""

_QUOTE = "put the text in quotes"
_PLAIN = {
    "mapping values are not allowed in this context": (
        "a ': ' inside text without quotes, or a line indented too far",
        _QUOTE + ", or align the line with the keys above",
    ),
    "could not find expected ':'": ("a key without its ':'", "write `key: value`, or " + _QUOTE),
    "found unknown escape character": (
        "an unknown escape in double quotes",
        "use single quotes, in which a backslash is a backslash",
    ),
    "did not find expected hexdecimal number": (
        "an escape (\\x, \\u or \\U) in double quotes without its digits",
        "use single quotes, in which a backslash is a backslash",
    ),
    "found invalid Unicode character escape code": (
        "an escape that is no Unicode character",
        "write the character itself",
    ),
    "found unexpected end of stream": ("a quote that is never closed", "close it"),
    "did not find expected key": (
        "this line fits neither the keys above nor those around",
        "check the indentation and the quotes",
    ),
    "did not find expected '-' indicator": (
        "this line does not belong to the list above",
        "indent it as its list, or start it with '- '",
    ),
    "did not find expected ',' or '}'": (
        "a brace { that is not closed before this",
        "close it with }, or " + _QUOTE,
    ),
    "did not find expected ',' or ']'": (
        "a bracket [ that is not closed before this",
        "close it with ], or " + _QUOTE,
    ),
    "did not find expected node content": ("a value was expected here", _QUOTE),
    "block sequence entries are not allowed in this context": (
        "a list cannot start on this line",
        "start the '- ' on a line of its own",
    ),
    "block mapping keys are not allowed in this context": (
        "a key cannot start here",
        "start it on a line of its own",
    ),
    "found a tab character where an indentation space is expected": (
        "a tab in the indentation",
        "indent with spaces",
    ),
    "found a tab character that violates indentation": (
        "a tab in the indentation",
        "indent with spaces",
    ),
    "did not find expected alphabetic or numeric character": (
        "text cannot start with '*' or '&' in YAML",
        _QUOTE,
    ),
    "did not find expected comment or line break": (
        "something follows the | or > that begins a text of several lines",
        "start the text on the next line",
    ),
    "found incompatible YAML document": ("a %YAML line", "delete it"),
    "found undefined tag handle": ("tags (!) are not used in decks", "remove it, or " + _QUOTE),
    "did not find expected <document start>": (
        "a deck is one map of keys, and this is outside it",
        "check the indentation",
    ),
}


_BETTER = frozenset(
    {
        "did not find expected key",
        "did not find expected '-' indicator",
        "mapping values are not allowed in this context",
        "could not find expected ':'",
    }
)
"""What libyaml says of many different slips; here the text itself is looked at."""

_SLIPS = (
    (re.compile(r"[\s-]*[\w.-]+(：)"), "a full-width colon is no colon in YAML", "write `: `"),
    (re.compile(r"\s*(?:- )?[a-z_]+(:)[^\s:/]"), "no space after the colon", "write `key: value`"),
    (re.compile(r"\s*(-)[a-z_]+: "), "no space after the dash", "write `- key: value`"),
)


def report_syntax(source: Source, error: Any) -> None:
    """Report what libyaml could not read, at the place that helps most."""
    problem: str = error.problem or "the text is not YAML"
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    if problem == "found character that cannot start any token":
        message, remedy = _stray(source, line, column)
    else:
        message, remedy = _PLAIN.get(problem, (problem, "check the line, or " + _QUOTE))
        if problem in _BETTER:
            slip = _slip(source, line, column)
            if slip is not None:
                line, column, message, remedy = slip
    if problem == "found unexpected end of stream" and error.context_mark is not None:
        line, column = error.context_mark.line, error.context_mark.column
    while line >= len(source.lines) or (line and column == 0 and not source.lines[line].strip(" ")):
        # The end of the file is no place to look at: step back to the last line with text.
        line -= 1
        column = len(source.lines[line])
    source.report(line, column, 1, "E104", message, remedy)


def _slip(source: Source, line: int, column: int) -> tuple[int, int, str, str] | None:
    """A common slip at or just above this place: where it is, what it is, and the remedy."""
    here = source.lines[line] if line < len(source.lines) else ""
    opens = re.match(r"[\s-]*[\w.-]+:\s+([{\[]).*[}\]]\s*$", here[:column])
    if opens is not None:
        remedy = f"a text that begins with {opens[1]} needs quotes"
        return line, column, "text goes on after a closing bracket", remedy
    if here[column : column + 1] in ("}", "]"):
        return line, column, f"a {here[column]} that closes nothing", "delete it"
    if re.search(r"\w'$", here[:column]) and here[column : column + 1].isalpha():
        message = "an apostrophe ends a text in single quotes"
        return line, column - 1, message, "write it twice: '', or put the text in double quotes"
    for number in range(line, max(-1, line - 4), -1):
        text = source.lines[number] if number < len(source.lines) else ""
        for pattern, message, remedy in _SLIPS:
            if (found := pattern.match(text)) is not None:
                return number, found.start(1), message, remedy
        if number < line and text.strip():
            break  # further up, libyaml would have stumbled earlier
    return None


def _stray(source: Source, line: int, column: int) -> tuple[str, str]:
    found = source.lines[line][column : column + 1] if line < len(source.lines) else ""
    if found == "\t":
        return "a tab in the indentation", "indent with spaces"
    return f"text cannot start with {found!r} in YAML", _QUOTE
