"""Frames on the pipes between client, worker and job: length, then one JSON object. No I/O here."""

from __future__ import annotations

import json

VERSION = 1
"""Spoken by both sides of the pipe; the worker's first frame says which one it speaks."""

MAX_FRAME = 16 * 1024 * 1024
"""Bytes. A longer frame is a broken or hostile speaker, and is refused unread."""

_HEADER = 4

Frame = dict[str, object]


class ProtocolError(Exception):
    """The other side sent what is not a frame; nothing after it can be trusted."""


def encode(frame: Frame) -> bytes:
    """One frame as bytes.

    NaN and infinities pass: both ends are Python's json, and a measurement may be NaN.

    Raises:
        ProtocolError: the frame is longer than ``MAX_FRAME``.
    """
    body = json.dumps(frame, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise ProtocolError(f"a frame of {len(body):,} bytes; at most {MAX_FRAME:,}")
    return len(body).to_bytes(_HEADER, "big") + body


def decode(body: bytes | bytearray) -> Frame:
    """The JSON object in a frame's body.

    Raises:
        ProtocolError: it is not UTF-8, not JSON, nested beyond reason, or not an object.
    """
    try:
        frame = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON") from error
    if not isinstance(frame, dict):
        raise ProtocolError("not a JSON object")
    return frame


def length(header: bytes | bytearray) -> int:
    """How many bytes follow a header.

    Raises:
        ProtocolError: more than ``MAX_FRAME``.
    """
    size = int.from_bytes(header[:_HEADER], "big")
    if size > MAX_FRAME:
        raise ProtocolError(f"a frame of {size:,} bytes announced; at most {MAX_FRAME:,}")
    return size


class Decoder:
    """Cuts a byte stream that arrives in pieces into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes, give the frames they complete.

        Raises:
            ProtocolError: the stream is not made of frames.
        """
        self._buffer += data
        frames = []
        while len(self._buffer) >= _HEADER:
            end = _HEADER + length(self._buffer)
            if len(self._buffer) < end:
                break
            frames.append(decode(self._buffer[_HEADER:end]))
            del self._buffer[:end]
        return frames
