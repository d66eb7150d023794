"""The rivals whose layout is ours: how far they see."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument.errors import UsageError  # noqa: E402
from integument.nets.chrominance_mlp import ChrominanceMLP  # noqa: E402
from integument.nets.cnn_rnn import Sweeps  # noqa: E402


@pytest.mark.parametrize("cell", ["gru", "relu"])
def test_sweeps_carry_context_along_rows_and_columns(cell) -> None:
    torch.manual_seed(0)
    sweeps = Sweeps(8, 16, cell)
    features = torch.rand(1, 8, 5, 7, requires_grad=True)
    states = sweeps(features)
    assert states.shape == (1, 64, 5, 7)
    states[0, :, 2, 3].sum().backward()
    seen = features.grad[0].abs().sum(0) > 0
    expected = torch.zeros(5, 7, dtype=torch.bool)
    expected[2, :] = expected[:, 3] = True
    assert torch.equal(seen, expected)


def test_brightness_does_not_matter_to_chrominance() -> None:
    net = ChrominanceMLP(labels=1)
    picture = torch.rand(1, 3, 4, 4) / 2
    torch.testing.assert_close(net(picture), net(picture + 0.25))
    grey = torch.full((1, 3, 4, 4), 0.3)
    torch.testing.assert_close(net(grey), net(torch.zeros(1, 3, 4, 4)))


def test_each_pixel_is_judged_alone() -> None:
    net = ChrominanceMLP(labels=2, hidden=(8, 8))
    picture = torch.rand(1, 3, 4, 4)
    torch.testing.assert_close(net(picture)[:, :, :2, :2], net(picture[:, :, :2, :2]))


def test_unknown_cell_is_refused() -> None:
    from integument import nets

    with pytest.raises(UsageError, match="'gru' or 'relu', got 'lstm'"):
        nets.build("cnn_rnn", labels=1, cell="lstm")
