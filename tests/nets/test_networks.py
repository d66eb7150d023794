"""What every network must satisfy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.errors import UsageError  # noqa: E402
from integument.nets import count  # noqa: E402

SIDE = 64

HAIRNET = {"input_size": SIDE, "mask_mode": "ones"}
SMALL = {"hairnet": HAIRNET, "hairnet_deep": HAIRNET}
"""Settings that let a network take pictures of that size. An untrained HairNet may find no hair,
and what looks under an empty mask learns nothing."""

BOUND = [name for name, entry in nets.ARCHITECTURES.items() if entry.labels]


def labels_of(name: str) -> int:
    return len(nets.ARCHITECTURES[name].labels) or 3


def build(name: str) -> torch.nn.Module:
    return nets.build(name, labels_of(name), **SMALL.get(name, {}))


def tensors(outputs: object) -> Iterator[torch.Tensor]:
    """All tensors in nested tuples."""
    if isinstance(outputs, torch.Tensor):
        yield outputs
    elif isinstance(outputs, tuple):
        for part in outputs:
            yield from tensors(part)


@pytest.fixture(scope="module", params=nets.ARCHITECTURES)
def net(request: pytest.FixtureRequest) -> torch.nn.Module:
    torch.manual_seed(0)
    net = build(request.param)
    net.labels = labels_of(request.param)
    return net


@pytest.mark.parametrize("shape", [(1, 32, 32), (2, 64, 96)])
def test_logits_have_the_stated_shape(net, shape) -> None:
    number, height, width = shape
    with torch.no_grad():
        logits = net.eval().segment(torch.rand(number, 3, height, width))
    assert logits.shape == (number, net.labels, height // net.stride, width // net.stride)
    assert torch.isfinite(logits).all()


def test_pictures_of_a_batch_do_not_touch_each_other(net) -> None:
    """And with it: the same picture twice gives the same answer."""
    net.eval()
    pictures = torch.rand(2, 3, SIDE, SIDE)
    with torch.no_grad():
        together, alone = net.segment(pictures), net.segment(pictures[1:])
    torch.testing.assert_close(together[1:], alone, atol=1e-5, rtol=1e-3)


def test_every_parameter_receives_a_gradient(net) -> None:
    net.train()
    outputs = net(torch.rand(2, 3, SIDE, SIDE))
    sum(tensor.square().mean() for tensor in tensors(outputs)).backward()
    idle = [name for name, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    net.zero_grad()
    assert idle == []


def test_sizes_that_do_not_fit_are_refused(net) -> None:
    if net.multiple == 1:
        with torch.no_grad():
            assert net.eval().segment(torch.rand(1, 3, 45, 67)).shape[2:] == (45, 67)
    else:
        with pytest.raises(UsageError, match=f"multiples of {net.multiple}, got 45x{SIDE}"):
            net(torch.rand(1, 3, 45, SIDE))


@pytest.mark.parametrize(
    "name", [name for name, entry in nets.ARCHITECTURES.items() if entry.parameters]
)
def test_parameters_are_those_published(name) -> None:
    entry = nets.ARCHITECTURES[name]
    with torch.device("meta"):
        net = nets.build(name, len(entry.labels) or 1)
    assert count.parameters(net) == entry.parameters


@pytest.mark.parametrize("name", [name for name, entry in nets.ARCHITECTURES.items() if entry.macs])
def test_work_is_that_published(name) -> None:
    entry = nets.ARCHITECTURES[name]
    with torch.device("meta"):
        net = nets.build(name, len(entry.labels) or 1)
        macs = count.multiply_accumulates(net, entry.size)
    assert macs / 1e9 == pytest.approx(entry.macs, rel=0.015)


@pytest.mark.slow
@pytest.mark.parametrize("name", nets.ARCHITECTURES)
def test_onnx_computes_the_same(name, tmp_path: Path) -> None:
    from integument.export import onnx

    net = build(name).eval()
    onnx.export(net, tmp_path / "net.onnx", {})
    assert onnx.parity(net, tmp_path / "net.onnx") <= onnx.PARITY_LIMIT


def test_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'integument'"):
        nets.build("integumnt", labels=1)


def test_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"unknown setting of network 'lrn'.*mean 'pool5'"):
        nets.build("lrn", labels=1, pool=True)


@pytest.mark.parametrize("name", BOUND)
def test_other_labels_than_a_network_is_bound_to_are_refused(name) -> None:
    with pytest.raises(UsageError, match=f"network '{name}' is for 2 labels"):
        nets.build(name, labels=6)
