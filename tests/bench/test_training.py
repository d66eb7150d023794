"""Training timed beside plain networks that are the same networks."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapes import write_shapes

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.bench import plain, training  # noqa: E402
from integument.bench.plain_loading import plain_batches  # noqa: E402
from integument.errors import InputError, UsageError  # noqa: E402
from integument.nets.count import parameters  # noqa: E402

NARROW = (8, 8, 16, 16, 32)


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> Path:
    return write_shapes(tmp_path_factory.mktemp("bench") / "people", 6)


@pytest.mark.parametrize("name", sorted(plain.PLAIN))
def test_the_plain_network_is_ours(name) -> None:
    """The same weights, in the order in which they are used, give the same answers."""
    narrow = {} if name == "u2netp" else {"widths": NARROW}
    torch.manual_seed(0)
    ours, theirs = nets.build(name, 2, **narrow), plain.PLAIN[name](2, **narrow)
    assert parameters(ours) == parameters(theirs)
    image = torch.rand(2, 3, 64, 64)
    used = [_in_order(net, image) for net in (ours, theirs)]
    with torch.no_grad():
        for mine, other in zip(*used, strict=True):
            for a, b in zip(mine.parameters(), other.parameters(), strict=True):
                b.copy_(a)
        expected = ours(image)
        expected = getattr(expected, "passes", None) or (ours.segment(image),)
        for a, b in zip(expected, theirs(image), strict=False):
            torch.testing.assert_close(b, a, atol=1e-4, rtol=1e-3)


def _in_order(net: torch.nn.Module, image: torch.Tensor) -> list[torch.nn.Module]:
    """The modules with weights, each once, as they are first called."""
    called: dict[int, torch.nn.Module] = {}

    def note(module: torch.nn.Module, _: object) -> None:
        called.setdefault(id(module), module)

    hooks = [
        module.register_forward_pre_hook(note)
        for module in net.modules()
        if not list(module.children()) and list(module.parameters())
    ]
    with torch.no_grad():
        net(image)
    for hook in hooks:
        hook.remove()
    assert len(called) == len(hooks)
    return list(called.values())


def test_both_versions_are_timed_in_turn(pack) -> None:
    rounds: list[None] = []
    plan = training.TrainPlan(size=32, batch=2, rounds=2, device="cpu")
    ours, other = training.measure(["u2netp"], pack, plan, lambda: rounds.append(None))
    assert (ours.version, other.version) == ("ours", "plain")
    assert len(rounds) == plan.rounds + plan.warm_up
    for pace in (ours, other):
        assert 0 < pace.training < min(pace.loading, pace.learning)
    assert ours.remembered > 0 and other.remembered is None


def test_plain_batches_fit_the_network(pack) -> None:
    image, masks = next(plain_batches(pack, ("skin", "body"), 32, 3))
    assert image.shape == (3, 3, 32, 32) and masks.shape == (3, 2, 32, 32)
    assert image.is_contiguous() and set(masks.unique().tolist()) == {0.0, 1.0}


def test_mistakes_are_named(pack, tmp_path) -> None:
    with pytest.raises(UsageError, match="unknown network to train 'unett'"):
        training.measure(["unett"], pack, training.TrainPlan())
    with pytest.raises(InputError, match="at least 9 pictures, got 6"):
        next(plain_batches(pack, ("skin",), 32, 9))
    with pytest.raises(InputError, match="masks of skin and body"):
        next(plain_batches(tmp_path, ("skin", "body"), 32, 1))
