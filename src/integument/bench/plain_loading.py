"""Pictures and masks as they are commonly loaded, to compare the speed of loading with."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from integument.errors import InputError

ENLARGED = (1.0, 1.25)
"""Side of the resized picture, relative to the crop."""


class PlainDataset(Dataset):
    """Reads, resizes, crops and flips with Pillow; gives ``(3, S, S)`` and ``(L, S, S)`` floats."""

    def __init__(self, pack: Path, labels: Sequence[str], size: int) -> None:
        self.size = size
        self.files = []
        for image in sorted((pack / "images").glob("*")):
            masks = [pack / f"masks/{label}/{image.stem}.png" for label in labels]
            if all(mask.is_file() for mask in masks):
                self.files.append((image, masks))
        if not self.files:
            raise InputError(f"{pack}: expected a folder with masks of {' and '.join(labels)}")

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        image_file, mask_files = self.files[index]
        image = Image.open(image_file).convert("RGB")
        masks = [Image.open(file).convert("L") for file in mask_files]
        side = int(self.size * random.uniform(*ENLARGED))
        left, top = random.randint(0, side - self.size), random.randint(0, side - self.size)
        box = (left, top, left + self.size, top + self.size)
        image = image.resize((side, side), Image.Resampling.BILINEAR).crop(box)
        masks = [mask.resize((side, side), Image.Resampling.NEAREST).crop(box) for mask in masks]
        if random.random() < 0.5:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            masks = [mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for mask in masks]
        pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1).float().div(255)
        planes = torch.from_numpy(np.stack([np.array(mask) for mask in masks])).float().div(255)
        return pixels.contiguous(), planes


def plain_batches(
    pack: Path, labels: Sequence[str], size: int, batch: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless shuffled batches ``(N, 3, S, S)`` and ``(N, L, S, S)``."""
    data = PlainDataset(pack, labels, size)
    if len(data) < batch:
        raise InputError(f"{pack}: expected at least {batch} pictures, got {len(data)}")
    while True:
        yield from DataLoader(data, batch_size=batch, shuffle=True, drop_last=True)
