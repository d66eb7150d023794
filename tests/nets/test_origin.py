"""What a network may begin with, and how: every class answers for itself."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.labels import NAMES  # noqa: E402
from integument.nets.integument import Integument, IntegumentFast  # noqa: E402
from integument.nets.narrowing import keep_strongest  # noqa: E402
from integument.nets.network import Network  # noqa: E402
from integument.nets.origin import Origin  # noqa: E402

FEWER = ("clothes", "skin", "hair")
"""Not in the order of the vocabulary."""


def origin_of(net: Network, labels=NAMES) -> Origin:
    return Origin(type(net), tuple(labels), net.state_dict(), lambda: net)


@pytest.mark.parametrize(
    ("known", "asked", "channels"),
    [
        (("skin", "hair"), ("skin", "hair"), [0, 1]),
        (("skin", "hair"), ("hair", "skin"), [1, 0]),
        (NAMES, ("clothes", "skin"), [5, 0]),
        (("skin", "hair"), ("hair", "body"), [0, 1]),
        (("skin",), ("skin", "body"), [0]),
    ],
    ids=["same", "other order", "fewer", "as many others", "more"],
)
def test_channels_are_found_by_the_names_of_their_labels(known, asked, channels):
    assert Origin(Network, known, {}, Network).channels(asked) == channels


@pytest.mark.parametrize("guided", [False, True])
def test_fewer_labels_answer_as_those_of_the_network_that_knew_more(guided):
    torch.manual_seed(1)
    whole = nets.build("integument_fast", len(NAMES), hair=True, guided=guided).eval()
    some = nets.build("integument_fast", len(FEWER), guided=guided).eval()
    image = torch.rand(1, 3, 64, 64)
    some.begin_with(origin_of(whole), FEWER)
    places = [NAMES.index(label) for label in FEWER]
    with torch.no_grad():
        torch.testing.assert_close(some(image), whole(image)[:, places])
    if guided:  # what it is told about the labels it keeps
        whole.guidance.weight.data.normal_()
        some.begin_with(origin_of(whole), FEWER)
        torch.testing.assert_close(some.guidance.weight, whole.guidance.weight[:, places])


def test_all_else_stays_as_it_was_learned():
    whole, some = nets.build("integument_fast", len(NAMES)), nets.build("integument_fast", 3)
    some.begin_with(origin_of(whole), FEWER)
    learned = whole.state_dict()
    for name, value in some.state_dict().items():
        if name not in Integument.label_axes:
            assert torch.equal(value, learned[name]), name


@pytest.mark.parametrize("labels", [NAMES, FEWER], ids=["all", "fewer"])
def test_the_fast_network_begins_with_the_strongest_channels_of_the_default_one(labels):
    larger = nets.build("integument", len(NAMES), hair=True)
    begun, expected = IntegumentFast(len(labels)), IntegumentFast(len(labels))
    begun.begin_with(origin_of(larger), labels)
    keep_strongest(larger, expected, [NAMES.index(label) for label in labels])
    wanted = expected.state_dict()
    assert all(torch.equal(value, wanted[name]) for name, value in begun.state_dict().items())


def test_a_network_of_anybody_may_say_what_it_begins_with():
    class Larger(Network):
        pass

    class Smaller(Network):
        def begin_with(self, origin, labels):
            self.begun = (origin.kind, origin.channels(labels))

    smaller = Smaller()
    smaller.begin_with(origin_of(Larger()), ("hair",))
    assert smaller.begun == (Larger, [2])


@pytest.mark.parametrize(
    ("name", "labels"), [("unet", 3), ("integument", 6)], ids=["labels unnamed", "larger"]
)
def test_what_does_not_fit_is_refused(name, labels):
    options = {"widths": (4, 4, 4, 4, 4)} if name == "unet" else {}
    net = nets.build(name, labels, **options)
    origin = origin_of(nets.build(name if options else "integument_fast", 6, **options))
    with pytest.raises(RuntimeError, match="size mismatch"):
        net.begin_with(origin, NAMES[:labels])
