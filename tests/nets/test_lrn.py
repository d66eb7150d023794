"""Label refinement: units as counted, both level counts, the squeeze that fails."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from integument import nets  # noqa: E402
from integument.nets.count import parameters  # noqa: E402

UNITS = {
    "lrn": (295_553, 296_129, 148_673, 74_945, 38_081),
    "lrn_pool5": (295_553, 296_129, 296_129, 148_673, 74_945, 38_081),
}


@pytest.mark.parametrize("name", UNITS)
def test_units_have_the_counted_parameters(name) -> None:
    with torch.device("meta"):
        net = nets.build(name, labels=1)
    assert parameters(net.backbone) == 14_714_688
    assert tuple(parameters(unit) for unit in net.units) == UNITS[name]


@pytest.mark.parametrize(
    ("name", "sides"),
    [
        ("lrn", (14, 28, 56, 112, 224)),
        ("lrn_pool5", (7, 14, 28, 56, 112, 224)),
        ("lrn_squeezed", (14, 28, 56, 112, 224)),
    ],
)
def test_labels_double_in_size(name, sides) -> None:
    with torch.device("meta"):
        maps = nets.build(name, labels=1)(torch.zeros(1, 3, 224, 224)).maps
    assert [tuple(label.shape) for label in maps] == [(1, 1, side, side) for side in sides]


def test_the_squeeze_leaves_one_channel_beside_the_label() -> None:
    with torch.device("meta"):
        net = nets.build("lrn_squeezed", labels=1)
    assert [unit[0].in_channels for unit in net.units] == [512, 2, 2, 2, 2]
    assert [squeeze.out_channels for squeeze in net.squeezes] == [1, 1, 1, 1]


def test_the_rival_shares_the_encoder() -> None:
    with torch.device("meta"):
        lrn, unet = nets.build("lrn", labels=1), nets.build("lrn_unet", labels=1)
    assert lrn.backbone.state_dict().keys() == unet.backbone.state_dict().keys()
