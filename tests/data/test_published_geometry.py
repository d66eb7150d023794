"""Published placements, views, backgrounds and mixtures: masks go where the picture goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import cv2
import numpy as np
import pytest

from integument.data.backdrop import BackdropSettings, before_another, replace_background
from integument.data.geometry import Canvas, GeometrySettings, warp
from integument.data.mixing import mixed_batches, real_count
from integument.data.published_geometry import (
    COLOUR_INVARIANT,
    LABEL_REFINEMENT,
    UNMOVED,
    mirrored,
    random_patch,
    resize_crop,
    squashed,
)
from integument.data.sample import Sample
from integument.data.views import EPOCHS, grid_crop, turned
from integument.errors import UsageError


def on_black(given: Canvas, settings: GeometrySettings, rng: np.random.Generator) -> Canvas:
    """Warped to 40 pixels; what lies outside the picture is black."""
    black = np.zeros((9, 9, 3), np.uint8)
    return warp(given, 40, replace(settings, backdrop=1.0), rng, black)


MOVES = {
    "resize_crop": lambda canvas, rng: resize_crop(canvas, 40, rng),
    "random_patch": lambda canvas, rng: random_patch(canvas, 40, rng),
    "random_patch of a small picture": lambda canvas, rng: random_patch(canvas, 80, rng),
    "squashed": lambda canvas, rng: squashed(canvas, 40),
    "mirrored": lambda canvas, rng: mirrored(canvas),
    "label refinement": lambda canvas, rng: on_black(canvas, LABEL_REFINEMENT, rng),
    "colour invariant": lambda canvas, rng: on_black(canvas, COLOUR_INVARIANT, rng),
    "grid_crop": lambda canvas, rng: grid_crop(canvas, rng, size=20, side=80),
    **{
        view: lambda canvas, rng, view=view: turned(canvas, view)
        for view in EPOCHS
        if not view.startswith("crop")
    },
}


def canvas(height: int = 64, width: int = 90) -> Canvas:
    """A red L on black is its own mask; a green bar is void."""
    image = np.zeros((height, width, 3), np.uint8)
    image[8:56, 20:32, 0] = 255
    image[44:56, 20:70, 0] = 255
    image[10:20, 50:80, 1] = 255
    masks = np.stack([image[:, :, 0], np.zeros((height, width), np.uint8)])
    return Canvas(image, masks, np.stack([image[:, :, 1]] * 2))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("move", MOVES)
def test_masks_and_void_follow_the_picture(move: str, seed: int) -> None:
    moved = MOVES[move](canvas(), np.random.default_rng(seed))
    red, green = (moved.image[:, :, channel].astype(int) for channel in (0, 1))
    for planes, expected in ((moved.masks, (red, 0 * red)), (moved.void, (green, green))):
        assert planes.dtype == np.uint8
        np.testing.assert_allclose(planes, expected, atol=2)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("plain", [[1, 2], [3, 4]]),
        ("flip_horizontal", [[2, 1], [4, 3]]),
        ("flip_vertical", [[3, 4], [1, 2]]),
        ("rotate_90", [[2, 4], [1, 3]]),
        ("rotate_270", [[3, 1], [4, 2]]),
    ],
)
def test_views_by_hand(view: str, expected: list[list[int]]) -> None:
    plane = np.array([[1, 2], [3, 4]], np.uint8)
    given = Canvas(np.stack([plane] * 3, 2), plane[None], plane[None])
    made = turned(given, view)
    assert made.masks[0].tolist() == expected
    assert made.void[0].tolist() == expected
    assert made.image[:, :, 1].tolist() == expected


def test_patches_keep_the_scale_and_reach_everywhere() -> None:
    wide = canvas(64, 90)
    wide.image[:, :, 2] = np.arange(90)
    lefts = set()
    for seed in range(60):
        patch = random_patch(wide, 40, np.random.default_rng(seed))
        assert (np.diff(patch.image[0, :, 2].astype(int)) == 1).all()
        lefts.add(int(patch.image[0, 0, 2]))
    assert min(lefts) <= 4
    assert max(lefts) >= 46


def test_resize_crop_shows_nearly_all_and_both_ways_round() -> None:
    sides = Counter()
    for seed in range(20):
        mask = resize_crop(canvas(), 40, np.random.default_rng(seed)).masks[0]
        assert mask.shape == (40, 40)
        columns = np.flatnonzero(mask.max(0) > 128)
        tall = int(np.argmax((mask > 128).sum(0)))
        sides["left" if tall < columns.mean() else "right"] += 1
    assert min(sides["left"], sides["right"]) >= 4


def test_shear_slides_rows_and_default_warp_is_without() -> None:
    square = canvas(64, 64)
    sheared = replace(UNMOVED, shear=0.2)
    made = [warp(square, 64, sheared, np.random.default_rng(seed)).masks[0] for seed in range(8)]
    slides = []
    for mask in made:
        top, bottom = (np.flatnonzero(mask[row] > 128).min() for row in (12, 50))
        slides.append((bottom - top) / 38)
    assert max(slides) > 0.05
    assert min(slides) < -0.05
    assert np.abs(slides).max() < 0.25
    still = warp(square, 64, UNMOVED, np.random.default_rng(0))
    np.testing.assert_allclose(still.masks[0].astype(int), square.masks[0].astype(int), atol=2)


def test_crops_avoid_white_ground() -> None:
    white = canvas(80, 80)
    white.image[:] = 255
    white.image[20:40, 40:60] = 7  # one cell of 16 is not ground
    for seed in range(5):
        crop = grid_crop(white, np.random.default_rng(seed), size=20, side=80)
        assert (crop.image == 7).all()
    white.image[:] = 255
    assert grid_crop(white, np.random.default_rng(0), size=20, side=80).image.shape == (20, 20, 3)


ALWAYS = BackdropSettings(probability=1)


@pytest.mark.parametrize("shape", [(30, 200), (300, 50), (64, 90)])
def test_people_stand_before_the_backdrop(shape: tuple[int, int]) -> None:
    given = canvas()
    blue = np.full((*shape, 3), (0, 0, 200), np.uint8)
    made = replace_background(given, given.masks[0], blue, ALWAYS, np.random.default_rng(0))
    assert made.masks is given.masks
    assert made.void is given.void
    inside = cv2.erode(given.masks[0], np.ones((7, 7))) > 0
    unknown = cv2.erode(given.void[0], np.ones((7, 7))) > 0
    outside = cv2.dilate(given.masks[0] | given.void[0], np.ones((9, 9))) == 0
    assert (made.image[inside] == (255, 0, 0)).all()
    assert (made.image[unknown] == (0, 255, 0)).all()
    assert (made.image[outside] == (0, 0, 200)).all()


def test_soft_edges_are_mixed_by_their_coverage() -> None:
    image = np.full((4, 4, 3), 200, np.uint8)
    people = np.full((4, 4), 51, np.uint8)  # one fifth
    given = Canvas(image, people[None], np.zeros((1, 4, 4), np.uint8))
    black = np.zeros((9, 9, 3), np.uint8)
    made = replace_background(given, people, black, ALWAYS, np.random.default_rng(0))
    assert (made.image == 40).all()


def test_backgrounds_stay_when_chance_says_so() -> None:
    given = canvas()
    never = BackdropSettings(probability=0)
    made = replace_background(
        given, given.masks[0], np.zeros((9, 9, 3), np.uint8), never, np.random.default_rng(0)
    )
    assert made is given


def test_mixed_batches_keep_their_ratio() -> None:
    batches = list(mixed_batches(33, 7, 16, np.random.default_rng(0)))
    assert [(len(real), len(made)) for real, made in batches] == [(10, 6)] * 3
    seen = [index for real, _ in batches for index in real]
    assert len(seen) == len(set(seen)) == 30
    drawn = [index for _, made in batches for index in made]
    assert set(drawn[:7]) == set(range(7)), "all generated pictures before any returns"


@pytest.mark.parametrize(
    ("batch", "share", "count"), [(16, 0.6, 10), (10, 0.6, 6), (2, 0.99, 1), (4, 0.01, 1)]
)
def test_real_pictures_in_a_batch(batch: int, share: float, count: int) -> None:
    assert real_count(batch, share) == count


def test_impossible_mixtures_are_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(UsageError, match="at least 2 pictures"):
        real_count(1)
    with pytest.raises(UsageError, match="need at least 10 real pictures"):
        next(mixed_batches(9, 5, 16, rng))
    with pytest.raises(UsageError, match="1 generated one"):
        next(mixed_batches(20, 0, 16, rng))


@pytest.mark.parametrize(
    ("labels", "moves"),
    [(("body", "skin"), True), (("head_torso",), True), (("skin",), False), ((), False)],
)
def test_a_sample_moves_where_whole_people_were_drawn(labels, moves) -> None:
    image = np.full((40, 40, 3), 90, np.uint8)
    mask = np.zeros((40, 40), np.uint8)
    mask[10:30, 10:30] = 255
    void = np.zeros((40, 40), np.bool_)
    void[:, 35:] = True
    sample = Sample("one", image, dict.fromkeys(labels, mask), void)
    black = [np.zeros((9, 9, 3), np.uint8)]
    made = before_another(sample, black, ALWAYS, np.random.default_rng(0))
    assert (made.image[5, 5] == (0 if moves else 90)).all()
    assert (made.image[20, 20] == 90).all() and (made.image[5, 38] == 90).all()
    assert made.masks is sample.masks


def test_pictures_of_nobody_stay_as_they_are() -> None:
    sample = Sample("none", np.ones((8, 8, 3), np.uint8), {"body": np.zeros((8, 8), np.uint8)})
    black = [np.zeros((9, 9, 3), np.uint8)]
    assert before_another(sample, black, ALWAYS, np.random.default_rng(0)) is sample
