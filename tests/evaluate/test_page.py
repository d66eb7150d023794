"""The report: one page that stands alone, and numbers as JSON and CSV."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from integument.bench.counts import Counts
from integument.evaluate.evaluation import Evaluation, Speed, Subject, evaluation, speed_of
from integument.evaluate.output import write
from integument.evaluate.page import build
from integument.evaluate.page.cases import EXTRAS, HITS, MISSES, chosen, overlay
from integument.evaluate.page.markup import Markup, section, table, tag
from integument.evaluate.several import score_several
from integument.evaluate.store import Took
from integument.evaluate.stress import applicable, named
from painted import Everything, Painted, left, picture


class Checker(HTMLParser):
    """Fails on tags that are not closed in order; collects what a browser would fetch."""

    void = frozenset({"meta", "img", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.headings: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.fetched += [given[key] or "" for key in ("src", "href", "xlink:href") if key in given]
        if name not in self.void:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


@pytest.fixture
def found(make) -> Evaluation:
    """Two segmenters on a pack, a pack of nobody and two stress sets."""
    people = make(
        {"a&b": picture(skin=4, hair=2), "b": picture(skin=4), "c": picture(skin=10)},
        {"skin/a&b": left(4), "skin/b": left(8), "skin/c": left(10), "hair/a&b": left(2)},
        name="people",
    )
    nobody = make({"a": picture(skin=1)}, name="nobody", people_free=True)
    packs = [people, *applicable(people, named("grey,saturation")), nobody]
    segmenters = [Painted(), Everything()]
    reports = score_several(segmenters, packs, outlines=True)
    subjects = [
        Subject(one, {"asked_for": one.name, "sha256": None}, 1 << 20, Speed(3, 0.01, 0.1), counts)
        for one, counts in zip(segmenters, (Counts(1_234_567, 89_500_000), None), strict=True)
    ]
    return evaluation(
        subjects, reports, packs, {"threshold": 0.5}, tones={"people": {"a&b": "II", "b": "V"}}
    )


def test_the_page_stands_alone(found: Evaluation) -> None:
    page = build(found)
    checker = Checker(page)
    assert checker.fetched and all(url.startswith("data:image/") for url in checker.fetched)
    assert "<script" not in page and "@import" not in page and "url(" not in page
    assert len(page) < 100_000


def test_the_page_says_everything(found: Evaluation) -> None:
    page = build(found)
    headings = Checker(page).headings
    for heading in (
        "IoU at a glance",
        "Pictures of nobody",
        "Who is better",
        "Curves",
        "All metrics",
        "Classes",
        "Under stress",
        "Worst and best pictures",
        "Speed and size",
        "How it was measured",
    ):
        assert heading in headings
    assert "Not scored" not in headings
    assert "0.833" in page  # Painted on skin: (1 + 0.5 + 1) / 3
    assert "1,234,567" in page and "0.09" in page  # parameters, billions of operations
    assert "saturation ×0.4" in page and "a&amp;b" in page and "a&b" not in page


def test_the_grid_is_a_curve_and_not_180_rows(make) -> None:
    pack = make({"a": picture(skin=4)}, {"skin/a": left(4)})
    packs = [pack, *applicable(pack, named("hsv-grid"))]
    reports = score_several([Painted()], packs)
    page = build(evaluation([Subject(Painted(), {})], reports, packs, {}))
    assert "180 steps of hue, saturation, value" in page and "hsv +60°" not in page


def test_numbers_are_there_for_programs(found: Evaluation, tmp_path: Path) -> None:
    page = write(found, tmp_path / "out")
    assert page.name == "index.html" and page.read_text(encoding="utf-8") == build(found)
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert [one["segmenter"] for one in report["models"]] == ["painted", "everything"]
    assert [one["model"]["cost"]["parameters"] for one in report["models"]] == [1_234_567, None]
    curve = report["curves"][0]
    assert curve["mean_iou"][50] == pytest.approx(5 / 6, abs=1e-6)
    assert len(curve["thresholds"]) == 101
    assert report["comparisons"][0]["pairs"][0]["first"] == "painted"
    with (tmp_path / "out/summary.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    first, nobody = rows[0], next(row for row in rows if row["pack"] == "nobody")
    assert (first["segmenter"], first["pack"], first["label"]) == ("painted", "people", "skin")
    assert float(first["iou"]) == pytest.approx(5 / 6, abs=1e-6)
    assert float(nobody["marked_mean"]) == 0.1 and nobody["iou"] == ""
    with (tmp_path / "out/pictures.csv").open(newline="") as lines:
        assert next(csv.DictReader(lines))["hausdorff"] == "0.0"


def test_the_worst_tone_and_the_gap_are_told(make) -> None:
    light, dark = [f"a{k}" for k in range(5)], [f"b{k}" for k in range(5)]
    names = [*light, *dark, "c", "d"]
    right = {name: left(4) for name in light}
    half = {name: left(8) for name in dark}
    truth = right | half | {"c": left(0), "d": left(0)}
    pack = make(
        {name: picture(0 if name in "cd" else 4) for name in names},
        {f"skin/{name}": mask for name, mask in truth.items()},
    )
    told = dict.fromkeys(light, "I") | dict.fromkeys(dark, "VI") | {"c": None, "d": "II"}
    found = evaluation(
        [Subject(Painted(), {})],
        score_several([Painted()], [pack]),
        [pack],
        {},
        tones={"pack": told},
    )
    assert found.tones == {"pack": told}
    page = build(found)
    assert "Gap 0.500 (0.500 … 0.500) between tones of 5 pictures and more; worst tone: VI." in page
    few = evaluation(found.subjects, found.reports, found.packs, {}, tones={"pack": {"a0": "I"}})
    assert "No gap is told" in build(few)


def test_without_tones_the_section_is_left_out(found: Evaluation) -> None:
    again = evaluation(found.subjects, found.reports, found.packs, {})
    assert again.tones == {} and "Skin tones" not in Checker(build(again)).headings


def test_colours_say_what_is_right_and_wrong() -> None:
    marked, truth = np.array([[1, 1, 0, 0]], bool), np.array([[1, 0, 1, 0]], bool)
    shown = overlay(np.full((1, 4, 3), 128, np.uint8), marked, truth).astype(int)
    for pixel, colour in zip(shown[0], (HITS, EXTRAS, MISSES), strict=False):
        assert pixel.argmax() == np.argmax(colour) and np.ptp(pixel) > 60
    assert np.ptp(shown[0, 3]) == 0
    void = np.array([[1, 1, 1, 1]], bool)
    assert (
        np.ptp(overlay(np.full((1, 4, 3), 128, np.uint8), marked, truth, void), axis=2).max() == 0
    )


def test_worst_and_best_share_no_picture(make) -> None:
    columns = {f"{i}": i for i in range(1, 10)}
    pack = make(
        {stem: picture(skin=i) for stem, i in columns.items()} | {"empty": picture()},
        {f"skin/{stem}": left(9) for stem in columns} | {"skin/empty": left(0)},
    )
    (report,) = score_several([Painted()], [pack])
    worst, best = chosen([report.packs[0].by_picture("skin")])
    assert worst == ["1", "2", "3", "4", "5"] and best == ["9", "8", "7"]


def test_text_is_escaped_once_and_empty_parts_vanish() -> None:
    assert (
        tag("p", "a < b", Markup("<i></i>"), class_='"') == '<p class="&quot;">a &lt; b<i></i></p>'
    )
    assert section("Title", table(("a",), []), about="words") == ""
    assert re.search(r'<td class="word">x</td><td class="number">1</td>', table("ab", [("x", 1)]))


def test_speed_is_the_median() -> None:
    times = [Took(1000, 1000, 0.2), Took(1000, 500, 0.3), Took(1000, 1000, 9.0)]
    assert speed_of(times) == Speed(3, 0.3, 0.6)
    assert speed_of([]) is None
