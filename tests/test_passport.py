"""Portraits pass or fail each check for the reason that is said."""

from __future__ import annotations

import numpy as np
import pytest

from integument.errors import UsageError
from integument.labels import NAMES
from integument.passport import check
from results import drawn_people, people_of

GOOD = (0.5, 0.4, 0.6)


def failed(people, **settings) -> dict[str, str]:
    """Check → text of those that did not pass."""
    return {f.check: f.text for f in check(people, **settings) if not f.passed}


def test_a_good_portrait_passes_everything() -> None:
    people = drawn_people((GOOD,))
    findings = people.passport()
    assert [f.check for f in findings] == [
        "one head",
        "upright",
        "shoulders",
        "border",
        "head size",
    ]
    assert failed(people) == {}


@pytest.mark.parametrize(
    ("heads", "size", "name", "text"),
    [
        (((0.25, 0.4, 0.5), (0.75, 0.4, 0.5)), (200, 260), "one head", "2 faces"),
        (((0.5, 0.6, 0.3),), (200, 160), "head size", "30% of the picture's height"),
        (((0.5, 0.5, 0.9),), (200, 160), "head size", "leave more space"),
        (((0.5, 0.25, 0.6),), (200, 160), "border", "cut off at the top"),
        (((0.12, 0.4, 0.6),), (200, 160), "border", "cut off at the left"),
        (((0.9, 0.4, 0.6),), (200, 160), "border", "cut off at the right"),
        (((0.1, 0.4, 0.6),), (200, 160), "shoulders", "only one shoulder"),
        (((0.5, 0.7, 0.6),), (200, 160), "border", "bottom"),
    ],
)
def test_what_is_wrong_is_said(heads, size, name, text) -> None:
    wrong = failed(drawn_people(heads, size))
    assert text in wrong[name]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_pictures_on_their_side_and_upside_down(turns) -> None:
    upright = drawn_people((GOOD,))
    masks = {label: np.rot90(upright.mask(label), turns) for label in NAMES}
    people = people_of(masks, np.ascontiguousarray(np.rot90(upright.photo.pixels, turns)))
    assert "turn the picture" in failed(people)["upright"]


def test_a_floating_head_and_nobody() -> None:
    floating = failed(drawn_people((GOOD,), body=False))
    assert "no shoulders" in floating["shoulders"]
    assert "ends above the bottom" in floating["border"]
    (only,) = check(drawn_people(()))
    assert (only.passed, only.text) == (False, "no face was found")
    assert only.to_dict() == {"check": "one head", "passed": False, "text": "no face was found"}


def test_a_small_print_is_no_second_person() -> None:
    assert failed(drawn_people((GOOD, (0.5, 0.9, 0.1)))) == {}


def test_head_sizes_of_other_offices() -> None:
    people = drawn_people((GOOD,))
    assert "head size" in failed(people, head_size=(0.7, 0.8))
    assert failed(people, head_size=(0.55, 0.65)) == {}
    with pytest.raises(UsageError, match=r"two rising shares up to 1, got 0\.8 and 0\.5"):
        check(people, head_size=(0.8, 0.5))


def test_a_model_without_faces_is_named() -> None:
    people = people_of({"skin": np.ones((9, 9))}, np.zeros((9, 9, 3), np.uint8))
    with pytest.raises(UsageError, match="unknown label for the model 'made up' 'face_skin'"):
        check(people)
