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

from dataclasses import dataclass, fields
from typing import Any

from integument.errors import UsageError
from integument.train.schedule import Budget
from integument.train.settings import Settings

NETS = ("integument", "integument_fast")
"""The networks that have these parts."""


@dataclass(frozen=True, slots=True)
class IntegumentSettings(Settings):
    """Settings of every run, and parts of the network and of its loss that can be added.

    Attributes
    ----------
    attributes : weight of each attribute of hair beside the masks; 0 builds the network without
        them. The encoder then learns what colours and waves look like, which the recipe ``hair``
        cannot teach it; run that afterwards all the same, on heads alone.
    feature_masking : whether attributes are read under the masks of hair and face
    guided : whether what was found goes back into the decoder, which then answers a second time
        (:mod:`integument.nets.integument`); both answers learn
    supervised : weight of the cross-entropy of each coarser level of the decoder, at strides 16, 8
        and 4, whose outputs exist while learning only; 1 in the sources (U²-Net, label refinement)
    crf_weight : of the dense-CRF regulariser (:data:`integument.train.tasks.integument.CRF`)
    containment_weight : of skin within the body, the weighted cross-entropy of mutual guidance;
        1e-3 there
    balanced : whether cross-entropy weighs a label and its ground alike, as S2MGen does
    """

    attributes: float = 0.0
    feature_masking: bool = True
    guided: bool = False
    supervised: float = 0.0
    crf_weight: float = 0.0
    containment_weight: float = 0.0
    balanced: bool = False

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        added = [
            part.name
            for part in fields(self)
            if part.name in IntegumentSettings.__annotations__
            and getattr(self, part.name) != part.default
        ]
        if added and self.net not in NETS:
            raise UsageError(
                f"setting '{added[0]}': only of the networks {' and '.join(NETS)}, "
                f"got net={self.net}"
            )
        if self.containment_weight and not {"skin", "body"} <= set(self.labels.split(",")):
            raise UsageError(
                "setting 'containment_weight': expected the labels skin and body, "
                f"got labels={self.labels}"
            )

    def net_options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"hair": True} if self.attributes else {}
        if not self.feature_masking:
            options["feature_masking"] = False
        if self.guided:
            options["guided"] = True
        return options


SETTINGS = IntegumentSettings()
TASK = "integument.train.tasks.integument:IntegumentTask"

BUDGET = Budget(hours=8)
"""If neither hours nor steps are given."""
