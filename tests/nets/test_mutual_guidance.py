"""Mutual guidance: who guides whom, with what, and what learns from it."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument.errors import UsageError  # noqa: E402
from integument.nets.count import parameters  # noqa: E402
from integument.nets.mutual_guidance import next_belief  # noqa: E402
from integument.nets.mutual_guidance_unet import MutualGuidanceUNet  # noqa: E402
from integument.nets.per_pass_norm import PerPassNorm  # noqa: E402

SMALL = (8, 8, 16, 16, 32)


def small(**settings) -> MutualGuidanceUNet:
    torch.manual_seed(0)
    return MutualGuidanceUNet(widths=SMALL, **settings)


@pytest.fixture
def image() -> torch.Tensor:
    return torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))


def test_parts_have_the_counted_parameters() -> None:
    with torch.device("meta"):
        net = MutualGuidanceUNet()
    assert parameters(net.encoder) == 18_847_168
    assert [parameters(part) for part in net.guidance_encoders] == [4_713_632] * 2
    assert [parameters(part) for part in net.decoders] == [13_239_041] * 2


def test_the_lighter_version_has_about_60_percent_of_the_parameters() -> None:
    from integument.nets.mutual_guidance_deeplab import MutualGuidanceDeepLab

    with torch.device("meta"):
        share = parameters(MutualGuidanceDeepLab()) / parameters(MutualGuidanceUNet())
    assert share == pytest.approx(0.6, abs=0.03)


@pytest.mark.parametrize("labelled", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_truth_replaces_what_was_found_where_there_is_one(labelled) -> None:
    logits = torch.randn(1, 2, 4, 4)
    truth = (torch.rand(1, 2, 4, 4) > 0.5).float()
    belief = next_belief(logits, truth, torch.tensor([labelled]))
    for label, known in enumerate(labelled):
        expected = truth if known else torch.sigmoid(logits)
        torch.testing.assert_close(belief[:, label], expected[:, label])


def test_nobody_is_guided_by_its_own_truth(image, lively) -> None:
    """The truth about skin reaches the body decoder alone: else the answer would leak."""
    net = lively(small())
    without = net(image)
    skin_known = torch.tensor([[True, False]] * 2)
    guided = net(image, truth=torch.ones(2, 2, 32, 32), labelled=skin_known)
    torch.testing.assert_close(guided.final[:, 0], without.final[:, 0])
    assert not torch.allclose(guided.final[:, 1], without.final[:, 1])
    torch.testing.assert_close(guided.passes[0], without.passes[0])


def test_the_first_belief_guides_the_other_label(image, lively) -> None:
    net = lively(small(n_passes=1))
    belief = torch.zeros(2, 2, 32, 32)
    without = net(image).final
    torch.testing.assert_close(net(image, belief).final, without)
    belief[:, 1, :16] = 1  # a box around the body
    boxed = net(image, belief).final
    assert not torch.allclose(boxed[:, 0], without[:, 0])
    torch.testing.assert_close(boxed[:, 1], without[:, 1])


@pytest.mark.parametrize("stopped", [True, False])
def test_the_gradient_of_the_second_pass_stops_before_the_first(image, stopped) -> None:
    net = small(stop_gradient=stopped)
    first, second = net(image).passes
    first.retain_grad()
    second.square().sum().backward()
    reached = first.grad is not None and bool(first.grad.any())
    assert reached is not stopped
    assert all(p.grad.any() for p in net.encoder.parameters() if p.ndim > 1)


@pytest.mark.parametrize("passes", [1, 2, 3])
def test_the_shared_encoder_runs_once(image, passes) -> None:
    net = small(n_passes=passes).eval()
    calls = []
    net.encoder.register_forward_hook(lambda *_: calls.append(1))
    assert len(net(image).passes) == passes
    assert len(calls) == 1


def test_more_passes_go_on_from_fewer(image) -> None:
    net = small().eval()
    two = net(image).passes
    net.n_passes = 3
    for expected, got in zip(two, net(image).passes, strict=False):
        torch.testing.assert_close(got, expected)


def test_each_pass_may_have_its_own_statistics(image) -> None:
    net = small(norm="per_pass")
    assert parameters(net) > parameters(small())
    net(image)
    norm = next(part for part in net.guidance_encoders.modules() if isinstance(part, PerPassNorm))
    first, second = norm.norms
    assert first.num_batches_tracked == second.num_batches_tracked == 1
    assert not torch.allclose(first.running_var, second.running_var)
    assert not any(isinstance(part, PerPassNorm) for part in net.encoder.modules())
    torch.testing.assert_close(first.weight, second.weight)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_passes": 0}, "at least 1, got 0"),
        ({"norm": "both"}, "'shared' or 'per_pass', got 'both'"),
        ({"labels": 3}, "2 labels, skin and body, got 3"),
    ],
)
def test_impossible_settings_are_refused(settings, message) -> None:
    with pytest.raises(UsageError, match=message):
        small(**settings)
