"""Clothes painted over in training pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from integument.data.augment import AugmentSettings, augment
from integument.data.geometry import Canvas
from integument.data.redress import PAINTS, RedressSettings, redress
from integument.data.sample import Sample

LABELS = ("skin", "clothes")
SIZE = 96
ALWAYS = RedressSettings(probability=1.0, halves=0.0, off=0.0)
GRASS = np.zeros((40, 60, 3), np.uint8)
GRASS[:, ::2] = (30, 160, 40)


@pytest.fixture
def dressed() -> Canvas:
    """Skin above, a grey shirt in the middle with a darker fold, sky around."""
    image = np.full((SIZE, SIZE, 3), (120, 160, 220), np.uint8)
    masks = np.zeros((2, SIZE, SIZE), np.uint8)
    masks[0, 10:30, 30:60] = 255
    masks[1, 30:80, 20:70] = 255
    image[masks[0] > 0] = (200, 140, 110)
    image[masks[1] > 0] = 120
    image[40:50, 20:70] = 60
    return Canvas(image, masks, np.zeros_like(masks))


def only(kind: str) -> RedressSettings:
    return replace(ALWAYS, paints=tuple(float(kind == one) for one in PAINTS))


@pytest.mark.parametrize("kind", PAINTS)
def test_nothing_but_cloth_changes(dressed, kind) -> None:
    new = redress(dressed, LABELS, only(kind), np.random.default_rng(4), [GRASS])
    changed = (new.image != dressed.image).any(2)
    assert changed[60, 40]
    assert not changed[dressed.masks[1] == 0].any()
    assert new.masks is dressed.masks and new.void is dressed.void


def test_the_colour_of_the_persons_own_skin_with_folds(dressed) -> None:
    new = redress(dressed, LABELS, only("own skin"), np.random.default_rng(1))
    cloth, fold = new.image[60, 40].astype(float), new.image[45, 40].astype(float)
    skin = np.array([200.0, 140, 110])
    np.testing.assert_allclose(cloth / cloth.sum(), skin / skin.sum(), atol=0.02)
    assert 0.7 < cloth.sum() / skin.sum() < 1.5
    assert fold.sum() < 0.8 * cloth.sum()


def test_patterns_are_pieces_of_the_photographs(dressed) -> None:
    new = redress(dressed, LABELS, only("pattern"), np.random.default_rng(2), [GRASS])
    painted = new.image[dressed.masks[1] > 0].astype(float)
    assert painted[:, 1].mean() > 2 * painted[:, 0].mean()


def test_one_side_of_a_height(dressed) -> None:
    settings = replace(only("plain"), halves=1.0)
    for seed in range(5):
        new = redress(dressed, LABELS, settings, np.random.default_rng(seed))
        rows = (new.image != dressed.image).any((1, 2))[30:80]
        if rows.any():
            assert np.count_nonzero(np.diff(rows.astype(int))) <= 1


def test_soft_edges_stay_soft(dressed) -> None:
    dressed.masks[1][30] = 128
    new = redress(dressed, LABELS, only("plain"), np.random.default_rng(3))
    old, edge, inside = (p.astype(int) for p in (dressed.image[30, 40], *new.image[30:32, 40]))
    assert np.abs(edge - (old + inside) / 2).max() <= 2


@pytest.mark.parametrize(
    "labels, settings",
    [
        (("skin", "hair"), ALWAYS),  # clothes were not drawn
        (("clothes", "skin"), ALWAYS),  # too little cloth: here the planes are exchanged
        (LABELS, RedressSettings()),  # off unless asked for
    ],
)
def test_pictures_stay_where_there_is_nothing_to_paint(dressed, labels, settings) -> None:
    dressed.masks[0][12:] = 0
    dressed.masks[0][:, 40:] = 0
    new = redress(dressed, labels, settings, np.random.default_rng(0), [GRASS])
    assert new.image is dressed.image


def test_part_of_the_augmentation(dressed) -> None:
    masks = dict(zip(LABELS, dressed.masks, strict=True))
    sample = Sample("one", dressed.image, masks)
    pictures = []
    for redressed in (RedressSettings(), only("own skin")):
        settings = AugmentSettings(redress=redressed, untouched=1.0)
        rng = np.random.default_rng(8)
        pictures.append(augment(sample, LABELS, SIZE, 2, settings, rng).image)
    assert (pictures[0] != pictures[1]).any()
