"""The 26 variants, corrected and as the reference makes them; lattices; the colour grid."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from integument.data.hsv_grid import FULL, ONE_AT_A_TIME, HsvGrid, Point, moved
from integument.data.lattice import LatticeSettings, lattice
from integument.data.sample import Sample
from integument.data.static26 import (
    COUNT,
    Static26,
    hue_turned,
    reference_looks,
    saturation_scaled,
    sepia_matrix,
)

EXACT = Static26(reference_exact=True)
CORRECTED = Static26()


def sample(height: int = 80, width: int = 60) -> Sample:
    """A colourful picture with a disc of skin in a larger disc of body; a strip is void."""
    small = np.random.default_rng(0).integers(30, 226, (5, 6, 3), dtype=np.uint8)
    image = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    masks = {}
    for label, radius in (("skin", 14), ("body", 28)):
        masks[label] = np.zeros((height, width), np.uint8)
        cv2.circle(masks[label], (width // 2, height // 2), radius, 255, -1)
    void = np.zeros((height, width), bool)
    void[:6] = True
    return Sample("p", image, masks, void=void, attributes={"id": "p", "licence": "CC0"})


def variants(variation: Static26 | HsvGrid, seed: int = 0) -> list[Sample]:
    return list(variation(sample(), np.random.default_rng(seed)))


@pytest.mark.parametrize("variation", [CORRECTED, EXACT])
def test_there_are_26_and_only_lattices_touch_masks(variation: Static26) -> None:
    original, made = sample(), variants(variation)
    assert len(made) == COUNT == 26
    assert [one.name for one in made] == [f"p_{number:02}" for number in range(1, 27)]
    assert [one.name.removeprefix("p_") for one in made] == list(variation.suffixes)
    for number, one in enumerate(made, 1):
        assert np.array_equal(one.void, original.void)
        assert one.attributes["source"] == "p"
        assert one.attributes["licence"] == "CC0"
        for label, mask in original.masks.items():
            assert np.array_equal(one.masks[label], mask) == (number <= 24), (number, label)


def test_corrected_variants_all_differ_from_the_picture_and_each_other() -> None:
    pictures = [sample().image, *(one.image for one in variants(CORRECTED))]
    for first, one in enumerate(pictures):
        for other in pictures[first + 1 :]:
            assert cv2.absdiff(one, other).mean() > 1.5


def test_reference_has_its_near_duplicates() -> None:
    image = sample().image.astype(int)
    made = variants(EXACT)
    assert 0 < np.abs(made[5].image - image).mean() < 2.5, "the sixth hue is the whole circle"
    assert np.abs(made[16].image - image).mean() > 2.5, "sepia 0 bleeds into one channel"
    corrected = cv2.transform(sample().image, sepia_matrix(0))
    assert np.array_equal(corrected, sample().image)


def test_reference_sepia_by_hand() -> None:
    blue, green, red = 40, 90, 200
    looks = dict(reference_looks(np.full((1, 1, 3), (red, green, blue), np.uint8)))
    # The matrix meets blue where it expects red; the results go out in the same order.
    q = 0.5
    first = (0.393 + 0.607 * q) * blue + (0.769 - 0.769 * q) * green + (0.189 - 0.189 * q) * red
    third = (0.272 - 0.349 * q) * blue + (0.534 - 0.534 * q) * green + (0.131 + 0.869 * q) * red
    pixel = looks["sepia 0.5"][0, 0]
    assert pixel[2] == round(first)
    assert pixel[0] == round(third)
    assert list(looks)[16:] == [f"sepia {k:g}" for k in np.arange(8) / 4]


def test_full_sepia_is_the_usual_matrix() -> None:
    grey = np.full((1, 1, 3), 100, np.uint8)
    assert cv2.transform(grey, sepia_matrix(1))[0, 0].tolist() == [135, 120, 94]


def test_hue_and_saturation_by_hand() -> None:
    red = np.full((1, 1, 3), (200, 0, 0), np.uint8)
    assert hue_turned(red, 60)[0, 0].tolist() == [0, 200, 0]
    assert hue_turned(red, 120)[0, 0].tolist() == [0, 0, 200]
    assert saturation_scaled(red, 0)[0, 0].tolist() == [200, 200, 200]
    assert saturation_scaled(red, 2)[0, 0].tolist() == [200, 0, 0]


@pytest.mark.parametrize("variation", [CORRECTED, EXACT])
def test_contrast_and_brightness_by_hand(variation: Static26) -> None:
    grey = Sample("g", np.full((80, 60, 3), 100, np.uint8), {})
    made = [one.image[0, 0, 0] for one in variation(grey, np.random.default_rng(0))]
    assert made[11:16] == [105, 150, 75, 70, 155]


@pytest.mark.parametrize("seed", range(3))
def test_lattice_lines_are_black_and_nobody(seed: int) -> None:
    original = sample()
    for one in variants(CORRECTED, seed)[24:]:
        lost = (original.masks["body"] == 255) & (one.masks["body"] == 0)
        assert lost.any()
        assert not one.image[lost].any()
        assert not one.masks["skin"][lost].any()
        assert np.array_equal(one.image[~lost], original.image[~lost])
        assert set(np.unique(one.masks["skin"])) <= {0, 255}
    dense, partial = (one.masks["body"] for one in variants(CORRECTED, seed)[24:])
    assert np.array_equal(partial[:20], original.masks["body"][:20]), "the upper quarter is free"
    assert (dense == 0).sum() > (partial == 0).sum()


def test_soft_masks_fade_with_the_lines() -> None:
    half = np.full((40, 40), 100, np.uint8)
    soft = Sample("s", np.full((40, 40, 3), 180, np.uint8), {"skin": half})
    dense = list(CORRECTED(soft, np.random.default_rng(0)))[24]
    assert set(np.unique(dense.masks["skin"])) == {0, 100}
    assert set(np.unique(dense.image)) == {80, 180}
    assert np.array_equal(dense.masks["skin"] == 0, dense.image[:, :, 0] == 80)


@pytest.mark.parametrize("seed", range(4))
def test_lattice_reaches_every_corner_at_its_spacing(seed: int) -> None:
    settings = LatticeSettings(spacing=20)
    lines = lattice((150, 90), settings, np.random.default_rng(seed))
    assert set(np.unique(lines)) == {0, 255}
    gap = cv2.distanceTransform(255 - lines, cv2.DIST_L2, 5).max()
    # A cell that the picture's own corner cuts is seen from its far end.
    assert gap <= np.sqrt(2) * (settings.spacing + 2 * settings.jitter) / 2 + 1
    assert 0.1 < (lines > 0).mean() < 0.35
    assert not lattice((150, 90), settings, np.random.default_rng(seed), 70)[:70].any()


def test_same_seed_same_lattice() -> None:
    first, again, other = (variants(CORRECTED, seed)[24].image for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_grid_sizes() -> None:
    assert len(FULL) == len(set(FULL)) == 180
    assert len(ONE_AT_A_TIME) == len(set(ONE_AT_A_TIME)) == 15
    assert set(ONE_AT_A_TIME) <= set(FULL)


@pytest.mark.parametrize("full", [False, True])
def test_grid_leaves_masks_alone_and_starts_with_the_picture(full: bool) -> None:
    original, made = sample(), variants(HsvGrid(full))
    assert np.array_equal(made[0].image, original.image)
    assert [one.name for one in made][:2] == ["p_000", "p_001"]
    assert len(made) == (180 if full else 15)
    for one in made:
        for label, mask in original.masks.items():
            assert np.array_equal(one.masks[label], mask)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (Point(hue=120), (0, 200, 0)),
        (Point(hue=300), (200, 0, 200)),
        (Point(saturation=0.0), (200, 200, 200)),
        (Point(value=0.4), (80, 0, 0)),
        (Point(60, 0.4, 0.2), (40, 40, 24)),
    ],
)
def test_points_of_the_grid_by_hand(point: Point, expected: tuple[int, int, int]) -> None:
    red = np.full((1, 1, 3), (200, 0, 0), np.uint8)
    assert moved(red, point)[0, 0].tolist() == list(expected)
