"""SparseAdam on what it is for: embeddings, whose gradients hold a few rows, some given twice."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import Parameter

import quizapp.optim as ours

pytestmark = pytest.mark.usefixtures("one_thread")
rows = st.lists(st.integers(0, 5), max_size=8)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    batches=st.lists(rows, min_size=1, max_size=4),
    dtype=st.sampled_from((torch.float32, torch.float64, torch.bfloat16)),
    maximize=st.booleans(),
)
def test_any_rows_of_an_embedding(
    pair, batches: list[list[int]], dtype: Any, maximize: bool
) -> None:
    torch.manual_seed(0)
    table: Any = Parameter(torch.randn(6, 3, dtype=dtype))
    both = pair("SparseAdam", {"lr": 0.1, "maximize": maximize}, params=[table])
    for batch in batches:
        for opt, (p,) in ((both.our, both.our_params), (both.their, both.their_params)):
            opt.zero_grad()
            found = nn.functional.embedding(torch.tensor(batch).long(), p, sparse=True)
            (found**3).sum().backward()
            opt.step()
    both.check()
    unseen = sorted(set(range(6)) - {row for batch in batches for row in batch})
    assert not both.our.state[both.our_params[0]]["exp_avg"][unseen].any()


@pytest.mark.parametrize("module", [ours, torch.optim])
def test_one_dense_gradient_and_none_of_the_group_moves(module: Any) -> None:
    params = [Parameter(torch.ones(2, 2)) for _ in range(2)]
    optimizer = module.SparseAdam(params)
    params[0].grad = torch.eye(2).to_sparse()
    params[1].grad = torch.eye(2)
    with pytest.raises(RuntimeError, match="does not support dense gradients"):
        optimizer.step()
    assert torch.equal(params[0], torch.ones(2, 2))
    assert [*optimizer.state[params[0]]] == ["step", "exp_avg", "exp_avg_sq"]
    assert params[1] not in optimizer.state
