"""The semi-supervised sum, containment and guidance against the printed formulas, corrected."""

from __future__ import annotations

import itertools
import math

import pytest

torch = pytest.importorskip("torch")

from integument.errors import UsageError  # noqa: E402
from integument.losses.containment import containment_loss  # noqa: E402
from integument.losses.crf import CrfSettings, crf_loss  # noqa: E402
from integument.losses.gradient_norms import gradient_norms  # noqa: E402
from integument.losses.mutual_guidance import (  # noqa: E402
    Branches,
    MutualGuidanceLoss,
    next_guidance,
)

CRF = CrfSettings("exact", "row_norm_sum", 3, 50, scale=1)
LOSS = MutualGuidanceLoss(crf=CRF)


def batch(passes: int = 2) -> tuple[list[Branches], torch.Tensor, Branches]:
    torch.manual_seed(0)
    logits = [
        Branches(*(torch.randn(3, 1, 4, 5).requires_grad_() for _ in range(2)))
        for _ in range(passes)
    ]
    target = Branches(*(torch.randint(0, 2, (3, 1, 4, 5)).float() for _ in range(2)))
    return logits, torch.rand(3, 3, 4, 5), target


def slow_containment(skin: torch.Tensor, body: torch.Tensor) -> float:
    total = 0.0
    for x, y in zip(torch.sigmoid(skin).flatten(), torch.sigmoid(body).flatten(), strict=True):
        x, y = float(x), float(y)
        total += x * -(x * math.log(y) + (1 - x) * math.log(1 - y))
    return total / skin.numel()


def test_containment_is_the_printed_formula() -> None:
    skin, body = torch.randn(2, 2, 1, 3, 4)
    assert containment_loss(skin, body).item() == pytest.approx(slow_containment(skin, body))


@pytest.mark.parametrize(("skin", "body"), [(0, 0), (0, 1), (1, 1)])
def test_hard_skin_within_hard_body_costs_nothing(skin: int, body: int) -> None:
    logits = [torch.full((1, 1, 2, 2), 200.0 * (value - 0.5)) for value in (skin, body)]
    assert containment_loss(*logits).item() == pytest.approx(0, abs=2e-6)


def test_sure_skin_on_sure_ground_is_dear_but_finite() -> None:
    skin = torch.full((1, 1, 2, 2), 100.0)
    assert containment_loss(skin, -skin).item() == pytest.approx(-math.log(1e-6), rel=1e-3)


@pytest.mark.parametrize("detach", ["none", "weight", "target", "both"])
def test_gradient_through_each_role_of_the_inner_label(detach: str) -> None:
    x, y = (torch.rand(1, 1, 2, 3, dtype=torch.float64) for _ in range(2))
    inner, outer = torch.logit(x).requires_grad_(), torch.logit(y).requires_grad_()
    containment_loss(inner, outer, detach=detach).backward()
    entropy = -(x * y.log() + (1 - x) * (1 - y).log())
    by_weight = entropy
    by_target = x * (torch.log(1 - y) - torch.log(y))
    kept = {
        "none": by_weight + by_target,
        "weight": by_target,
        "target": by_weight,
        "both": torch.zeros_like(x),
    }[detach]
    gradient = torch.zeros_like(x) if inner.grad is None else inner.grad
    torch.testing.assert_close(gradient, kept * x * (1 - x) / 6, rtol=1e-4, atol=1e-7)
    assert outer.grad.any()


def test_unknown_detach_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown value of detach 'skin'"):
        containment_loss(torch.zeros(1, 1, 1, 1), torch.zeros(1, 1, 1, 1), detach="skin")


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("drawn", list(itertools.product([False, True], repeat=2)))
def test_sum_over_branches_and_passes(passes: int, drawn: tuple[bool, bool]) -> None:
    logits, image, target = batch(passes)
    flags = torch.tensor([drawn] * 3)
    terms = LOSS.terms(logits, image, target, flags)

    cross_entropy = crf = containment = 0.0
    for branches in logits:
        for scores, mask, known in zip(branches, target, drawn, strict=True):
            p = torch.sigmoid(scores.detach())
            if known:
                cross_entropy -= (mask * p.log() + (1 - mask) * (1 - p).log()).mean().item()
            else:
                crf += crf_loss(p, image, CRF).item()
        for other in logits:
            containment += slow_containment(branches.skin.detach(), other.body.detach())
    assert terms.cross_entropy.item() == pytest.approx(cross_entropy, rel=1e-5)
    assert terms.crf.item() == pytest.approx(crf, rel=1e-5)
    assert terms.containment.item() == pytest.approx(containment, rel=1e-5)
    total = cross_entropy + 1e-4 * crf + 1e-3 * containment
    assert LOSS(logits, image, target, flags).item() == pytest.approx(total, rel=1e-5)


def test_a_mask_that_was_not_drawn_is_never_looked_at() -> None:
    logits, image, target = batch()
    flags = torch.tensor([[1, 0], [1, 0], [0, 1]])
    value = LOSS(logits, image, target, flags)
    for branch in (0, 1):
        target[branch][flags[:, branch] == 0] = math.nan
    assert LOSS(logits, image, target, flags).item() == value.item()


def test_void_pixels_and_unlabelled_pictures_take_no_part_in_cross_entropy() -> None:
    logits, image, target = batch(1)
    void = torch.zeros(3, 1, 4, 5, dtype=torch.bool)
    void[0, 0, 1, 2] = True
    flags = torch.tensor([[1, 1], [0, 1], [0, 0]])
    LOSS.terms(logits, image, target, flags, void).cross_entropy.backward()
    for scores, known in zip(logits[0], flags.T, strict=True):
        assert torch.equal(scores.grad.ne(0), known.bool()[:, None, None, None] & ~void)


def test_terms_of_weight_zero_are_left_out() -> None:
    logits, image, target = batch(1)
    loss = MutualGuidanceLoss(crf_weight=0, containment_weight=0)
    terms = loss.terms(logits, image, target, torch.zeros(3, 2))
    assert [term.item() for term in terms] == [0, 0, 0]


def test_guidance_is_the_truth_where_there_is_one() -> None:
    guess = Branches(torch.full((4, 1, 2, 2), 0.25), torch.full((4, 1, 2, 2), 0.75))
    truth = Branches(torch.ones(4, 1, 2, 2), torch.zeros(4, 1, 2, 2))
    flags = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
    given = next_guidance(guess, truth, flags)
    assert given.skin[:, 0, 0, 0].tolist() == [0.25, 0.25, 1, 1]
    assert given.body[:, 0, 0, 0].tolist() == [0.75, 0, 0.75, 0]


@pytest.mark.parametrize("stop_grad", [True, False])
def test_way_through_the_guidance_is_closed_or_open(stop_grad: bool) -> None:
    guess = Branches(*(torch.rand(2, 1, 2, 2).requires_grad_() for _ in range(2)))
    truth = Branches(torch.ones(2, 1, 2, 2), torch.ones(2, 1, 2, 2))
    given = next_guidance(guess, truth, torch.tensor([[0, 1], [0, 1]]), stop_grad=stop_grad)
    assert given.skin.requires_grad is not stop_grad
    if not stop_grad:
        (given.skin.sum() + given.body.sum()).backward()
        assert (guess.skin.grad == 1).all()
        assert not guess.body.grad.any(), "the truth was given instead"


def test_gradient_norms_by_hand() -> None:
    a, b = torch.tensor([3.0, 4.0], requires_grad=True), torch.tensor(2.0, requires_grad=True)
    terms = {"square": (a**2).sum(), "both": a[0] * b, "none": torch.tensor(1.0)}
    norms = gradient_norms(terms, [a, b])
    assert norms == {"square": 10, "both": pytest.approx(math.sqrt(4 + 9)), "none": 0}
