"""Augmentation: pictures and masks move together, looks leave masks alone, seeds repeat."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from integument.data import colour
from integument.data.augment import AugmentSettings, augment, plain_example
from integument.data.colour import ColourSettings
from integument.data.geometry import (
    Canvas,
    GeometrySettings,
    canvas_of,
    occlude,
    targets,
    warp,
)
from integument.data.sample import Sample

LABELS = ("skin", "hair", "body")
STILL = GeometrySettings(
    zoom=(1, 1), stretch=(1, 1), rotation=0, quarter_turn=0, flip=0, perspective=0, jitter=0
)
"""No change at all."""

LOOKS = [
    colour.light_field,
    colour.recolour,
    colour.tone_curve,
    colour.blur,
    colour.noise,
    colour.sharpen,
    colour.rescale,
    colour.jpeg,
    colour.develop,
]


def disc_sample(height: int = 90, width: int = 120) -> Sample:
    """A white disc on black: its mask is the picture itself, for skin and body; hair unlabelled."""
    disc = np.zeros((height, width), np.uint8)
    cv2.circle(disc, (width // 2, height // 2), height // 4, 255, -1, cv2.LINE_AA)
    void = np.zeros((height, width), bool)
    void[:5] = True
    return Sample(
        name="disc",
        image=np.repeat(disc[:, :, None], 3, axis=2),
        masks={"skin": disc, "body": disc},
        void_for={"skin": void},
    )


def picture(seed: int = 0, height: int = 40, width: int = 56) -> np.ndarray:
    small = np.random.default_rng(seed).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize("seed", range(12))
def test_masks_follow_the_picture(seed: int) -> None:
    settings = replace(GeometrySettings(), quarter_turn=0.5, reflect=0.5, backdrop=1.0)
    canvas, _ = canvas_of(disc_sample(), LABELS)
    black = np.zeros((50, 50, 3), np.uint8)
    warped = warp(canvas, 64, settings, np.random.default_rng(seed), black)
    # White on black on a black ground, the picture still is its own mask.
    white = warped.image[:, :, 0].astype(int)
    assert np.abs(white - warped.masks[0]).max() <= 2
    assert np.abs(white - warped.masks[2]).max() <= 2
    assert not warped.masks[1].any()


def test_some_seed_shows_the_disc() -> None:
    canvas, _ = canvas_of(disc_sample(), LABELS)
    shown = [
        warp(canvas, 64, GeometrySettings(), np.random.default_rng(seed)).masks[0].any()
        for seed in range(10)
    ]
    assert sum(shown) >= 8


def test_without_changes_a_square_picture_comes_back() -> None:
    canvas, _ = canvas_of(disc_sample(64, 64), LABELS)
    warped = warp(canvas, 64, STILL, np.random.default_rng(0))
    np.testing.assert_allclose(warped.image.astype(int), canvas.image.astype(int), atol=2)
    np.testing.assert_allclose(warped.masks.astype(int), canvas.masks.astype(int), atol=2)


def test_reduced_pictures_are_not_shifted() -> None:
    canvas, _ = canvas_of(disc_sample(128, 128), LABELS)
    warped = warp(canvas, 32, STILL, np.random.default_rng(0))
    expected = cv2.resize(canvas.masks[0], (32, 32), interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(warped.masks[0].astype(int), expected.astype(int), atol=6)


def test_ground_is_a_backdrop_and_nobody_is_in_it() -> None:
    settings = replace(GeometrySettings(), zoom=(0.3, 0.3), backdrop=1.0, rotation=0, perspective=0)
    canvas, _ = canvas_of(disc_sample(), LABELS)
    backdrop = np.full((70, 90, 3), (10, 200, 30), np.uint8)
    warped = warp(canvas, 64, settings, np.random.default_rng(3), backdrop)
    ground = (warped.image == (10, 200, 30)).all(2)
    assert ground.mean() > 0.7
    assert not warped.masks[:, ground].any()


def test_occluders_hide_people() -> None:
    everywhere = np.full((3, 64, 64), 255, np.uint8)
    canvas = Canvas(np.full((64, 64, 3), 255, np.uint8), everywhere, everywhere.copy())
    green = np.full((64, 64, 3), (0, 255, 0), np.uint8)
    covered = occlude(canvas, GeometrySettings(), np.random.default_rng(0), green)
    hidden = (covered.image == (0, 255, 0)).all(2)
    assert hidden.any()
    assert not covered.masks[:, hidden].any()
    assert not covered.void[:, hidden].any(), "what an occluder shows is known"
    shown = (covered.image == 255).all(2)
    assert (covered.masks[:, shown] == 255).all()


def test_flags_tell_missing_from_empty() -> None:
    sample = disc_sample()
    empty = replace(sample, masks={**sample.masks, "hair": np.zeros(sample.shape, np.uint8)})
    assert canvas_of(sample, LABELS)[1].tolist() == [True, False, True]
    assert canvas_of(empty, LABELS)[1].tolist() == [True, True, True]


def test_void_of_one_label_stays_with_it() -> None:
    canvas, _ = canvas_of(disc_sample(), LABELS)
    assert (canvas.void[0, :5] == 255).all()
    assert not canvas.void[0, 5:].any()
    assert not canvas.void[1:].any()


def test_targets_are_coverage_and_any_void_counts() -> None:
    masks = np.zeros((1, 4, 4), np.uint8)
    masks[0, 0, 0] = 255
    void = np.zeros_like(masks)
    void[0, 3, 3] = 255
    coverage, ignored = targets(Canvas(np.zeros((4, 4, 3), np.uint8), masks, void), stride=2)
    assert coverage[0].tolist() == [[64, 0], [0, 0]]
    assert ignored[0].tolist() == [[0, 0], [0, 255]]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
@pytest.mark.parametrize("shape", [(40, 56), (1, 1), (3, 17)])
def test_looks_keep_shape_and_type_and_leave_the_original_alone(look, shape) -> None:
    original = picture(1, *shape)
    before = original.copy()
    for seed in range(6):
        changed = look(original, ColourSettings(), np.random.default_rng(seed))
        assert changed.shape == original.shape
        assert changed.dtype == np.uint8
    np.testing.assert_array_equal(original, before)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_looks_change_something_and_repeat_by_seed(look) -> None:
    original = picture(2)
    first, again, other = (
        look(original, ColourSettings(), np.random.default_rng(seed)) for seed in (4, 4, 5)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != original).any() or (other != original).any()


def test_no_strength_means_no_change() -> None:
    settings = replace(ColourSettings(), grey=0, wild_hue=0)
    rng = np.random.default_rng(0)
    for look in (colour.recolour, colour.tone_curve):
        changed = look(picture(), settings, rng, 0.0)
        np.testing.assert_allclose(changed.astype(int), picture().astype(int), atol=1)


def test_grey_pictures_are_grey() -> None:
    settings = replace(ColourSettings(), grey=1.0)
    colourless = 0
    for seed in range(20):
        changed = colour.recolour(picture(), settings, np.random.default_rng(seed)).astype(int)
        colourless += np.ptp(changed, axis=2).max() <= 1
    assert 8 <= colourless < 20, "two thirds are grey, the rest tinted"


def test_examples_repeat_by_seed_and_have_the_stated_shapes() -> None:
    grounds = [picture(seed, 80, 80) for seed in range(3)]
    first, again = (
        augment(disc_sample(), LABELS, 64, 2, AugmentSettings(), np.random.default_rng(7), grounds)
        for _ in range(2)
    )
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    assert first.image.shape == (64, 64, 3)
    assert first.masks.shape == first.void.shape == (3, 32, 32)


@pytest.mark.parametrize("shape", [(30, 90), (90, 30), (64, 64), (1, 200), (500, 400)])
def test_plain_example_fits_the_whole_picture(shape: tuple[int, int]) -> None:
    mask = np.full(shape, 255, np.uint8)
    sample = Sample("full", np.full((*shape, 3), 200, np.uint8), {"body": mask})
    image, masks, void, flags = plain_example(sample, LABELS, 64, 2)
    assert flags.tolist() == [False, False, True]
    scale = 64 / max(shape)
    height, width = (max(1, round(side * scale)) for side in shape)
    assert (image[:height, :width] == 200).all()
    assert not image[height:].any()
    assert not image[:, width:].any()
    inside = void[2] == 0
    assert inside.sum() == (height // 2) * (width // 2)
    assert (masks[2][inside] == 255).all()
