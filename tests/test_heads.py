import numpy as np
import pytest

from integument.heads import Square, box_of, cut, find_heads, square_around


def masks(*boxes: tuple[int, int, int, int], side: int = 200) -> np.ndarray:
    out = np.zeros((side, side), np.bool_)
    for left, top, right, bottom in boxes:
        out[top:bottom, left:right] = True
    return out


def test_hair_and_face_of_a_person_are_one_head() -> None:
    hair, face = masks((50, 20, 90, 40)), masks((55, 40, 85, 70))
    (head,) = find_heads(hair, face)
    assert np.array_equal(head, hair | face)


def test_heads_come_by_size_and_crumbs_do_not_come() -> None:
    near, far, crumb = (20, 20, 80, 100), (120, 30, 140, 55), (180, 180, 182, 182)
    heads = find_heads(masks(far, crumb), masks(near))
    assert [head.sum() for head in heads] == [60 * 80, 20 * 25]


def test_a_picture_without_hair_and_face_has_no_head() -> None:
    assert find_heads(masks(), masks()) == []


def test_square_is_centred_and_larger_than_the_head() -> None:
    assert square_around(box_of(masks((50, 20, 90, 80))), margin=1.5) == Square(25, 5, 90)


@pytest.mark.parametrize("channels", [(), (3,)])
def test_cut_is_black_outside_the_picture(channels: tuple[int, ...]) -> None:
    picture = np.full((40, 60, *channels), 200, np.uint8)
    part = cut(picture, Square(-10, 30, 30))
    assert part.shape == (30, 30, *channels)
    assert (part[:10, 10:] == 200).all()
    assert part[10:].max() == 0 and part[:, :10].max() == 0


def test_cut_beside_the_picture_is_black() -> None:
    assert cut(np.ones((10, 10), np.uint8), Square(50, 50, 8)).max() == 0
