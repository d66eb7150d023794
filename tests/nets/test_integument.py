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


@pytest.fixture
def guided_and_plain() -> tuple:
    """Two networks with the same weights, of which one has guidance that does something."""
    torch.manual_seed(0)
    guided = nets.build("integument_fast", 6, guided=True).eval()
    plain = nets.build("integument_fast", 6).eval()
    plain.load_state_dict(
        {k: v for k, v in guided.state_dict().items() if not k.startswith("guidance.")}
    )
    return guided, plain


def test_guidance_begins_as_nothing_and_then_changes_the_second_pass_alone(guided_and_plain):
    guided, plain = guided_and_plain
    image = torch.rand(2, 3, 64, 96)
    with torch.no_grad():
        expected = plain(image)
        assert torch.equal(guided(image), expected)
        torch.nn.init.normal_(guided.guidance.weight)
        first, second = guided.decode(guided.features(image)).passes
    assert torch.equal(first, expected)
    assert second.shape == first.shape == (2, 6, 32, 48)
    assert not torch.allclose(second, first)


def test_the_same_seed_gives_the_same_weights_with_and_without_guidance():
    torch.manual_seed(3)
    plain = nets.build("integument_fast", 6).state_dict()
    torch.manual_seed(3)
    guided = nets.build("integument_fast", 6, guided=True).state_dict()
    assert set(guided) - set(plain) == {"guidance.weight", "guidance.bias"}
    assert all(torch.equal(guided[name], value) for name, value in plain.items())


def test_the_second_pass_teaches_the_guidance_but_not_the_first_pass(guided_and_plain):
    guided, _ = guided_and_plain
    torch.nn.init.normal_(guided.guidance.weight)
    features = guided.features(torch.rand(1, 3, 64, 64))
    first, second = guided.decode(features).passes
    (through,) = torch.autograd.grad(second.sum(), first, retain_graph=True, allow_unused=True)
    assert through is None
    second.sum().backward()
    assert guided.guidance.weight.grad.abs().max() > 0
    assert guided.stem[0].weight.grad.abs().max() > 0


def test_levels_are_of_three_strides():
    net = nets.build("integument_fast", 6).eval()
    levels = net.decode(net.features(torch.rand(1, 3, 64, 128))).levels
    sizes = [(64 // stride, 128 // stride) for stride in (16, 8, 4)]
    assert [tuple(level.shape[2:]) for level in levels] == sizes
    assert tuple(level.shape[1] for level in levels) == net.level_widths
