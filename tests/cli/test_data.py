"""``integument data``: what is wrong with a data set is named, and its splits are kept."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import archives
from archives import mask, picture, write
from integument.data.open import open_data
from integument.data.readers import LAYOUTS


@pytest.fixture
def skin(tmp_path: Path) -> Path:
    """Ten pictures in the layout of SFA."""
    for number in range(1, 11):
        write(tmp_path / f"ORI/img ({number}).png", picture())
        write(tmp_path / f"GT/img ({number}).png", mask())
    return tmp_path


def findings(cli: Callable, *argv: object) -> tuple[int, dict[str, list[tuple[bool | None, str]]]]:
    """The exit code, and what was found by check."""
    result = cli("data", "verify", *argv, "--json")
    found: dict[str, list[tuple[bool | None, str]]] = {}
    for finding in json.loads(result.text)["findings"]:
        found.setdefault(finding["check"], []).append((finding["ok"], finding["text"]))
    return result.code, found


def test_counts_are_compared_with_the_published_ones(cli: Callable, skin: Path) -> None:
    code, found = findings(cli, skin)
    assert code == 3
    assert (False, "10 pictures, published: 1118") in found["counts"]
    assert found["pairs"] == [(True, "every file has its partner")]
    assert found["polarity"] == [
        (True, "skin: the right way round (10 of 10 pictures speak for it)")
    ]


def test_a_sound_pack_passes(cli: Callable, tmp_path: Path) -> None:
    for number in range(6):
        write(tmp_path / f"images/{number}.png", picture())
        write(tmp_path / f"masks/body/{number}.png", mask())
    (tmp_path / "meta.json").write_text('{"count": 6}')
    result = cli("data", "verify", tmp_path)
    assert result.code == 0, result.text
    assert "body: the right way round" in result.text
    assert "nothing wrong was found" in result.text


def test_reversed_masks_are_noticed_and_can_be_turned(cli: Callable, skin: Path) -> None:
    for file in (skin / "GT").iterdir():
        write(file, mask(0, 255))
    _, found = findings(cli, skin)
    assert found["polarity"][0][0] is False and "looks reversed" in found["polarity"][0][1]
    _, found = findings(cli, skin, "--invert")
    assert found["polarity"][0][0] is True


def test_unmatched_and_damaged_files_are_named(cli: Callable, skin: Path) -> None:
    (skin / "GT/img (1).png").rename(skin / "GT/img (99).png")
    (skin / "ORI/img (2).png").write_bytes(b"no picture")
    result = cli("data", "verify", skin)
    assert result.code == 3
    for expected in (
        "ORI/img (1).png: no partner",
        "GT/img (99).png: no partner",
        "img (2).png: damaged or not a picture",
        "8 of 9 pictures read",
    ):
        assert expected in result.text
    assert "Traceback" not in result.err


def test_no_more_is_printed_than_anybody_reads(cli: Callable, skin: Path) -> None:
    for number in range(100, 125):
        write(skin / f"GT/img ({number}).png", mask())
    text = cli("data", "verify", skin).text
    assert text.count("no partner") == 20
    assert "and 5 more like this" in text
    assert len(findings(cli, skin)[1]["pairs"]) == 25


def test_skin_outside_the_body_is_told(cli: Callable, tmp_path: Path) -> None:
    archives.s2mgen(tmp_path)
    write(tmp_path / "person/000000.png", mask(where=archives.HAIR))
    _, found = findings(cli, tmp_path)
    assert found["containment"] == [(None, "skin lies outside body in 1 of 2 pictures")]


def test_parts_of_an_archive_that_are_absent(cli: Callable, tmp_path: Path) -> None:
    archives.hgr(tmp_path)
    _, found = findings(cli, tmp_path)
    assert (False, "hgr1: 10 pictures, published: 899") in found["counts"]
    assert (None, "hgr2a: not there (published: 85)") in found["counts"]


def test_a_manifest_fixes_the_splits(cli: Callable, tmp_path: Path) -> None:
    archives.pratheepan(tmp_path)
    assert cli("data", "manifest", tmp_path).code == 0
    stored = tmp_path / "Face_Dataset/integument-manifest.csv"
    rows = list(csv.DictReader(stored.open()))
    assert rows[0]["id"] == "face_0" and rows[0]["subset"] == "face"
    assert rows[0]["image"] == "Pratheepan_Dataset/FacePhoto/0.jpg"
    assert rows[0]["masks"] == "skin:Ground_Truth/GroundT_FacePhoto/0.png"

    before = open_data(tmp_path).parts
    for number in range(3, 20):  # more pictures, which would shift the split
        write(tmp_path / f"Face_Dataset/Pratheepan_Dataset/FacePhoto/{number}.jpg", picture())
        write(tmp_path / f"Face_Dataset/Ground_Truth/GroundT_FacePhoto/{number}.png", mask())
    after = open_data(tmp_path).parts
    assert {stem: after[stem] for stem in before} == before
    _, found = findings(cli, tmp_path)
    assert found["manifest"][0] == (
        False,
        "17 pictures there but not listed: face_10, face_11, face_12, face_13, face_14 ...",
    )

    again = cli("data", "manifest", tmp_path)
    assert again.code == 2 and "--force to replace it" in again.err
    assert cli("data", "manifest", tmp_path, "--force").code == 0


def test_a_manifest_of_a_pack(cli: Callable, tmp_path: Path) -> None:
    write(tmp_path / "images/1.png", picture())
    write(tmp_path / "masks/skin/1.png", mask())
    (tmp_path / "index.csv").write_text("id,split\n1,train\n")
    result = cli("data", "manifest", tmp_path, "--out", "-")
    assert result.text.splitlines()[1] == "1,train,,images/1.png,skin:masks/skin/1.png"
    refused = cli("data", "manifest", f"{tmp_path}#train", "--out", "-")
    assert refused.code == 2 and "leave out the '#...'" in refused.err


def test_statistics(cli: Callable, skin: Path) -> None:
    write(skin / "GT/img (3).png", mask(0))
    found = json.loads(cli("data", "stats", skin, "--json").text)
    assert found["pictures"] == 10 and found["parts"] == {"train": 10}
    assert found["sizes"]["width"] == {"least": 16, "median": 16, "most": 16}
    share = float(archives.BLOCK.mean())
    assert found["labels"]["skin"]["empty"] == 1
    assert found["labels"]["skin"]["mean"] == pytest.approx(0.9 * share)
    assert "10 pictures, 1 of them empty" in cli("data", "stats", skin).text


def test_an_archive_is_scored_like_a_pack(cli: Callable, tmp_path: Path, toy_model: Path) -> None:
    archives.abdomen(tmp_path)
    data = f"abdomen={tmp_path}#test"
    result = cli("evaluate", "--data", data, "--model", toy_model, "--json", tmp_path / "s.json")
    assert result.code == 0, result.err
    (scored,) = json.loads((tmp_path / "s.json").read_text())["packs"]
    assert scored["name"] == "abdomen#test"
    assert "skin" in result.text


def test_layouts_are_listed(cli: Callable) -> None:
    text = cli("data", "layouts").text
    assert "celebamask-hq: CelebAMask-HQ" in text and "non-commercial" in text


@pytest.mark.parametrize(
    ("argv", "code", "expected"),
    [
        (("verify", "nowhere"), 3, "nowhere: no such folder"),
        (("verify", ".", "--as", "sfaa"), 2, "unknown data set 'sfaa': did you mean 'sfa'"),
        (("verify", ".", "--threshold", "999"), 2, "threshold: expected 0 to 255, got 999"),
        (("verify", ".", "--stem-regex", "("), 2, "expected a regular expression"),
        (("stats", ".", "--limit", "0"), 2, "--limit: expected at least 1 picture"),
        ((), 2, "ACTION"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    cli: Callable, argv: tuple[str, ...], code: int, expected: str
) -> None:
    result = cli("data", *argv)
    assert result.code == code
    assert expected in result.err and result.err.count("\n") == 1


def test_the_document_names_every_layout() -> None:
    text = (Path(__file__).parents[2] / "docs/data.md").read_text(encoding="utf-8")
    for layout in LAYOUTS.values():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{layout.name}` |"))
        for part in layout.parts:
            assert f"{part.pictures[0]:,}" in row, (layout.name, part)
        assert layout.licence in row
