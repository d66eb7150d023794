"""The first belief: a colour's probability, and boxes given, drawn or found by colour."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from integument.classical.mixtures import Mixtures, MixturesSettings  # noqa: E402
from integument.errors import UsageError  # noqa: E402
from integument.nets.first_belief import (  # noqa: E402
    BINS,
    FirstBelief,
    box_around,
    box_of_face,
    filled,
)
from integument.nets.mutual_guidance_unet import MutualGuidanceUNet  # noqa: E402

SKIN, WALL = (212, 153, 120), (40, 90, 160)


def picture(height: int = 40, width: int = 60) -> np.ndarray:
    """A wall with skin in rows 10 to 29, columns 20 to 39: ``(H, W, 3) uint8 RGB``."""
    image = np.full((height, width, 3), WALL, np.uint8)
    image[10:30, 20:40] = SKIN
    return image


def tensor(image: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(image).permute(2, 0, 1)[None].float() / 255


def test_skin_is_what_the_classical_mixture_says() -> None:
    image = np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8)
    expected = Mixtures(MixturesSettings(bins=BINS)).skin(image)
    np.testing.assert_array_equal(FirstBelief().skin(tensor(image))[0, 0].numpy(), expected)


def test_without_a_box_it_lies_around_the_colour_of_skin() -> None:
    belief = FirstBelief()(tensor(picture()))
    skin, body = belief[0]
    assert skin[20, 30] > 0.5 > skin[0, 0]
    assert box_around(body[None]).tolist() == [[15, 5, 45, 35]]  # a quarter of 20 on each side


def test_stray_pixels_do_not_widen_the_box() -> None:
    image = picture()
    image[0, 0] = image[-1, -1] = SKIN
    assert box_around(FirstBelief()(tensor(image))[:, 1]).tolist() == [[15, 5, 45, 35]]


def test_where_nothing_has_the_colour_of_skin_nothing_is_believed() -> None:
    image = np.full((32, 32, 3), WALL, np.uint8)
    assert FirstBelief()(tensor(image))[:, 1].max() == 0


def test_given_boxes_come_first_and_nan_leaves_it_to_the_colours() -> None:
    images = tensor(picture()).repeat(2, 1, 1, 1)
    boxes = torch.tensor([[2.0, 3.0, 50.0, 38.0], [torch.nan] * 4])
    body = FirstBelief()(images, boxes)[:, 1]
    assert box_around(body).tolist() == [[2, 3, 50, 38], [15, 5, 45, 35]]


def test_boxes_may_reach_outside_and_are_nan_around_nothing() -> None:
    image = torch.zeros(1, 3, 8, 8)
    assert filled(torch.tensor([[-5.0, -5.0, 99.0, 99.0]]), image).min() == 1
    assert box_around(torch.zeros(2, 4, 4)).isnan().all()


def test_a_person_stands_under_a_face() -> None:
    assert box_of_face(torch.tensor([[40.0, 10.0, 60.0, 30.0]])).tolist() == [[20, 10, 80, 160]]


def test_the_network_begins_with_it(lively) -> None:
    image = tensor(picture(32, 64))
    widths = (8, 8, 16, 16, 32)
    torch.manual_seed(0)
    plain = lively(MutualGuidanceUNet(widths=widths, n_passes=1))
    told = MutualGuidanceUNet(widths=widths, n_passes=1, initial_guidance="box_gmm").eval()
    told.load_state_dict(plain.state_dict())  # the table is no weight
    belief = told.initial_belief(image)
    torch.testing.assert_close(told(image).final, plain(image, belief).final)
    assert not torch.allclose(told(image).final, plain(image).final)


def test_other_first_beliefs_are_refused() -> None:
    with pytest.raises(UsageError, match="unknown initial_guidance 'box'"):
        MutualGuidanceUNet(widths=(8, 8, 8, 8, 8), initial_guidance="box")
