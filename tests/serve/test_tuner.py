"""Rules on colour tuned on the page do what they do on the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from integument.classical import load
from integument.serve import tuning
from serving import decoded, encoded, message_of


@pytest.fixture
def colours() -> bytes:
    """A PNG with every hue, paler towards the bottom."""
    import cv2

    hsv = np.full((64, 180, 3), 200, np.uint8)
    hsv[..., 0] = np.arange(180)
    hsv[..., 1] = np.linspace(255, 20, 64)[:, None]
    return encoded(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB))


def test_every_setting_has_a_slider_that_holds_its_default(client) -> None:
    rules = client.get("/tuner/rules").json()
    assert [rule["name"] for rule in rules] == ["hsv", "ycbcr", "ellipse", "face-hsv"]
    for rule in rules:
        settings = load(rule["name"]).settings
        for slider in rule["sliders"]:
            assert slider["default"] == getattr(settings, slider["name"])
            assert slider["least"] <= slider["default"] <= slider["most"]


@pytest.mark.parametrize(
    ("rule", "settings"),
    [
        ("hsv", {}),
        ("hsv", {"hue_low": "30", "hue_high": "90", "blur": "0"}),
        ("ycbcr", {"cr_low": "100"}),
        ("ellipse", {"a": "30.5", "angle": "20"}),
        ("face-hsv", {"spread": "2"}),
    ],
)
def test_masks_are_those_of_the_command_line(
    client, colours, tmp_path: Path, rule, settings
) -> None:
    response = client.post("/tuner/mask", files={"image": colours}, data={"rule": rule, **settings})
    file = tmp_path / "saved.toml"
    file.write_text(client.get("/tuner/save", params={"rule": rule, **settings}).text)
    expected = load(rule, settings_file=file).predict(decoded(colours))["skin"]
    assert 0 < expected.mean() < 1
    assert np.abs(decoded(response.content) / 255 - expected).max() < 0.51 / 255


def test_saved_and_loaded_again(client) -> None:
    settings = {"cb": "111.25", "cr": "150", "a": "12", "b": "15.5", "angle": "3.5"}
    file = client.get("/tuner/save", params={"rule": "ellipse", **settings})
    assert file.headers["content-disposition"] == 'attachment; filename="ellipse.toml"'
    loaded = client.post("/tuner/load?rule=ellipse", content=file.content).json()
    assert loaded == {
        **{name: float(text) for name, text in settings.items()},
        "ellipse": 1,
        "blur": 0,
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"hue = 3", "did you mean 'hue_low'"),
        (b"hue_low = 3.5", "hue_low=3.5: expected hue_low to be a whole number"),
        (b"hue_low = true", "hue_low: expected a number"),
        (b"hue_low = 100", "hue: expected 0 <= low <= high <= 179"),
        (b"hue_low = ", "not readable as TOML"),
        (b"\xff\xfe", "not readable as TOML"),
        (b"x = " + b"[" * 5000, "not readable as TOML"),
    ],
)
def test_files_that_do_not_fit(client, content, says) -> None:
    response = client.post("/tuner/load?rule=hsv", content=content)
    assert response.status_code == 422
    assert says in message_of(response)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "unknown rule ''"),
        ({"rule": "hsb"}, "did you mean 'hsv'"),
        ({"rule": "mlp"}, "unknown rule 'mlp'"),  # it must learn first
        ({"rule": "hsv", "spread": "2"}, "unknown setting 'spread'"),
        ({"rule": "hsv", "hue_low": "red"}, "whole number, got 'red'"),
    ],
)
def test_settings_that_do_not_fit(client, colours, data, says) -> None:
    response = client.post("/tuner/mask", files={"image": colours}, data=data)
    assert response.status_code == 422
    assert says in message_of(response)


def test_large_pictures_are_tuned_on_small(client) -> None:
    large = encoded(np.full((600, 2048, 3), 180, np.uint8))
    response = client.post("/tuner/mask", files={"image": large}, data={"rule": "hsv"})
    assert decoded(response.content).shape == (300, 1024)


def test_names_in_the_module_are_rules() -> None:
    for rule in tuning.RULES:
        assert tuning.opened(rule, {}).name == rule
