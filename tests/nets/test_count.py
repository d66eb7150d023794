"""Counting: against numbers worked out by hand."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from integument.nets.count import multiply_accumulates, parameters  # noqa: E402


@pytest.mark.parametrize(
    ("layers", "macs"),
    [
        ([nn.Conv2d(3, 8, 3, padding=1)], 16 * 16 * 8 * 3 * 9),
        ([nn.Conv2d(3, 8, 3, stride=2, padding=1)], 8 * 8 * 8 * 3 * 9),
        ([nn.Conv2d(3, 3, 3, padding=1, groups=3)], 16 * 16 * 3 * 9),
        ([nn.ConvTranspose2d(3, 8, 2, stride=2)], 16 * 16 * 3 * 8 * 4),
        ([nn.Flatten(), nn.Linear(3 * 16 * 16, 10)], 3 * 16 * 16 * 10),
        ([nn.ReLU(), nn.Conv2d(3, 1, 1), nn.BatchNorm2d(1)], 16 * 16 * 3),
    ],
)
def test_work_of_one_layer(layers, macs) -> None:
    assert multiply_accumulates(nn.Sequential(*layers), 16) == macs


class Rows(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.sweep = nn.GRU(3, 4, batch_first=True, bidirectional=True)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.sweep(image[0].permute(1, 2, 0))[0]


def test_work_of_a_recurrent_layer() -> None:
    assert multiply_accumulates(Rows(), 16) == 16 * 16 * 2 * 3 * (3 * 4 + 4 * 4)


def test_counting_leaves_no_trace() -> None:
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)).train()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    multiply_accumulates(net, 16)
    assert net.training
    assert not net[0]._forward_hooks
    for name, value in net.state_dict().items():
        torch.testing.assert_close(value, before[name])


def test_parameters_are_counted_once() -> None:
    layer = nn.Linear(4, 4)
    assert parameters(nn.Sequential(layer, layer)) == 20
