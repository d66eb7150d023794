"""Results have predictable names, and are not taken for photographs afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from integument.outputs import output_paths, without_outputs


def test_output_paths() -> None:
    paths = output_paths("out", "a.b", ("skin", "hair"), overlay=True, json=True)
    assert {kind: path.as_posix() for kind, path in paths.items()} == {
        "skin": "out/a.b_skin.png",
        "hair": "out/a.b_hair.png",
        "overlay": "out/a.b_overlay.png",
        "json": "out/a.b.json",
    }


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        ("a.jpg a_skin.png a_overlay.png a_face_skin.png", "a.jpg"),
        ("long_hair.png", "long_hair.png"),  # no photograph "long" beside it
        ("a.jpg a_skin.jpg", "a.jpg a_skin.jpg"),  # results are never JPEG
        ("a.jpg a.png a.jpg_skin.png a.png_hair.png", "a.jpg a.png"),
        ("a.jpg sub/a_skin.png", "a.jpg sub/a_skin.png"),  # of another folder
        ("hair.png a_hair.png a.webp", "hair.png a.webp"),
    ],
)
def test_without_outputs(names, kept) -> None:
    pictures = [Path(name) for name in names.split()]
    assert without_outputs(pictures) == [Path(name) for name in kept.split()]
