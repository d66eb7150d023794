"""A smaller network made of the strongest channels of a larger one."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument.errors import UsageError  # noqa: E402
from integument.nets.integument import Integument, IntegumentFast  # noqa: E402
from integument.nets.narrowing import keep_strongest  # noqa: E402

ALL = range(6)
WIDE, NARROW = (16, 24, 32, 32, 48), (16, 16, 16, 16, 32)


def make(widths, depths=(1, 2, 2, 3), labels=6, hair=True) -> Integument:
    torch.manual_seed(len(widths) + widths[1])
    return Integument(labels, widths, depths, hair=hair).eval()


def silence(net: Integument, dead: dict[int, int]) -> None:
    """Channels beyond ``dead[level]`` of every stream are neither written nor read."""
    for level, first in dead.items():
        writers = [net.decoder[3 - level].narrow[1]] if level < 4 else []
        if level:
            stage = net.stages[level - 1]
            writers += [block.second[1] for block in stage] + [stage[0].shortcut[1]]
            for block in stage:  # what is inside the blocks, too
                block.first[1].weight.data[first:] = 0
                block.first[1].bias.data[first:] = 0
        if level < 4:
            smooth = net.decoder[3 - level].smooth[1]
            smooth.weight.data[first:] = 0
            smooth.bias.data[first:] = 0
        for norm in writers:
            norm.weight.data[first:] = 0
            norm.bias.data[first:] = 0


def test_nothing_is_lost_where_the_channels_left_out_were_silent():
    larger = make(WIDE)
    silence(larger, dict(enumerate(NARROW)))
    smaller = make(NARROW)
    image = torch.rand(2, 3, 64, 96)
    with torch.no_grad():
        before = smaller(image)
        keep_strongest(larger, smaller, ALL)
        expected, attributes = larger.with_attributes(image)
        logits, told = smaller.with_attributes(image)
    assert not torch.allclose(before, expected, atol=0.1)
    torch.testing.assert_close(logits, expected, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(told, attributes, atol=1e-4, rtol=1e-4)


def test_left_out_blocks_leave_the_others_in_their_places():
    larger, smaller = make(WIDE), make(WIDE, (1, 1, 2, 3))
    keep_strongest(larger, smaller, ALL)
    torch.testing.assert_close(
        smaller.stages[1][0].first[0].weight, larger.stages[1][0].first[0].weight
    )
    torch.testing.assert_close(smaller.head.weight, larger.head.weight)


def test_the_strongest_are_kept():
    larger, smaller = make(WIDE), make(NARROW)
    inner = larger.stages[3][0].first
    inner[1].weight.data[:16] = 1e-3
    keep_strongest(larger, smaller, ALL)
    kept = smaller.stages[3][0].first[1].weight
    assert kept.min() > 1e-2 and len(kept) == 32


def test_the_fast_network_fits_into_the_default_one():
    larger = Integument(6, hair=True)
    smaller = IntegumentFast(6)
    keep_strongest(larger, smaller, ALL)
    assert smaller.hair is None


def test_of_fewer_labels_the_outputs_are_kept_in_the_order_asked_for():
    larger, smaller = make(WIDE), make(WIDE, labels=2, hair=False)
    keep_strongest(larger, smaller, (5, 0))
    torch.testing.assert_close(smaller.head.weight, larger.head.weight[[5, 0]])
    torch.testing.assert_close(smaller.head.bias, larger.head.bias[[5, 0]])


@pytest.mark.parametrize(
    "larger, smaller, labels, words",
    [
        (make(NARROW), make(WIDE), ALL, "begin with is smaller"),
        (make(WIDE, hair=False, labels=2), make(NARROW), range(2), "6 labels to begin with, got 2"),
    ],
)
def test_what_does_not_fit_is_told(larger, smaller, labels, words):
    with pytest.raises(UsageError, match=words):
        keep_strongest(larger, smaller, labels)
