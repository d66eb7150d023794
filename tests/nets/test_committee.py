"""Networks that vote."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.errors import UsageError  # noqa: E402
from integument.labels import NAMES  # noqa: E402
from integument.nets.committee import Committee  # noqa: E402


def member(seed: int, name: str = "integument_fast", labels: int = 6, **options):
    torch.manual_seed(seed)
    return nets.build(name, labels, **options).eval()


@pytest.fixture
def image() -> torch.Tensor:
    return torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(0))


@torch.no_grad()
def test_one_alone_is_itself(image):
    net = member(0)
    torch.testing.assert_close(Committee([net]).eval().segment(image), net.segment(image))


@torch.no_grad()
def test_the_mean_of_the_members(image):
    first, second = member(0), member(1)
    expected = (first.segment(image) + second.segment(image)) / 2
    torch.testing.assert_close(Committee([first, second]).eval().segment(image), expected)


@torch.no_grad()
def test_a_mirrored_committee_treats_left_and_right_alike(image):
    committee = Committee([member(0), member(1)], mirrored=True).eval()
    there, back = committee.segment(image), committee.segment(image.flip(3)).flip(3)
    torch.testing.assert_close(there, back)
    alone = committee.members[0]
    assert not torch.allclose(alone.segment(image), alone.segment(image.flip(3)).flip(3))


@torch.no_grad()
def test_the_first_tells_the_attributes(image):
    first, second = member(0, labels=len(NAMES), hair=True), member(1, labels=len(NAMES))
    committee = Committee([first, second], mirrored=True).eval()
    logits, attributes = committee.describe(image)
    assert committee.attribute_names == first.attribute_names
    torch.testing.assert_close(attributes, first.describe(image)[1])
    torch.testing.assert_close(logits, committee.segment(image))


def test_members_must_fit_together():
    with pytest.raises(UsageError, match="the same stride, got 2, 1"):
        Committee([member(0), member(0, "u2netp", 6)])
    with pytest.raises(UsageError, match="at least one network"):
        Committee([])
