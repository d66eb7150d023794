"""The settings of a training run: one frozen record, changed only by ``--set name=value``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integument.data.policies import AUGMENTS, MIXES
from integument.errors import UsageError, unknown
from integument.labels import NAMES, parse
from integument.nets import ARCHITECTURES
from integument.train.schedule import SCHEDULES


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a recipe decides. Plain numbers and words, so a checkpoint can hold them.

    Attributes
    ----------
    net : name of the network (:data:`integument.nets.ARCHITECTURES`)
    weights : what its backbone begins with, if it has one: ``none``, ``imagenet`` (fetched once;
        from scratch where there is no network) or a file in torchvision's form
    labels : comma-separated labels, the order of the output channels
    size : side of a training crop, pixels, a multiple of 32
    input_size : longest side of a photograph when it is validated, and later segmented, pixels
    batch : crops a step
    learning_rate : the highest, reached after the warm-up
    final_learning_rate : where the cosine ends, as a share of the highest
    warm_up : share of the run in which the rate climbs
    weight_decay : of AdamW, on convolution weights only
    clip : largest norm of the gradient
    dice : weight of the Dice loss beside cross-entropy of 1
    optimiser : ``adamw``, ``adam`` or ``sgd`` (momentum 0.9)
    beta2 : second decay of Adam
    schedule : of the rate: ``cosine``, ``poly``, ``constant``, or ``plateau``: it falls tenfold
        each time validation has not improved for ``patience`` times
    patience : validations without improvement until a plateau is believed
    early_stop : whether a plateau ends the run (its last phase); with ``plateau``, the second one
    backgrounds : how often people, where their body or head and torso were drawn, are put before a
        picture of the people-free packs; with every ``augment``
    redress : how often clothes, where they are drawn, are painted over: in skin's colours, any
        other, or a piece of a people-free picture (:mod:`integument.data.redress`)
    ema : decay of the averaged weights, which are the ones that are judged and exported
    negatives, held_out, streamed, mix, ratio, augment, cache_bytes, rescan_seconds :
        see :class:`integument.data.sampler.SupplySettings`
    validation_pictures : at most so many held-out pictures of each pack are scored
    validation_seconds : between two validations
    checkpoint_seconds : between two saved states
    log_seconds : between two lines
    gradient_norms : whether those lines tell the gradient norm of each part of the loss (one more
        backward pass each)
    precision : ``float32``; ``bfloat16``; ``float16`` with a scaled loss, on a GPU only; or
        ``auto``: on a GPU bfloat16, or float16 where it has no arithmetic for that. On a CPU
        bfloat16 wins only where the processor has instructions for it and loses threefold
        elsewhere, so there it is left to be asked for.
    device : ``auto``, ``cpu``, ``cuda``
    threads : of the network's arithmetic on the CPU. On a busy machine two can be slower than one.
    workers : processes that prepare batches; 0 prepares them in between steps
    seed : of everything random
    quantise : compute with the steps of 8-bit numbers, so that ``integument export --int8`` loses
        less; begins with trained weights (:mod:`integument.export.qat`)
    """

    net: str = "integument"
    weights: str = "none"
    labels: str = ",".join(NAMES)
    size: int = 256
    input_size: int = 384
    batch: int = 24
    learning_rate: float = 2e-3
    final_learning_rate: float = 0.01
    warm_up: float = 0.03
    weight_decay: float = 1e-2
    clip: float = 5.0
    dice: float = 1.0
    optimiser: str = "adamw"
    beta2: float = 0.999
    schedule: str = "cosine"
    patience: int = 10
    early_stop: bool = False
    ema: float = 0.999
    negatives: float = 0.08
    held_out: float = 0.04
    streamed: float = 0.5
    mix: str = "pool"
    ratio: str = ""
    augment: str = "full"
    backgrounds: float = 0.0
    redress: float = 0.0
    cache_bytes: int = 2 << 30
    rescan_seconds: float = 120.0
    validation_pictures: int = 200
    validation_seconds: float = 600.0
    checkpoint_seconds: float = 120.0
    log_seconds: float = 30.0
    gradient_norms: bool = False
    precision: str = "auto"
    device: str = "auto"
    threads: int = 1
    workers: int = 1
    seed: int = 0
    quantise: bool = False

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise unknown(name, getattr(self, name), choices)
        for name in ("size", "input_size"):
            value = getattr(self, name)
            if value <= 0 or value % 32:
                raise UsageError(f"setting '{name}': expected a multiple of 32, got {value}")
        for name in POSITIVE:
            value = getattr(self, name)
            if not value > 0:  # nan included
                raise UsageError(f"setting '{name}': expected more than 0, got {value}")
        for name in SHARES:
            value = getattr(self, name)
            if not 0 <= value < 1:
                raise UsageError(f"setting '{name}': expected 0 to below 1, got {value}")
        self.shares()
        if self.net not in ARCHITECTURES:
            raise unknown("network", self.net, ARCHITECTURES)
        parse(self.labels)  # an unknown label is told now, not by the first checkpoint's reader

    def shares(self) -> tuple[float, ...]:
        """``ratio`` as numbers; :class:`UsageError` if it is not numbers."""
        try:
            shares = tuple(float(text) for text in self.ratio.split(",") if text)
        except ValueError:
            shares = (-1.0,)
        if any(not share > 0 for share in shares):
            raise UsageError(f"setting 'ratio': expected shares like 0.6,0.4, got '{self.ratio}'")
        return shares

    def net_options(self) -> dict[str, Any]:
        """What the network is built with, beside its labels."""
        return {}


CHOICES = {
    "precision": ("auto", "float32", "bfloat16", "float16"),
    "device": ("auto", "cpu", "cuda"),
    "optimiser": ("adamw", "adam", "sgd"),
    "schedule": SCHEDULES,
    "mix": MIXES,
    "augment": AUGMENTS,
}
POSITIVE = ("batch", "learning_rate", "clip", "threads", "validation_pictures", "patience")
SHARES = (
    *("warm_up", "final_learning_rate", "ema", "beta2"),
    *("negatives", "held_out", "streamed", "backgrounds", "redress"),
)

FREE = frozenset(
    {
        "cache_bytes",
        "rescan_seconds",
        "validation_seconds",
        "checkpoint_seconds",
        "log_seconds",
        "gradient_norms",
        "precision",
        "device",
        "threads",
        "workers",
    }
)
"""Settings that may change when a run is resumed: how it runs, not what it computes."""


def difference(before: dict[str, Any], now: dict[str, Any]) -> str:
    """What differs between two sets of settings that must agree, in words; "" if nothing does."""
    names = [name for name in {**before, **now} if name not in FREE]
    return ", ".join(
        f"{name} was {before.get(name)} and is now {now.get(name)}"
        for name in names
        if before.get(name) != now.get(name)
    )
