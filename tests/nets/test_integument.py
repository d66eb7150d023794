"""The default network: small, quantisable, with a wide view."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402


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
