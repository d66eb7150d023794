"""Both renderers beside each other, where there is a Blender."""

import numpy as np
import pytest

from integument.synth import Settings, cycles, pictures_of

pytestmark = pytest.mark.slow

SETTINGS = Settings(size=128, supersampling=2, views=3)
LEAST_PIXELS = 60
"""Smaller regions differ by much when they differ by a pixel."""


@pytest.fixture(scope="module")
def pairs(blender_python):
    """Pictures of two people by the rasteriser and by Cycles."""
    with cycles.renderer(blender_python) as render:
        return [
            pair
            for person in range(2)
            for pair in zip(
                pictures_of(5, person, SETTINGS),
                pictures_of(5, person, SETTINGS, renderer=render),
                strict=True,
            )
        ]


@pytest.mark.parametrize("label", ["skin", "hair", "body", "clothes"])
def test_masks_agree(pairs, label):
    compared = 0
    for ours, theirs in pairs:
        a, b = ours.masks[label] >= 128, theirs.masks[label] >= 128
        if (a | b).sum() >= LEAST_PIXELS:
            assert (a & b).sum() / (a | b).sum() >= 0.97
            compared += 1
    assert compared >= 2


def test_pictures_show_the_same_scene_in_like_colours(pairs):
    alike = []
    for ours, theirs in pairs:
        assert not np.array_equal(ours.image, theirs.image)
        a, b = (p.image.astype(float).reshape(-1) for p in (ours, theirs))
        alike.append(np.corrcoef(a, b)[0, 1])
        assert ours.record["camera"] == theirs.record["camera"]
        assert ours.record["scene"] == theirs.record["scene"]
    assert np.median(alike) > 0.85
    assert min(alike) > 0.4  # pale people before a pale wall differ by their shadows alone


def test_the_same_seed_gives_the_same_picture_in_another_process(pairs, blender_python):
    with cycles.renderer(blender_python) as render:
        again = next(pictures_of(5, 1, SETTINGS, views=range(1), renderer=render))
    _, first = pairs[SETTINGS.views]
    assert np.array_equal(first.image, again.image)
    assert all(np.array_equal(first.masks[name], again.masks[name]) for name in again.masks)


def test_a_room_with_nobody_in_it(blender_python):
    settings = Settings(size=32, views=1, p_nobody=1.0, p_background=0.0, p_occluder=0.0)
    with cycles.renderer(blender_python) as render:
        picture = next(pictures_of(3, 0, settings, renderer=render))
    assert picture.record["scene"]["surroundings"] == "room"
    assert all(mask.max() == 0 for mask in picture.masks.values())
    assert picture.image.mean() > 20
