"""U-Net and the generator paper's two heads on it."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.nets.count import parameters  # noqa: E402
from integument.nets.unet import UNetDecoder, UNetEncoder  # noqa: E402

SMALL = (8, 8, 16, 16, 32)


def test_encoder_and_decoder_have_the_counted_parameters() -> None:
    with torch.device("meta"):
        net = nets.build("unet", labels=1)
    assert parameters(net.encoder) == 18_847_168
    assert parameters(net.decoder) + parameters(net.head) == 12_190_465


def test_the_deepest_features_are_a_sixteenth_of_the_size() -> None:
    with torch.device("meta"):
        features = UNetEncoder()(torch.zeros(1, 3, 512, 512))
    assert features[-1].shape == (1, 1024, 32, 32)
    assert [level.shape[1] for level in features] == [64, 128, 256, 512, 1024]


def test_the_decoder_uses_every_skip() -> None:
    features = UNetEncoder(widths=SMALL)(torch.rand(2, 3, 32, 32))
    features = [level.detach().requires_grad_() for level in features]
    *skips, deepest = features
    UNetDecoder(widths=SMALL)(deepest, skips).square().sum().backward()
    assert all(level.grad.any() for level in features)


def test_the_heads_answer_separately() -> None:
    net = nets.build("unet_two_heads", labels=2, widths=SMALL).eval()
    image = torch.rand(1, 3, 32, 32)
    found = net(image)
    assert found.skin.shape == found.person.shape == (1, 1, 32, 32)
    torch.testing.assert_close(net.segment(image), torch.cat([found.skin, found.person], dim=1))
    found.skin.sum().backward()
    assert net.person.weight.grad is None, "a loss on skin alone must leave the person head alone"
    assert net.encoder.levels[0][0][0].weight.grad.any()
