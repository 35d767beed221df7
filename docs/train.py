"""Train a small network: mixed precision, clipping, groups, a schedule, and picking up again.

python docs/train.py --steps 100 run.pt     # 100 steps, then save
python docs/train.py --steps 100 run.pt     # 100 more, as if it had never stopped
"""

from __future__ import annotations

import argparse
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from quizapp.optim import SGDMomentumNesterov

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
HALF = torch.float16 if DEVICE == "cuda" else torch.bfloat16


def groups(model: nn.Sequential) -> list[dict[str, Any]]:
    """Matrices decay, biases do not, and the last layer learns faster."""
    *body, head = (layer for layer in model if isinstance(layer, nn.Linear))
    return [
        {"params": [layer.weight for layer in body], "weight_decay": 0.01},
        {"params": [layer.bias for layer in body]},
        {"params": head.parameters(), "lr": 0.1},
    ]


def batch(step: int) -> tuple[Tensor, Tensor]:
    """The batch of a step depends on nothing else, so a resumed run sees the same ones."""
    source = torch.Generator().manual_seed(step)
    x = torch.randn(64, 2, generator=source)
    return x.to(DEVICE), (x[:, :1] * x[:, 1:]).to(DEVICE)


class Training:
    """Everything that a checkpoint must hold: leave one out and resuming is another run."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        self.step = 0
        self.model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1)).to(DEVICE)
        self.optimizer = SGDMomentumNesterov(
            groups(self.model), lr=0.05, momentum=0.9, nesterov=True, decoupled_weight_decay=True
        )
        self.scheduler = CosineAnnealingLR(self.optimizer, T_max=400)
        self.scaler = torch.amp.GradScaler(DEVICE)

    def train(self, steps: int) -> float:
        loss = torch.tensor(torch.nan)
        for _ in range(steps):
            x, y = batch(self.step)
            self.optimizer.zero_grad()
            with torch.autocast(DEVICE, HALF):
                prediction = self.model(x)
            loss = nn.functional.mse_loss(prediction.float(), y)
            self.scaler.scale(loss).backward()
            self.scaler.unscale_(self.optimizer)  # before clipping, or the limit is scaled too
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            scale = self.scaler.get_scale()
            self.scaler.step(self.optimizer)  # skipped when a gradient overflowed
            self.scaler.update()
            if self.scaler.get_scale() >= scale:  # a step that was skipped has used no rate
                self.scheduler.step()
            self.step += 1
        return loss.item()

    def save(self, path: Path) -> None:
        parts = {name: getattr(self, name).state_dict() for name in PARTS}
        beside = path.with_suffix(".tmp")
        torch.save({"step": self.step, **parts}, beside)
        beside.replace(path)  # all or nothing: a crash leaves the old checkpoint

    def load(self, path: Path) -> None:
        saved = torch.load(path, map_location=DEVICE, weights_only=True)
        self.step = saved["step"]
        for name in PARTS:
            getattr(self, name).load_state_dict(saved[name])


PARTS = ("model", "optimizer", "scheduler", "scaler")


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--steps", type=int, default=100)
    options = parser.parse_args(argv)
    if options.steps < 1:
        parser.error("--steps must be 1 or more")
    training = Training()
    if options.checkpoint.exists():
        try:
            training.load(options.checkpoint)
        except (EOFError, KeyError, RuntimeError, UnpicklingError) as error:
            parser.exit(1, f"{options.checkpoint} is no checkpoint of this script: {error!r}\n")
    loss = training.train(options.steps)
    training.save(options.checkpoint)
    print(f"step {training.step}: loss {loss:.4f}, lr {training.scheduler.get_last_lr()}")


if __name__ == "__main__":
    main()
