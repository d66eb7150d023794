"""Skin tone: the angle, the limits, files of labels, and tables of scores."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from command import command
from integument.data.pack import Pack
from integument.errors import InputError, UsageError
from integument.evaluate.tone import (
    ANGLES,
    TONES,
    estimate,
    labelled,
    read_labels,
    tone_of,
    typology_angle,
)
from integument.evaluate.tone_table import FEWEST_PICTURES, tabulate

PALE, DARK = (236, 205, 182), (68, 44, 34)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((12, 12, 3), colour, np.uint8)


EVERYWHERE = np.ones((12, 12), bool)


def cielab(colour: tuple[int, int, int]) -> tuple[float, float]:
    """L* and b* under D65 by the definitions of sRGB and CIELAB, in plain floats."""
    linear = [(c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    y = 0.2126729 * linear[0] + 0.7151522 * linear[1] + 0.0721750 * linear[2]
    z = (0.0193339 * linear[0] + 0.1191920 * linear[1] + 0.9503041 * linear[2]) / 1.08883
    fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (y, z))
    return 116 * fy - 16, 200 * (fy - fz)


@pytest.mark.parametrize("colour", [PALE, DARK, (198, 134, 66), (150, 100, 80), (224, 172, 105)])
def test_the_angle_is_that_of_its_definition(colour: tuple[int, int, int]) -> None:
    lightness, yellow = cielab(colour)
    expected = np.degrees(np.arctan((lightness - 50) / yellow))
    assert typology_angle(plain(colour), EVERYWHERE) == pytest.approx(expected, abs=0.3)


def test_outliers_and_other_pixels_do_not_count() -> None:
    picture = plain(PALE)
    picture[0, :6] = (0, 0, 0)  # nostrils
    picture[:, 9:] = DARK  # not skin by the mask
    mask = EVERYWHERE.copy()
    mask[:, 9:] = False
    assert typology_angle(picture, mask) == typology_angle(plain(PALE), EVERYWHERE)


def test_two_heaps_without_a_middle() -> None:
    picture = plain(PALE)
    picture[:6] = DARK
    assert typology_angle(picture, EVERYWHERE) is not None


def test_too_little_skin_has_no_tone() -> None:
    mask = np.zeros((12, 12), bool)
    assert typology_angle(plain(PALE), mask) is None
    mask[:5, :12] = True
    assert typology_angle(plain(PALE), mask) is None


@pytest.mark.parametrize(
    ("angle", "tones"),
    [
        (56.0, "I I I"),
        (55.0, "II II I"),
        (41.5, "II II II"),
        (35.0, "III III II"),
        (18.0, "IV V III"),
        (10.5, "IV V IV"),
        (0.0, "V VI V"),
        (-30.0, "VI VI VI"),
        (-29.5, "V VI VI"),
        (120.0, "I I I"),
        (-120.0, "VI VI VI"),
    ],
)
def test_three_sets_of_limits(angle: float, tones: str) -> None:
    assert " ".join(tone_of(angle, limits) for limits in ANGLES) == tones


def test_limits_fall() -> None:
    for limits in ANGLES.values():
        assert len(limits) == len(TONES) - 1 and list(limits) == sorted(limits, reverse=True)


def test_labels_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tones.csv"
    file.write_text(
        "\ufeffpicture,tone,by\n0001,IV,a\n0002,6,b\nother/0003, ii ,c\n0004,,\n", "utf-8"
    )
    assert read_labels(file) == {"0001": "IV", "0002": "VI", "other/0003": "II"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,tone\n1,2\n", "expected the columns picture and tone, got id, tone"),
        ("", "expected the columns picture and tone, got none"),
        ("picture,tone\na,7\n", "line 2: expected a tone from I to VI or 1 to 6, got '7'"),
        ("picture,tone\na,1\na,2\n", "line 3: expected every picture once, got 'a' again"),
        ("picture,tone\n,1\n", "line 2: expected every picture once, got ''"),
    ],
)
def test_files_that_do_not_fit(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "tones.csv"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        read_labels(file)
    assert expected in str(caught.value) and str(file) in str(caught.value)


class TestTable:
    def test_numbers(self) -> None:
        scores = {f"{tone}{i}": 0.9 - 0.1 * t for t, tone in enumerate(TONES) for i in range(6)}
        tones = {picture: picture[:-1] for picture in scores}
        scores["untold"] = 0.0
        table = tabulate(scores, tones, source="labels")
        assert [row.pictures for row in table.rows] == [6] * 6 and table.untold == 1
        assert [row.score.value for row in table.rows] == pytest.approx(
            [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
        )
        assert table.gap.value == pytest.approx(0.5) and table.worst == "VI"
        assert table.darkest_gap.value == pytest.approx(0.7 - 0.4)
        assert table.gap.low == pytest.approx(0.5)  # within a tone all are alike

    def test_intervals_hold_the_mean_and_shrink_with_pictures(self) -> None:
        rng = np.random.default_rng(0)
        widths = []
        for count in (20, 500):
            scores = {str(i): value for i, value in enumerate(rng.normal(0.6, 0.1, count))}
            row = tabulate(scores, dict.fromkeys(scores, "III"), source="").rows[2]
            assert row.score.low < row.score.value < row.score.high
            widths.append(row.score.high - row.score.low)
        # Of a normal mean the interval is 2 × 1.96 × 0.1 / sqrt(n) wide.
        assert widths == pytest.approx([0.0877, 0.01753], rel=0.25)

    def test_few_pictures_decide_nothing(self) -> None:
        scores = {f"a{i}": 0.8 for i in range(9)} | {"b": 0.1}
        tones = {picture: "I" if picture != "b" else "VI" for picture in scores}
        table = tabulate(scores, tones, source="")
        assert table.rows[5].pictures == 1 < FEWEST_PICTURES
        assert table.gap is None and table.worst is None and table.darkest_gap is None
        assert json.loads(json.dumps(table.to_dict(), allow_nan=False))["tones"]["II"] == {
            "pictures": 0,
            "score": None,
        }

    def test_the_same_every_time(self) -> None:
        scores = {str(i): i / 12 for i in range(12)}
        tones = {str(i): TONES[i % 2] for i in range(12)}
        assert tabulate(scores, tones, source="") == tabulate(scores, tones, source="")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Six pale and six dark faces before a green wall."""
    folder = tmp_path / "faces"
    for number in range(12):
        picture, truth = np.full((30, 40, 3), (40, 160, 60), np.uint8), np.zeros((30, 40), np.uint8)
        picture[5:25, 10:30] = PALE if number < 6 else DARK
        truth[5:25, 10:30] = 255
        for name, pixels in (("images", picture[:, :, ::-1]), ("masks/skin", truth)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(folder / name / f"{number:04}.png"), pixels)
    return folder


evaluate = partial(command, "evaluate")


def test_tones_of_a_pack(pack: Path) -> None:
    tones = estimate(Pack(pack), ["0000", "0011"], "chardon")
    assert tones == {"0000": "I", "0011": "VI"}
    with pytest.raises(UsageError, match="did you mean 'chardon'"):
        estimate(Pack(pack), [], "chardn")


def test_pictures_without_a_tone(pack: Path, tmp_path: Path) -> None:
    (pack / "images/0000.png").write_bytes(b"nonsense")
    assert estimate(Pack(pack), ["0000", "0011"], "chardon") == {"0011": "VI"}
    (pack / "masks/skin").rename(pack / "masks/hair")
    with pytest.raises(InputError, match="tones cannot be estimated: expected masks of skin"):
        estimate(Pack(pack), ["0011"], "chardon")
    (pack / "meta.json").write_text('{"people_free": true}')
    assert estimate(Pack(pack), ["0011"], "chardon") == {}


def test_labels_of_another_pack(pack: Path) -> None:
    assert labelled(Pack(pack), ["0000"], {"faces/0000": "II", "0000": "V"}) == {"0000": "II"}
    with pytest.raises(
        InputError, match="names none of its pictures: expected names such as '0000'"
    ):
        labelled(Pack(pack), ["0000"], {"9": "II"})


def test_the_command_estimates(pack: Path, tmp_path: Path) -> None:
    """The fixed RGB rule is known to miss dark skin: the table must say so."""
    file = tmp_path / "scores.json"
    options = ("--classical", "rgb", "--tones", "chardon", "--json", file)
    code, out, err = evaluate("--data", pack, *options)
    assert code == 0
    assert "rgb: mean IoU (pictures) by skin tone, estimated, limits 'chardon'" in out
    assert "1.000 (6)" in out and "0.000 (6)" in out
    assert "neither phototype" in err
    written = json.loads(file.read_text())
    (of_pack,) = written["tones"]
    assert of_pack["name"] == "faces" and of_pack["pictures"]["0011"] == "VI"
    table = of_pack["labels"]["skin"]
    assert table["worst"] == "VI" and table["gap"]["value"] == 1
    assert "neither phototype" in written["limits_of_tones"]


def test_the_command_reads_labels(pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "tones.csv"
    rows = "".join(f"{number:04},{'II' if number < 6 else 'III'}\n" for number in range(12))
    file.write_text(f"picture,tone\n{rows}")
    code, out, err = evaluate("--data", pack, "--classical", "rgb", "--tones", file)
    assert code == 0 and f"labels from {file}" in " ".join(out.split())
    assert "phototype" not in err
    code, _, err = evaluate("--data", pack, "--classical", "rgb", "--tones", "no.csv")
    assert code == 3 and "no.csv: cannot be read" in err
