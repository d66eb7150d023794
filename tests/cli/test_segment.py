"""``integument segment``: good pictures give masks, everything else one clear line."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from folders import names
from integument.errors import ExitCode
from integument.labels import NAMES


def encoded(rgb: np.ndarray, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, kind)
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    """The start of a PNG that claims a size and holds no pixels."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person) -> Path:
    """The current folder, with ``a.png`` in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.png").write_bytes(encoded(person))
    return tmp_path


@pytest.fixture
def segment(cli, toy_model):
    """``integument segment … --model toy.onnx``."""
    return lambda *argv, **settings: cli("segment", *argv, "--model", toy_model, **settings)


def test_masks_overlay_and_json(segment, here, person) -> None:
    result = segment("a.png", "-o", "out", "--overlay", "--json")
    assert result.code == 0
    expected = {f"a_{label}.png" for label in NAMES} | {"a_overlay.png", "a.json"}
    assert set(names(here / "out")) == expected
    mask = np.asarray(Image.open(here / "out" / "a_skin.png"))
    assert mask.shape == person.shape[:2]
    assert set(np.unique(mask)) == {0, 255}
    facts = json.loads((here / "out" / "a.json").read_text())
    assert facts["found"] is True
    assert set(facts["labels"]) == set(NAMES)
    assert "1 segmented" in result.text
    assert "8 files written to out" in result.text
    assert "model toy on cpu" in result.err


def test_only_some_labels_and_the_default_folder(segment, here) -> None:
    assert segment("a.png", "--labels", "hair,skin").code == 0
    assert names(here / "integument-out") == ["a_hair.png", "a_skin.png"]


def test_the_threshold_is_used(segment, here) -> None:
    areas = []
    for threshold in ("0.01", "0.99"):
        segment("a.png", "-o", f"o{threshold}", "--labels", "face_skin", "--threshold", threshold)
        areas.append(np.asarray(Image.open(here / f"o{threshold}" / "a_face_skin.png")).mean())
    assert areas[0] > areas[1]


def test_edges_are_drawn_as_asked_for(segment, here) -> None:
    for edges in ("fast", "fine"):
        assert segment("a.png", "--edges", edges, "--json", "-o", edges).code == ExitCode.OK
        assert json.loads((here / edges / "a.json").read_text())["edges"] == edges
        with Image.open(here / edges / "a_body.png") as mask:
            assert mask.getbbox() is not None


def test_the_input_size_is_used(segment, here) -> None:
    assert segment("a.png", "--input-size", "64").code == 0
    result = segment("a.png", "--input-size", "5")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "input size: expected 32 to 4096 pixels, got 5" in result.err


def test_existing_results_are_kept_and_that_is_said(segment, here) -> None:
    segment("a.png", "-o", "out", "--labels", "skin")
    precious = here / "out" / "a_skin.png"
    precious.write_bytes(b"precious")
    result = segment("a.png", "-o", "out", "--labels", "skin")
    assert result.code == 0
    assert "kept 1 existing files (--overwrite replaces them)" in result.text
    assert precious.read_bytes() == b"precious"
    result = segment("a.png", "-o", "out", "--labels", "skin,hair")
    assert "1 files written" in result.text
    assert "kept 1 existing" in result.text
    assert precious.read_bytes() == b"precious"
    segment("a.png", "-o", "out", "--labels", "skin", "--overwrite")
    assert precious.read_bytes() != b"precious"


def test_a_finished_folder_is_not_opened_again(segment, here) -> None:
    segment("a.png", "-o", "out", "--labels", "skin")
    (here / "a.png").write_bytes(b"would be an error now")
    assert segment("a.png", "-o", "out", "--labels", "skin").code == 0


def test_running_twice_in_one_folder_makes_no_masks_of_masks(segment, here) -> None:
    for _ in range(2):
        assert segment(".", "-o", ".", "--labels", "skin", "--overlay").code == 0
    assert names(here) == ["a.png", "a_overlay.png", "a_skin.png"]


def test_nobody_is_a_result(segment, here, nobody) -> None:
    (here / "n.png").write_bytes(encoded(nobody))
    result = segment("n.png", "--labels", "body")
    assert result.code == 0
    assert "nobody found in 1" in result.text
    assert not np.asarray(Image.open(here / "integument-out" / "n_body.png")).any()


def test_bad_files_are_named_and_the_rest_go_on(segment, here, person) -> None:
    jpeg = encoded(np.tile(person, (4, 4, 1)), "JPEG")
    bad = {
        "text.jpg": b"this is not a picture",
        "truncated.jpg": jpeg[: len(jpeg) // 2],
        "empty.png": b"",
        "huge.png": png_header(60_000, 60_000),
    }
    (here / "in").mkdir()
    for name, content in bad.items():
        (here / "in" / name).write_bytes(content)
    Image.fromarray(np.array([[[255, 0, 0]]], np.uint8)).save(here / "in" / "pixel.png")
    grey = np.linspace(0, 65535, 48 * 64, dtype=np.uint16).reshape(48, 64)
    Image.fromarray(grey).save(here / "in" / "grey16.tif")
    Image.fromarray(person).save(here / "in" / "zebra.png")

    result = segment("in", "gone.jpg", "-o", "out", "--labels", "body")
    assert result.code == ExitCode.INPUT
    assert names(here / "out") == ["grey16_body.png", "pixel_body.png", "zebra_body.png"]
    errors = [line for line in result.err.splitlines() if line.startswith("integument: error: ")]
    assert len(errors) == 5
    for name in ("in/text.jpg", "in/truncated.jpg", "in/empty.png", "in/huge.png", "gone.jpg"):
        assert any(line.startswith(f"integument: error: {name}: ") for line in errors), name
    assert "3 segmented" in result.text
    assert "5 inputs failed" in result.text


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["gone.jpg"], 3, "gone.jpg: no such file or folder"),
        (["empty"], 3, "empty: no pictures in this folder"),
        (["a.png", "--labels", "skn"], 2, "unknown label 'skn': did you mean 'skin'?"),
        (["a.png", "--labels", ","], 2, "no label given"),
        (["a.png", "--model", "integumnt"], 2, "unknown model 'integumnt'"),
        (["a.png", "--model", "gone.onnx"], 5, "gone.onnx: no such model file"),
        (["a.png", "--model", "a.onnx"], 5, "a.onnx: not a usable ONNX model"),
        (["a.png", "--device", "gpu0"], 2, "unknown device 'gpu0'"),
        (["a.png", "--device", "qnn"], 6, "device 'qnn' is not offered"),
        (["a.png", "--threshold", "50"], 2, "threshold: expected more than 0 and at most 1"),
        (["a.png", "--threads", "0"], 2, "threads: expected 1 or more, got 0"),
        (["a.png", "-"], 2, "cannot be mixed with other inputs"),
        (["-"], 2, "standard output takes one picture"),
        (["-", "--overlay", "--json"], 2, "cannot both go to standard output"),
        (["a.png", "-o", "a.png"], 4, "a.png"),
    ],
)
def test_bad_use_is_one_clear_line(cli, toy_model, here, argv, code, message) -> None:
    (here / "empty").mkdir()
    (here / "a.onnx").write_bytes(b"no model")
    before = names(here)
    model = [] if "--model" in argv else ["--model", toy_model]
    result = cli("segment", *argv, *model)
    assert result.code == code
    (line,) = [line for line in result.err.splitlines() if "error" in line]
    assert message in line
    assert names(here) == before


def test_standard_input_to_standard_output(segment, here, person) -> None:
    segment("a.png", "-o", "out", "--labels", "skin", "--overlay")
    mask = segment("-", "--labels", "skin", stdin=encoded(person))
    assert mask.code == 0
    np.testing.assert_array_equal(
        np.asarray(Image.open(io.BytesIO(mask.out))),
        np.asarray(Image.open(here / "out" / "a_skin.png")),
    )
    overlay = segment("-", "--labels", "skin", "--overlay", stdin=encoded(person))
    np.testing.assert_array_equal(
        np.asarray(Image.open(io.BytesIO(overlay.out))),
        np.asarray(Image.open(here / "out" / "a_overlay.png")),
    )
    facts = segment("-", "--json", stdin=encoded(person))
    assert json.loads(facts.text)["found"] is True


def test_standard_input_to_files(segment, here, person) -> None:
    assert segment("-", "-o", "out", "--labels", "skin", "--json", stdin=encoded(person)).code == 0
    assert names(here / "out") == ["stdin.json", "stdin_skin.png"]


def test_standard_input_that_is_no_picture(segment, here) -> None:
    result = segment("-", "--json", stdin=b"hello")
    assert (result.code, result.out) == (ExitCode.INPUT, b"")
    assert result.err.count("\n") == 1


def test_a_full_disk_stops_the_run_and_leaves_no_half_file(here, toy_model) -> None:
    """A process that may write no file beyond 40 bytes: the first mask fails."""
    resource = pytest.importorskip("resource")
    for index in range(3):
        noise = np.random.default_rng(index).integers(0, 256, (200, 200, 3), np.uint8)
        Image.fromarray(noise).save(here / f"n{index}.png")
    pictures = [here / f"n{index}.png" for index in range(3)]
    command = [sys.executable, "-m", "integument", "segment", *pictures]
    done = subprocess.run(
        [*command, "--model", toy_model, "-o", here / "out", "--labels", "skin"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40)),
    )
    assert done.returncode == ExitCode.OUTPUT
    assert done.stderr.count("integument: error: ") == 1
    assert f"{here / 'out' / 'n0_skin.png'}: cannot be written" in done.stderr
    assert "0 of 3 segmented" in done.stdout
    assert names(here / "out") == []


def test_control_c_keeps_what_is_finished_and_says_so(
    segment, here, person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from integument.formats import write

    for index in range(5):
        (here / f"p{index}.png").write_bytes(encoded(person))
    real, calls = write.encode_mask, []

    def encode_mask(mask):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(mask)

    monkeypatch.setattr(write, "encode_mask", encode_mask)
    result = segment(*(f"p{index}.png" for index in range(5)), "-o", "out", "--labels", "skin")
    assert result.code == ExitCode.INTERRUPTED
    assert "integument: interrupted" in result.err
    assert "2 of 5 segmented" in result.text
    assert names(here / "out") == ["p0_skin.png", "p1_skin.png"]


def test_what_could_not_be_honoured_is_said(segment, here, person) -> None:
    Image.fromarray(person).save(here / "odd.png", icc_profile=b"damaged")
    result = segment("odd.png", "--labels", "skin")
    assert result.code == 0
    assert any(line.startswith("odd.png: ") for line in result.err.splitlines())


def test_formats_of_a_folder(segment, here, person, nobody) -> None:
    (here / "n.png").write_bytes(encoded(nobody))
    arguments = ("a.png", "n.png", "-o", "out", "--labels", "hair", "--format", "coco,yolo")
    assert segment(*arguments).code == 0
    files = ["a.txt", "a_coco.json", "classes.txt", "coco.json", "n.txt", "n_coco.json"]
    assert names(here / "out") == files
    whole = json.loads((here / "out" / "coco.json").read_text())
    assert [image["file_name"] for image in whole["images"]] == ["a.png", "n.png"]
    assert len(whole["annotations"]) == 1
    assert (here / "out" / "n.txt").read_text() == ""
    result = segment(*arguments)
    assert "kept 4 existing files" in result.text
    assert json.loads((here / "out" / "coco.json").read_text()) == whole


def test_formats_that_cannot_be(segment, here) -> None:
    result = segment("a.png", "--format", "psd")
    assert (result.code, result.err.count("\n")) == (ExitCode.USAGE, 1)
    assert "unknown format 'psd'" in result.err
    result = segment("-", "--format", "yolo", "--labels", "skin")
    assert "--format yolo writes files: give -o DIR" in result.err


def test_layers_and_alphas_are_not_taken_for_photographs(segment, here) -> None:
    for _ in range(2):
        result = segment(".", "-o", ".", "--labels", "skin", "--format", "alpha16,tiff-layers")
        assert result.code == 0
    assert names(here) == ["a.png", "a_layers.tif", "a_skin_alpha.png"]
