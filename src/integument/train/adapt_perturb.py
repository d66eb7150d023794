"""The three perturbations of PixMatch: picture and answers are changed together.

Each takes ``image (N, 3, H, W)`` RGB in [0, 1] with ``answer`` and ``weight (N, L, H, W)`` from
:func:`integument.losses.pixmatch.pseudo_labels`, and returns all three anew. Pixels of the answer
that come from nowhere get weight 0. Chance comes from a ``numpy.random.Generator``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from integument.data.colour import hue_matrix, saturation_matrix
from integument.losses.fda import fourier_style

Range = tuple[float, float]


class Perturbed(NamedTuple):
    """Picture, answers and their weights after a perturbation."""

    image: Tensor
    answer: Tensor
    weight: Tensor


@dataclass(frozen=True, slots=True)
class PerturbSettings:
    """Probabilities and ranges; those without a remark are published."""

    crop: Range = (0.2, 1.0)
    """Share of the picture's area in a crop, which is enlarged to the full size again."""
    aspect: Range = (3 / 4, 4 / 3)
    """Width to height of the crop, relative to the picture's. The usual range; not published."""
    jitter: float = 0.8
    """Probability of brightness, contrast, hue and saturation, all together."""
    brightness: float = 0.4
    """Gain to either side of 1. This and the next three are not published."""
    contrast: float = 0.4
    saturation: float = 0.4
    hue: float = 36.0
    """Degrees to either side."""
    grey: float = 0.2
    blur: float = 0.5
    blur_kernel: int = 5
    beta: float = 0.01
    """Of :func:`integument.losses.fda.fourier_style`."""
    cutmix_alpha: float = 1.0
    """Both parameters of the Beta distribution of the area that is kept."""


def augmented(
    image: Tensor,
    answer: Tensor,
    weight: Tensor,
    settings: PerturbSettings,
    rng: np.random.Generator,
) -> Perturbed:
    """A random crop of each picture, then its colours, greyness and blur."""
    grids = torch.cat([_crop_grid(image, settings, rng) for _ in range(len(image))])
    moved = F.grid_sample(image, grids, mode="bilinear", align_corners=False)
    answers, weights = (
        F.grid_sample(planes, grids, mode="nearest", align_corners=False)
        for planes in (answer, weight)
    )
    looks = [_look(picture, settings, rng) for picture in moved]
    return Perturbed(torch.stack(looks), answers, weights)


def fourier(
    image: Tensor,
    answer: Tensor,
    weight: Tensor,
    style: Tensor,
    settings: PerturbSettings,
) -> Perturbed:
    """The pictures in the light of ``style (N, 3, H, W)``, of the source; answers stay."""
    return Perturbed(fourier_style(image, style, settings.beta), answer, weight)


def cutmix(
    image: Tensor,
    answer: Tensor,
    weight: Tensor,
    settings: PerturbSettings,
    rng: np.random.Generator,
) -> Perturbed:
    """A rectangle of each picture is replaced by that of the next one in the batch."""
    height, width = image.shape[2:]
    kept = rng.beta(settings.cutmix_alpha, settings.cutmix_alpha)
    tall, wide = (round(side * np.sqrt(1 - kept)) for side in (height, width))
    top = int(rng.integers(0, height - tall + 1))
    left = int(rng.integers(0, width - wide + 1))
    results = []
    for planes in (image, answer, weight):
        mixed = planes.clone()
        hole = (..., slice(top, top + tall), slice(left, left + wide))
        mixed[hole] = planes.roll(1, 0)[hole]
        results.append(mixed)
    return Perturbed(*results)


def _crop_grid(image: Tensor, settings: PerturbSettings, rng: np.random.Generator) -> Tensor:
    """Where each pixel of a crop comes from, ``(1, H, W, 2)`` in [-1, 1], maybe mirrored."""
    area = rng.uniform(*settings.crop)
    aspect = np.exp(rng.uniform(*np.log(settings.aspect)))
    wide, tall = (min(1.0, float(np.sqrt(area * factor))) for factor in (aspect, 1 / aspect))
    x, y = (float(rng.uniform(side - 1, 1 - side)) for side in (wide, tall))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    matrix = torch.tensor([[[wide * mirror, 0.0, x], [0.0, tall, y]]], dtype=image.dtype)
    return F.affine_grid(matrix, [1, 3, *image.shape[2:]], align_corners=False).to(image.device)


def _look(picture: Tensor, settings: PerturbSettings, rng: np.random.Generator) -> Tensor:
    """``(3, H, W)`` in other colours."""
    if rng.random() < settings.jitter:
        gain, contrast, saturation = (
            1 + rng.uniform(-reach, reach)
            for reach in (settings.brightness, settings.contrast, settings.saturation)
        )
        picture = picture * gain
        mean = picture.mean()
        picture = (picture - mean) * contrast + mean
        matrix = _colour_matrix(rng.uniform(-settings.hue, settings.hue), saturation)
        picture = torch.einsum("ij,jhw->ihw", matrix.to(picture), picture).clamp(0, 1)
    if rng.random() < settings.grey:
        picture = torch.einsum("ij,jhw->ihw", _colour_matrix(0, 0).to(picture), picture)
    if rng.random() < settings.blur:
        picture = _blurred(picture, settings.blur_kernel)
    return picture


def _colour_matrix(degrees: float, saturation: float) -> Tensor:
    """RGB with hue turned about the grey axis and colours scaled towards their luma."""
    return torch.from_numpy(saturation_matrix(saturation) @ hue_matrix(degrees))


def _blurred(picture: Tensor, kernel: int) -> Tensor:
    """``(3, H, W)`` through a Gaussian of ``kernel`` pixels, with the deviation OpenCV gives it."""
    deviation = 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8
    steps = torch.arange(kernel, dtype=picture.dtype, device=picture.device) - kernel // 2
    taps = torch.exp(-0.5 * (steps / deviation).square())
    taps = (taps / taps.sum()).expand(3, 1, 1, kernel)
    margin = kernel // 2
    padded = F.pad(picture[None], (margin,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(padded, taps, groups=3), taps.mT, groups=3)[0]
