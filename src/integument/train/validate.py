"""Scores a network on pictures it has not learned from, quickly enough to do it often.

A yardstick for choosing among the states of one run, at the network's own resolution. Results
for publication come from :mod:`integument.evaluate`, at the size of the photographs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from integument.data.augment import Example, plain_example
from integument.data.open import open_data
from integument.data.split import is_held_out


@dataclass(frozen=True)
class ValidationSet:
    """Examples of one pack, in memory; ``people_free`` ones are to come out empty."""

    name: str
    people_free: bool
    examples: list[Example]


@dataclass(frozen=True)
class Scores:
    """What a network scored.

    ``score`` is the mean, over packs with people and their labels, of the intersection over
    union of all pixels pooled; NaN where there are no such packs. ``labels`` has it by label
    (mean over packs), ``packs`` by pack. ``marked`` is the share of pixels of people-free
    pictures that were taken for a body (or, without that label, for any); None without such.
    """

    score: float
    labels: dict[str, float]
    packs: dict[str, float]
    marked: float | None


def held_out_sets(
    folders: Sequence[Path],
    labels: Sequence[str],
    *,
    size: int,
    stride: int,
    share: float,
    limit: int,
    people_free: Sequence[Path] = (),
) -> list[ValidationSet]:
    """The first ``limit`` held-out pictures of each pack; all are "held out" if ``share`` is 1."""
    sets = []
    for folder in folders:
        pack = open_data(folder)
        stems = [stem for stem in pack if is_held_out(stem, share)][:limit]
        if stems:
            examples = [plain_example(pack.read(stem), labels, size, stride) for stem in stems]
            alone = pack.people_free or folder in people_free
            sets.append(ValidationSet(pack.name, alone, examples))
    return sets


@torch.no_grad()
def validate(
    net: nn.Module, sets: Sequence[ValidationSet], labels: Sequence[str], device: torch.device
) -> Scores:
    """Scores ``net``, which is in evaluation mode, at threshold one half."""
    by_label: dict[str, list[float]] = {label: [] for label in labels}
    packs: dict[str, float] = {}
    marked: list[float] = []
    for part in sets:
        overlap = np.zeros(len(labels), np.int64)
        union = np.zeros(len(labels), np.int64)
        known_pixels = np.zeros(len(labels), np.int64)
        found_pixels = np.zeros(len(labels), np.int64)
        for example in part.examples:
            image = torch.from_numpy(example.image).to(device).permute(2, 0, 1)[None].float() / 255
            found = (net.segment(image)[0].float() >= 0).cpu().numpy()
            known = (example.void == 0) & example.flags[:, None, None]
            truth = example.masks >= 128
            overlap += (found & truth & known).sum((1, 2))
            union += ((found | truth) & known).sum((1, 2))
            known_pixels += known.sum((1, 2))
            found_pixels += (found & known).sum((1, 2))
        if part.people_free:
            shares = found_pixels / np.maximum(known_pixels, 1)
            marked.append(float(shares[labels.index("body")] if "body" in labels else shares.max()))
            continue
        scored = {
            label: float(overlap[channel] / union[channel])
            for channel, label in enumerate(labels)
            if union[channel]
        }
        for label, value in scored.items():
            by_label[label].append(value)
        if scored:
            packs[part.name] = float(np.mean(list(scored.values())))
    return Scores(
        score=float(np.mean(list(packs.values()))) if packs else float("nan"),
        labels={label: float(np.mean(values)) for label, values in by_label.items() if values},
        packs=packs,
        marked=float(np.mean(marked)) if marked else None,
    )
