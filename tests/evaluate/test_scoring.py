"""Scoring: what is counted, what is left out, what stops and what goes on."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from integument.errors import InputError, ModelError, UsageError
from integument.evaluate.scoring import Scorable, picked, score
from painted import SIZE, Painted, left, picture


def test_the_door_needs_three_things_and_no_base_class() -> None:
    assert isinstance(Painted(), Scorable)
    assert not isinstance(object(), Scorable)


def test_means_leave_unlabelled_pictures_out(make) -> None:
    pack = make(
        {"a": picture(skin=4, hair=2), "b": picture(skin=0), "c": picture(skin=9)},
        {"skin/a": left(8), "skin/b": left(0), "hair/a": left(2)},
    )
    (found,) = score(Painted(), [pack]).packs
    assert found.labels == ("skin", "hair")
    assert len(found.counts("skin")) == 2  # c is unlabelled, b is labelled and empty
    assert found.mean("skin")["iou"] == pytest.approx((0.5 + 1.0) / 2)
    assert found.pooled("skin")["iou"] == pytest.approx(0.5)
    assert len(found.counts("hair")) == 1
    assert found.mean("hair")["f1"] == 1.0


def test_something_found_where_nothing_is_scores_zero(make) -> None:
    pack = make({"a": picture(skin=1)}, {"skin/a": left(0)})
    assert score(Painted(), [pack]).packs[0].mean("skin")["iou"] == 0.0


def test_void_is_left_out_for_all_or_for_one_label(make) -> None:
    pack = make(
        {"a": picture(skin=6, hair=6)},
        {"skin/a": left(4), "hair/a": left(4), "void/a": left(1), "void_skin/a": left(6)},
    )
    found = score(Painted(), [pack]).packs[0]
    assert found.counts("skin")[0].total == SIZE * 4  # columns 6 to 9: nothing there, none found
    assert found.mean("skin")["iou"] == 1.0
    assert found.mean("hair")["iou"] == pytest.approx(3 / 5)


def test_a_picture_that_is_void_throughout_is_not_counted(make) -> None:
    pack = make(
        {"a": picture(skin=4), "b": picture(skin=4)},
        {"skin/a": left(8), "skin/b": left(4), "void/b": left(SIZE)},
    )
    assert [row.picture for row in score(Painted(), [pack]).packs[0].rows] == ["a"]


def test_soft_truth_counts_from_one_half(make) -> None:
    mask = np.maximum(left(3, 255), left(6, 127))
    pack = make({"a": picture(skin=3)}, {"skin/a": mask}, mask_kind="soft")
    assert score(Painted(), [pack]).packs[0].mean("skin")["iou"] == 1.0


@pytest.mark.parametrize(("threshold", "iou"), [(0.3, 0.75), (0.4, 0.75), (0.41, 0.5), (1.0, 0.5)])
def test_threshold_is_inclusive(make, threshold: float, iou: float) -> None:
    red = np.maximum(left(4, 255), left(6, 102))  # 102 / 255 is 0.4
    pack = make({"a": np.dstack([red, left(0), left(0)])}, {"skin/a": left(8)})
    found = score(Painted(), [pack], ["skin"], threshold=threshold)
    assert found.packs[0].mean("skin")["iou"] == pytest.approx(iou)


def test_pictures_of_nobody_report_what_was_marked(make) -> None:
    pack = make({"a": picture(), "b": picture(skin=3)}, people_free=True)
    found = score(Painted(), [pack]).packs[0]
    assert found.marked("skin") == pytest.approx({"mean": 0.15, "max": 0.3, "empty": 0.5})
    assert found.marked("hair") == {"mean": 0.0, "max": 0.0, "empty": 1.0}
    assert "mean" not in found.to_dict()["labels"]["skin"]


def test_one_bad_picture_is_named_and_the_rest_go_on(make) -> None:
    pack = make({"a": picture(skin=4), "b": picture(skin=4)}, {"skin/a": left(4)})
    cv2.imwrite(str(pack.path / "masks/skin/b.png"), np.zeros((3, 3), np.uint8))
    found = score(Painted(), [pack]).packs[0]
    assert [row.picture for row in found.rows] == ["a"]
    assert [failure.picture for failure in found.failures] == ["b"]
    assert "expected 10x10, got 3x3" in found.failures[0].reason


def test_a_segmenter_that_fails_on_a_picture_is_named_too(make) -> None:
    class Moody(Painted):
        def predict(self, rgb: np.ndarray) -> dict[str, np.ndarray]:
            if rgb.any():
                return super().predict(rgb)
            raise ZeroDivisionError("no light")

    pack = make({"a": picture(skin=4), "b": picture()}, {"skin/a": left(4), "skin/b": left(0)})
    found = score(Moody(), [pack]).packs[0]
    assert found.failures[0].reason == "ZeroDivisionError: no light"
    only_dark = make({"b": picture()}, {"skin/b": left(0)}, name="dark")
    with pytest.raises(InputError, match="none of 1 pictures could be scored: ZeroDivisionError"):
        score(Moody(), [only_dark])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({}, "promised the label 'skin' but predicted nothing"),
        ({"skin": np.zeros((5, 5), np.float32)}, r"expected \(10, 10\), got \(5, 5\)"),
        ({"skin": np.full((10, 10), 255, np.uint8)}, "expected values from 0 to 1, got 255 to 255"),
        ({"skin": np.full((10, 10), -0.1)}, "got -0.1 to -0.1"),
        ({"skin": np.full((10, 10), np.nan)}, "got nan to nan"),
    ],
)
def test_a_broken_contract_stops_at_once(make, answer: dict, expected: str) -> None:
    class Broken(Painted):
        def predict(self, rgb: np.ndarray) -> dict[str, np.ndarray]:
            return answer

    pack = make({"a": picture()}, {"skin/a": left(0)})
    with pytest.raises(ModelError, match=f"painted: .*{expected}"):
        score(Broken(), [pack])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"labels": ["body"]}, "unknown label for painted 'body'"),
        ({"threshold": 0.0}, "threshold: expected above 0"),
        ({"threshold": 1.1}, "threshold: expected above 0"),
        ({"limit": 0}, "limit: expected at least 1"),
    ],
)
def test_wrong_usage(make, options: dict, expected: str) -> None:
    pack = make({"a": picture()}, {"skin/a": left(0)})
    with pytest.raises(UsageError, match=expected):
        score(Painted(), [pack], **options)


def test_a_pack_with_nothing_to_score_is_refused_before_work_begins(make) -> None:
    good = make({"a": picture()}, {"skin/a": left(0)})
    other = make({"a": picture()}, {"body/a": left(0)}, name="other")
    seen: list[None] = []
    with pytest.raises(InputError, match="expected masks of skin, hair, it has body"):
        score(Painted(), [good, other], advance=lambda: seen.append(None))
    assert seen == []


def test_limit_spreads_over_the_pack(make) -> None:
    pack = make({f"{i:02}": picture() for i in range(10)})
    assert picked(pack, 5) == ["00", "02", "04", "06", "08"]
    assert picked(pack, 99) == picked(pack) == list(pack)


def test_the_report_is_plain_data(make) -> None:
    pack = make({"a": picture(skin=4), "b": picture()}, {"skin/a": left(8), "hair/b": left(0)})
    nobody = make({"a": picture()}, name="nobody", people_free=True)
    data = json.loads(json.dumps(score(Painted(), [pack, nobody]).to_dict(), allow_nan=False))
    assert data["segmenter"] == "painted" and data["threshold"] == 0.5
    assert [found["name"] for found in data["packs"]] == ["pack", "nobody"]
    skin = data["packs"][0]["labels"]["skin"]
    assert skin["pictures"] == 1 and skin["mean"]["recall"] == 0.5
    assert data["packs"][0]["rows"][0] == {
        "picture": "a",
        "label": "skin",
        "iou": 0.5,
        "precision": 1.0,
        "recall": 0.5,
        "f1": 0.666667,
        "accuracy": 0.6,
        "marked": 0.4,
        "bitwise_iou": 0.5,
        "absolute_error": 102.0,
    }
