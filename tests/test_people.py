"""The result says who is where, in numbers, pictures and files."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest

from integument.errors import OutputError, UsageError
from integument.labels import NAMES, get
from integument.people import FOUND_SHARE, People, Run
from integument.photo import load_photo
from integument.saving import Wanted, contents

RUN = Run(model="made up", sha256="0" * 64, device="cpu", seconds=0.0123)


def make_people(maps: dict, size: tuple[int, int] = (60, 80), labels=None, source=None) -> People:
    """A result over a grey photograph; each map a number or an array."""
    photo = load_photo(np.full((*size, 3), 100, np.uint8) if source is None else source)
    arrays = {
        label: np.broadcast_to(np.float32(value), (30, 40)).copy() for label, value in maps.items()
    }
    return People(photo, arrays, labels=labels or tuple(maps), run=RUN)


def box_map(value: float = 0.9) -> np.ndarray:
    """``value`` in rows 10-20 and columns 5-15 of 30 x 40, zero elsewhere."""
    values = np.zeros((30, 40), np.float32)
    values[10:20, 5:15] = value
    return values


@pytest.fixture
def people(toy_model, person) -> People:
    from integument.segmenter import Segmenter

    return Segmenter(toy_model).segment(person)


def test_masks_are_at_full_size_and_in_place(people, person) -> None:
    assert people.skin.shape == person.shape[:2]
    truth = {
        "hair": (person[..., 1] > 200) & (person[..., 0] < 100),
        "skin": person[..., 0] > 200,
        "clothes": person[..., 2] > 200,
        "body": person.any(axis=2),
    }
    for label, expected in truth.items():
        found = people.mask(label)
        assert found.dtype == np.bool_
        assert (found & expected).sum() / (found | expected).sum() > 0.95, label


def test_attributes_are_the_masks(people) -> None:
    assert set(NAMES) <= set(dir(people))  # which is what editors and notebooks complete
    for label in NAMES:
        assert getattr(people, label) is people.mask(label)
    with pytest.raises(AttributeError, match="no attribute 'beard'"):
        people.beard  # noqa: B018
    with pytest.raises(ValueError, match="read-only"):
        people.skin[0, 0] = True


def test_probabilities_are_not_stretched() -> None:
    people = make_people({"skin": np.linspace(0.1, 0.4, 40)})
    values = people.probability("skin")
    assert values.dtype == np.float32
    assert values.min() == pytest.approx(0.1, abs=0.01)
    assert values.max() == pytest.approx(0.4, abs=0.01)
    assert not people.skin.any()


def test_thresholds() -> None:
    people = make_people({"skin": np.linspace(0, 1, 40)}, size=(30, 40))
    shares = [people.mask("skin", threshold).mean() for threshold in (0.25, 0.5, 0.75)]
    assert shares == pytest.approx([0.75, 0.5, 0.25], abs=0.05)
    for wrong in (0, -1, 1.5, float("nan")):
        with pytest.raises(UsageError, match="threshold: expected more than 0 and at most 1"):
            people.mask("skin", wrong)


@pytest.mark.parametrize(
    ("maps", "found"),
    [
        ({"body": 0.0, "skin": 0.9}, False),  # body decides where there is one
        ({"body": 0.55}, False),  # never beyond doubt
        ({"body": box_map(0.9)}, True),
        ({"body": box_map(0.59)}, False),
        ({"hair": box_map(0.9), "skin": 0.0}, True),  # no body: any label
        ({"hair": 0.1, "skin": 0.1}, False),
    ],
)
def test_found(maps, found) -> None:
    assert make_people(maps).found is found


def test_a_speck_is_nobody() -> None:
    speck = np.zeros((30, 40), np.float32)
    speck[3, 3] = 0.99
    assert make_people({"body": speck}).found is (1 / speck.size >= FOUND_SHARE)
    people = make_people({"body": 0.0})
    people._maps["body"] = np.zeros((100, 100), np.float32)
    people._maps["body"].flat[: int(10_000 * FOUND_SHARE) - 1] = 0.99
    assert not people.found


def test_nobody_is_a_result(toy_model, nobody) -> None:
    from integument.segmenter import Segmenter

    people = Segmenter(toy_model).segment(nobody)
    assert not people.found
    assert "nobody found" in repr(people)
    for label in NAMES:
        assert not people.mask(label).any()
    np.testing.assert_array_equal(people.overlay(), nobody)
    facts = people.to_dict()["labels"]["body"]
    assert facts == {"found": False, "share": 0.0, "box": None, "confidence": None}


def test_unknown_labels(people) -> None:
    with pytest.raises(UsageError, match="unknown label 'skn': did you mean 'skin'"):
        people.probability("skn")
    with pytest.raises(UsageError, match="unknown label for the model 'made up' 'hair'"):
        make_people({"skin": 0.5}).mask("hair")


def test_to_dict() -> None:
    people = make_people({"body": box_map(), "skin": 0.0})
    facts = people.to_dict()
    assert json.loads(json.dumps(facts)) == facts
    assert facts["photo"] == {"name": "<array>", "width": 80, "height": 60}
    assert facts["model"] == {"name": "made up", "sha256": "0" * 64}
    assert (facts["found"], facts["device"], facts["seconds"]) == (True, "cpu", 0.0123)
    body = facts["labels"]["body"]
    assert body["share"] == pytest.approx(100 / 1200, rel=0.1)
    assert np.allclose(body["box"], [10, 20, 30, 40], atol=1)
    assert body["confidence"] == pytest.approx(0.9, abs=1e-4)


def test_overlay_tints_inside_and_leaves_the_rest() -> None:
    people = make_people({"body": box_map(), "hair": 0.0})
    picture = people.overlay(opacity=0.5)
    assert picture.shape == (60, 80, 3)
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(people.photo.pixels, 100)
    expected = (np.array(get("body").colour) + 100) / 2
    np.testing.assert_allclose(picture[30, 20], expected, atol=1)
    np.testing.assert_array_equal(picture[5, 70], 100)
    # The outline has nearly the full colour.
    distance = np.abs(picture.astype(int) - get("body").colour).max(axis=2)
    assert distance.min() < 20


def test_overlay_shows_the_innermost_label() -> None:
    people = make_people({"hair": 0.9, "body": 0.9, "skin": 0.9})
    middle = people.overlay(opacity=1)[30, 40]
    np.testing.assert_array_equal(middle, get("hair").colour)
    np.testing.assert_array_equal(people.overlay("body", opacity=1)[30, 40], get("body").colour)
    with pytest.raises(UsageError, match="opacity: expected 0 to 1, got 2"):
        people.overlay(opacity=2)


def test_save_writes_what_is_asked_for(people, tmp_path) -> None:
    saved = people.save(tmp_path, "skin,hair", stem="a", overlay=True, json=True)
    assert saved.kept == []
    names = ["a_skin.png", "a_hair.png", "a_overlay.png", "a.json"]
    assert [path.name for path in saved.written] == names
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    mask = cv2.imread(str(tmp_path / "a_skin.png"), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(mask, people.skin * np.uint8(255))
    overlay = cv2.imread(str(tmp_path / "a_overlay.png"))[..., ::-1]
    np.testing.assert_array_equal(overlay, people.overlay("skin,hair"))
    assert json.loads((tmp_path / "a.json").read_text()) == people.to_dict()


def test_save_keeps_what_exists(people, tmp_path) -> None:
    (tmp_path / "picture_skin.png").write_bytes(b"precious")
    saved = people.save(tmp_path, "skin,hair")
    assert [path.name for path in saved.kept] == ["picture_skin.png"]
    assert [path.name for path in saved.written] == ["picture_hair.png"]
    assert (tmp_path / "picture_skin.png").read_bytes() == b"precious"
    saved = people.save(tmp_path, "skin,hair", overwrite=True)
    assert len(saved.written) == 2
    assert (tmp_path / "picture_skin.png").read_bytes() != b"precious"


def test_save_names_files_after_the_photograph(people, toy_model, tmp_path, person) -> None:
    from integument.segmenter import Segmenter

    path = tmp_path / "holiday.2.png"
    cv2.imwrite(str(path), person[..., ::-1])
    saved = Segmenter(toy_model).segment(path, "hair").save(tmp_path / "new" / "folder")
    assert saved.written == [tmp_path / "new" / "folder" / "holiday.2_hair.png"]


def test_save_into_a_file_is_an_error(people, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        people.save(tmp_path / "file")


def test_what_would_be_written_can_be_had_without_writing(people, tmp_path) -> None:
    wanted = Wanted(labels=["skin"], threshold=0.5, stem="a", formats=("png", "yolo"), json=True)
    files = contents(people, tmp_path / "out", wanted)
    assert [path.name for path in files] == ["a_skin.png", "a.txt", "a.json"]
    expected = {path: content() for path, content in files.items()}
    assert not (tmp_path / "out").exists()
    saved = people.save(tmp_path / "out", "skin", stem="a", json=True, format="png,yolo")
    assert saved.written == list(files)
    assert {path: path.read_bytes() for path in saved.written} == expected
