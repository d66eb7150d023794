"""What holds for every classical segmenter."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from integument.classical import ENTRIES, load
from integument.classical.registry import load_text
from integument.classical.rule import Rule
from integument.data.pack import Pack
from integument.errors import InputError, UsageError
from integument.evaluate.scoring import Scorable

ALONE = [name for name in ENTRIES if name not in ("mrf", "histogram", "mlp", "mediapipe")]
LEARNED = ("mrf", "histogram", "mlp")


def opened(name: str, pack: Pack, tmp_path: Path) -> Rule:
    if name not in LEARNED:
        return load(name)
    file = tmp_path / "quick.toml"
    file.write_text("steps = 300\n" if name == "mlp" else "")
    return load(name, settings_file=file, learn_from=pack)


@pytest.mark.parametrize("name", [*ALONE, *LEARNED])
def test_skin_is_found_and_a_wall_is_not(
    name: str, pack: Pack, portrait: np.ndarray, tmp_path: Path
) -> None:
    rule = opened(name, pack, tmp_path)
    assert isinstance(rule, Scorable) and rule.name == name and rule.labels == ("skin",)
    skin = rule.predict(portrait)["skin"]
    assert skin.shape == portrait.shape[:2] and skin.dtype == np.float32
    assert skin[:, 4:44].min() >= 0.5 > skin[:, 52:92].max()


@pytest.mark.parametrize("name", [*ALONE, *LEARNED])
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (33, 17)])
def test_any_size_and_any_colour_gives_probabilities(
    name: str, shape: tuple[int, int], pack: Pack, tmp_path: Path
) -> None:
    rule = opened(name, pack, tmp_path)
    rng = np.random.default_rng(5)
    for picture in (
        np.zeros((*shape, 3), np.uint8),
        np.full((*shape, 3), 255, np.uint8),
        rng.integers(0, 256, (*shape, 3), np.uint8),
    ):
        skin = rule.predict(picture)["skin"]
        assert skin.shape == shape and skin.dtype == np.float32
        assert skin.min() >= 0 and skin.max() <= 1


@pytest.mark.parametrize("name", ALONE)
def test_pictures_are_not_changed_and_views_are_as_good(name: str, noise: np.ndarray) -> None:
    before = noise.copy()
    rule = load(name)
    turned = rule.predict(noise[:, ::-1])["skin"]
    assert (turned == rule.predict(np.ascontiguousarray(noise[:, ::-1]))["skin"]).all()
    assert (noise == before).all()


@pytest.mark.parametrize("name", ["rgb", "hsv", "ycbcr", "ellipse"])
def test_fast_enough_for_video(name: str) -> None:
    """60 pictures of 1280 × 720 a second on one core; the best of several, as others work too."""
    picture = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)
    rule = load(name)
    rule.predict(picture)
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        best = min(_seconds(rule, picture) for _ in range(25))
    finally:
        cv2.setNumThreads(threads)
    assert best < 1 / 60


def _seconds(rule: Rule, picture: np.ndarray) -> float:
    start = time.thread_time()
    rule.predict(picture)
    return time.thread_time() - start


@pytest.mark.parametrize(
    "wrong", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)]
)
def test_what_is_not_a_picture(wrong: np.ndarray) -> None:
    with pytest.raises(UsageError, match="expected \\(H, W, 3\\) uint8 RGB, got"):
        load("rgb").predict(wrong)


@pytest.mark.parametrize("name", LEARNED)
def test_learned_rules_ask_for_pictures(name: str, empty_pack: Pack) -> None:
    with pytest.raises(UsageError, match="--learn-from"):
        load(name)
    with pytest.raises(InputError, match="no skin to learn from in 4 pictures"):
        load(name, learn_from=empty_pack)


def test_settings_from_a_file(tmp_path: Path, portrait: np.ndarray) -> None:
    file = tmp_path / "blue.toml"
    file.write_text("hue_low = 100\nhue_high = 120\n")
    skin = load_text(f"hsv={file}").predict(portrait)["skin"]
    assert skin[:, 52:].min() == 1 and skin[:, :44].max() == 0


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("rbg", "", "unknown classical segmenter 'rbg': did you mean 'rgb'?"),
        ("hsv", "hue_lo = 1", "did you mean 'hue_low'?"),
        ("hsv", "hue_low = 30", "hue: expected 0 <= low <= high <= 179, got 30 to 20"),
        ("hsv", "subtract_red = 256", "subtract_red: expected"),
        ("ycbcr", "cr_high = 300", "cr: expected 0 <= low <= high <= 255"),
        ("ycbcr", "ellipse = 0", "ellipse: expected 1 to 101 pixels, got 0"),
        ("rgb", "blur = -1", "blur: expected 0 to 101 pixels, got -1"),
        ("ellipse", "a = 0", "a, b: expected above 0, got 0 and"),
        ("mixtures", "prior = 1", "prior: expected above 0 and below 1, got 1"),
        ("mixtures", "bins = 100", "bins: expected 32, 64, 128 or 256, got 100"),
        ("adaptive-mixtures", "gaussians = 0", "expected at least 1"),
        ("mixed", "blur_sigma = -1", "blur_sigma: expected 0 to 50"),
        ("face-hsv", "scale_factor = 1", "scale_factor: expected above 1"),
        ("mrf", "smoothness = -1", "smoothness: expected at least 0"),
        ("histogram", "bins = 7", "bins: expected"),
        ("mlp", "learning_rate = 0", "learning_rate: expected above 0"),
        ("mediapipe", "threshold = 256", "threshold: expected 0 to 255"),
    ],
)
def test_settings_that_do_not_fit(tmp_path: Path, name: str, text: str, expected: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        load(name, settings_file=file)
    assert expected in str(caught.value) and "\n" not in str(caught.value)
