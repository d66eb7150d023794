"""The default model: all six labels, learned from generated people and people-free photographs.

Expect   a score (mean IoU on held-out generated pictures) that still rises when time runs out;
         generated pictures are learned quickly, real ones profit from every hour. The numbers of
         the bundled model, on real photographs, stand in its card: ``integument models``.
Time     about 30 samples a second on one core with AVX-512, in float32: 2 hours see 220,000.
         Free cores are used by ``--set threads=2``, a GPU is found by itself.
Data     at least 5,000 generated pictures; they may still be arriving while this runs.

::

    integument synth --count 20000 --out people
    integument train integument --data people --negatives backgrounds --hours 8 --out runs/first
    integument train integument --data people --negatives backgrounds --out runs/first --resume
    integument export runs/first/best.pt --out model --calibration people --int8
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integument.train.schedule import Budget
from integument.train.settings import Settings


@dataclass(frozen=True, slots=True)
class IntegumentSettings(Settings):
    """Settings of every run, and one more.

    Attributes
    ----------
    attributes : weight of each attribute of hair beside the masks; 0 builds the network without
        them. The encoder then learns what colours and waves look like, which the recipe ``hair``
        cannot teach it; run that afterwards all the same, on heads alone.
    """

    attributes: float = 0.0

    def net_options(self) -> dict[str, Any]:
        return {"hair": True} if self.attributes else {}


SETTINGS = IntegumentSettings()
TASK = "integument.train.tasks.integument:IntegumentTask"

BUDGET = Budget(hours=8)
"""If neither hours nor steps are given."""
