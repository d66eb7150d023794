"""A photograph's own colours: they overrule doubt, within limits, and nothing where nobody is."""

from __future__ import annotations

import numpy as np
import pytest

from integument.labels import NAMES
from integument.own_colours import MOST, weigh_colours

SKIN_COLOUR, SLEEVE, WALL, HAIR_COLOUR = (
    (200, 150, 120),
    (70, 90, 160),
    (120, 160, 110),
    (40, 30, 25),
)
FACE = np.s_[8:24, 24:40]
HAIR = np.s_[2:8, 24:40]
ARM = np.s_[30:60, 4:14]
SLEEVED = np.s_[30:60, 50:60]
TRUNK = np.s_[26:64, 16:48]


def scene(seed: int = 0) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A picture ``(64, 64, 3) uint8`` and what a doubtful network might say of it: the face, hair
    and trunk are sure; the bare arm is missed and the sleeve beside is called skin, hesitantly."""
    rng = np.random.default_rng(seed)
    rgb = np.empty((64, 64, 3))
    rgb[:] = WALL
    maps = {label: np.full((64, 64), 0.005, np.float32) for label in NAMES}
    for where, colour, said in (
        (FACE, SKIN_COLOUR, {"skin": 0.97, "face_skin": 0.95, "body": 0.99}),
        (HAIR, HAIR_COLOUR, {"hair": 0.97, "body": 0.99}),
        (TRUNK, SLEEVE, {"clothes": 0.97, "body": 0.99}),
        (ARM, SKIN_COLOUR, {"skin": 0.3, "clothes": 0.4, "body": 0.9}),
        (SLEEVED, SLEEVE, {"skin": 0.7, "clothes": 0.3, "body": 0.9}),
    ):
        rgb[where] = colour
        for label, probability in said.items():
            maps[label][where] = probability
    return np.clip(rgb + rng.normal(0, 4, rgb.shape), 0, 255).astype(np.uint8), maps


def weighed(rgb: np.ndarray, maps: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    labels = tuple(maps)
    return dict(zip(labels, weigh_colours(np.stack(list(maps.values())), labels, rgb), strict=True))


def test_what_is_coloured_as_the_face_is_skin_and_what_is_coloured_as_the_coat_is_not() -> None:
    rgb, maps = scene()
    found = weighed(rgb, maps)
    assert (found["skin"][ARM] >= 0.5).mean() > 0.9
    assert (found["skin"][SLEEVED] < 0.5).mean() > 0.9
    assert (found["skin"][FACE] >= 0.5).mean() > 0.9
    assert (found["hair"][HAIR] >= 0.5).mean() > 0.9


def test_darker_skin_is_told_as_well() -> None:
    rgb, maps = scene()
    rgb = rgb.copy()
    for where in (FACE, ARM):
        rgb[where] = rgb[where] * np.array([0.45, 0.42, 0.4])
    found = weighed(rgb, maps)
    assert (found["skin"][ARM] >= 0.5).mean() > 0.9
    assert (found["skin"][SLEEVED] < 0.5).mean() > 0.9


def test_what_looks_like_the_wall_is_no_body() -> None:
    rgb, maps = scene()
    beside = np.s_[4:20, 46:60]
    maps["body"][beside] = 0.7
    found = weighed(rgb, maps)
    assert (found["body"][beside] < 0.5).mean() > 0.9
    assert (found["body"][TRUNK] >= 0.5).all()


def test_no_colour_makes_something_of_nothing() -> None:
    """The odds of what the network thinks impossible rise by the limit at most."""
    rgb, maps = scene()
    maps["skin"][ARM] = maps["body"][ARM] = 0.01
    found = weighed(rgb, maps)
    most = 0.01 * np.exp(MOST) / (0.99 + 0.01 * np.exp(MOST))
    assert found["skin"][ARM].max() <= most + 0.02
    assert not (found["skin"][ARM] >= 0.5).any()


def test_nobody_stays_nobody() -> None:
    rgb, maps = scene()
    nothing = np.full((len(maps), 64, 64), 0.01, np.float32)
    assert weigh_colours(nothing, tuple(maps), rgb) is nothing


def test_some_labels_have_no_colour() -> None:
    rgb, maps = scene()
    found = weighed(rgb, maps)
    for label in ("head_torso", "clothes"):
        np.testing.assert_array_equal(found[label], maps[label])
    clothes = np.full((1, 64, 64), 0.9, np.float32)
    assert weigh_colours(clothes, ("clothes",), rgb) is clothes


@pytest.mark.parametrize("labels", [("skin",), ("body",), ("hair", "skin"), NAMES[::-1]])
def test_models_of_other_labels(labels) -> None:
    rgb, maps = scene()
    given = np.stack([maps[label] for label in labels])
    before = given.copy()
    found = weigh_colours(given, labels, rgb)
    np.testing.assert_array_equal(given, before)
    assert (found.shape, found.dtype) == (given.shape, np.float32)
    assert np.isfinite(found).all() and found.min() >= 0 and found.max() <= 1
    if labels == NAMES[::-1]:
        np.testing.assert_allclose(
            found[::-1], np.stack(list(weighed(rgb, maps).values())), atol=1e-6
        )


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_certainty_everywhere_and_plain_pictures(level) -> None:
    maps = np.full((len(NAMES), 40, 30), level, np.float32)
    found = weigh_colours(maps, NAMES, np.zeros((40, 30, 3), np.uint8))
    np.testing.assert_allclose(found, maps, atol=1e-5)
