"""Levels of edges: their names, masks, and large photographs."""

from __future__ import annotations

import numpy as np
import pytest

from hairy import portrait
from integument import matte as mattes
from integument.edges import EDGES, check_edges, marked
from integument.errors import UsageError
from integument.foreground import composite, foreground
from integument.matte import matte


def test_names() -> None:
    assert [check_edges(name) for name in EDGES] == ["fast", "fine"]
    with pytest.raises(UsageError, match="edges 'fin'"):
        check_edges("fin")


@pytest.mark.parametrize("ground", ["plain", "gradient", "noise", "stripes", "shapes"])
def test_fine_beats_plain_masks_by_half(ground) -> None:
    one = portrait(ground, seed=1)
    probability = one.probability()
    white = np.full_like(one.rgb, 255)
    alpha = matte(probability, one.rgb, edges="fine")
    error = one.error(composite(foreground(one.rgb, alpha), alpha, white))
    plain = (probability >= 0.5).astype(np.float32)
    assert error <= 0.5 * one.error(composite(one.rgb, plain, white))


def test_fine_masks_are_nearer_to_the_truth() -> None:
    one = portrait("plain", seed=2)
    truth = one.alpha >= 0.5
    fast, fine = (marked(one.probability(), one.rgb, 0.5, edges) for edges in EDGES)
    assert np.count_nonzero(fine != truth) < 0.8 * np.count_nonzero(fast != truth)


def test_the_threshold_still_says_who_is_marked() -> None:
    one = portrait("noise")
    doubtful = 0.4 * one.probability()
    assert not marked(doubtful, one.rgb, 0.5, "fine").any()
    low = marked(doubtful, one.rgb, 0.2, "fine")
    assert np.count_nonzero(low != (one.alpha >= 0.5)) < 0.03 * low.size


@pytest.mark.parametrize("edges", EDGES)
def test_larger_than_the_working_sizes(edges, monkeypatch) -> None:
    """Where colours and neighbours are looked at on copies, little changes."""
    one = portrait("noise", seed=1, height=1152, width=960)
    probability = one.probability()
    errors = {}
    for side in (700, 1152):
        monkeypatch.setattr(mattes, "LOOK_SIDE", side)
        monkeypatch.setattr(mattes, "FINE_SIDE", side)
        alpha = matte(probability, one.rgb, edges=edges)
        assert (alpha.shape, alpha.dtype) == (one.alpha.shape, np.float32)
        assert 0 <= alpha.min() <= alpha.max() <= 1
        errors[side] = np.abs(alpha - one.alpha)[one.band].mean()
    assert errors[700] < 1.2 * errors[1152]
