"""Where hair is around a face: doubt above it becomes hair, doubt in it or below does not."""

from __future__ import annotations

import numpy as np
import pytest

from integument.hair_places import MOST, expect_hair, find_faces, table
from integument.labels import NAMES

FACE = np.s_[40:60, 30:46]
ABOVE, EYES, BELOW = np.s_[33:37, 34:42], np.s_[50:54, 34:42], np.s_[64:68, 34:42]
FAR = np.s_[2:8, 90:100]


def maps(hair: float, face: float = 0.95) -> np.ndarray:
    said = np.full((len(NAMES), 80, 120), 0.01, np.float32)
    said[NAMES.index("face_skin")][FACE] = face
    for where in (ABOVE, EYES, BELOW, FAR):
        said[NAMES.index("hair")][where] = hair
    return said


def test_the_table_is_a_head() -> None:
    """Most heads have hair above the face and beside it, few in its middle or under the chin."""
    share = table()
    assert share.shape == (24, 24)
    np.testing.assert_allclose(share, share[:, ::-1], atol=1 / 255)
    assert share.max() > 0.4
    rows, _ = np.unravel_index(share.argmax(), share.shape)
    assert rows < 12
    assert share[13:16, 10:14].max() < 0.15
    assert share[20:, 10:14].max() < 0.15


def test_places_decide_where_the_network_doubts() -> None:
    found = expect_hair(maps(0.3), NAMES)[NAMES.index("hair")]
    assert found[ABOVE].min() >= 0.5
    for elsewhere in (EYES, BELOW):
        assert found[elsewhere].max() < 0.5
        assert found[elsewhere].mean() < 0.4
    np.testing.assert_allclose(found[FAR], 0.3, rtol=1e-6)


@pytest.mark.parametrize("small", [True, False])
def test_what_looks_like_hair_across_a_small_face_is_none(small) -> None:
    said = maps(0.3)
    said[NAMES.index("face_skin")][48:52, 30:46] = 0.1
    said[NAMES.index("hair")][48:52, 31:45] = 0.95
    # The same face in a wide picture, or in one that it nearly fills.
    seen = np.pad(said, ((0, 0), (0, 0), (0, 120))) if small else said[:, 20:75, 10:65]
    found = expect_hair(seen, NAMES)[NAMES.index("hair")]
    glasses = found[49:51, 33:43] if small else found[29:31, 23:33]
    above = found[ABOVE] if small else found[13:17, 24:32]
    assert (glasses >= 0.5).all() != small
    assert (above >= 0.5).all()


def test_only_hair_changes_and_nothing_comes_of_nothing() -> None:
    before = maps(0.001)
    given = before.copy()
    found = expect_hair(given, NAMES)
    np.testing.assert_array_equal(given, before)
    others = [index for index, name in enumerate(NAMES) if name != "hair"]
    np.testing.assert_array_equal(found[others], before[others])
    most = 0.01 * np.exp(MOST)
    assert found[NAMES.index("hair")].max() <= most


@pytest.mark.parametrize("labels", [NAMES, ("hair",), ("face_skin", "body")])
def test_without_a_face_nothing_is_expected(labels) -> None:
    said = maps(0.3, face=0.2)[[NAMES.index(label) for label in labels]]
    assert expect_hair(said, labels) is said


def test_twice_as_large_says_the_same() -> None:
    small = expect_hair(maps(0.3), NAMES)
    large = expect_hair(maps(0.3).repeat(2, 1).repeat(2, 2), NAMES)
    np.testing.assert_allclose(large[:, ::2, ::2], small, atol=0.12)


def test_faces_without_crumbs() -> None:
    said = np.zeros((40, 40), np.float32)
    said[5:15, 5:13] = 0.9
    said[20:26, 30:36] = 0.8
    said[35:37, 1:3] = 0.9
    assert find_faces(said) == [(5, 5, 8, 10), (30, 20, 6, 6)]


def test_eyes_in_a_large_face_are_no_hair() -> None:
    said = maps(0.3)[:, 20:75, 10:65]
    eyes = np.s_[27:29, 26:28]
    said[NAMES.index("face_skin")][eyes] = 0.2
    said[NAMES.index("hair")][eyes] = 0.4
    found = expect_hair(said, NAMES)[NAMES.index("hair")]
    assert found[eyes].max() < 0.02
