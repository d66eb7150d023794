"""How programs use integument: read by a type checker (tests/test_types.py), never run."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import integument as ig
from integument.hair import Hair, describe
from integument.people import People
from integument.photo import Limits, Photo
from integument.picture import Picture
from integument.saving import Saved

people = ig.segment("photo.jpg")
assert_type(people, People)
assert_type(people.skin, NDArray[np.bool_])
assert_type(people.hair, NDArray[np.bool_])
assert_type(people.found, bool)
assert_type(people.mask("body", 0.4), NDArray[np.bool_])
assert_type(people.probability("skin"), NDArray[np.float32])
assert_type(people.matte(), NDArray[np.float32])
assert_type(people.overlay(), NDArray[np.uint8])
assert_type(people.background("white"), Picture)
assert_type(people.background("white").save("out.png"), Path)
people.background((255, 255, 255))
people.background(Image.new("RGB", (4, 4)))
people.background(np.zeros((4, 4, 3), np.uint8))
assert_type(people.cutout("hair", crop=True).alpha, NDArray[np.uint8] | None)
assert_type(people.recolor(hair="auburn").to_array(), NDArray[np.uint8])
assert_type(people.recolor(hair="auburn").to_pil(), Image.Image)
assert_type(people.save("out", overlay=True, json=True, format="coco"), Saved)
for finding in people.passport():
    assert_type(finding.passed, bool)
    assert_type(finding.text, str)
array: NDArray[np.uint8] = np.asarray(people.background("blur"))
ig.segment(Path("a.jpg"), "skin,hair", model=Path("m.onnx"), device="cpu", threads=2)
ig.segment(b"", ["skin"])
ig.segment(np.zeros((4, 4, 3), np.uint8))
ig.segment(Image.new("RGB", (4, 4)))
with Path("x.jpg").open("rb") as file:
    ig.segment(file)
photo = ig.load_photo("photo.jpg", limits=Limits(max_pixels=1_000_000))
assert_type(photo, Photo)
assert_type(photo.pixels, NDArray[np.uint8])
with ig.Segmenter(device="cpu") as segmenter:
    assert_type(segmenter, ig.Segmenter)
    assert_type(segmenter.segment(photo), People)
    for one in segmenter.segment_many(["a.jpg", "b.jpg"]):
        assert_type(one, People)
    for either in segmenter.segment_many(["a.jpg"], errors="return"):
        if isinstance(either, ig.IntegumentError):
            print(either.exit_code)
        else:
            assert_type(either, People)
    assert_type(segmenter.predict(photo.pixels), dict[str, NDArray[np.float32]])
    assert_type(describe(people, segmenter), list[Hair])
assert_type(ig.labels.NAMES, tuple[str, ...])
assert_type(ig.__version__, str)
people.skim  # type: ignore[attr-defined]  # noqa: B018
