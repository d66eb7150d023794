"""Regions without a sure trace of a person are believed less; sure ones stay as they are."""

from __future__ import annotations

import numpy as np
import pytest

from integument.errors import UsageError
from integument.presence import Presence, weigh

PRESENCE = Presence()
LABELS = ("skin", "hair", "body")


def maps(*regions: tuple[int, float, float, float]) -> np.ndarray:
    """Squares of 10 pixels at column x with the given probabilities of skin, hair and body."""
    out = np.zeros((3, 40, 80), np.float32)
    for x, *values in regions:
        out[:, 10:20, x : x + 10] = np.array(values, np.float32)[:, None, None]
    return out


def test_a_sure_person_is_left_exactly_alone() -> None:
    sure = maps((5, 0.95, 0.2, 0.99))
    np.testing.assert_array_equal(weigh(sure, LABELS, PRESENCE), sure)


@pytest.mark.parametrize(
    ("skin", "hair", "body"),
    [(0.1, 0.1, 0.85), (0.3, 0.2, 0.99), (0.6, 0.6, 0.6)],
    ids=["hesitant", "without skin or hair", "hesitant everywhere"],
)
def test_an_unsure_region_is_emptied(skin, hair, body) -> None:
    assert weigh(maps((5, skin, hair, body)), LABELS, PRESENCE).max() < 0.5


def test_only_the_unsure_one_of_two_regions_is_emptied_with_its_surroundings() -> None:
    both = maps((5, 0.95, 0.95, 0.99), (60, 0.1, 0.1, 0.8))
    both[2, 10:20, 70:74] = 0.4  # faint, beside the unsure one
    got = weigh(both, LABELS, PRESENCE)
    np.testing.assert_array_equal(got[:, :, :30], both[:, :, :30])
    assert got[:, :, 50:].max() == 0


def test_nothing_marked_means_nothing_changed() -> None:
    faint = maps((5, 0.3, 0.2, 0.49))
    assert weigh(faint, LABELS, PRESENCE) is faint


def test_nothing_is_ever_raised() -> None:
    rng = np.random.default_rng(0)
    noise = rng.random((3, 40, 80), np.float32)
    got = weigh(noise, LABELS, PRESENCE)
    assert (got <= noise).all()
    assert got.dtype == np.float32


def test_a_model_of_one_label_is_judged_by_that_label_alone() -> None:
    body = maps((5, 0, 0, 0.99))[2:]
    np.testing.assert_array_equal(weigh(body, ("body",), PRESENCE), body)


def test_one_sure_pixel_is_noise() -> None:
    one = maps((5, 0.6, 0.6, 0.6))
    one[:, 15, 8] = 1.0
    assert weigh(one, LABELS, PRESENCE).max() < 0.5


def test_it_survives_the_metadata_of_a_model() -> None:
    own = Presence((0.2, 0.75), (0.1, 1.0))
    assert Presence.parse(str(own)) == own


@pytest.mark.parametrize("text", ["", "0.9", "0.9,0.98", "0.98,0.9;0.5,0.9", "a,b;c,d", "0,1;0,2"])
def test_nonsense_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="expected two rising pairs"):
        Presence.parse(text)
