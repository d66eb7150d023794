"""``integument evaluate`` from its arguments to its table, file and exit code."""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from command import command
from integument.evaluate import foreign
from integument.labels import NAMES

RULES = """
import numpy as np

class Reddish:
    name, labels = "reddish", ("skin",)

    def predict(self, rgb):
        return {"skin": (rgb[:, :, 0] > 128).astype(np.float32)}

ready = Reddish()
number = 7
"""


@pytest.fixture
def pack(tmp_path: Path, person: np.ndarray) -> Path:
    """Two pictures of the coloured person with exact skin and hair, and one of the two damaged."""
    folder = tmp_path / "people"
    for stem in ("0001", "0002"):
        red = ((person == (230, 20, 20)).all(axis=2) * 255).astype(np.uint8)
        green = ((person == (20, 230, 20)).all(axis=2) * 255).astype(np.uint8)
        for name, pixels in (
            ("images", person[:, :, ::-1]),
            ("masks/skin", red),
            ("masks/hair", green),
        ):
            (folder / name).mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(folder / name / f"{stem}.png"), pixels)
    return folder


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "colour_rules_of_a_stranger.py").write_text(RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "colour_rules_of_a_stranger", raising=False)


evaluate = partial(command, "evaluate")


def test_an_onnx_file(pack: Path, toy_model: Path, tmp_path: Path) -> None:
    code, out, _ = evaluate("--data", pack, "--model", toy_model, "--json", tmp_path / "a.json")
    assert code == 0
    assert "IoU" in out and "skin" in out and "hair" in out
    written = json.loads((tmp_path / "a.json").read_text())
    assert written["model"]["name"] == "toy"
    assert len(written["model"]["sha256"]) == 64
    assert written["model"]["cost"]["parameters"] == 24
    skin = written["packs"][0]["labels"]["skin"]
    assert skin["pictures"] == 2
    assert skin["mean"]["iou"] > 0.8
    assert len(written["packs"][0]["rows"]) == 4


def test_labels_and_limit(pack: Path, toy_model: Path, tmp_path: Path) -> None:
    options = ("--labels", "hair", "--limit", 1, "--json", tmp_path / "a.json")
    code, out, _ = evaluate("--data", pack, "--model", toy_model, *options)
    assert code == 0 and "skin" not in out
    (row,) = json.loads((tmp_path / "a.json").read_text())["packs"][0]["rows"]
    assert (row["picture"], row["label"]) == ("0001", "hair")


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("attribute", ["Reddish", "ready"])
def test_somebody_elses_segmenter(pack: Path, attribute: str) -> None:
    model = f"colour_rules_of_a_stranger:{attribute}"
    code, out, _ = evaluate("--data", pack, "--model", model)
    assert code == 0
    assert "reddish: mean over pictures, threshold 0.5" in out
    assert "1.000" in out


@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("nowhere_to_be_found:Thing", "cannot import nowhere_to_be_found"),
        ("colour_rules_of_a_stranger:Redish", "did you mean 'Reddish'?"),
        ("colour_rules_of_a_stranger:number", "expected an object with name, labels and predict"),
    ],
)
def test_a_segmenter_that_is_not_one(pack: Path, model: str, expected: str) -> None:
    code, out, err = evaluate("--data", pack, "--model", model)
    assert code == 2 and out == ""
    assert expected in err and err.count("\n") == 1


def test_a_bad_picture_is_named_and_the_exit_code_says_so(pack: Path, toy_model: Path) -> None:
    (pack / "images/0002.png").write_bytes(b"nonsense")
    code, out, err = evaluate("--data", pack, "--model", toy_model)
    assert code == 3
    assert "skin" in out
    assert "people 0002: not scored: " in err and "damaged or not a picture" in err


def test_pictures_of_nobody_have_their_own_table(
    tmp_path: Path, toy_model: Path, nobody: np.ndarray
) -> None:
    (tmp_path / "rooms/images").mkdir(parents=True)
    (tmp_path / "rooms/meta.json").write_text('{"people_free": true}')
    cv2.imwrite(str(tmp_path / "rooms/images/1.png"), nobody)
    code, out, _ = evaluate("--data", tmp_path / "rooms", "--model", toy_model)
    assert code == 0
    assert "left empty" in out and "IoU" not in out
    assert all(label in out for label in NAMES)
    assert out.count("100.00%") == len(NAMES)


def test_masks_without_a_picture_are_mentioned(pack: Path, toy_model: Path) -> None:
    (pack / "masks/skin/0001.png").rename(pack / "masks/skin/1.png")
    _, _, err = evaluate("--data", pack, "--model", toy_model)
    assert "files without a partner: 1, such as" in err


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["--data", "nowhere"], 3, "nowhere: no such folder"),
        (["--data", "nowhere", "--labels", "skn"], 2, "did you mean 'skin'?"),
        ([], 2, "--data"),
    ],
)
def test_wrong_usage(arguments: list[str], code: int, expected: str) -> None:
    got, out, err = evaluate(*arguments)
    assert got == code and out == ""
    assert err.startswith("integument: error: ") and expected in err and err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(pack: Path, toy_model: Path) -> None:
    code, out, err = evaluate("--data", pack, "--model", toy_model, "--json", "/dev/full")
    assert "skin" in out  # the scores are not lost with the file
    assert code == 4 and "/dev/full: cannot be written: No space left" in err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules:Reddish", True),
        ("a.b.c:make", True),
        ("integument", False),
        ("models/a.onnx", False),
        ("C:\\models\\a.onnx", False),
        (":x", False),
    ],
)
def test_what_reads_as_an_entry(text: str, expected: bool) -> None:
    assert foreign.is_entry(text) is expected


@pytest.mark.usefixtures("rules")
def test_a_report_of_two_models_goes_on_where_it_was(
    pack: Path, toy_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = "colour_rules_of_a_stranger:Reddish"
    options = ("--data", pack, "--model", toy_model, "--model", rule, "--report", tmp_path / "out")
    code, out, err = evaluate(*options, "--json", tmp_path / "a.json", "--stress", "grey")
    assert code == 0 and "the report is in" in err
    assert "toy: mean over pictures" in out and "reddish: mean over pictures" in out
    assert "people · grey" in out
    written = json.loads((tmp_path / "a.json").read_text())
    assert [one["model"]["name"] for one in written["models"]] == ["toy", "reddish"]
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "toy vs reddish" in page and "Under stress" in page

    def forbidden(self: object, rgb: np.ndarray) -> None:
        raise AssertionError("it has been predicted already")

    monkeypatch.setattr("integument.segmenter.Segmenter.predict", forbidden)
    assert evaluate(*options)[0] == 0


def test_a_report_on_pictures_without_masks_of_skin_has_no_tones(
    pack: Path, toy_model: Path, tmp_path: Path
) -> None:
    shutil.rmtree(pack / "masks/skin")
    options = ("--data", pack, "--model", toy_model, "--report", tmp_path / "out")
    assert evaluate(*options)[0] == 0
    told = json.loads((tmp_path / "out/report.json").read_text())
    assert not any(told["tones"].values())
    code, _, err = evaluate(*options, "--tones", "chardon")
    assert code == 3 and "tones cannot be estimated: expected masks of skin" in err


@pytest.mark.usefixtures("rules")
def test_a_store_of_its_own(pack: Path, tmp_path: Path) -> None:
    options = ("--data", pack, "--model", "colour_rules_of_a_stranger:Reddish")
    assert evaluate(*options, "--store", tmp_path / "kept")[0] == 0
    assert len(list((tmp_path / "kept").glob("reddish-*/skin/*.png"))) == 1  # equal pictures
