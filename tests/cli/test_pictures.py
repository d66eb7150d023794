"""``background``, ``cutout`` and ``recolor``: many inputs, resumed, refused clearly."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from folders import names
from integument.errors import ExitCode


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person) -> Path:
    """The current folder, with ``in/a.png``, ``in/b.jpg`` and ``in/deep/c.png``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("a.png", "b.jpg", "deep/c.png"):
        Image.fromarray(person).save(tmp_path / "in" / name, quality=95)
    return tmp_path


@pytest.fixture
def make(cli, toy_model):
    """``integument <verb> … --model toy.onnx``."""
    return lambda *argv, **settings: cli(*argv, "--model", toy_model, **settings)


def test_backgrounds_of_a_folder_keep_format_and_place(make, here) -> None:
    result = make("background", "in", "-o", "out", "--recursive")
    assert result.code == 0, result.err
    assert names(here / "out") == ["a_background.png", "b_background.jpg", "deep/c_background.png"]
    picture = np.asarray(Image.open(here / "out" / "a_background.png"))
    np.testing.assert_array_equal(picture[0, 0], 255)
    assert "3 done in" in result.text
    assert "3 files written to out" in result.text


def test_finished_pictures_are_kept(make, here) -> None:
    make("cutout", "in", "-o", "out")
    precious = here / "out" / "a_cutout.png"
    precious.write_bytes(b"precious")
    result = make("cutout", "in", "-o", "out")
    assert "kept 2 existing files (--overwrite replaces them)" in result.text
    assert precious.read_bytes() == b"precious"
    make("cutout", "in", "-o", "out", "--overwrite")
    assert precious.read_bytes() != b"precious"


def test_results_are_not_taken_for_photographs(make, here) -> None:
    for _ in range(2):
        assert make("background", "in", "-o", "in").code == 0
    assert names(here / "in") == [
        "a.png",
        "a_background.png",
        "b.jpg",
        "b_background.jpg",
        "deep/c.png",
    ]


def test_cutouts_hold_transparency_and_one_label(make, here) -> None:
    assert make("cutout", "in/b.jpg", "--of", "hair", "--crop", "-o", "hair.webp").code == 0
    cutout = np.asarray(Image.open("hair.webp"))
    assert cutout.shape[2] == 4
    assert cutout.shape[0] < 40
    assert make("cutout", "in/b.jpg").code == 0
    assert (here / "integument-out" / "b_cutout.png").exists()


def test_a_bad_picture_is_named_and_the_rest_go_on(make, here) -> None:
    (here / "in" / "bad.jpg").write_bytes(b"no picture")
    result = make("background", "in", "-o", "out")
    assert result.code == ExitCode.INPUT
    assert names(here / "out") == ["a_background.png", "b_background.jpg"]
    assert "integument: error: in/bad.jpg: " in result.err


def test_nobody_is_said(make, here, nobody) -> None:
    Image.fromarray(nobody).save("n.png")
    result = make("background", "n.png", "-o", "out")
    assert result.code == 0
    assert "n.png: nobody found" in result.err
    np.testing.assert_array_equal(np.asarray(Image.open("out/n_background.png")), 255)


def test_passport_says_what_is_wrong(make, here) -> None:
    for _ in range(2):  # also when the picture is there already
        result = make("background", "in/a.png", "-o", "out", "--passport")
        assert result.code == ExitCode.UNFIT == 8
        assert "in/a.png: passport: head size: the head is" in result.err
        assert "1 not fit" in result.text
    facts = json.loads((here / "out" / "a_passport.json").read_text())
    assert facts["fit"] is False
    assert {check["check"] for check in facts["checks"]} >= {"one head", "upright", "border"}


def test_standard_input_and_output(make, here) -> None:
    data = (here / "in" / "a.png").read_bytes()
    result = make("cutout", "-", stdin=data)
    assert result.code == 0
    assert np.asarray(Image.open(io.BytesIO(result.out))).shape == (120, 160, 4)
    result = make("background", "-", "--to", "red", "--format", "jpg", stdin=data)
    assert Image.open(io.BytesIO(result.out)).format == "JPEG"
    assert make("background", "-", "-o", "x/me.jpg", stdin=data).code == 0
    assert names(here / "x") == ["me.jpg"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("background", "in", "--to", "whit"), "did you mean 'white'"),
        (("background", "in", "--to", "gone.jpg"), "or the file of a picture"),
        (("background", "in", "-o", "a.jpg"), "a.jpg: one file cannot take"),
        (("background", "in/a.png", "in/b.jpg", "-o", "a.jpg"), "one file cannot take"),
        (("background", "in/a.png", "-o", "in/a.png"), "would replace the photograph"),
        (("background", "in/a.png", "-o", "b.png", "--format", "jpg"), "already says the format"),
        (("background", "in", "--head-size", "5-6"), "--head-size is of --passport"),
        (("background", "in", "--passport", "--head-size", "x"), "two percentages"),
        (("background", "in", "--quality", "0"), "--quality: expected 1 to 100, got 0"),
        (("background", "in", "--to", "transparent", "--format", "jpg"), "JPEG cannot hold"),
        (("cutout", "in/a.png", "-o", "x.jpg"), "JPEG cannot hold transparency"),
        (("cutout", "in", "--of", "beard"), "invalid choice: 'beard'"),
        (("cutout", "-", "in"), "cannot be mixed"),
    ],
)
def test_what_cannot_be_done_is_one_line(make, here, argv, message) -> None:
    result = make(*argv)
    assert result.code == ExitCode.USAGE
    assert message in result.err
    assert result.err.count("\n") == 1
    assert not (here / "integument-out").exists()


def test_recolor(make, here) -> None:
    result = make("recolor", "in/a.png", "--hair", "blue", "--skin-tone", "vi", "-o", "out")
    assert result.code == 0
    assert "a simulated skin tone is for testing software" in result.err
    before = np.asarray(Image.open("in/a.png")).astype(int)
    after = np.asarray(Image.open("out/a_recolored.png")).astype(int)
    hair, face, shirt = (20, 60), (48, 60), (80, 60)
    assert after[hair][2] > before[hair][2] + 50
    assert after[face].sum() < before[face].sum()
    np.testing.assert_array_equal(after[shirt], before[shirt])
    assert "nothing to recolour" in make("recolor", "in").err
