"""Protocol Buffers as far as Anki's packages need them: the fields of one message."""

from __future__ import annotations

Fields = dict[int, int | bytes]
"""Each field's last value: a number, or the bytes of a text or an inner message."""


def fields(message: bytes) -> Fields:
    """Take a message apart.

    Raises:
        ValueError: these bytes are no message.
    """
    found: Fields = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            found[number], at = _varint(message, at)
            continue
        if kind == 2:
            length, at = _varint(message, at)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise ValueError(f"a field of the unknown wire type {kind}")
        if at + length > len(message):
            raise ValueError("a field that is cut short")
        found[number] = message[at : at + length]
        at += length
    return found


def number(message: Fields, field: int) -> int:
    """A number, or 0 where there is none."""
    value = message.get(field, 0)
    return value if isinstance(value, int) else 0


def text(message: Fields, field: int) -> str:
    """A text, or an empty one where there is none."""
    value = message.get(field, b"")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise ValueError("a number that is cut short")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number of more than 64 bits")
