"""AdamW: Adam whose weight decay acts on the parameter, not on the gradient. The rule is Adam's."""

from __future__ import annotations

from typing import Any

from quizapp.optim.adam import Adam
from quizapp.optim.optimizer import Number, Params


class AdamW(Adam):
    """Adam with decoupled weight decay: θ shrinks by γλ before the step, m and v never see λ.

    θₜ₋₁ ← θₜ₋₁ − γλ θₜ₋₁        then Adam's mₜ, vₜ and θₜ from gₜ ← ∇f
    Decay is therefore equal for all parameters, however large their gradients are.

    Hyper-parameters: Adam's, with ``weight_decay`` λ = 1e-2 by default. State: Adam's.
    Raises what Adam raises. Source: Loshchilov and Hutter, arXiv:1711.05101.
    """

    def __init__(
        self,
        params: Params,
        lr: Number = 1e-3,
        betas: tuple[Number, Number] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:  # whatever Adam's checkpoint said, this is AdamW
            group["decoupled_weight_decay"] = True
