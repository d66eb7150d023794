"""The CRF regulariser against the plainest loop over pairs of pixels, and its four methods."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from integument.errors import UsageError  # noqa: E402
from integument.losses.crf import CrfSettings, crf_energy, crf_loss  # noqa: E402

APPROXIMATIONS = ["pooled", "window", "grid"]


def slow_energy(
    probability: np.ndarray, image: np.ndarray, settings: CrfSettings, valid: np.ndarray
) -> float:
    """Σ_k S_kᵀ W (1 - S_k) by two loops: ``probability (H, W)``, ``image (3, H, W)`` in [0, 1]."""
    pixels = [place for place in itertools.product(*map(range, probability.shape)) if valid[place]]
    total = 0.0
    for i in pixels:
        row, disagreement = 0.0, 0.0
        for j in pixels:
            place = ((i[0] - j[0]) ** 2 + (i[1] - j[1]) ** 2) / (2 * settings.sigma_xy**2)
            difference = 255.0 * (image[:, i[0], i[1]] - image[:, j[0], j[1]])
            colour = (difference**2).sum() / (2 * settings.sigma_rgb**2)
            weight = math.exp(-place - colour)
            row += weight
            ours, theirs = probability[i], probability[j]
            disagreement += weight * (ours * (1 - theirs) + (1 - ours) * theirs)
        total += disagreement if settings.norm == "ref_sum" else disagreement / row
    return total / len(pixels) if settings.norm == "mean" else total


def scene(size: int = 64, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """An uncertain mask (1, 1, S, S) of a disc in a picture (1, 3, S, S) with light and noise."""
    generator = torch.Generator().manual_seed(seed)
    y, x = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    disc = ((y - 0.45 * size) ** 2 + (x - 0.55 * size) ** 2 < (0.3 * size) ** 2).float()
    inside, outside = torch.tensor([0.8, 0.55, 0.45]), torch.tensor([0.3, 0.45, 0.5])
    image = disc * inside[:, None, None] + (1 - disc) * outside[:, None, None]
    image = image * (0.8 + 0.3 * x / size) + 0.02 * torch.randn(3, size, size, generator=generator)
    rough = torch.randn(1, 1, size // 4, size // 4, generator=generator)
    rough = torch.nn.functional.interpolate(rough, size=(size, size), mode="bilinear")
    return torch.sigmoid(2 * disc - 1 + 1.5 * rough), image.clamp(0, 1)[None]


@pytest.mark.parametrize("norm", ["ref_sum", "row_norm_sum", "mean"])
@pytest.mark.parametrize("padded", [False, True])
def test_exact_equals_the_loop_over_pairs(norm: str, padded: bool) -> None:
    rng = np.random.default_rng(0)
    probability, image = rng.random((2, 6, 5)), rng.random((2, 3, 6, 5)) * 0.2
    valid = np.ones((2, 6, 5), bool)
    if padded:
        valid[1, 4:] = False
    settings = CrfSettings("exact", norm, sigma_xy=3, sigma_rgb=20, scale=1)
    energy = crf_energy(
        torch.tensor(probability)[:, None],
        torch.tensor(image),
        settings,
        torch.tensor(valid)[:, None],
    )
    for number in range(2):
        expected = slow_energy(probability[number], image[number], settings, valid[number])
        assert energy[number, 0].item() == pytest.approx(expected)


@pytest.mark.parametrize("method", ["exact", *APPROXIMATIONS])
@pytest.mark.parametrize("norm", ["ref_sum", "row_norm_sum", "mean"])
def test_gradient_is_that_of_the_value(method: str, norm: str) -> None:
    torch.manual_seed(0)
    probability = torch.rand(1, 2, 8, 6, dtype=torch.float64, requires_grad=True)
    image = torch.rand(1, 3, 8, 6, dtype=torch.float64)
    settings = CrfSettings(
        method, norm, 4.0, 60.0, scale=1, pooled_side=4, window_radius=1, window_dilation=2
    )
    assert torch.autograd.gradcheck(lambda p: crf_loss(p, image, settings), probability)


def test_gradient_of_the_reference_form_differs_by_a_constant_only() -> None:
    """-Σ_k S_kᵀ W S_k, whose published gradient is -2 W S_k, asks for the same."""
    torch.manual_seed(1)
    image = torch.rand(1, 3, 5, 4)
    probability = torch.rand(1, 1, 5, 4, requires_grad=True)
    settings = CrfSettings("exact", "ref_sum", 3, 80, scale=1)
    (ours,) = torch.autograd.grad(crf_loss(probability, image, settings), probability)

    place = torch.cartesian_prod(torch.arange(5.0), torch.arange(4.0)) / 3
    features = torch.cat((place, 255 * image[0].flatten(1).T / 80), 1)
    kernel = torch.exp(-((features[:, None] - features) ** 2).sum(2) / 2)
    flat = probability.flatten()
    reference = -sum(s @ kernel @ s for s in (flat, 1 - flat))
    (theirs,) = torch.autograd.grad(reference, probability)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("method", ["exact", *APPROXIMATIONS])
@pytest.mark.parametrize("constant", [0.0, 1.0])
def test_a_constant_mask_costs_nothing(method: str, constant: float) -> None:
    _, image = scene(32)
    probability = torch.full((1, 1, 32, 32), constant)
    assert crf_loss(probability, image, CrfSettings(method)).item() == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("method", ["exact", *APPROXIMATIONS])
def test_a_mask_along_the_edges_of_the_picture_is_cheaper(method: str) -> None:
    image = torch.full((1, 3, 32, 32), 0.2)
    image[..., 16:] = 0.8
    along, across = torch.zeros(2, 1, 1, 32, 32)
    along[..., 16:] = 1
    across[..., 16:, :] = 1
    settings = CrfSettings(method, "mean", scale=1)
    assert crf_loss(along, image, settings) < 0.1 * crf_loss(across, image, settings)


@pytest.mark.parametrize(("method", "least"), [("pooled", 0.95), ("window", 0.85), ("grid", 0.98)])
def test_gradients_point_where_the_exact_one_does(method: str, least: float) -> None:
    probability, image = scene()
    gradients, values = {}, {}
    for name in ("exact", method):
        leaf = probability.clone().requires_grad_()
        settings = CrfSettings(name, "row_norm_sum", sigma_xy=40, scale=1)
        values[name] = crf_loss(leaf, image, settings)
        (gradients[name],) = torch.autograd.grad(values[name], leaf)
    cosine = torch.cosine_similarity(*(g.flatten() for g in gradients.values()), 0)
    assert cosine > least
    assert values[method].item() == pytest.approx(values["exact"].item(), rel=0.15)


@pytest.mark.parametrize(
    ("method", "tolerance"), [("pooled", 0.15), ("window", 1.0), ("grid", 0.1)]
)
def test_sums_are_of_the_size_of_the_exact_one(method: str, tolerance: float) -> None:
    probability, image = scene()
    exact, other = (
        crf_loss(probability, image, CrfSettings(name, "ref_sum", sigma_xy=40, scale=1)).item()
        for name in ("exact", method)
    )
    assert other == pytest.approx(exact, rel=tolerance)


def test_what_has_no_weight_or_lies_in_padding_takes_no_part() -> None:
    probability, image = scene(16)
    probability, image = probability.repeat(2, 2, 1, 1).requires_grad_(), image.repeat(2, 1, 1, 1)
    weight = torch.tensor([[1.0, 0.0], [0.0, 0.0]])
    valid = torch.ones(2, 1, 16, 16, dtype=torch.bool)
    valid[:, :, 12:] = False
    settings = CrfSettings("grid", scale=1)
    value = crf_loss(probability, image, settings, weight=weight, valid=valid)
    value.backward()
    assert probability.grad[0, 0, :12].any()
    assert not probability.grad[0, 0, 12:].any()
    assert not probability.grad[0, 1].any()
    assert not probability.grad[1].any()
    alone = crf_loss(probability[:1, :1, :12], image[:1, :, :12], settings)
    assert value.item() == pytest.approx(alone.item(), rel=1e-4)
    assert crf_loss(probability, image, settings, weight=torch.zeros(2, 2)).item() == 0


def test_half_precision_is_lifted() -> None:
    probability, image = scene(16)
    value = crf_loss(probability.bfloat16(), image.bfloat16(), CrfSettings("exact", scale=1))
    assert value.dtype == torch.float32
    assert torch.isfinite(value)


def test_odd_sizes_at_half_scale() -> None:
    probability, image = scene(33)
    for method in ("exact", *APPROXIMATIONS):
        assert torch.isfinite(crf_loss(probability[..., :21], image[..., :21], CrfSettings(method)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "gird"}, "unknown CRF method 'gird': did you mean 'grid'?"),
        ({"norm": "sum"}, "unknown CRF normalisation 'sum'"),
        ({"sigma_rgb": 0}, "sigma_rgb: expected a number above 0, got 0"),
    ],
)
def test_impossible_settings_are_refused(change: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        CrfSettings(**change)
