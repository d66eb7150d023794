"""Pictures for rules on colour, and a pack of them to learn from."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from integument.data.pack import Pack

CHEEK, WALL = (212, 153, 120), (70, 110, 160)
"""A skin tone that every published rule accepts, and a blue that none does."""


@pytest.fixture
def noise() -> np.ndarray:
    """``(64, 96, 3) uint8`` RGB: half of it any colours, half around skin, extremes included."""
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 256, (64, 96, 3), np.uint8)
    picture[:, 48:] = np.clip(rng.normal((200, 150, 120), 45, (64, 48, 3)), 0, 255)
    picture[:4] = rng.choice(np.array([0, 1, 15, 16, 254, 255], np.uint8), (4, 96, 3))
    return picture


@pytest.fixture
def portrait() -> np.ndarray:
    """``(64, 96, 3) uint8`` RGB: skin on the left half, a blue wall on the right."""
    picture = np.empty((64, 96, 3), np.uint8)
    picture[:, :48], picture[:, 48:] = CHEEK, WALL
    return picture


def write_pack(folder: Path, *, empty: bool = False) -> Path:
    """Four pictures of skin before a wall, with a void frame and, in it, misleading colours."""
    rng = np.random.default_rng(0)
    for name in ("images", "masks/skin", "masks/void"):
        (folder / name).mkdir(parents=True)
    for number in range(4):
        truth = np.zeros((40, 60), np.uint8)
        truth[8:32, 10 : 30 + 5 * number] = 0 if empty else 255
        mean = np.where(truth[..., None] > 0, CHEEK, WALL)
        picture = np.clip(rng.normal(mean, 8), 0, 255).astype(np.uint8)
        void = np.full(truth.shape, 255, np.uint8)
        void[2:-2, 2:-2] = 0
        picture[void > 0] = CHEEK
        for name, pixels in (
            ("images", picture[:, :, ::-1]),
            ("masks/skin", truth),
            ("masks/void", void),
        ):
            assert cv2.imwrite(str(folder / name / f"{number:04}.png"), pixels)
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack(write_pack(tmp_path / "people"))


@pytest.fixture
def empty_pack(tmp_path: Path) -> Pack:
    """A pack whose pictures are labelled and show no skin."""
    return Pack(write_pack(tmp_path / "rooms", empty=True))
