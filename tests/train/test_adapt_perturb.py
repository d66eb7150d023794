"""Perturbations move answers with pictures, and what nobody answered does not teach."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from integument.train.adapt_perturb import (  # noqa: E402
    PerturbSettings,
    augmented,
    cutmix,
    fourier,
)

ONLY_MOVED = PerturbSettings(jitter=0, grey=0, blur=0)


def batch() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Discs whose red channel is their own mask; the second picture does not teach."""
    y, x = torch.meshgrid(torch.arange(32), torch.arange(40), indexing="ij")
    discs = [((y - 14) ** 2 + (x - centre) ** 2 < 100).float() for centre in (15, 28)]
    answer = torch.stack(discs)[:, None]
    image = torch.cat((answer, torch.full((2, 2, 32, 40), 0.5)), 1)
    weight = torch.ones_like(answer)
    weight[1] = 0
    return image, answer, weight


@pytest.mark.parametrize("seed", range(6))
def test_crops_move_answers_with_the_picture(seed: int) -> None:
    image, answer, weight = batch()
    result = augmented(image, answer, weight, ONLY_MOVED, np.random.default_rng(seed))
    assert result.image.shape == image.shape
    assert (result.image[:, :1].round() == result.answer).float().mean() > 0.97
    assert set(result.answer.unique().tolist()) <= {0.0, 1.0}
    assert result.weight[0].all(), "a crop lies within its picture"
    assert not result.weight[1].any()


def test_looks_leave_answers_alone() -> None:
    image, answer, weight = batch()
    settings = PerturbSettings(crop=(1, 1), aspect=(1, 1), jitter=1, grey=0.5, blur=1)
    result = augmented(image, answer, weight, settings, np.random.default_rng(0))
    assert not torch.allclose(result.image, image, atol=0.05)
    for number in range(2):  # maybe mirrored
        given = answer[number]
        assert any(torch.equal(result.answer[number], way) for way in (given, given.flip(-1)))
    assert result.image.min() >= 0
    assert result.image.max() <= 1


@pytest.mark.parametrize("seed", range(4))
def test_cutmix_takes_one_rectangle_of_everything_from_the_next(seed: int) -> None:
    image, answer, weight = batch()
    image[1] = 0.25
    result = cutmix(image, answer, weight, PerturbSettings(), np.random.default_rng(seed))
    hole = (result.image[0] == 0.25).all(0)
    rows, columns = torch.nonzero(hole, as_tuple=True)
    if len(rows):
        assert hole[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()
    assert torch.equal(result.answer[0, 0], torch.where(hole, answer[1, 0], answer[0, 0]))
    assert torch.equal(result.weight[0, 0], torch.where(hole, weight[1, 0], weight[0, 0]))


def test_fourier_changes_the_light_only() -> None:
    image, answer, weight = batch()
    settings = PerturbSettings(beta=0.1)
    result = fourier(image, answer, weight, torch.full_like(image, 0.2), settings)
    assert torch.equal(result.answer, answer)
    assert torch.equal(result.weight, weight)
    assert result.image.mean() < image.mean()


def test_same_seed_same_perturbation() -> None:
    first, again = (
        augmented(*batch(), PerturbSettings(), np.random.default_rng(3)) for _ in range(2)
    )
    for one, other in zip(first, again, strict=True):
        assert torch.equal(one, other)
