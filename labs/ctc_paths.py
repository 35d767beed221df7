"""CTCLoss: the probability of a text is the sum over every path that collapses to it."""

from itertools import product

import torch
from torch import nn

from quizapp.lab.bench import Bench, Knob, lab


@lab(
    claim="CTC sums over all paths that give the text once repeats, then blanks, are taken out.",
    topic="losses",
    knobs={
        "frames": Knob(5, low=3, high=7, unit="frames"),
        "text": Knob("ab", choices=("a", "ab", "aa", "aba"), help="aa needs a blank between"),
    },
    measures={
        "paths": "how many paths collapse to the text",
        "all_paths": "how many there are in all",
        "loss": "what CTCLoss gives; inf when there is no path",
        "formula": "minus the log of the sum of the paths' probabilities",
        "gap": "relative difference between the two (0 when both are infinite)",
    },
    source="torch.nn.CTCLoss; Graves et al. 2006",
)
def ctc_paths(bench: Bench, frames: int, text: str) -> None:
    torch.manual_seed(bench.seed)
    scores = torch.randn(frames, 3, dtype=bench.dtype, device=bench.device).log_softmax(1)
    wanted = ["-ab".index(letter) for letter in text]  # class 0 is the blank
    paths = [path for path in product(range(3), repeat=frames) if collapse(path) == wanted]
    sums = [sum(scores[t, c].item() for t, c in enumerate(path)) for path in paths]
    formula = -torch.tensor(sums, dtype=torch.float64).logsumexp(0).item()
    loss = nn.CTCLoss(reduction="sum")(
        scores[:, None], torch.tensor([wanted]), torch.tensor([frames]), torch.tensor([len(wanted)])
    ).item()
    bench.measure("paths", len(paths))
    bench.measure("all_paths", 3**frames)
    bench.measure("loss", loss)
    bench.measure("formula", formula)
    bench.measure("gap", 0.0 if loss == formula else abs(loss - formula) / formula)


def collapse(path: tuple[int, ...]) -> list[int]:
    """Repeats merged, then blanks removed."""
    merged = [c for t, c in enumerate(path) if t == 0 or c != path[t - 1]]
    return [c for c in merged if c != 0]
