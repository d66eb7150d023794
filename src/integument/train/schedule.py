"""How far a run is, and what the learning rate is there."""

from __future__ import annotations

import math
from dataclasses import dataclass

from integument.errors import UsageError


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train: either a number of steps or of hours, over all resumptions."""

    steps: int | None = None
    hours: float | None = None

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.hours is None):
            raise UsageError("how long to train: expected either --steps or --hours")
        if (self.steps or self.hours or 0) <= 0:
            raise UsageError(f"how long to train: expected more than 0, got {self}")

    def progress(self, step: int, seconds: float) -> float:
        """Share of the budget used, from 0 to 1."""
        if self.steps is not None:
            return min(1.0, step / self.steps)
        assert self.hours is not None
        return min(1.0, seconds / (3600 * self.hours))

    def __str__(self) -> str:
        return f"{self.steps} steps" if self.steps is not None else f"{self.hours:g} hours"


SCHEDULES = ("cosine", "constant", "poly", "plateau")
POLY_POWER = 0.9
PLATEAU_FACTOR = 0.1
"""How far the rate falls each time validation has not improved for ``patience`` times."""


def learning_rate(
    progress: float, warm_up: float, final: float, schedule: str = "cosine", falls: int = 0
) -> float:
    """Factor on the highest rate: a straight climb, then what ``schedule`` says.

    ``cosine`` and ``poly`` fall to ``final``; ``constant`` stays; ``plateau`` has fallen ``falls``
    times.
    """
    if progress < warm_up:
        # Not from zero, where the first steps would be wasted.
        return 0.05 + 0.95 * progress / warm_up
    fall = min(1.0, (progress - warm_up) / (1.0 - warm_up))
    if schedule == "constant":
        return 1.0
    if schedule == "plateau":
        return PLATEAU_FACTOR**falls
    if schedule == "poly":
        return max((1.0 - fall) ** POLY_POWER, final)
    return final + (1.0 - final) * 0.5 * (1.0 + math.cos(math.pi * fall))
