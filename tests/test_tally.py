"""Counts over pictures: exact where the truth is known, and drawable even when nothing is there."""

from __future__ import annotations

import json

import numpy as np
import pytest

from integument.tally import CHANNELS, MAP_SIDE, Tally
from integument.tally_charts import charts
from results import drawn_people, people_of


def two_halves():
    """Left: skin of one colour; right: grey."""
    picture = np.full((40, 60, 3), 128, np.uint8)
    picture[:, :30] = (210, 140, 110)
    mask = np.zeros((40, 60))
    mask[:, :30] = 1
    return people_of({"skin": mask, "body": mask}, picture)


def test_counts_are_those_of_the_picture() -> None:
    tally = Tally()
    for _ in range(3):
        tally.add(two_halves())
    facts = tally.to_dict()
    assert json.loads(json.dumps(facts)) == facts
    assert (facts["pictures"], facts["with_people"], facts["pixels"]) == (3, 3, 7200)
    assert facts["labels"]["skin"] == {"pixels": 3600, "share": 0.5, "pictures": 3}
    # (210, 140, 110): hue 18 of 360 degrees, saturation 100 of 210.
    assert facts["peaks"]["skin"] == {"hue": 9, "saturation": 121, "value": 210}
    assert facts["peaks"]["rest"] == {"hue": 0, "saturation": 0, "value": 128}
    for area in ("skin", "rest"):
        for channel, levels in CHANNELS.items():
            counts = facts["histograms"][area][channel]
            assert (len(counts), sum(counts)) == (levels, 3600)
    # BT.601: Cb below, Cr above the middle for skin.
    blue, red = np.argwhere(tally.chrominance == tally.chrominance.max())[0]
    assert abs(blue - 101) <= 1
    assert abs(red - 165) <= 1
    assert tally.chrominance.sum() == 3600


def test_heat_is_where_the_label_is() -> None:
    tally = Tally()
    tally.add(two_halves())
    tally.add(people_of({"skin": np.zeros((10, 10)), "body": np.zeros((10, 10))}, _grey(10)))
    heat = tally.heat["skin"] / tally.pictures
    assert heat.shape == (MAP_SIDE, MAP_SIDE)
    np.testing.assert_allclose(heat[:, : MAP_SIDE // 2 - 2], 0.5)
    np.testing.assert_allclose(heat[:, MAP_SIDE // 2 + 2 :], 0)
    assert (tally.with_people, tally.present["skin"]) == (1, 1)


@pytest.mark.parametrize("people", [(), (drawn_people(()),), (drawn_people(),)])
def test_charts_of_nothing_and_of_something(people) -> None:
    tally = Tally()
    for one in people:
        tally.add(one)
    pictures = charts(tally)
    assert set(pictures) >= {"shares", "heatmap"}
    assert ("histograms" in pictures) is bool(people)
    for picture in pictures.values():
        assert picture.dtype == np.uint8
        assert picture.ndim == 3
        assert picture.std() > 0


def test_bars_are_where_the_counts_are() -> None:
    tally = Tally()
    tally.add(two_halves())
    hue = charts(tally)["histograms"][:, : 420 + 96].astype(int)
    bar = (abs(hue - (255, 0, 0)).sum(2) >= 0) & (np.ptp(hue, axis=2) > 60)
    columns = np.flatnonzero(bar.any(0))
    assert 48 + 420 * 8 / 180 <= columns.min() <= columns.max() <= 48 + 420 * 11 / 180


def test_only_the_labels_asked_for() -> None:
    tally = Tally()
    tally.add(people_of({"hair": np.ones((5, 5))}, _grey(5)))
    assert tally.labels == ("hair",)
    assert "histograms" not in charts(tally)


def _grey(side: int) -> np.ndarray:
    return np.full((side, side, 3), 100, np.uint8)
