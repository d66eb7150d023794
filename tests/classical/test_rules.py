"""The rules with fixed limits, against their definitions written out pixel by pixel."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
import pytest

from integument.classical.cleaning import clean
from integument.classical.ellipse import Ellipse, EllipseSettings, RotatedEllipse
from integument.classical.face_adaptive import FaceAdaptive
from integument.classical.hsv_range import HsvRange, HsvRangeSettings
from integument.classical.mixed_rule import MixedRule, MixedRuleSettings
from integument.classical.rgb_rules import RgbRules, RgbRulesSettings
from integument.classical.ycbcr_box import YCbCrBox, YCbCrBoxSettings
from integument.classical.ycbcr_hsv import YCbCrHsv, YCbCrHsvSettings


def published_rgb(r: int, g: int, b: int) -> bool:
    daylight = r > 95 and g > 40 and b > 20 and max(r, g, b) - min(r, g, b) > 15
    daylight = daylight and abs(r - g) > 15 and r > g and r > b
    flash = r > 220 and g > 210 and b > 170 and abs(r - g) <= 15 and r > b and g > b
    return daylight or flash


def each_pixel(function, picture: np.ndarray) -> np.ndarray:
    return np.array([[function(*map(int, pixel)) for pixel in row] for row in picture])


def test_rgb_rules(noise: np.ndarray) -> None:
    noise[0, 0], noise[0, 1] = (250, 240, 200), (96, 80, 21)  # flash; the dimmest of daylight
    expected = each_pixel(published_rgb, noise)
    assert expected[0, 0] and expected[0, 1] and 0.05 < expected.mean() < 0.95
    assert (RgbRules().predict(noise)["skin"] == expected).all()


def test_the_gate_on_hue_and_saturation_only_removes(noise: np.ndarray) -> None:
    def published(r: int, g: int, b: int) -> bool:
        hue, saturation, _ = colorsys.rgb_to_hsv(r / 255, g / 255, b / 255)
        return published_rgb(r, g, b) and hue <= 50 / 360 and 0.23 <= saturation <= 0.68

    expected = each_pixel(published, noise)
    found = RgbRules(RgbRulesSettings(hsv_gate=True)).predict(noise)["skin"] > 0
    assert (found & ~each_pixel(published_rgb, noise)).sum() == 0
    assert (found != expected).mean() < 0.02  # OpenCV rounds hue and saturation


def test_mixed_rule(noise: np.ndarray) -> None:
    def published(r: int, g: int, b: int) -> bool:
        if r > 95 and g > 40 and b > 20 and r > g and r > b and abs(r - g) > 15:
            return True
        hue = colorsys.rgb_to_hsv(r / 255, g / 255, b / 255)[0]
        y = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255
        cb = 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255
        cr = 128 + (112 * r - 93.786 * g - 18.214 * b) / 255
        warm = hue > 0.8 or hue < 0.2
        return warm and cr > 135 and cb > 85 and y > 80 and cr <= 1.5862 * cb + 20

    expected = each_pixel(published, noise)
    found = MixedRule(MixedRuleSettings(blur_sigma=0)).predict(noise)["skin"] > 0
    assert (found != expected).mean() < 0.01  # hue at the limit is rounded
    assert found.sum() > each_pixel(published_rgb, noise).sum()  # the other colour spaces add


@pytest.mark.parametrize("subtract", [0, 30])
def test_hsv_range(noise: np.ndarray, subtract: int) -> None:
    settings = HsvRangeSettings(subtract_red=subtract, blur=0)
    darker = noise.copy()
    darker[..., 0] = np.maximum(noise[..., 0].astype(int) - subtract, 0)
    h, s, v = np.moveaxis(cv2.cvtColor(darker, cv2.COLOR_RGB2HSV), -1, 0)
    expected = (h <= 20) & (s >= 48) & (v >= 80)
    assert 0.05 < expected.mean() < 0.95
    assert (HsvRange(settings).predict(noise)["skin"] == expected).all()


def ycbcr(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cb and Cr by the formula of JPEG, rounded."""
    red, green, blue = np.moveaxis(picture.astype(float), -1, 0)
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    return np.rint((blue - y) * 0.564 + 128), np.rint((red - y) * 0.713 + 128)


def test_ycbcr_box_and_its_colour_order(noise: np.ndarray) -> None:
    cb, cr = ycbcr(noise)
    expected = (cb >= 85) & (cb <= 135) & (cr >= 137) & (cr <= 180)
    found = YCbCrBox(YCbCrBoxSettings(ellipse=1, blur=0)).predict(noise)["skin"] > 0
    assert (found != expected).mean() < 0.02 < expected.mean()
    assert (YCbCrBox().predict(noise)["skin"] < 1).any()  # cleaned by default


def test_ycbcr_hsv_is_where_both_agree(noise: np.ndarray) -> None:
    box = YCbCrBox(YCbCrBoxSettings(ellipse=1, blur=0)).predict(noise)["skin"]
    hsv = HsvRange(HsvRangeSettings(blur=0)).predict(noise)["skin"]
    both = YCbCrHsv(YCbCrHsvSettings(ellipse=1, blur=0)).predict(noise)["skin"]
    assert (both == box * hsv).all() and 0 < both.sum() < min(box.sum(), hsv.sum())
    assert (YCbCrHsvSettings().ellipse, YCbCrHsvSettings().blur) == (3, 3)


def test_ellipse(noise: np.ndarray) -> None:
    cb, cr = ycbcr(noise)
    expected = ((cb - 109.38) / 13.64) ** 2 + ((cr - 152.02) / 15.38) ** 2 <= 1
    found = Ellipse().predict(noise)["skin"] > 0
    assert (found != expected).mean() < 0.02 < expected.mean()


def test_the_ellipse_turns_the_right_way(noise: np.ndarray) -> None:
    """At 90 degrees the half axis ``a`` lies along Cr; at 45 towards more Cb and more Cr."""
    upright = Ellipse(EllipseSettings(a=30, b=5)).predict(noise)["skin"]
    turned = Ellipse(EllipseSettings(a=5, b=30, angle=90)).predict(noise)["skin"]
    assert (upright == turned).all()
    table = RotatedEllipse(EllipseSettings(cb=128, cr=128, a=40, b=5, angle=45))._table
    assert table[150, 150] and not table[150, 106]


def test_the_default_rotated_ellipse_holds_its_centre() -> None:
    table = RotatedEllipse()._table
    assert table[119, 156] and not table[128, 128]


@pytest.mark.parametrize(("ellipse", "keeps"), [(1, True), (3, False)])
def test_cleaning_removes_specks_but_not_faces(ellipse: int, keeps: bool) -> None:
    mask = np.zeros((40, 40), np.uint8)
    mask[3:5, 3:5] = 255
    mask[15:30, 15:30] = 255
    cleaned = clean(mask, ellipse, 0)
    assert cleaned[3:5, 3:5].any() == keeps
    assert cleaned[22, 22] == 1 and cleaned.dtype == np.float32


def test_one_half_is_128(noise: np.ndarray) -> None:
    blurred = clean(noise[..., 0], 1, 3)
    assert ((blurred >= 0.5) == (cv2.GaussianBlur(noise[..., 0], (3, 3), 0) >= 128)).all()
    assert (clean(noise[..., 0], 1, 2) == blurred).all()  # an even width becomes odd


class TestFaceAdaptive:
    def test_the_range_follows_the_face(self) -> None:
        greenish = np.full((50, 80, 3), (120, 200, 60), np.uint8)
        greenish[10:30, 20:40] = (200, 160, 110)
        rule = FaceAdaptive(find_face=lambda _: (20, 10, 20, 20))
        skin = rule.predict(greenish)["skin"]
        assert skin[15:25, 25:35].min() == 1 and skin[35:, :].max() == 0

    def test_only_the_columns_of_the_face_count(self) -> None:
        """x to x + width: a wall beside the face must not widen the range."""
        picture = np.full((40, 100, 3), (90, 90, 200), np.uint8)
        picture[:, 60:80] = (200, 150, 120)
        rule = FaceAdaptive(find_face=lambda _: (60, 0, 20, 40))
        assert rule.predict(picture)["skin"][:, :50].max() == 0

    @pytest.mark.parametrize(
        ("face", "expected"),
        [
            ((200, 160, 130), ("hue_low", 0)),  # hue 13 is 10 or more
            ((200, 160, 130), ("saturation_low", 89)),
            ((40, 36, 35), ("value_low", 60)),
            ((200, 199, 198), ("saturation_low", 20)),
            ((100, 200, 100), ("hue_high", 50)),
        ],
    )
    def test_limits(self, face: tuple[int, int, int], expected: tuple[str, int]) -> None:
        chosen = FaceAdaptive().range_of(np.full((9, 9, 3), face, np.uint8))
        assert getattr(chosen, expected[0]) == expected[1]

    def test_no_face_is_the_fixed_range(self, noise: np.ndarray) -> None:
        skin = FaceAdaptive(find_face=lambda _: None).predict(noise)["skin"]
        assert (skin == HsvRange().predict(noise)["skin"]).all()

    def test_an_opencv_without_cascades_is_mentioned(
        self, monkeypatch: pytest.MonkeyPatch, noise: np.ndarray
    ) -> None:
        monkeypatch.delattr(cv2, "CascadeClassifier", raising=False)
        rule = FaceAdaptive()
        assert "has no face cascade" in rule.note
        assert (rule.predict(noise)["skin"] == HsvRange().predict(noise)["skin"]).all()

    @pytest.mark.skipif(not hasattr(cv2, "CascadeClassifier"), reason="OpenCV 5 has no cascades")
    def test_the_cascade_looks_and_finds_no_face_in_noise(self, noise: np.ndarray) -> None:
        rule = FaceAdaptive()
        assert rule.note == "" and rule.find_face is not None
        assert rule.find_face(noise) is None
