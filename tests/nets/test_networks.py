"""What every network must satisfy, and what each is known by."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.errors import UsageError  # noqa: E402


@pytest.fixture(scope="module", params=sorted(nets.ARCHITECTURES))
def net(request: pytest.FixtureRequest) -> torch.nn.Module:
    torch.manual_seed(0)
    return nets.build(request.param, labels=3)


@pytest.mark.parametrize("shape", [(1, 32, 32), (2, 64, 96), (1, 160, 32)])
def test_logits_have_the_stated_shape(net, shape) -> None:
    count, height, width = shape
    with torch.no_grad():
        logits = net.eval()(torch.rand(count, 3, height, width))
    assert logits.shape == (count, 3, height // net.stride, width // net.stride)
    assert torch.isfinite(logits).all()


def test_pictures_of_a_batch_do_not_touch_each_other(net) -> None:
    net.eval()
    pictures = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        together, alone = net(pictures), net(pictures[1:])
    torch.testing.assert_close(together[1:], alone, atol=1e-5, rtol=1e-4)


def test_every_parameter_receives_a_gradient(net) -> None:
    net.train()
    net(torch.rand(2, 3, 64, 64)).square().mean().backward()
    idle = [name for name, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    net.zero_grad()
    assert idle == []


def test_deeplab_has_the_published_number_of_parameters() -> None:
    net = nets.build("deeplab_mobilenet", labels=1)
    assert sum(p.numel() for p in net.parameters()) == 11_020_337


def test_integument_stays_small() -> None:
    net = nets.build("integument", labels=6)
    assert sum(p.numel() for p in net.parameters()) == pytest.approx(1.82e6, rel=0.01)


def test_integument_uses_only_operations_that_quantise_well() -> None:
    layers = {type(m) for m in nets.build("integument", labels=6).modules() if not [*m.children()]}
    allowed = {torch.nn.Conv2d, torch.nn.BatchNorm2d, torch.nn.ReLU, torch.nn.Identity}
    assert layers <= allowed
    convolutions = [
        m for m in nets.build("integument", 6).modules() if isinstance(m, torch.nn.Conv2d)
    ]
    assert all(m.groups == 1 for m in convolutions)


def test_integument_sees_the_whole_of_a_small_picture() -> None:
    """A change in one corner reaches the opposite one, or context could not decide anything."""
    net = nets.build("integument", labels=1).eval()
    picture = torch.rand(1, 3, 256, 256, requires_grad=True)
    net(picture)[0, 0, 0, 0].backward()
    assert picture.grad[0, :, -64:, -64:].abs().max() > 0


def test_integument_starts_by_finding_little() -> None:
    torch.manual_seed(0)
    net = nets.build("integument", labels=6).train()
    with torch.no_grad():
        probability = torch.sigmoid(net(torch.rand(4, 3, 64, 64)))
    assert 0.05 < probability.mean() < 0.3


def test_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'integument'"):
        nets.build("integumnt", labels=1)
