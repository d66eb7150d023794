"""Holes and specks of outlines."""

from __future__ import annotations

import numpy as np
import pytest

from integument.silhouette import mend

HIGHLIGHT, GAP = np.s_[48:51, 40:44], np.s_[30:70, 60:80]


def person() -> np.ndarray:
    said = np.zeros((100, 100), np.float32)
    said[10:95, 20:90] = 0.95
    return said


def test_a_small_hole_is_closed_with_what_was_there() -> None:
    before, changed = person(), person()
    changed[HIGHLIGHT] = 0.3
    found = mend(changed, before)
    np.testing.assert_array_equal(found, before)
    assert changed[HIGHLIGHT].max() < 0.5


@pytest.mark.parametrize("where", [GAP, np.s_[10:12, 40:44]])
def test_large_holes_and_those_at_the_outline_stay(where) -> None:
    changed = person()
    changed[where] = 0.3
    assert mend(changed, person()) is changed


def test_what_was_no_person_before_stays_a_hole() -> None:
    before, changed = person(), person()
    before[HIGHLIGHT] = changed[HIGHLIGHT] = 0.3
    assert mend(changed, before) is changed
