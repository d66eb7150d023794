"""Losses of U²-Net, label refinement, the generator paper and HairNet, by plain arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from integument.attributes import BINARY  # noqa: E402
from integument.errors import UsageError  # noqa: E402
from integument.losses.deep_supervision import summed_bce, summed_bce_dice  # noqa: E402
from integument.losses.hairnet import (  # noqa: E402
    TERMS,
    HairNetLoss,
    colour_classes,
    hairnet_terms,
)
from integument.losses.inverse_frequency import (  # noqa: E402
    LEAST_SHARE,
    class_weights,
    inverse_frequency_bce,
    known_share,
)
from integument.losses.levels import summed_levels  # noqa: E402


def entropies(logits: torch.Tensor, target: torch.Tensor) -> np.ndarray:
    p = 1 / (1 + np.exp(-logits.detach().double().numpy()))
    y = target.numpy()
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def seven_outputs() -> tuple[list[torch.Tensor], torch.Tensor]:
    torch.manual_seed(0)
    return [torch.randn(2, 1, 4, 6, requires_grad=True) for _ in range(7)], torch.rand(2, 1, 4, 6)


def test_first_form_of_deep_supervision() -> None:
    outputs, target = seven_outputs()
    expected = sum(entropies(logits, target).mean() for logits in outputs)
    assert summed_bce(outputs, target).item() == pytest.approx(expected, rel=1e-5)


def test_second_form_of_deep_supervision() -> None:
    outputs, target = seven_outputs()
    expected = 0.0
    for logits in outputs:
        p, y = torch.sigmoid(logits).detach().numpy(), target.numpy()
        dice = [1 - (2 * (p[n] * y[n]).sum() + 1) / (p[n].sum() + y[n].sum() + 1) for n in range(2)]
        expected += entropies(logits, target).mean() / 3 + 2 / 3 * np.mean(dice)
    assert summed_bce_dice(outputs, target).item() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("loss", [summed_bce, summed_bce_dice])
def test_deep_supervision_is_blind_to_void(loss) -> None:
    outputs, target = seven_outputs()
    weight = torch.ones_like(target)
    weight[0, 0, 2] = 0
    loss(outputs, target, weight).backward()
    for logits in outputs:
        assert torch.equal(logits.grad != 0, weight > 0)


def test_levels_meet_the_mask_at_their_own_size() -> None:
    torch.manual_seed(0)
    target = torch.rand(2, 1, 8, 8)
    outputs = [torch.randn(2, 1, side, side) for side in (2, 4, 8)]
    expected = 0.0
    for logits in outputs:
        cell = 8 // logits.shape[2]
        means = target.unfold(2, cell, cell).unfold(3, cell, cell).mean((4, 5))
        expected += entropies(logits, means).mean()
    assert summed_levels(outputs, target, coarse="area").item() == pytest.approx(expected, rel=1e-5)


def test_nearest_targets_stay_hard_and_in_place() -> None:
    target = torch.zeros(1, 1, 9, 9)
    target[0, 0, 3:6, 3:6] = 1
    right = torch.full((1, 1, 3, 3), -50.0)
    right[0, 0, 1, 1] = 50
    assert summed_levels([right], target).item() == pytest.approx(0, abs=1e-6)


def test_unknown_pixels_colour_no_mean() -> None:
    target, weight = torch.zeros(1, 1, 4, 4), torch.ones(1, 1, 4, 4)
    target[..., 1] = 1
    weight[..., 0] = 0  # what is known in the left cells is all 1
    right = torch.tensor([[[[50.0, -50.0], [50.0, -50.0]]]])
    assert summed_levels([right], target, weight, coarse="area").item() == pytest.approx(
        0, abs=1e-6
    )


def test_unknown_way_to_shrink_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown way to shrink masks 'mean'"):
        summed_levels([], torch.zeros(1, 1, 2, 2), coarse="mean")


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9])
def test_class_weights_average_to_one_and_balance(share: float) -> None:
    ground, label = class_weights(torch.tensor(share)).tolist()
    assert ground * (1 - share) + label * share == pytest.approx(1)
    assert ground * (1 - share) == pytest.approx(label * share)


def test_weights_of_a_batch_without_the_label_are_finite() -> None:
    assert class_weights(torch.tensor(0.0))[1].item() == pytest.approx(0.5 / LEAST_SHARE)


def test_balanced_cross_entropy_by_hand() -> None:
    torch.manual_seed(0)
    logits, target = torch.randn(2, 1, 4, 5), (torch.rand(2, 1, 4, 5) < 0.3).float()
    share = target.mean().item()
    entropy, y = entropies(logits, target), target.numpy()
    expected = (entropy * (y / (2 * share) + (1 - y) / (2 * (1 - share)))).mean()
    ones = torch.ones_like(target)
    by_batch = inverse_frequency_bce(logits, target, ones)
    given = inverse_frequency_bce(logits, target, ones, torch.tensor([share]))
    assert by_batch.item() == pytest.approx(expected, rel=1e-5)
    assert given.item() == pytest.approx(expected, rel=1e-5)


def test_person_head_is_left_out_for_real_pictures() -> None:
    torch.manual_seed(0)
    logits = torch.randn(2, 2, 4, 4, requires_grad=True)
    target = torch.rand(2, 2, 4, 4).round()
    weight = torch.ones(2, 2, 4, 4)
    weight[1, 1] = 0  # the second picture is real: nobody drew the person
    inverse_frequency_bce(logits, target, weight).backward()
    assert not logits.grad[1, 1].any()
    assert logits.grad[0].all()
    assert logits.grad[1, 0].all()
    assert known_share(target, weight)[1].item() == pytest.approx(target[0, 1].mean().item())
    assert known_share(target, weight * 0).tolist() == [0.5, 0.5]


def hairnet_batch() -> tuple[dict, dict, dict]:
    torch.manual_seed(0)
    outputs = {"segmentation": torch.randn(3, 2, 4, 4), "colour": torch.randn(3, 4)}
    target = {"segmentation": torch.rand(3, 2, 4, 4).round(), "colour": torch.tensor([2, 0, 1])}
    known = {"segmentation": torch.ones(3, 2, 4, 4), "colour": torch.tensor([1, 0, 1])}
    for number, name in enumerate(BINARY):
        outputs[name] = torch.randn(3)
        target[name] = torch.tensor([1, 0, 1])
        known[name] = torch.tensor([1, number > 0, 0])
    return outputs, target, known


def test_hairnet_terms_by_hand() -> None:
    outputs, target, known = hairnet_batch()
    terms = hairnet_terms(outputs, target, known)
    assert tuple(terms) == TERMS
    segmentation = entropies(outputs["segmentation"], target["segmentation"]).mean()
    assert terms["segmentation"].item() == pytest.approx(segmentation, rel=1e-5)
    colour = 0.0
    for number in (0, 2):
        scores = outputs["colour"][number].exp()
        colour -= math.log(scores[target["colour"][number]] / scores.sum()) / 2
    assert terms["colour"].item() == pytest.approx(colour, rel=1e-5)
    straight = entropies(outputs["straight"][:1], target["straight"][:1])[0]
    assert terms["straight"].item() == pytest.approx(straight, rel=1e-5)
    wavy = entropies(outputs["wavy"][:2], target["wavy"][:2]).mean()
    assert terms["wavy"].item() == pytest.approx(wavy, rel=1e-5)


def test_hairnet_sum_is_weighted_and_may_be_one_branch_alone() -> None:
    terms = hairnet_terms(*hairnet_batch())
    everything = sum(term.item() for term in terms.values())
    assert HairNetLoss()(terms).item() == pytest.approx(everything, rel=1e-6)
    weighted = HairNetLoss({"segmentation": 2.0, "bald": 0.5})(terms)
    assert weighted.item() == pytest.approx(
        2 * terms["segmentation"].item() + terms["bald"].item() / 2
    )
    alone = {"wavy": terms["wavy"]}
    assert HairNetLoss()(alone).item() == terms["wavy"].item()


def test_hairnet_terms_that_nothing_is_known_of_are_zero() -> None:
    outputs, target, known = hairnet_batch()
    nothing = {name: torch.zeros_like(flags) for name, flags in known.items()}
    assert all(term.item() == 0 for term in hairnet_terms(outputs, target, nothing).values())


def test_colour_is_known_only_if_exactly_one_is_marked() -> None:
    flags = torch.tensor([[0, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1], [0, 0, 0, 1]])
    classes, known = colour_classes(flags)
    assert known.tolist() == [True, False, False, True]
    assert classes[known].tolist() == [2, 3]


def test_misspelled_terms_are_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'bangs'"):
        HairNetLoss({"bang": 1.0})
    with pytest.raises(UsageError, match="unknown output of HairNet 'color'"):
        hairnet_terms({"color": torch.zeros(1)}, {"color": 0}, {"color": torch.zeros(1)})
