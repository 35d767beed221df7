"""The base class of our optimizers: groups, state, hooks, checkpoints and the outline of a step.

It is a nominal subclass of torch's, so that schedulers, scalers and the compiler accept it,
yet every method is written here. No algorithm lives here, nor how a rule meets many tensors.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any, ClassVar, cast

import torch
from torch import Tensor
from torch.utils.hooks import RemovableHandle

from quizapp.optim import checkpoint, engine, groups, hooks
from quizapp.optim.engine import Number, State, scalar
from quizapp.optim.groups import Group

__all__ = ["Group", "Number", "Optimizer", "Params", "State", "scalar"]

Params = Iterable[Tensor] | Iterable[Group] | Iterable[tuple[str, Tensor]]


class Optimizer(torch.optim.Optimizer):
    """What every optimizer has; an algorithm adds ``state_names``, ``terms`` and ``rule``.

    ``params`` is an ordered iterable of tensors, of ``(name, tensor)`` pairs or of groups
    (dicts with ``params`` and settings); ``defaults`` fills in what a group leaves out.
    ``fused`` is for algorithms that torch never fused: it joins ``defaults`` only when given,
    so that groups and checkpoints otherwise hold torch's settings and no more. The first fused
    step with new settings compiles without a word, for about 10 seconds, or 4 in later processes.
    Raises TypeError or ValueError for parameters that cannot be optimized.
    """

    # The sums of tensors that torch's loop takes of complex numbers as they are, not of their
    # components: only then do the last digits agree.
    whole_sums: ClassVar[frozenset[str]] = frozenset({"add"})

    # Whether torch names XLA among the devices of capturable groups: in its loop, for lists.
    captures_on_xla: ClassVar[tuple[bool, bool]] = (True, False)

    # State, besides ``step``, that is one number a parameter. The rule never sees it: ``advance``
    # makes terms of it.
    scalar_state: ClassVar[tuple[str, ...]] = ()

    # State that some parameters keep and others do not: ``keeps`` says which.
    partial_state: ClassVar[frozenset[str]] = frozenset()

    # Whether ``rule`` treats each element by itself. Where it does not, tensors keep their shape:
    # they are not compiled into kernels, and join in lists with those of their shape when asked.
    elementwise: ClassVar[bool] = True

    # Where it does not: whether all it reads of others are sums over a whole tensor, or over one
    # of its last two dimensions. Then there is a kernel for matrices, and one for vectors.
    whole: ClassVar[bool] = False

    # Whether there is a group that was not stepped yet.
    _new_group = True

    # Settings that checkpoints and pickles of older versions may lack.
    legacy: ClassVar[Mapping[str, Any]] = {}

    def __init__(
        self, params: Params, defaults: dict[str, Any], *, fused: bool | None = None
    ) -> None:
        if fused is not None:
            defaults = {**defaults, "fused": fused}
        # Not super().__init__: torch's pulls in torch._dynamo, a second of importing.
        self.defaults = defaults
        self._add_missing_hooks()
        self._patch_step_function()
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be "
                "an iterable of Tensors or dicts, but got " + torch.typename(params)
            )
        self.state: defaultdict[Tensor, Any] = defaultdict(dict)
        self.param_groups: list[Group] = []
        listed = list(params)
        if not listed:
            raise ValueError("optimizer got an empty parameter list")
        new_groups = listed if isinstance(listed[0], dict) else [{"params": listed}]
        for group in new_groups:
            self.add_param_group(cast(Group, group))
        self._warned_capturable_if_run_uncaptured = True
        if defaults.get("fused"):
            if defaults.get("differentiable"):
                raise RuntimeError("`fused` does not support `differentiable`")
            if defaults.get("foreach"):
                raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
            self._step_supports_amp_scaling = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "step" in vars(cls):
            cls.step = cls.profile_hook_step(cls.step)  # type: ignore[method-assign]

    # What an algorithm says about itself

    def state_names(self, group: Group) -> tuple[str, ...]:
        """The keys of a parameter's state, in the order they are made."""
        raise NotImplementedError

    def keeps(self, p: Tensor, name: str) -> bool:
        """Whether ``p`` keeps the state ``name``, one of ``partial_state``."""
        raise NotImplementedError

    def initial(self, group: Group, p: Tensor, name: str) -> Tensor:
        """The first value of the state ``name`` of ``p``: a counter at 0, or zeros like ``p``."""
        if name == "step":
            return engine.new_step(group, p)
        return torch.zeros_like(p, memory_format=torch.preserve_format)

    def check(self, group: Group, p: Tensor, state: State) -> None:
        """Raise RuntimeError if ``p``, with its gradient and state, cannot be stepped.

        Asked before each step; once in a fused group, and again for a sparse gradient.
        """

    def terms(self, group: Group, t: float, like: Tensor) -> Any:
        """The scalars that ``rule`` needs at step ``t`` for tensors like ``like``.

        ``t`` counts from 1; an algorithm that keeps no ``step`` sees 1, then 2 for ever.
        In a capturable group, and while torch.compile traces, t is a tensor.
        """
        raise NotImplementedError

    def advance(self, k: Any, scalars: Mapping[str, Any]) -> Any:
        """Move a parameter's scalar state on, in place; return the terms that it completes.

        Where ``t`` is a number ``scalars`` are tensors that may be read, else nobody may.
        """
        raise NotImplementedError

    @classmethod
    def rule(cls, p: Tensor, g: Tensor, state: State, k: Any) -> None:
        """Update ``p`` and ``state`` in place from the gradient ``g``, which stays as it is.

        Written as if for one tensor and made of elementwise methods: the engine also runs
        it on lists of tensors, and compiled.
        """
        raise NotImplementedError

    @classmethod
    def sparse_rule(cls, p: Tensor, g: Tensor, state: State, k: Any) -> None:
        """What takes the place of ``rule`` when ``g`` is sparse; ``rule`` itself if it can."""
        cls.rule(p, g, state, k)

    # The step

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient; return the loss of ``closure``, if given."""
        if "capturable" in self.defaults:
            self._accelerator_graph_capture_health_check()
        grad_was_enabled = torch.is_grad_enabled()
        try:
            torch.set_grad_enabled(self.defaults.get("differentiable", False))
            _break_graph()
            return self._step_groups(closure)
        finally:
            _break_graph()
            torch.set_grad_enabled(grad_was_enabled)

    def _step_groups(self, closure: Callable[[], Any] | None) -> Any:
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            self._step_group(group)
        self._new_group = False
        return loss

    def _step_group(self, group: Group) -> None:
        params: list[Tensor] = []
        grads: list[Tensor] = []
        names = self.state_names(group)
        columns: list[list[Tensor | None]] = [[] for _ in names]
        self._init_group(group, params, grads, *columns)
        engine.update(self, group, params, grads, dict(zip(names, columns, strict=True)))

    def _init_group(
        self,
        group: Group,
        params: list[Tensor],
        grads: list[Tensor],
        *columns: list[Tensor | None],
    ) -> None:
        """List the parameters that have a gradient, and their state, made now if need be.

        torch.compile runs this method as it is instead of tracing it; hence its name and
        the lists that it fills. A None in a column is state that the engine makes later.
        """
        names = self.state_names(group)
        params.extend([p for p in group["params"] if p.grad is not None])
        grads.extend(map(attrgetter("grad"), params))
        states = [self.state[p] for p in params] if names else [{} for _ in params]
        known = group.get("fused") and not self._new_group and all(states)
        if not known or any(map(attrgetter("is_sparse"), grads)):
            self._admit(group, params, states, names)
        for name, column in zip(names, columns, strict=True):
            sure = "step" in names and name not in self.partial_state
            column.extend([state[name] if sure else state.get(name) for state in states])

    def _admit(
        self, group: Group, params: list[Tensor], states: list[Any], names: tuple[str, ...]
    ) -> None:
        """Check parameters before they are stepped, and make what state is made beforehand."""
        if group.get("fused"):
            engine.check_fusable(params)
        for p, state in zip(params, states, strict=True):
            self.check(group, p, state)
        if "step" in names:
            fresh = [p for p, state in zip(params, states, strict=True) if not state]
            self._init_states(group, fresh)

    def _init_states(self, group: Group, params: list[Tensor]) -> None:
        for name in self.state_names(group):
            keepers = [p for p in params if name not in self.partial_state or self.keeps(p, name)]
            made = [self.initial(group, p, name) for p in keepers]
            if group.get("fused") and (self.elementwise or self.whole):
                engine.lay_in_a_row(made)
            for p, x in zip(keepers, made, strict=True):
                self.state[p][name] = x

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Drop all gradients, or with ``set_to_none=False`` fill them with zeros."""
        with torch.autograd.profiler.record_function(self._zero_grad_profile_name):
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        continue
                    if set_to_none:
                        p.grad = None
                        continue
                    if p.grad.grad_fn is not None:
                        p.grad.detach_()
                    else:
                        p.grad.requires_grad_(False)
                    p.grad.zero_()

    def add_param_group(self, param_group: Group) -> None:
        """Add a group (a dict with ``params`` and settings) to those being optimized."""
        self.param_groups.append(groups.prepare(param_group, self.defaults, self.param_groups))
        self._new_group = True

    # Checkpoints and copies

    def state_dict(self) -> dict[str, Any]:
        """State and settings, parameters as numbers; the tensors are shared, not copied."""
        for before in self._optimizer_state_dict_pre_hooks.values():
            before(self)
        packed = checkpoint.pack(self.state, self.param_groups)
        for after in self._optimizer_state_dict_post_hooks.values():
            result = after(self, packed)
            packed = packed if result is None else result
        return packed

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over state and settings from ``state_dict``, ours or torch's.

        Raises ValueError when its groups do not match this optimizer's.
        """
        saved = state_dict.copy()
        for before in self._optimizer_load_state_dict_pre_hooks.values():
            result = before(self, saved)
            saved = saved if result is None else result
        self.__setstate__(checkpoint.unpack(saved, self.param_groups))
        for after in self._optimizer_load_state_dict_post_hooks.values():
            after(self)

    _process_value_according_to_param_policy = staticmethod(checkpoint.suited)  # type: ignore[assignment]

    def __getstate__(self) -> dict[str, Any]:
        return {
            "defaults": self.defaults,
            "state": self.state,
            "param_groups": self.param_groups,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._add_missing_hooks()
        self._patch_step_function()
        self.defaults.setdefault("differentiable", False)
        for group in self.param_groups:
            for name, value in self.legacy.items():
                group.setdefault(name, value)
            if "fused" in self.defaults:  # torch's checkpoint need not know of it
                group.setdefault("fused", self.defaults["fused"])
            for p in group["params"]:
                own = self.state.get(p)
                if not own or "step" not in self.state_names(group):
                    continue
                # Another class's state is noticed here: it has no step, KeyError, as in torch.
                for name in ("step", *self.scalar_state):
                    if not isinstance(own[name], Tensor):  # as torch once kept it
                        own[name] = self.initial(group, p, name).fill_(own[name])

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for key in sorted(group.keys() - {"params"}):
                text += f"    {key}: {group[key]}\n"
        return text + ")"

    # Hooks

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step; it may return new ones."""
        return hooks.register(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return hooks.register(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` before ``state_dict``."""
        return hooks.register(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` on the result, which it may replace."""
        return hooks.register(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before loading; it may return another."""
        return hooks.register(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call ``hook(optimizer)`` after loading."""
        return hooks.register(self._optimizer_load_state_dict_post_hooks, hook, prepend)

    def _add_missing_hooks(self) -> None:
        for kind in hooks.KINDS:
            self.__dict__.setdefault(kind, OrderedDict())

    # What torch's own machinery asks of an optimizer

    profile_hook_step = staticmethod(hooks.hooked)  # type: ignore[assignment]

    def _patch_step_function(self) -> None:
        """Name this class in the profiler; ``step`` itself is wrapped when a class is made."""
        self._zero_grad_profile_name = f"Optimizer.zero_grad#{type(self).__name__}.zero_grad"

    def _optimizer_step_code(self) -> None:
        """A mark for torch's profiler, which looks for the call of this very name."""

    def _accelerator_graph_capture_health_check(self) -> None:
        """Refuse to be captured in a CUDA graph unless every group is capturable."""
        if torch.compiler.is_compiling():  # the compiler judges this by itself
            return
        device = torch.accelerator.current_accelerator(check_available=True)
        if device is None or device.type not in {"cuda", "xpu"}:
            return
        capturing = torch.accelerator.current_stream().is_capturing()
        capturable = all(group["capturable"] for group in self.param_groups)
        if capturing and not capturable:
            raise RuntimeError(
                f"Attempting {device.type.upper()} graph capture of step() for an instance of "
                f"{type(self).__name__} but param_groups' capturable is False."
            )
        warned = getattr(self, "_warned_capturable_if_run_uncaptured", False)
        if capturable and not capturing and not warned:
            self._warned_capturable_if_run_uncaptured = True
            warnings.warn(
                "This instance was constructed with capturable=True or some of all the "
                "param_groups came with capturable=True, but step() is running without "
                f"{device.type.upper()} graph capture. If you never intend to graph-capture this "
                "instance, capturable=True can impair performance, and you should set "
                "capturable=False.",
                stacklevel=2,
            )

    _cuda_graph_capture_health_check = _accelerator_graph_capture_health_check


Optimizer.step = Optimizer.profile_hook_step(Optimizer.step)  # type: ignore[method-assign]


def _break_graph() -> None:
    """Keep ``no_grad`` at the edge of a traced step, so that it is compiled as inference."""
    if torch.compiler.is_compiling():
        from torch import _dynamo

        _dynamo.graph_break()
