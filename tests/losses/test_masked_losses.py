"""Losses against numbers worked out by hand, and blindness to what is unknown."""

from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from integument.losses.masked import (  # noqa: E402
    DICE_WEIGHT,
    label_weights,
    masked_bce,
    masked_soft_dice,
    segmentation_loss,
)

LOSSES = [masked_bce, masked_soft_dice, segmentation_loss]


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def plane(*values: float) -> torch.Tensor:
    """(1, 1, 1, W) of the given values."""
    return torch.tensor(values).view(1, 1, 1, -1)


def test_cross_entropy_by_hand() -> None:
    loss = masked_bce(plane(logit(0.8), logit(0.3)), plane(1.0, 0.0), plane(1.0, 1.0))
    assert loss.item() == pytest.approx(-(math.log(0.8) + math.log(0.7)) / 2)


def test_cross_entropy_of_a_soft_target_is_least_at_the_target() -> None:
    target, weight = plane(0.3), plane(1.0)
    losses = {p: masked_bce(plane(logit(p)), target, weight).item() for p in (0.2, 0.3, 0.4)}
    assert min(losses, key=losses.get) == 0.3


def test_dice_by_hand() -> None:
    # overlap .8, sums 1.1 and 1: 1 - (2 * .8 + 40) / (2.1 + 40)
    loss = masked_soft_dice(plane(logit(0.8), logit(0.3)), plane(1.0, 0.0), plane(1.0, 1.0))
    assert loss.item() == pytest.approx(1 - 41.6 / 42.1, abs=1e-6)


def test_dice_of_a_mask_met_exactly_is_zero() -> None:
    loss = masked_soft_dice(plane(-40.0, 40.0), plane(0.0, 1.0), plane(1.0, 1.0))
    assert loss.item() == pytest.approx(0, abs=1e-6)


def test_dice_counts_every_picture_the_same_however_small_its_mask() -> None:
    target = torch.zeros(2, 1, 64, 64)
    target[0] = 1.0
    target[1, 0, :32, :32] = 1.0
    logits = torch.full((2, 1, 64, 64), -40.0)
    logits[1, 0, :32, :32] = 40.0  # the small one is right, the large one is missed
    loss = masked_soft_dice(logits, target, torch.ones_like(target))
    assert loss.item() == pytest.approx(0.5, abs=0.01)


def test_dice_of_rightly_nothing_is_zero() -> None:
    assert masked_soft_dice(plane(-40.0), plane(0.0), plane(1.0)).item() == pytest.approx(0)


@pytest.mark.parametrize("loss", LOSSES)
def test_what_is_unknown_moves_neither_value_nor_gradient(loss) -> None:
    torch.manual_seed(0)
    target = torch.rand(2, 3, 4, 4)
    weight = torch.ones(2, 3, 4, 4)
    weight[0, 1] = 0  # an unlabelled label
    weight[1, 2, 1, 3] = 0  # a void pixel
    logits = torch.randn(2, 3, 4, 4, requires_grad=True)
    value = loss(logits, target, weight)
    value.backward()
    assert not logits.grad[weight == 0].any()
    assert logits.grad[weight > 0].all()

    other = target.clone()
    other[weight == 0] = 1 - other[weight == 0]
    disturbed = torch.where(weight > 0, logits, logits + 5)
    assert loss(disturbed, other, weight).item() == pytest.approx(value.item())


@pytest.mark.parametrize("loss", LOSSES)
def test_nothing_known_costs_nothing(loss) -> None:
    logits = torch.randn(1, 2, 3, 3, requires_grad=True)
    value = loss(logits, torch.rand(1, 2, 3, 3), torch.zeros(1, 2, 3, 3))
    value.backward()
    assert value.item() == 0
    assert not logits.grad.any()


@pytest.mark.parametrize("loss", LOSSES)
def test_extreme_logits_stay_finite(loss) -> None:
    logits = torch.full((1, 1, 2, 2), 1e4, dtype=torch.bfloat16, requires_grad=True)
    value = loss(logits, torch.zeros(1, 1, 2, 2), torch.ones(1, 1, 2, 2))
    value.backward()
    assert torch.isfinite(value)
    assert torch.isfinite(logits.grad).all()


def test_loss_is_the_stated_sum() -> None:
    torch.manual_seed(1)
    arguments = torch.randn(2, 2, 4, 4), torch.rand(2, 2, 4, 4), torch.ones(2, 2, 4, 4)
    expected = masked_bce(*arguments) + DICE_WEIGHT * masked_soft_dice(*arguments)
    assert segmentation_loss(*arguments).item() == pytest.approx(expected.item())


def test_weights_from_flags_and_void() -> None:
    flags = torch.tensor([[True, False]])
    void = torch.zeros(1, 2, 2, 2, dtype=torch.bool)
    void[0, 0, 1, 1] = True
    weight = label_weights(flags, void, torch.Size((1, 2, 2, 2)))
    assert weight.tolist() == [[[[1, 1], [1, 0]], [[0, 0], [0, 0]]]]
    assert label_weights(flags, None, torch.Size((1, 2, 1, 1))).flatten().tolist() == [1, 0]
