"""The C++ listing of the tutorial, compiled against a stand-in for ONNX Runtime's header."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from integument import Segmenter
from pages import DOCS, SAME_MASK, blocks, leave_out_what_listings_do, looks_of, portrait, street

NOT_ANSWERED = 3
"""Exit code of the stand-in where the network is to be asked first."""

STAND_IN = Path(__file__).parent / "onnxruntime_stand_in.h"

pytestmark = pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")


@pytest.fixture(autouse=True)
def as_in_the_listing(monkeypatch) -> None:
    leave_out_what_listings_do(monkeypatch)


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cpp")
    (listing,) = blocks(DOCS / "tutorials" / "embedding-cpp.md", "cpp")
    (folder / "integument.cpp").write_text(listing)
    shutil.copy(STAND_IN, folder / "onnxruntime_cxx_api.h")
    command = ["g++", "-O1", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-I."]
    subprocess.run(
        [*command, "integument.cpp", "-o", "integument"], cwd=folder, check=True, timeout=100
    )
    return folder / "integument"


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


def masks(program: Path, segmenter: Segmenter, picture: Image.Image, folder: Path) -> np.ndarray:
    """What the program makes of a picture, ``(L, H, W) bool``; the network itself runs here."""
    session = segmenter.session
    settings = {
        "labels": ",".join(session.labels),
        "input_size": session.input_size,
        "overview": session.overview,
        "confirm": session.confirm,
        "closer": session.closer,
        "presence": session.presence,
    }
    lines = [f"integument.{name}={value}\n" for name, value in settings.items()]
    (folder / "settings.txt").write_text("".join(lines))
    command = [program, "model.onnx", *map(str, picture.size)]

    def call() -> subprocess.CompletedProcess:
        return subprocess.run(
            command, cwd=folder, input=picture.tobytes(), capture_output=True, timeout=100
        )

    looks = looks_of(segmenter, picture)
    for number, expected in enumerate(looks):
        assert call().returncode == NOT_ANSWERED
        sent = np.fromfile(folder / f"{number}.bin", np.float32).reshape(expected.shape)
        assert np.abs(sent - expected).max() < 1.01 / 255  # libraries round by a level
        session.run(expected[None]).tofile(folder / f"{number}.out")
    done = call()
    assert done.returncode == 0, done.stderr
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, *picture.size[::-1]) > 0


@pytest.mark.parametrize(
    ("box", "scale", "least"),
    [((0, 0, 512, 512), 1, SAME_MASK), ((80, 0, 400, 420), 1, 0.95), ((0, 0, 512, 400), 4.2, 0.95)],
)
def test_the_masks_are_those_of_the_library(
    program, segmenter, box, scale, least, tmp_path
) -> None:
    picture = portrait(box)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    theirs = masks(program, segmenter, picture, tmp_path)
    people = segmenter.segment(picture)
    for label, mask in zip(segmenter.labels, theirs, strict=True):
        ours = cv2.resize(people.map(label), picture.size) >= 0.5
        assert (ours & mask).sum() / (ours | mask).sum() > least, label


def test_somebody_small_is_looked_at_once_more(program, segmenter, tmp_path) -> None:
    picture = street()
    assert len(looks_of(segmenter, picture)) == 3
    theirs = masks(program, segmenter, picture, tmp_path)
    people = segmenter.segment(picture)
    for label, mask in zip(segmenter.labels, theirs, strict=True):
        ours = cv2.resize(people.map(label), picture.size) >= 0.5
        assert (ours & mask).sum() / (ours | mask).sum() > 0.95, label


def test_a_picture_of_nobody_gives_no_mask(program, segmenter, tmp_path) -> None:
    assert len(masks(program, segmenter, Image.new("RGB", (90, 61), "tan"), tmp_path)) == 0
