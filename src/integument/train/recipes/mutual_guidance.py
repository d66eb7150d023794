"""Skin and body that guide each other, from pictures of which only one was drawn (ICCV 2019).

Source   He et al., "Semi-supervised Skin Detection by Network with Mutual Guidance",
         arXiv:1908.01977.
Expect   on the paper's own 5,000 + 5,000 pictures, skin IoU of 0.8118 finetuned, 0.8011 from
         scratch, 0.7656 without guidance; 0.7928 by cross-entropy alone, 0.7948 with the CRF,
         0.7952 with containment. Elsewhere the order of these.
Time     12 hours on a GTX 1080 Ti in the paper; 640 billion multiplications a picture of 512².
Data     one folder with skin masks and one with body masks, in turn.
Unstated learning rate, batch size, epochs, the deviations and the normalisation of the CRF: the
         settings learning_rate, batch, crf_norm and the budget are ours. So is where boxes of
         bodies come from: drawn masks, else where the colour of skin is.

::

    integument train mutual_guidance --data skin_pack body_pack --hours 12 --out runs/guided
    integument train mutual_guidance --data … --set variant=scratch
    integument train mutual_guidance --data … --set variant=no_guidance
    integument train mutual_guidance --data … --set crf_weight=0 --set containment_weight=0
    integument train mutual_guidance --data … --set stop_gradient=false
    integument train mutual_guidance --data … --set initial_guidance=box_gmm
    integument train mutual_guidance --data … --set net=mutual_guidance_deeplab
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integument.errors import unknown
from integument.train.schedule import Budget
from integument.train.settings import Settings

VARIANTS = ("finetune", "scratch", "no_guidance")
GUIDANCE = ("zero", "box_gmm")


@dataclass(frozen=True, slots=True)
class MutualGuidanceSettings(Settings):
    """What this recipe adds.

    Attributes
    ----------
    variant : ``finetune`` (phase A, then B), ``scratch`` (B from the start) or ``no_guidance``
        (A alone)
    crf_weight, containment_weight : of the two parts beside cross-entropy; 0 leaves one out
    crf_norm : see :class:`integument.losses.crf.CrfSettings`
    stop_gradient : whether the second pass leaves the first alone; see
        :func:`integument.nets.mutual_guidance.next_belief`
    initial_guidance : what the first pass believes: ``zero``, or ``box_gmm``, a box of the body
        and the colour of skin (:mod:`integument.nets.first_belief`)
    norm : of batch norms, ``shared`` by both passes or ``per_pass``
    first_phase : share of the run that phase A takes under ``finetune``; the paper says until
        convergence, so a plateau ends it too
    """

    variant: str = "finetune"
    crf_weight: float = 1e-4
    containment_weight: float = 1e-3
    crf_norm: str = "row_norm_sum"
    stop_gradient: bool = True
    initial_guidance: str = "zero"
    norm: str = "shared"
    first_phase: float = 0.5

    def __post_init__(self) -> None:
        Settings.__post_init__(self)
        if self.variant not in VARIANTS:
            raise unknown("variant", self.variant, VARIANTS)
        if self.initial_guidance not in GUIDANCE:
            raise unknown("initial_guidance", self.initial_guidance, GUIDANCE)

    def net_options(self) -> dict[str, Any]:
        if not self.net.startswith("mutual_guidance"):
            return {}
        return {
            "n_passes": 1 if self.variant == "no_guidance" else 2,
            "norm": self.norm,
            "stop_gradient": self.stop_gradient,
            "initial_guidance": self.initial_guidance,
        }


SETTINGS = MutualGuidanceSettings(
    net="mutual_guidance",
    labels="skin,body",
    size=512,
    input_size=512,
    batch=8,
    optimiser="adam",
    learning_rate=1e-4,
    weight_decay=0.0,
    schedule="poly",
    negatives=0.0,
    mix="alternate",  # even batches have skin masks, odd ones body masks
    augment="light",
    patience=5,
)
TASK = "integument.train.tasks.mutual_guidance:MutualGuidanceTask"
BUDGET = Budget(hours=12)
"""If neither hours nor steps are given."""
