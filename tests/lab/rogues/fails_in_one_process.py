"""Starts two processes, of which the second fails."""

import torch.distributed as dist

from quizapp.lab.bench import Bench, lab


@lab(claim="One of them fails.", topic="rogue", measures={"told": "what they said"})
def fails_in_one_process(bench: Bench) -> None:
    bench.measure("told", bench.together(each, 2))


def each(_: Bench) -> int:
    if dist.get_rank() == 1:
        raise ValueError("the second one is tired")
    return 0
