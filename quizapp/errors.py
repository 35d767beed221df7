"""The one exception that people see: what is wrong, where, and what to do about it."""

from __future__ import annotations


class QuizError(Exception):
    """An expected failure, shown to a person without a traceback.

    Args:
        message: what is wrong, naming the file or value concerned.
        remedy: what the reader can do about it (one sentence, may be empty).
        status: exit status of a command that ends with it: 1 when the checked thing is false or
            broken, 2 when the command was used wrongly.
    """

    def __init__(self, message: str, remedy: str = "", *, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.status = status

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message
