"""Reading packs: missing is not empty, void is kept apart, and what is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from integument.data.pack import Pack
from integument.data.sample import Sample
from integument.data.store import Piece
from integument.errors import InputError, UsageError
from integument.labels import NAMES

SHAPE = (6, 8)
MakePack = Callable[..., Path]


def write(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if pixels.ndim == 3:
        pixels = pixels[:, :, ::-1]
    assert cv2.imwrite(str(path), pixels)


@pytest.fixture
def make(tmp_path: Path) -> MakePack:
    """Writes a pack of png pictures: ``make({"skin/0001": mask}, pictures=…, meta=…)``."""

    def make(
        masks: dict[str, np.ndarray],
        pictures: tuple[str, ...] = ("0001", "0002"),
        meta: dict | None = None,
    ) -> Path:
        (tmp_path / "images").mkdir()
        for number, stem in enumerate(pictures):
            write(tmp_path / f"images/{stem}.png", np.full((*SHAPE, 3), (200, number, 5), np.uint8))
        for name, mask in masks.items():
            write(tmp_path / f"masks/{name}.png", mask)
        if meta is not None:
            (tmp_path / "meta.json").write_text(json.dumps(meta))
        return tmp_path

    return make


def full(value: int) -> np.ndarray:
    return np.full(SHAPE, value, np.uint8)


def test_pictures_are_rgb_and_in_order(make: MakePack) -> None:
    pack = Pack(make({}, pictures=("0002", "0010", "0001")))
    assert list(pack) == ["0001", "0002", "0010"]
    assert len(pack) == 3 and "0010" in pack and "0003" not in pack
    sample = pack.read("0010")
    assert sample.shape == SHAPE
    assert sample.image[0, 0].tolist() == [200, 1, 5]


def test_missing_is_not_empty(make: MakePack) -> None:
    pack = Pack(make({"skin/0001": full(255), "hair/0001": full(0), "skin/0002": full(0)}))
    assert pack.labels == ("skin", "hair")
    first, second = pack.read("0001"), pack.read("0002")
    assert first.labels == ("skin", "hair")
    assert first.truth("skin").all() and not first.truth("hair").any()
    assert second.labels == ("skin",)  # known to be empty; hair is not known at all
    with pytest.raises(KeyError):
        second.truth("hair")


def test_only_the_labels_asked_for_are_read(make: MakePack) -> None:
    pack = Pack(make({"skin/0001": full(255), "hair/0001": full(0)}))
    assert pack.read("0001", ["hair", "body"]).labels == ("hair",)


def test_void_for_all_and_for_one(make: MakePack) -> None:
    everywhere, alone = full(0), full(0)
    everywhere[0], alone[1] = 255, 255
    masks = {"skin/0001": full(255), "hair/0001": full(0)}
    sample = Pack(make({**masks, "void/0001": everywhere, "void_hair/0001": alone})).read("0001")
    assert sample.ignored("skin").tolist() == (everywhere > 0).tolist()
    assert sample.ignored("hair").tolist() == ((everywhere | alone) > 0).tolist()


def test_no_void(make: MakePack) -> None:
    sample = Pack(make({"skin/0001": full(255)})).read("0001")
    assert sample.void is None and sample.ignored("skin") is None


def test_void_folders_and_unknown_folders_are_not_labels(make: MakePack) -> None:
    pack = Pack(make({"void/0001": full(0), "void_skin/0001": full(0), "teeth/0001": full(0)}))
    assert pack.labels == ()


def test_soft_masks_keep_their_values(make: MakePack) -> None:
    mask = np.arange(48, dtype=np.uint8).reshape(SHAPE) * 5
    pack = Pack(make({"skin/0001": mask}, meta={"mask_kind": "soft"}))
    assert pack.soft
    sample = pack.read("0001")
    np.testing.assert_array_equal(sample.masks["skin"], mask)
    np.testing.assert_array_equal(sample.truth("skin"), mask >= 128)


@pytest.mark.parametrize(
    "meta",
    [{"people_free": True}, {"label_semantics": "NO masks: people-free pictures (every mask …)"}],
)
def test_people_free_means_every_label_is_known_and_empty(make: MakePack, meta: dict) -> None:
    pack = Pack(make({}, meta=meta))
    assert pack.people_free
    sample = pack.read("0002")
    assert pack.labels == sample.labels == NAMES
    assert not any(sample.truth(label).any() for label in NAMES)


def test_no_masks_without_that_word_means_nothing_is_known(make: MakePack) -> None:
    pack = Pack(make({}, meta={"label_semantics": "NO masks. People, unlabelled."}))
    assert not pack.people_free
    assert pack.read("0001").labels == ()


def test_the_index_gives_attributes(make: MakePack) -> None:
    path = make({})
    (path / "index.csv").write_text("id,style\n0001,curly\n", encoding="utf-8-sig")
    pack = Pack(path)
    assert pack.read("0001").attributes == {"id": "0001", "style": "curly"}
    assert pack.read("0002").attributes == {}


def test_names(make: MakePack) -> None:
    path = make({})
    assert Pack(path).name == path.name
    (path / "meta.json").write_text('{"name": "portraits"}')
    assert Pack(path).name == "portraits"


def test_orphans_are_masks_without_a_picture(make: MakePack) -> None:
    path = make({"skin/0001": full(0), "skin/0099": full(0)})
    assert Pack(path).orphans() == [Piece(path / "masks/skin/0099.png")]


def test_hidden_and_foreign_files_are_left_alone(make: MakePack) -> None:
    path = make({})
    for name in ("._0001.jpg", ".0003.part.png", "Thumbs.db", "notes.txt"):
        (path / "images" / name).write_bytes(b"x")
    assert list(Pack(path)) == ["0001", "0002"]


def test_upright(make: MakePack) -> None:
    path = make({"skin/0001": full(255)})
    (path / "images/0001.png").unlink()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (SHAPE[0], SHAPE[1])).save(path / "images/0001.jpg", exif=exif)
    assert Pack(path).read("0001").shape == SHAPE


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda path: None, "no such folder: expected a pack"),
        (lambda path: path.mkdir(), r"not a pack: expected a folder images/ or tar shards in it"),
        (lambda path: (path / "images").mkdir(parents=True), r"images: no pictures"),
    ],
    ids=["absent", "no images folder", "no pictures"],
)
def test_not_a_pack(tmp_path: Path, prepare: Callable[[Path], None], expected: str) -> None:
    prepare(tmp_path / "pack")
    with pytest.raises(InputError, match=expected):
        Pack(tmp_path / "pack")


def test_two_pictures_of_one_name(make: MakePack) -> None:
    path = make({})
    Image.new("RGB", (8, 6)).save(path / "images/0001.jpg")
    with pytest.raises(InputError, match=r"share the name '0001': 0001\.jpg and 0001\.png"):
        Pack(path)


def test_a_mask_of_another_size(make: MakePack) -> None:
    path = make({"skin/0001": np.zeros((7, 9), np.uint8)})
    with pytest.raises(InputError) as caught:
        Pack(path).read("0001")
    assert str(caught.value) == (
        f"{path / 'masks/skin/0001.png'}: a mask has the size of its picture: expected 8x6, got 9x7"
    )


@pytest.mark.parametrize("top", [1, 41, 127])
def test_masks_of_ones_or_class_numbers_are_refused(make: MakePack, top: int) -> None:
    mask = full(0)
    mask[2] = top
    with pytest.raises(InputError, match=f"expected only 0 and 255 in a mask, got at most {top}"):
        Pack(make({"skin/0001": mask})).read("0001")


@pytest.mark.parametrize("content", [b"", b"not a picture"])
@pytest.mark.parametrize("file", ["images/0001.png", "masks/skin/0001.png"])
def test_damaged_files_are_named(make: MakePack, file: str, content: bytes) -> None:
    path = make({"skin/0001": full(255)})
    (path / file).write_bytes(content)
    with pytest.raises(InputError, match=f"{file}: damaged or not a picture"):
        Pack(path).read("0001")


def test_an_unknown_picture(make: MakePack) -> None:
    with pytest.raises(UsageError, match=r"unknown picture of .*'0003'"):
        Pack(make({})).read("0003")


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("meta.json", "{", "meta.json: not readable as JSON"),
        ("meta.json", "[1]", "meta.json: expected a JSON object, got a list"),
        ("index.csv", "a,b\n1,2\n", r"index.csv: expected a column 'id', got \['a', 'b'\]"),
    ],
)
def test_damaged_descriptions(make: MakePack, file: str, content: str, expected: str) -> None:
    path = make({"skin/0001": full(255)})
    (path / file).write_text(content)
    with pytest.raises(InputError, match=expected):
        Pack(path).read("0001")


def test_a_sample_checks_that_its_masks_fit() -> None:
    with pytest.raises(AssertionError):
        Sample("a", np.zeros((4, 4, 3), np.uint8), {"skin": np.zeros((4, 5), np.uint8)})
