"""U²-Net: every stage as counted, and sizes that halve badly."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.nets.count import parameters  # noqa: E402

# fmt: off
STAGES = {
    "u2net": (
        206_016, 305_856, 1_108_992, 3_986_688, 10_034_688, 10_034_688,
        12_393_984, 4_280_064, 1_181_952, 323_904, 139_200,
    ),
    "u2netp": (
        67_200, 95_328, 88_320, 81_312, 81_312, 81_312,
        118_176, 118_176, 125_184, 132_192, 139_200,
    ),
}
SIDES = {"u2net": (577, 577, 1153, 2305, 4609, 4609), "u2netp": (577,) * 6}
# fmt: on


@pytest.mark.parametrize("name", STAGES)
def test_stages_have_the_published_parameters(name) -> None:
    with torch.device("meta"):
        net = nets.build(name, labels=1)
    assert tuple(parameters(stage) for stage in (*net.encoder, *net.decoder)) == STAGES[name]
    assert tuple(parameters(side) for side in net.sides) == SIDES[name]
    assert parameters(net.fuse) == 7


def test_work_at_the_large_size_is_that_published() -> None:
    from integument.nets.count import multiply_accumulates

    with torch.device("meta"):
        macs = multiply_accumulates(nets.build("u2netp", labels=1), 1024)
    assert macs / 1e9 == pytest.approx(205.082, rel=0.015)


@pytest.mark.parametrize("size", [(32, 32), (45, 67)])
def test_seven_maps_of_the_pictures_size(size) -> None:
    net = nets.build("u2netp", labels=2).eval()
    with torch.no_grad():
        found = net(torch.rand(1, 3, *size))
    assert len(found.sides) == 6
    assert {side.shape for side in (found.fused, *found.sides)} == {(1, 2, *size)}


def test_the_fused_map_is_made_of_the_sides() -> None:
    net = nets.build("u2netp", labels=1).eval()
    with torch.no_grad():
        net.fuse.weight.copy_(torch.tensor([1.0, 0, 0, 0, 0, 0]).view(1, 6, 1, 1))
        net.fuse.bias.zero_()
        found = net(torch.rand(1, 3, 32, 32))
    torch.testing.assert_close(found.fused, found.sides[0])
