"""Each format holds the masks it was made from, read back the way its users do."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from PIL import Image

import icc_profiles as profiles
from integument.errors import UsageError
from integument.formats import FORMATS, format_paths, parse_formats
from integument.formats.annotations import merge_coco
from integument.formats.polygons import polygons
from integument.formats.rle import decode
from integument.labels import NAMES
from integument.photo import Photo, load_photo
from results import drawn_people, people_of

RING = np.zeros((60, 80), bool)
RING[5:55, 10:70] = True
RING[20:40, 30:50] = False
RING[22:25, 60:65] = False


def filled(outlines: list[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    """Polygons painted as OpenCV does, seams and all."""
    mask = np.zeros(shape, np.uint8)
    for outline in outlines:
        cv2.fillPoly(mask, [np.rint(np.asarray(outline) - 0.5).astype(np.int32)], 1)
    return mask > 0


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return (one & other).sum() / (one | other).sum()


def test_png_is_the_default(tmp_path) -> None:
    people = drawn_people()
    people.save(tmp_path / "a", "skin")
    people.save(tmp_path / "b", "skin", format="png")
    name = "picture_skin.png"
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_alpha16(tmp_path) -> None:
    people = drawn_people()
    saved = people.save(tmp_path, "hair,body", stem="a", format="alpha16")
    assert [path.name for path in saved.written] == ["a_hair_alpha.png", "a_body_alpha.png"]
    alpha = cv2.imread(str(saved.written[1]), cv2.IMREAD_UNCHANGED)
    assert alpha.dtype == np.uint16
    np.testing.assert_allclose(alpha / 65535, people.matte("body"), atol=1e-5)
    assert len(np.unique(alpha)) > 10


def test_tiff_layers(tmp_path) -> None:
    people = drawn_people()
    icc = profiles.rgb(profiles.P3, 2.2)
    photo = Photo(people.photo.pixels, "a", icc=icc)
    people = people_of({"hair": people.hair, "body": people.body}, photo)
    (path,) = people.save(tmp_path, format="tiff-layers").written
    assert path.name == "picture_layers.tif"
    with Image.open(path) as file:
        pages = []
        for index in range(file.n_frames):
            file.seek(index)
            pages.append((file.tag_v2[285], file.mode, np.asarray(file)))
            assert file.info["icc_profile"] == icc
    assert [(name, mode) for name, mode, _ in pages] == [
        ("photograph", "RGB"),
        ("hair", "RGBA"),
        ("body", "RGBA"),
    ]
    for name, _, pixels in pages[1:]:
        np.testing.assert_array_equal(pixels[:, :, 3] >= 128, people.mask(name))
        np.testing.assert_array_equal(pixels[:, :, :3], pages[0][2])
    np.testing.assert_allclose(load_photo(path).pixels, people.photo.pixels, atol=3)


def test_tiff_layers_are_read_by_others_too(tmp_path) -> None:
    tifffile = pytest.importorskip("tifffile")
    people = drawn_people()
    (path,) = people.save(tmp_path, "hair,body", format="tiff-layers").written
    with tifffile.TiffFile(path) as file:
        layers = {page.tags["PageName"].value: page for page in file.pages}
        assert list(layers) == ["photograph", "hair", "body"]
        assert layers["hair"].extrasamples == (tifffile.EXTRASAMPLE.UNASSALPHA,)
        np.testing.assert_array_equal(layers["body"].asarray()[:, :, 3] >= 128, people.body)


def test_coco(tmp_path) -> None:
    people = drawn_people()
    (path,) = people.save(tmp_path, "hair,skin", format="coco").written
    data = json.loads(path.read_text())
    assert data["images"] == [{"id": 1, "file_name": "<array>", "width": 160, "height": 200}]
    names = {one["id"]: one["name"] for one in data["categories"]}
    assert names == {NAMES.index("hair") + 1: "hair", NAMES.index("skin") + 1: "skin"}
    assert len(data["annotations"]) == 2
    for one in data["annotations"]:
        mask = people.mask(names[one["category_id"]])
        np.testing.assert_array_equal(decode(one["segmentation"]), mask)
        left, top, width, height = one["bbox"]
        assert mask[top : top + height, left : left + width].sum() == mask.sum() == one["area"]


def test_merged_coco(tmp_path) -> None:
    first = drawn_people().save(tmp_path, "hair", stem="a", format="coco").written[0]
    second = drawn_people().save(tmp_path, "skin,hair", stem="b", format="coco").written[0]
    nobody = drawn_people(()).save(tmp_path, "hair", stem="c", format="coco").written[0]
    whole = merge_coco([first, second, nobody])
    assert [one["id"] for one in whole["images"]] == [1, 2, 3]
    assert [one["id"] for one in whole["annotations"]] == [1, 2, 3]
    assert [one["image_id"] for one in whole["annotations"]] == [1, 2, 2]
    assert [one["name"] for one in whole["categories"]] == ["skin", "hair"]


def test_labelme(tmp_path) -> None:
    people = drawn_people()
    source = tmp_path / "in" / "a.png"
    source.parent.mkdir()
    Image.fromarray(people.photo.pixels).save(source)
    people = people_of({"hair": people.hair, "body": people.body}, load_photo(source))
    (path,) = people.save(tmp_path / "out", format="labelme").written
    data = json.loads(path.read_text())
    assert (path.parent / data["imagePath"]).resolve() == source
    assert (data["imageWidth"], data["imageHeight"], data["imageData"]) == (160, 200, None)
    for label in ("hair", "body"):
        outlines = [one["points"] for one in data["shapes"] if one["label"] == label]
        assert overlap(filled(outlines, (200, 160)), people.mask(label)) > 0.97


def test_yolo(tmp_path) -> None:
    people = drawn_people()
    (path,) = people.save(tmp_path, "hair,body", stem="a", format="yolo").written
    assert path.name == "a.txt"
    found = {}
    for line in path.read_text().splitlines():
        number, *values = line.split()
        outline = np.array(values, float).reshape(-1, 2)
        assert 0 <= outline.min() <= outline.max() <= 1
        found.setdefault(NAMES[int(number)], []).append(outline * (160, 200))
    assert set(found) == {"hair", "body"}
    for label, outlines in found.items():
        assert overlap(filled(outlines, (200, 160)), people.mask(label)) > 0.97


def test_polygons_keep_holes_by_a_seam() -> None:
    (outline,) = polygons(RING)
    painted = filled([outline], RING.shape)
    assert overlap(painted, RING) > 0.9
    assert not painted[25:35, 35:45].any()


def test_polygons_of_several_parts_and_of_nothing() -> None:
    mask = np.zeros((40, 40), bool)
    mask[2:10, 2:10] = mask[20:38, 20:38] = mask[15, 15] = True
    outlines = polygons(mask)
    assert [len(outline) for outline in outlines] == [4, 4]
    assert outlines[0].min() == 20.5
    assert polygons(np.zeros((5, 5), bool)) == []


@pytest.mark.parametrize("name", FORMATS)
def test_nobody_and_existing_files(name, tmp_path) -> None:
    people = drawn_people(())
    saved = people.save(tmp_path, stem="a", format=name)
    assert set(tmp_path.iterdir()) == set(saved.written)
    assert saved.written == list(format_paths(name, tmp_path, "a", NAMES).values())
    again = people.save(tmp_path, stem="a", format=name)
    assert (again.written, again.kept) == ([], saved.written)


def test_several_formats_and_unknown_ones(tmp_path) -> None:
    saved = drawn_people().save(tmp_path, "skin", stem="a", format="png, yolo,png")
    assert [path.name for path in saved.written] == ["a_skin.png", "a.txt"]
    with pytest.raises(UsageError, match="unknown format 'coc': did you mean 'coco'"):
        parse_formats("png,coc")
    with pytest.raises(UsageError, match="no format given"):
        parse_formats(",")
