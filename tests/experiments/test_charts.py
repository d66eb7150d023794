"""Figures are pictures in which the lines are where the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageColor

from integument.evaluate.page.lines import COLOURS
from integument.experiments import charts
from integument.experiments.charts import Line


def pixels(path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB"))


def where(path, colour: str) -> tuple[np.ndarray, np.ndarray]:
    return np.nonzero((pixels(path) == ImageColor.getrgb(colour)).all(axis=2))


def test_a_rising_line_rises(tmp_path):
    drawn = [Line("up", [0, 1], [0, 1]), Line("down", [0, 1], [1, 0])]
    charts.lines(tmp_path / "a.png", "title", "x", "y", drawn)
    for colour, slope in zip(COLOURS, (-1, 1), strict=False):  # rows are counted downwards
        rows, columns = where(tmp_path / "a.png", colour)
        inside = rows < charts.HEIGHT - charts.BOTTOM  # not the legend
        assert np.corrcoef(columns[inside], rows[inside])[0, 1] == pytest.approx(slope, abs=0.01)


@pytest.mark.parametrize(
    "drawn",
    [
        [],
        [Line("one point", [3], [5])],
        [Line("flat", [1, 2, 3], [0.5, 0.5, 0.5])],
        [Line("with spread", [25, 50, 5000], [0.1, 0.4, 0.45], [0.1, 0.1, 0.0])],
        [Line("a very long name " * 8, range(100), np.sin(np.arange(100)))],
    ],
)
@pytest.mark.parametrize("logarithmic", [False, True])
def test_any_numbers_can_be_drawn(drawn, logarithmic, tmp_path):
    if logarithmic and any(min(line.x) <= 0 for line in drawn):
        pytest.skip("no logarithm")
    assert charts.lines(tmp_path / "a.png", "t", "x", "y", drawn, logarithmic=logarithmic)
    assert pixels(tmp_path / "a.png").shape[1] == charts.WIDTH


@pytest.mark.parametrize("length", [1e-6, 0.3, 1, 7, 12, 99, 1e6])
def test_ticks_cover_the_numbers_and_no_more_than_twice(length):
    low, high = charts._range([0.0, length])
    assert low <= 0 and length <= high * (1 + 1e-9) and high - low <= 2.1 * length


def test_bars_are_as_high_as_their_values(tmp_path):
    charts.bars(tmp_path / "b.png", "t", "x", "y", ["a", "b"], [1, 4])
    rows, columns = where(tmp_path / "b.png", COLOURS[0])
    middle = (charts.LEFT + charts.WIDTH - charts.RIGHT) / 2
    small, large = (np.ptp(rows[side]) for side in (columns < middle, columns > middle))
    assert large == pytest.approx(4 * small, rel=0.05)


def test_a_grid_has_a_cell_for_every_picture(tmp_path):
    red = np.zeros((30, 60, 3), np.uint8)
    red[:, :, 0] = 255
    charts.grid(tmp_path / "g.png", ["one", "two"], [[(red, "a"), (red, "b")]] * 3, cell=60)
    rows, _ = where(tmp_path / "g.png", "#ff0000")
    assert len(rows) == 6 * 60 * 30
