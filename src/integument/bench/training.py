"""How many pictures a second are trained on, beside networks and loading as commonly written.

Ours is what ``integument train`` does: its loader, channels-last memory, the shared encoder run
once, the loss of the recipe, clipped gradients, a fused optimiser and averaged weights. The plain
version (:mod:`.plain`, :mod:`.plain_loading`) is what one writes first: files read by Pillow for
every picture, torch's default memory order, the network called once for each pass, Adam. Both
learn the same labels of the same pack by cross-entropy, flip, resize and crop, and take turns.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from integument.bench.plain import PLAIN
from integument.bench.plain_loading import plain_batches
from integument.data.sampler import Supply, SupplySettings
from integument.errors import unknown
from integument.settings import assign
from integument.train import optimisers, recipes
from integument.train.ema import AveragedWeights
from integument.train.feed import on_device
from integument.train.precision import pick_device

RECIPES = {
    "u2netp": ("u2net", ("net=u2netp", "loss=bce", "labels=skin,body")),
    "unet": ("single", ("net=unet", "labels=skin,body")),
    "mutual_guidance": (
        "mutual_guidance",
        # The plain version has neither: the same work on both sides.
        ("variant=scratch", "crf_weight=0", "containment_weight=0"),
    ),
}
"""Network → its recipe, and the settings under which both versions do the same."""

Work = tuple[Callable[[int], Any], Callable[[Any], None]]
"""Makes batch ``k``; learns from it."""


@dataclass(frozen=True, slots=True)
class TrainPlan:
    """How to measure; ``device`` as in :class:`integument.train.settings.Settings`."""

    size: int = 256
    batch: int = 4
    threads: int = 1
    rounds: int = 5
    warm_up: int = 1
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Pace:
    """Pictures a second of one version of a network.

    Attributes
    ----------
    loading : of the loader alone, every picture read from its file
    remembered : the same for pictures that were read before; None where none are kept
    learning : of the network alone
    training : of both in turn, in one process
    """

    network: str
    version: str
    threads: int
    size: int
    batch: int
    loading: float
    remembered: float | None
    learning: float
    training: float


def measure(
    networks: Sequence[str],
    pack: Path,
    plan: TrainPlan,
    advance: Callable[[], None] = lambda: None,
) -> list[Pace]:
    """Both versions of each network, in turns; ``advance`` is called after every round.

    Raises :class:`UsageError` for a network without a plain version, and what a pack raises.
    """
    for name in networks:
        if name not in RECIPES:
            raise unknown("network to train", name, RECIPES)
    torch.set_num_threads(plan.threads)
    paces = []
    for name in networks:
        torch.manual_seed(0)
        supply, learn = _ours(name, pack, plan)
        works = {"ours": (supply.__getitem__, learn), "plain": _plain(name, pack, plan)}
        ours, plain = _in_turns(name, works, plan, advance)
        paces += [replace(ours, remembered=_remembered(supply, plan)), plain]
    return paces


def _in_turns(
    name: str, works: dict[str, Work], plan: TrainPlan, advance: Callable[[], None]
) -> list[Pace]:
    loading: dict[str, list[float]] = {version: [] for version in works}
    learning: dict[str, list[float]] = {version: [] for version in works}
    for k in range(plan.warm_up + plan.rounds):
        for version, (load, learn) in works.items():
            begun = time.perf_counter()
            batch = load(k)
            loaded = time.perf_counter()
            learn(batch)
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            if k >= plan.warm_up:
                loading[version].append(loaded - begun)
                learning[version].append(time.perf_counter() - loaded)
        advance()
    paces = []
    for version in works:
        load, learn = (statistics.median(times[version]) for times in (loading, learning))
        paces.append(
            Pace(
                *(name, version, plan.threads, plan.size, plan.batch),
                loading=plan.batch / load,
                remembered=None,
                learning=plan.batch / learn,
                training=plan.batch / (load + learn),
            )
        )
    return paces


def _remembered(supply: Supply, plan: TrainPlan) -> float:
    """Pictures a second of batches that were made before."""
    settings = replace(supply.settings, cache_bytes=SupplySettings.cache_bytes)
    supply = Supply(supply.folders, [], settings, seed=0)
    times = []
    for k in range(plan.rounds):
        supply[k]
        begun = time.perf_counter()
        supply[k]
        times.append(time.perf_counter() - begun)
    return plan.batch / statistics.median(times)


def _ours(name: str, pack: Path, plan: TrainPlan) -> tuple[Supply, Callable[[Any], None]]:
    recipe, changes = RECIPES[name]
    settings = assign(
        recipes.load(recipe).SETTINGS,
        [
            *changes,
            *(f"size={plan.size}", f"batch={plan.batch}", f"device={plan.device}"),
            *("augment=light", "precision=float32", "held_out=0"),
        ],
    )
    labels = tuple(settings.labels.split(","))
    device = pick_device(settings)
    task = recipes.task_of(recipe)(settings, labels)
    net = task.build().to(device, memory_format=torch.channels_last)
    helpers = nn.ModuleDict()
    averaged = AveragedWeights(net, settings.ema)
    optimiser = optimisers.make(settings, net)
    phase = task.phases()[-1]
    net.train()
    task.begin(net, phase)
    supply = Supply(
        [pack],
        [],
        SupplySettings(
            labels=labels,
            size=plan.size,
            stride=net.stride,
            batch=plan.batch,
            policy=settings.augment,
            held_out=0.0,
            cache_bytes=0,
        ),
        seed=0,
    )

    def learn(batch: Any) -> None:
        terms = task.terms(net, helpers, on_device(batch, device, (), 0.5, 0), phase)
        optimiser.zero_grad(set_to_none=True)
        torch.stack(list(terms.values())).sum().backward()
        nn.utils.clip_grad_norm_(net.parameters(), settings.clip)
        optimiser.step()
        averaged.update(net, 0)

    return supply, _as_tensors(learn)


def _as_tensors(learn: Callable[[Any], None]) -> Callable[[Any], None]:
    """What the loader of torch does to a batch of arrays on its way."""
    return lambda batch: learn([torch.from_numpy(part) for part in batch])


def _plain(name: str, pack: Path, plan: TrainPlan) -> Work:
    labels = ("skin", "body")
    cuda = torch.cuda.is_available() and plan.device != "cpu"
    device = torch.device("cuda" if cuda else "cpu")
    net = PLAIN[name](len(labels)).to(device).train()
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-4)
    batches = plain_batches(pack, labels, plan.size, plan.batch)

    def learn(batch: Any) -> None:
        image, masks = (part.to(device) for part in batch)
        optimiser.zero_grad()
        loss = sum(F.binary_cross_entropy_with_logits(out, masks) for out in net(image))
        loss.backward()
        optimiser.step()

    return lambda k: next(batches), learn
