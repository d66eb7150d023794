"""Each published layout, on a miniature of it: polarity, labels, splits and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import archives
from archives import BLOCK, HAIR, Build, mask, picture, write
from integument.data.archive import Archive
from integument.data.dataset import DataSet
from integument.data.open import open_data, recognise
from integument.data.readers import LAYOUTS
from integument.data.readers.layout import Options
from integument.data.readers.pixel_table import read_pixel_table
from integument.data.readers.splits import grouped, ranked
from integument.errors import InputError, UsageError

CASES: dict[str, tuple[Build, str, dict[str, np.ndarray], dict[str, tuple[str, ...]]]] = {
    # how it is drawn, its kind, what the last picture's masks are, the parts of its pictures
    "ecu, one folder": (
        archives.ecu_flat,
        "ecu",
        {"skin": BLOCK},
        {"im00001": ("train",), "im00002": ("test",), "im04000": ("validation",)},
    ),
    "ecu, two folders": (archives.ecu_halves, "ecu", {"skin": BLOCK}, {}),
    "hgr": (archives.hgr, "hgr", {"skin": BLOCK}, {}),
    "sfa": (
        archives.sfa,
        "sfa",
        {"skin": BLOCK},
        {"img (1)": ("train",), "img (800)": ("validation",), "img (1118)": ("test",)},
    ),
    "abdomen": (
        archives.abdomen,
        "abdomen",
        {"skin": BLOCK},
        {"train_1": ("train",), "test_1": ("test",)},
    ),
    "pratheepan": (archives.pratheepan, "pratheepan", {"skin": BLOCK}, {}),
    "lfw-parts": (
        archives.lfw_parts,
        "lfw-parts",
        {"face_skin": BLOCK, "hair": HAIR},
        {"Ann_Lee_0003": ("train",), "Bo_0003": ("validation",), "Cy_Mae_Ray_0003": ("test",)},
    ),
    "figaro1k": (
        archives.figaro1k,
        "figaro1k",
        {"hair": BLOCK},
        {"Frame00151": ("train",), "Frame01050": ("test",)},
    ),
    "celeba": (archives.celeba, "celeba", {}, {"000001": ("train",), "000002": ("test",)}),
    "celeba-star": (
        archives.celeba_star,
        "celeba-star",
        {"face_skin": BLOCK, "hair": HAIR},
        {"000002": ()},
    ),
    "celebamask-hq": (
        archives.celebamask_hq,
        "celebamask-hq",
        {
            "skin": BLOCK & ~archives.EYE,
            "face_skin": BLOCK & ~archives.EYE & ~archives.EAR,
            "hair": HAIR,
            "body": BLOCK | HAIR,
            "clothes": np.zeros_like(BLOCK),
        },
        {"0": ("train",), "2001": ("test",)},
    ),
    "coco": (
        archives.coco,
        "coco",
        {"body": np.zeros_like(BLOCK)},  # the last picture has a cat; the first is tested below
        dict.fromkeys(("000000000139", "000000000285"), ("validation", "val2017")),
    ),
    "pairs": (archives.pairs, "pairs:hair", {"hair": BLOCK}, {}),
    "cut-outs": (archives.cutouts, "pairs:head_torso", {"head_torso": BLOCK}, {}),
    "skin pairs": (archives.skin_pairs, "skin-pairs", {"skin": BLOCK}, {"a": ()}),
    "s2mgen": (archives.s2mgen, "s2mgen", {"body": BLOCK}, {"000000": (), "000001": ()}),
}


@pytest.mark.parametrize(("build", "kind", "truth", "parts"), CASES.values(), ids=CASES)
def test_each_layout_is_recognised_and_the_right_way_round(
    tmp_path: Path,
    build: Build,
    kind: str,
    truth: dict[str, np.ndarray],
    parts: dict[str, tuple[str, ...]],
) -> None:
    build(tmp_path)
    assert list(recognise(tmp_path)) == [kind.partition(":")[0]]
    data = open_data(f"{kind}={tmp_path}" if ":" in kind else tmp_path)
    assert isinstance(data, DataSet)
    sample = data.read(list(data)[-1])
    assert set(sample.labels) == set(truth)
    for label, expected in truth.items():
        np.testing.assert_array_equal(sample.truth(label), expected, err_msg=label)
    assert sample.image.shape == (*BLOCK.shape, 3)
    np.testing.assert_allclose(sample.image[8, 8], archives.SKIN_COLOUR, atol=12)  # RGB, not BGR
    assert data.orphans() == []
    if parts:
        assert data.parts == parts


def test_every_layout_has_a_miniature() -> None:
    assert {kind.partition(":")[0] for _, kind, _, _ in CASES.values()} == set(LAYOUTS)


@pytest.fixture
def make(tmp_path: Path) -> Callable[[Build], Path]:
    def make(build: Build) -> Path:
        build(tmp_path)
        return tmp_path

    return make


def test_ecu_has_the_same_split_whatever_is_missing(make: Callable[[Build], Path]) -> None:
    path = make(archives.ecu_flat)
    whole = open_data(path).parts
    for file in path.glob("*/im00001.*"):
        file.unlink()
    assert open_data(path).parts == {k: v for k, v in whole.items() if k != "im00001"}
    splits = ranked([f"im{n:05d}" for n in range(1, 4001)], {"train": 1600, "test": 2000}, "rest")
    assert [list(splits.values()).count(name) for name in ("train", "test", "rest")] == [
        1600,
        2000,
        400,
    ]


def test_hgr_keeps_a_person_on_one_side(make: Callable[[Build], Path]) -> None:
    data = open_data(make(archives.hgr))
    sides: dict[str, set[str]] = {}
    for stem in data:
        sample = data.read(stem, labels=())
        sides.setdefault(sample.attributes["person"], set()).update(data.parts[stem])
    assert all(len(of) == 2 for of in sides.values())  # one split, and hgr1
    assert sum("test" in of for of in sides.values()) == 1  # two of ten pictures
    assert set(grouped(["a", "b"], 0.0).values()) == {"train"}


def test_parts_of_pratheepan(make: Callable[[Build], Path]) -> None:
    path = make(archives.pratheepan)
    assert len(open_data(path)) == 5
    assert list(open_data(f"{path}#face")) == ["face_0", "face_1", "face_2"]
    both = open_data(f"{path}#family,train")
    assert set(both) <= {"family_0", "family_1"}
    with pytest.raises(UsageError, match=r"unknown part of .*'faces': did you mean 'face'"):
        open_data(f"{path}#faces")
    with pytest.raises(UsageError, match=r"unknown picture of pratheepan#face 'family_0'"):
        open_data(f"{path}#face").read("family_0")


def test_figaro_has_styles_and_leaves_stray_copies(make: Callable[[Build], Path]) -> None:
    data = open_data(make(archives.figaro1k))
    assert [data.read(stem).attributes["style"] for stem in data] == ["wavy", "short-men"]
    assert isinstance(data, Archive)
    assert [file.name for file in data.listing.ignored] == ["Frame00151-gt(1).pbm"]


def test_celeba_has_attributes(make: Callable[[Build], Path]) -> None:
    data = open_data(make(archives.celeba))
    assert data.labels == ()
    assert data.read("000001").attributes["Black_Hair"] == "1"
    assert data.read("000001").attributes["Bald"] == "-1"


def test_absent_parts_of_a_face_are_known_to_be_empty(make: Callable[[Build], Path]) -> None:
    data = open_data(make(archives.celebamask_hq))
    bald = data.read("0")
    assert "hair" in bald.masks and not bald.truth("hair").any()


def test_the_mapping_of_hairnet(make: Callable[[Build], Path]) -> None:
    path = make(archives.celebamask_hq)
    data = open_data(path, "celebamask-hq:hairnet")
    assert data.labels == ("face_skin", "hair")
    np.testing.assert_array_equal(data.read("2001").truth("face_skin"), BLOCK)


def test_people_of_coco(make: Callable[[Build], Path]) -> None:
    data = open_data(make(archives.coco))
    sample = data.read("000000000139")
    np.testing.assert_array_equal(sample.truth("body"), BLOCK)
    assert sample.void is not None and sample.void.sum() == 1 and sample.void[0, 0]


def test_soft_masks_stay_soft_unless_a_threshold_is_given(make: Callable[[Build], Path]) -> None:
    path = make(archives.pairs)
    soft = open_data(path, "pairs:hair").read("00001").masks["hair"]
    np.testing.assert_array_equal(soft, mask(200, 10))
    hard = open_data(path, "pairs:hair", Options(threshold=5)).read("00001").masks["hair"]
    assert (hard == 255).all()


def test_inverted_and_paired_by_a_pattern(tmp_path: Path) -> None:
    write(tmp_path / "images/photo-7.png", picture())
    write(tmp_path / "masks/label-7.png", mask(0, 255))
    data = open_data(tmp_path, "pairs:skin", Options(inverted=True, stem_regex=r"-(\d+)$"))
    assert list(data) == ["7"]
    np.testing.assert_array_equal(data.read("7").truth("skin"), BLOCK)


def test_a_manifest_decides_the_splits(make: Callable[[Build], Path]) -> None:
    path = make(archives.abdomen)
    (path / "integument-manifest.csv").write_text("id,split\ntrain_1,test\n")
    assert open_data(path).parts == {"train_1": ("test",), "test_1": ()}


def test_pictures_without_a_mask_and_masks_without_a_picture(
    make: Callable[[Build], Path],
) -> None:
    path = make(archives.ecu_flat)
    (path / "skin_masks/im00001.png").unlink()
    (path / "origin_images/im00002.jpg").unlink()
    data = open_data(path)
    assert list(data) == ["im04000"]
    assert [Path(str(piece)).name for piece in data.orphans()] == ["im00001.jpg", "im00002.png"]


def spoil_lfw(path: Path) -> None:
    write(path / "parts_lfw_funneled_gt_images/Bo_0003.ppm", picture())


def spoil_figaro(path: Path) -> None:
    write(path / "Figaro1k/GT/Training/Frame00151-gt.pgm", mask())


def spoil_star(path: Path) -> None:
    write(path / "labels/000002.bmp", mask(7))


@pytest.mark.parametrize(
    ("build", "spoil", "expected"),
    [
        (archives.lfw_parts, spoil_lfw, r"Bo_0003\.ppm: expected pixels of pure red"),
        (archives.figaro1k, spoil_figaro, r"two files share the name 'Frame00151': .*and"),
        (archives.celeba_star, spoil_star, r"000002\.bmp: expected only the values .*got \[7\]"),
        (
            archives.ecu_flat,
            lambda path: write(path / "skin_masks/im00001.png", mask(1)),
            r"im00001\.png: expected 0 and 255, got at most 1: give a threshold",
        ),
        (
            archives.ecu_flat,
            lambda path: write(path / "skin_masks/im00001.png", mask(150, 40)),
            r"im00001\.png: expected black and white, got 100% grey: give a threshold",
        ),
        (
            archives.ecu_flat,
            lambda path: write(path / "skin_masks/im00001.png", mask()[:5]),
            r"im00001\.png: a mask has the size of its picture: expected 16x12, got 16x5",
        ),
        (
            archives.ecu_flat,
            lambda path: (path / "origin_images/im00001.jpg").write_bytes(b""),
            r"im00001\.jpg: damaged or not a picture",
        ),
        (
            archives.celeba,
            lambda path: (path / "list_attr_celeba.txt").write_text("1\nBald\n000001.jpg 0\n"),
            r"list_attr_celeba\.txt: expected a file name and 1 values of 1 or -1",
        ),
        (
            archives.coco,
            lambda path: (path / "annotations/panoptic_val2017.json").write_text("{}"),
            r"panoptic_val2017\.json: not readable as panoptic annotations",
        ),
        (
            archives.lfw_parts,
            lambda path: (path / "parts_test.txt").write_text("Cy\n"),
            r"parts_test\.txt: expected lines 'Name number', got 'Cy'",
        ),
        (
            archives.abdomen,
            lambda path: (path / "integument-manifest.csv").write_text("a,b\n"),
            r"manifest\.csv: expected columns 'id' and 'split'",
        ),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, build: Build, spoil: Callable[[Path], object], expected: str
) -> None:
    build(tmp_path)
    spoil(tmp_path)
    with pytest.raises(InputError, match=expected):
        data = open_data(tmp_path)
        for stem in data:
            data.read(stem)


@pytest.mark.parametrize(
    ("reference", "kind", "error", "expected"),
    [
        ("{}", None, UsageError, r"what do the masks show\? say so, as pairs:LABEL"),
        ("{}", "pairs:hare", UsageError, r"unknown variant of pairs 'hare': did you mean 'hair'"),
        ("{}", "paris", UsageError, r"unknown data set 'paris': did you mean 'pairs'"),
        ("{}", "sfa", InputError, r": not SFA: expected SFA/ORI/img"),
        ("sfa={}", None, InputError, r": not SFA: expected SFA/ORI/img"),
        ("{}/masks", None, InputError, r"masks: not a pack or data set: expected a folder images/"),
        ("{}/gone", None, InputError, r"gone: no such folder"),
        ("pairs:hair={}#test", None, UsageError, r"unknown part of .*\(it has no parts\)"),
    ],
)
def test_references_that_lead_nowhere(
    make: Callable[[Build], Path],
    reference: str,
    kind: str | None,
    error: type[Exception],
    expected: str,
) -> None:
    path = make(archives.pairs)
    with pytest.raises(error, match=expected):
        open_data(reference.format(path), kind)


def test_two_layouts_in_one_folder_are_asked_about(make: Callable[[Build], Path]) -> None:
    path = make(archives.celeba)
    archives.celeba_star(path)
    with pytest.raises(InputError, match="may be any of celeba, celeba-star: say which"):
        open_data(path)
    assert list(open_data(f"celeba-star={path}")) == ["000002"]


def test_a_description_makes_no_pack_of_pairs(make: Callable[[Build], Path]) -> None:
    path = make(archives.pairs)
    (path / "index.csv").write_text("id\n00001\n")
    assert list(recognise(path)) == ["pairs"]


def test_an_archive_without_its_masks(tmp_path: Path) -> None:
    write(tmp_path / "ORI/img (1).jpg", picture())
    (tmp_path / "GT").mkdir()
    with pytest.raises(InputError, match="no picture with its mask in the layout of SFA"):
        open_data(tmp_path)


@pytest.mark.parametrize("options", [{"threshold": 300}, {"stem_regex": "("}])
def test_options_that_cannot_be(options: dict) -> None:
    with pytest.raises(UsageError, match=r"expected (0 to 255|a regular expression)"):
        Options(**options)


def test_the_pixel_table(tmp_path: Path) -> None:
    table = tmp_path / "Skin_NonSkin.txt"
    table.write_text("74\t85\t123\t1\n10\t20\t30\t2\n")
    colours, skin = read_pixel_table(table)
    assert colours.dtype == np.uint8 and colours[0].tolist() == [123, 85, 74]
    assert skin.tolist() == [True, False]
    table.write_text("1 2 3\n")
    with pytest.raises(InputError, match="expected rows of B, G, R and label"):
        read_pixel_table(table)
