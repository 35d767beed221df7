"""Frames and records: what is cut is put together again; what is too much is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.lab.protocol import MAX_FRAME, Decoder, Frame, ProtocolError, encode
from quizapp.lab.record import MAX_POINTS, MAX_VALUES, Record, ReportError

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(), json, max_size=3), max_size=4), st.integers(1, 9))
def test_frames_survive_any_cutting(frames: list[Frame], size: int) -> None:
    stream = b"".join(map(encode, frames))
    decoder = Decoder()
    pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
    assert [frame for piece in pieces for frame in decoder.feed(piece)] == frames


def test_nan_crosses() -> None:
    (frame,) = Decoder().feed(encode({"x": [math.nan, math.inf]}))
    x = frame["x"]
    assert isinstance(x, list)
    assert math.isnan(x[0])
    assert x[1] == math.inf


@pytest.mark.parametrize(
    "data",
    [
        (MAX_FRAME + 1).to_bytes(4, "big"),
        b"\xff" * 64,
        b"\0\0\0\2[]",
        b"\0\0\0\1\xff",
        b"\0\0\0\1{",
        (200_000).to_bytes(4, "big") + b"[" * 200_000,
    ],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        Decoder().feed(data)


def test_a_frame_too_long_is_not_sent() -> None:
    with pytest.raises(ProtocolError, match="at most"):
        encode({"x": "x" * MAX_FRAME})


def test_a_record_is_bounded() -> None:
    record = Record()
    record.measure("m", [0.0] * MAX_VALUES)
    with pytest.raises(ReportError, match="more than 4,096 values"):
        record.measure("n", 1)
    for step in range(MAX_POINTS):
        record.point("s", step, 0.0)
    with pytest.raises(ReportError, match="points"):
        record.point("s", MAX_POINTS, 0.0)
    with pytest.raises(ReportError, match="which it does not declare"):
        Record(measures=["a"]).measure("b", 1)
    with pytest.raises(ReportError, match="which it does not declare"):
        Record(series=["a"]).point("b", 0, 0)
