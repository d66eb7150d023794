"""The rules on real pictures: that they land where the literature has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from integument.classical import load
from integument.data.pack import Pack
from integument.evaluate.scoring import score

PORTRAITS = Path(__file__).parents[3] / "shared" / "data" / "ibtd"


@pytest.mark.packs
@pytest.mark.skipif(not PORTRAITS.is_dir(), reason="the research packs are not here")
@pytest.mark.parametrize(
    ("name", "least_iou", "least_recall"),
    [
        ("rgb", 0.3, 0.85),
        ("hsv", 0.4, 0.85),
        ("ycbcr", 0.3, 0.8),
        ("rotated-ellipse", 0.3, 0.7),
        ("mixtures", 0.4, 0.85),
    ],
)
def test_portraits(name: str, least_iou: float, least_recall: float) -> None:
    (pack,) = score(load(name), [Pack(PORTRAITS)], limit=40).packs
    found = pack.mean("skin")
    assert least_iou < found["iou"] < 0.65
    assert found["recall"] > least_recall and found["precision"] < 0.7
