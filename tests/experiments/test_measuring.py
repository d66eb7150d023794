"""What experiments measure with: histograms, Top-1, several folders as one set, panels."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
import pytest
from PIL import Image

from integument.data.pack import Pack
from integument.data.sample import Sample
from integument.experiments import scores
from integument.experiments.comparing import outlines, percentages, top_ones
from integument.experiments.context import Context
from integument.experiments.findings import Findings
from integument.experiments.hsv import histograms, peak
from integument.experiments.panel import panel
from integument.experiments.sweeps import draw
from painted import Everything, Painted, left, picture
from toy_experiment import toy


@pytest.fixture
def make(tmp_path):
    def make(pictures, masks, name):
        for stem, pixels in pictures.items():
            file = tmp_path / name / "images" / f"{stem}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(file), pixels[:, :, ::-1])
        for stem, pixels in masks.items():
            file = tmp_path / name / "masks" / f"{stem}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(file), pixels)
        return Pack(tmp_path / name)

    return make


@pytest.fixture
def context(make, tmp_path):
    first = make(
        {"a": picture(3), "b": picture(5)}, {"skin/a": left(3), "skin/b": left(10)}, name="first"
    )
    second = make({"a": picture(2)}, {"skin/a": left(1)}, name="second")
    given = {"people": [str(first.path), str(second.path)]}
    return Context(toy(), "smoke", tmp_path / "out", given)


def test_histograms_are_of_skin_and_of_the_rest():
    rgb = np.zeros((4, 4, 3), np.uint8)
    rgb[:2] = (200, 100, 50)
    rgb[2:] = (0, 0, 250)
    skin = np.zeros((4, 4), np.uint8)
    skin[:2] = 255
    void = np.zeros((4, 4), bool)
    void[0] = True
    counts = histograms([Sample("a", rgb, {"skin": skin}, void), Sample("b", rgb, {})])
    assert counts["skin"]["H"].sum() == 4 and counts["rest"]["H"].sum() == 8
    hue, saturation, value = colorsys.rgb_to_hsv(200 / 255, 100 / 255, 50 / 255)
    found = [int(counts["skin"][name].argmax()) for name in "HSV"]
    assert found == pytest.approx([hue * 180, saturation * 255, value * 255], abs=1)
    assert counts["rest"]["H"].argmax() == 120


def test_the_peak_is_where_most_lie_not_the_highest_value():
    histogram = np.zeros(256, np.int64)
    histogram[200] = 10
    histogram[40:60] = 3
    assert 40 <= peak(histogram) < 60


def test_several_folders_count_as_one_set(context):
    result = scores.scored(context, Painted(), "people", "skin")
    ious = {row.picture: row.counts.iou for row in result.rows}
    assert ious == {"0/a": 1.0, "0/b": 0.5, "1/a": 0.5}
    assert percentages()(result)["IoU"] == pytest.approx(100 * 2 / 3)
    findings = Findings()
    scores.tell(findings, result)
    assert findings.pictures == 3


def test_top_one_in_per_cent(context):
    results = [scores.scored(context, one, "people", "skin") for one in (Painted(), Everything())]
    shares, ties = top_ones(results)
    assert shares == pytest.approx([200 / 3, 100 / 3]) and ties == 0


def test_distances_between_outlines_by_hand(context):
    result = scores.scored(context, Painted(), "people", "skin", outlines=True)
    found = outlines("skin", {"Hausdorff": "hausdorff"})(result)
    # Three columns too few of ten is five columns off, one too many is one off.
    assert found["Hausdorff"] == pytest.approx((0 + 5 + 1) / 3)
    assert found["Jaccard ±"] == pytest.approx(100 * np.std([1, 0.5, 0.5]))


def test_predictions_are_kept_and_read_again(context):
    class Counting(Painted):
        name = "counting"
        calls = 0

        def predict(self, rgb):
            type(self).calls += 1
            return super().predict(rgb)

    for _ in range(2):
        scores.scored(context, scores.kept(context, Counting()), "people", "skin")
    assert Counting.calls == 3
    assert len(list((context.root / "predictions").rglob("skin/*.png"))) == 3


def test_a_panel_has_a_column_for_each_method_and_the_truth(context):
    name = panel(context, "grid", [Painted(), Everything()], "people", "skin", details=True)
    with Image.open(context.folder / name) as drawn:
        assert drawn.width == 6 + 4 * (160 + 6)  # picture, two methods, truth


def test_a_sweep_is_drawn_over_rows_that_are_numbers(context):
    findings = Findings()
    for size in ("100", "25"):
        for seed in (0, 1):
            findings.add("m", size, {"ECU": float(size) / 100 + 0.1 * seed}, seed)
    draw(context, findings, "m", "title", "size", logarithmic=True)
    assert findings.figures == ["m.png"] and (context.folder / "m.png").exists()


def test_what_is_no_number_is_noted_not_entered():
    findings = Findings()
    findings.add("t", "row", {"IoU": float("nan"), "F1": 1.0})
    assert findings.values == {"t": {"row": {"F1": {"0": 1.0}}}}
    assert findings.notes == ["t, row, IoU: nothing to measure it on"]
