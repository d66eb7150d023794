"""The colours within one head of hair."""

from __future__ import annotations

import numpy as np
import pytest

from integument.synth import hair_paint
from integument.synth.hair_style import HairStyle

BROWN = (0.08, 0.04, 0.02)


def painted(**how) -> np.ndarray:
    style = HairStyle("long", "brown", BROWN, **how)
    return hair_paint.paint(np.random.default_rng(0), style)


def test_plain_hair_has_one_colour() -> None:
    picture = painted()
    assert picture.shape == (hair_paint.ROWS, 3 * hair_paint.LOCKS, 3)
    assert picture.dtype == np.float32
    np.testing.assert_allclose(picture, np.broadcast_to(BROWN, picture.shape), rtol=1e-5)


def test_highlights_are_that_share_of_the_locks() -> None:
    picture = painted(highlights=0.3, highlight=(0.5, 0.4, 0.2))
    assert (picture[0, ::3, 0] > 0.4).mean() == pytest.approx(0.3, abs=0.1)


def test_tips_are_lighter_and_roots_darker() -> None:
    picture = painted(tips=2.0, roots=0.4, root_albedo=(0.01, 0.01, 0.01))
    tip, root = picture[0].mean(), picture[-1].mean()
    assert tip == pytest.approx(2 * np.mean(BROWN), rel=1e-3)
    assert root == pytest.approx(0.01, rel=0.05)


def test_thick_strands_are_dark_at_their_edges_and_plaits_have_turns() -> None:
    locs, plait = painted(thick=True), painted(thick=True, plaited=True)
    assert (locs[:, 0::3] < locs[:, 1::3]).all()
    assert (locs[:, 2::3] < locs[:, 1::3]).all()
    assert (plait[1::2] < locs[1::2]).all()
    np.testing.assert_array_equal(plait[::2], locs[::2])


def test_a_column_lies_inside_its_lock() -> None:
    lock = np.arange(400)
    column = hair_paint.column(np.random.default_rng(0), lock)
    np.testing.assert_array_equal(np.floor(column * hair_paint.LOCKS), lock % hair_paint.LOCKS)
