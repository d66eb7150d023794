"""Losses for pictures of another domain, and edges of masks, by formulas written out plainly."""

from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from integument.losses.domain import (  # noqa: E402
    DomainHead,
    domain_loss,
    reversal_strength,
    reverse_gradient,
)
from integument.losses.fda import fourier_style, robust_entropy  # noqa: E402
from integument.losses.gradient_consistency import gradient_consistency, sobel  # noqa: E402
from integument.losses.pixmatch import consistency_loss, pseudo_labels  # noqa: E402


def pictures(height: int = 20, width: int = 24) -> torch.Tensor:
    torch.manual_seed(0)
    return torch.rand(2, 3, height, width) * 0.6 + 0.2


@pytest.mark.parametrize("beta", [0.05, 0.09, 0.2])
def test_fourier_style_as_the_paper_computes_it(beta: float) -> None:
    source, target = pictures(), pictures().flip(0) * 0.5
    mixed = np.fft.fft2(source.double().numpy())
    amplitude, phase = np.abs(mixed), np.angle(mixed)
    style = np.abs(np.fft.fft2(target.double().numpy()))
    height, width = source.shape[2:]
    b = int(np.floor(beta * min(height, width)))
    amplitude[..., 0:b, 0:b] = style[..., 0:b, 0:b]
    amplitude[..., 0:b, width - b :] = style[..., 0:b, width - b :]
    amplitude[..., height - b :, 0:b] = style[..., height - b :, 0:b]
    amplitude[..., height - b :, width - b :] = style[..., height - b :, width - b :]
    expected = np.clip(np.fft.ifft2(amplitude * np.exp(1j * phase)).real, 0, 1)
    np.testing.assert_allclose(fourier_style(source, target, beta).numpy(), expected, atol=2e-5)


def test_fourier_style_brings_the_mean_colour_along() -> None:
    source, target = pictures(), pictures() * 0.5
    mixed = fourier_style(source, target, 0.05)
    torch.testing.assert_close(mixed.mean((2, 3)), target.mean((2, 3)), atol=5e-3, rtol=0)


def test_fourier_style_changes_nothing_below_a_pixel_or_from_itself() -> None:
    source, target = pictures(), pictures() * 0.5
    assert torch.equal(fourier_style(source, target, 0.01), source)
    torch.testing.assert_close(fourier_style(source, source, 0.2), source, atol=1e-5, rtol=0)


def test_robust_entropy_by_hand() -> None:
    p = np.array([0.5, 0.9, 0.01])
    bits = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    logits = torch.tensor(np.log(p / (1 - p))).view(1, 1, 1, 3)
    for eta in (0.5, 2.0):
        expected = ((bits**2 + 1e-8) ** eta).mean()
        assert robust_entropy(logits, eta).item() == pytest.approx(expected, rel=1e-5)


def test_robust_entropy_of_sure_pixels_is_nothing_and_finite() -> None:
    logits = torch.full((1, 1, 2, 2), -1e4, requires_grad=True)
    value = robust_entropy(logits)
    value.backward()
    assert value.item() == pytest.approx(0, abs=1e-12)
    assert torch.isfinite(logits.grad).all()


def test_only_sure_answers_teach() -> None:
    probability = torch.tensor([0.1, 0.45, 0.6, 0.95])
    logits = torch.logit(probability).view(1, 1, 1, 4).requires_grad_()
    answer, weight = pseudo_labels(logits, threshold=0.8)
    assert not answer.requires_grad
    assert answer.flatten().tolist() == [0, 0, 1, 1]
    assert weight.flatten().tolist() == [1, 0, 0, 1]
    assert pseudo_labels(logits)[1].all(), "the published threshold lets every pixel teach"
    value = consistency_loss(logits, answer, weight)
    assert value.item() == pytest.approx(-(math.log(0.9) + math.log(0.95)) / 2, rel=1e-5)
    value.backward()
    assert logits.grad.flatten().ne(0).tolist() == [True, False, False, True]


def test_reversal_turns_the_gradient_and_nothing_else() -> None:
    features = torch.randn(2, 3, requires_grad=True)
    reversed_features = reverse_gradient(features, 0.3)
    assert torch.equal(reversed_features, features)
    (reversed_features * 2).sum().backward()
    torch.testing.assert_close(features.grad, torch.full((2, 3), -0.6))


@pytest.mark.parametrize(("progress", "strength"), [(0, 0), (0.5, 0.986614), (1, 0.999909)])
def test_reversal_comes_in_as_published(progress: float, strength: float) -> None:
    assert reversal_strength(progress) == pytest.approx(strength, abs=1e-6)


def test_domain_head_learns_what_features_are_taught_to_hide() -> None:
    torch.manual_seed(0)
    head = DomainHead(4, width=8, hidden=8)
    features = torch.randn(6, 4, 3, 5, requires_grad=True)
    real = torch.tensor([0, 0, 0, 1, 1, 1]).bool()
    before = domain_loss(head(features), real)
    gradients = torch.autograd.grad(before, [*head.parameters(), features])
    with torch.no_grad():
        against = domain_loss(head(features - 0.5 * gradients[-1]), real)
        for parameter, gradient in zip(head.parameters(), gradients[:-1], strict=True):
            parameter -= 0.1 * gradient
        after = domain_loss(head(features), real)
    assert after < before, "the head goes down its gradient"
    assert against > before, "the features go up"


def slow_consistency(mask: np.ndarray, grey: np.ndarray) -> float:
    """The printed formula in loops, with directions of flat ground left at 0."""

    def gradient(plane: np.ndarray, y: int, x: int) -> tuple[float, float]:
        around = np.pad(plane, 1, mode="edge")[y : y + 3, x : x + 3]
        kernel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
        return (around * kernel).sum(), (around * kernel.T).sum()

    unexplained = total = 0.0
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            mask_x, mask_y = gradient(mask, y, x)
            grey_x, grey_y = gradient(grey, y, x)
            strength, edge = math.hypot(mask_x, mask_y), math.hypot(grey_x, grey_y)
            cosine = 0.0
            if strength and edge:
                cosine = (mask_x * grey_x + mask_y * grey_y) / (strength * edge)
            unexplained += strength * (1 - cosine**2)
            total += strength
    return unexplained / total


def test_gradient_consistency_is_the_printed_formula() -> None:
    image = pictures(7, 6)[:1]
    mask = torch.rand(1, 1, 7, 6)
    grey = (image[0] * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(0)
    expected = slow_consistency(mask[0, 0].numpy(), grey.numpy())
    assert gradient_consistency(mask, image).item() == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(("across", "expected"), [(False, 0.0), (True, 1.0)])
def test_mask_edges_along_and_across_those_of_the_picture(across: bool, expected: float) -> None:
    image = torch.zeros(1, 3, 16, 16)
    image[..., 8:] = 1  # a step to the right
    mask = torch.arange(16.0).div(15).expand(1, 1, 16, 16)
    mask = mask.mT if across else 1 - mask
    only_the_edge = torch.zeros(1, 1, 16, 16)
    only_the_edge[..., 2:-2, 7:9] = 1
    value = gradient_consistency(mask, image, only_the_edge)
    assert value.item() == pytest.approx(expected, abs=1e-3)


def test_flat_masks_and_flat_pictures_have_gradients() -> None:
    mask = torch.full((1, 1, 5, 5), 0.5, requires_grad=True)
    value = gradient_consistency(mask, torch.full((1, 3, 5, 5), 0.5))
    value.backward()
    assert value.item() == pytest.approx(0, abs=1e-6)
    assert torch.isfinite(mask.grad).all()


def test_gradient_consistency_by_finite_differences() -> None:
    torch.manual_seed(0)
    mask = torch.rand(1, 1, 5, 4, dtype=torch.float64, requires_grad=True)
    image = torch.rand(1, 3, 5, 4, dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda m: gradient_consistency(m, image), mask)


def test_sobel_of_a_ramp() -> None:
    ramp = torch.arange(6.0)[:, None].expand(1, 1, 6, 6)
    down, right = sobel(ramp)
    assert (down[..., 1:-1, 1:-1] == 8).all()
    assert not right.any()
