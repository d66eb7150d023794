"""Which phase a run is in, and what learns in it."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from integument.train.task import Phase

_NORMS = (nn.modules.batchnorm._BatchNorm,)


class Course:
    """The phases of a run in order. ``state`` is all that has to be saved.

    ``falls`` counts the plateaus of this phase: waits of ``patience`` validations for a better one.

    A phase takes its share of the budget that is left when it begins.
    """

    def __init__(self, phases: Sequence[Phase], patience: int) -> None:
        self.phases, self.patience = tuple(phases), patience
        self.index, self.begun = 0, 0.0
        self.best, self.waited, self.falls = float("-inf"), 0, 0

    @property
    def phase(self) -> Phase:
        return self.phases[self.index]

    @property
    def state(self) -> dict[str, float]:
        return {
            "index": self.index,
            "begun": self.begun,
            "best": self.best,
            "waited": self.waited,
            "falls": self.falls,
        }

    def restore(self, state: dict[str, float]) -> None:
        """Go on from a saved :attr:`state`."""
        self.index, self.begun = int(state["index"]), state["begun"]
        self.best, self.waited = state["best"], int(state["waited"])
        self.falls = int(state["falls"])

    def within(self, progress: float) -> float:
        """Share of this phase that is over at ``progress`` of the run; 1 and more when it ends."""
        left = sum(phase.share for phase in self.phases[self.index :])
        end = self.begun + (1 - self.begun) * self.phase.share / left
        return (progress - self.begun) / max(end - self.begun, 1e-9)

    def advance(self, progress: float) -> bool:
        """Begin the next phase if this one is over; whether it did."""
        last = self.index == len(self.phases) - 1
        tired = self.phase.until_plateau and self.falls > 0
        if last or (self.within(progress) < 1 and not tired):
            return False
        self.index, self.begun = self.index + 1, progress
        self.best, self.waited, self.falls = float("-inf"), 0, 0
        return True

    def judged(self, score: float) -> None:
        """Take note of a validation score."""
        if score > self.best:
            self.best, self.waited = score, 0
            return
        self.waited += 1
        if self.waited >= self.patience:  # a plateau
            self.falls, self.waited = self.falls + 1, 0

    def finished(self, schedule: str) -> bool:
        """Whether the last phase has come to its plateau, under ``plateau`` to its second one."""
        last = self.index == len(self.phases) - 1
        return last and self.falls >= (2 if schedule == "plateau" else 1)


def freeze(phase: Phase, net: nn.Module) -> None:
    """Put ``net`` in training mode, with the parts that are frozen in ``phase`` as they are.

    Frozen batch norms keep their statistics: with learning weights behind them, statistics that
    drift would change what frozen features mean.
    """
    net.train()
    for name, parameter in net.named_parameters():
        parameter.requires_grad_(not _under(name, phase.frozen))
    for name, module in net.named_modules():
        if isinstance(module, _NORMS) and _under(name, phase.frozen):
            module.eval()


def _under(name: str, prefixes: Sequence[str]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)
