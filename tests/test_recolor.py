"""Another colour of hair or skin; light and dark keep their order, and nothing else changes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from integument.errors import UsageError
from integument.evaluate.tone import TONES, tone_of, typology_angle
from integument.recolor import HAIR_COLOURS, SKIN_TONES, recolor
from results import drawn_people, people_of


def lab(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


def shaded(label: str = "hair", colour: tuple[int, int, int] = (110, 70, 45)):
    """A square of one colour under light that falls from the left, on blue."""
    picture = np.full((80, 100, 3), (60, 90, 160), np.float32)
    light = np.linspace(1.6, 0.35, 70)[None, :, None] ** (1 / 2.2)
    picture[10:70, 15:85] = np.array(colour) * light
    picture += np.random.default_rng(0).normal(0, 3, picture.shape)
    mask = np.zeros((80, 100))
    mask[10:70, 15:85] = 1
    return people_of({label: mask}, np.clip(picture, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("colour", [*HAIR_COLOURS, "#7a3cff"])
def test_hair_gets_the_colour_and_keeps_its_shading(colour) -> None:
    people = shaded()
    picture = people.recolor(hair=colour)
    mask = np.zeros((80, 100), bool)
    mask[14:66, 19:81] = True
    before, after = lab(people.photo.pixels)[mask], lab(picture.pixels)[mask]
    wanted = HAIR_COLOURS.get(colour, (122, 60, 255))
    typical = np.median(after, axis=0)
    np.testing.assert_allclose(typical, lab(np.array([[wanted]]))[0, 0], atol=6)
    # The same pixels are the light ones.
    order = np.corrcoef(before[:, 0].argsort().argsort(), after[:, 0].argsort().argsort())[0, 1]
    assert order > 0.97
    spread = np.ptp(np.percentile(after[:, 0], [5, 95]))
    assert spread > 0.3 * np.ptp(np.percentile(before[:, 0], [5, 95]))


def test_nothing_else_changes() -> None:
    people = shaded()
    picture = people.recolor(hair="red")
    outside = np.ones((80, 100), bool)
    outside[7:73, 12:88] = False
    np.testing.assert_array_equal(picture.pixels[outside], people.photo.pixels[outside])
    assert picture.alpha is None


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("skin", [(225, 180, 155), (95, 60, 45)])
def test_skin_gets_the_tone(tone, skin) -> None:
    people = shaded("skin", skin)
    picture = people.recolor(skin_tone=tone)
    assert tone_of(typology_angle(picture.pixels, people.skin)) == tone


@pytest.mark.parametrize("tone", TONES)
def test_no_part_of_skin_turns_blue(tone) -> None:
    """Highlights and shadows of a strongly coloured face stay on its side of grey."""
    people = shaded("skin", (120, 60, 30))
    highlight = people.photo.pixels.copy()
    highlight[30:40, 20:30] = (235, 225, 215)
    people = people_of({"skin": people.skin}, highlight)
    after = lab(people.recolor(skin_tone=tone).pixels)[14:66, 19:81]
    assert np.percentile(after[:, :, 2], 1) > -2


def test_tables_agree_with_the_limits_of_tones() -> None:
    for tone, (lightness, _, yellow) in SKIN_TONES.items():
        assert tone_of(np.degrees(np.arctan2(lightness - 50, yellow))) == tone


def test_both_at_once_and_nobody() -> None:
    people = drawn_people()
    picture = recolor(people, hair="blond", skin_tone="6")
    assert lab(picture.pixels)[people.hair][:, 0].mean() > 50
    assert lab(picture.pixels)[people.skin][:, 0].mean() < 40
    nobody = drawn_people(())
    picture = nobody.recolor(hair="blond", skin_tone="6")
    np.testing.assert_array_equal(picture.pixels, nobody.photo.pixels)
    assert picture.pixels is not nobody.photo.pixels


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "nothing to recolour"),
        ({"hair": "blnd"}, "unknown colour of hair 'blnd': did you mean 'blond'"),
        ({"skin_tone": "7"}, "skin tone: expected I to VI or 1 to 6, got '7'"),
        ({"skin_tone": "dark"}, "skin tone: expected I to VI or 1 to 6, got 'dark'"),
    ],
)
def test_what_is_no_colour(settings, message) -> None:
    with pytest.raises(UsageError, match=message):
        drawn_people().recolor(**settings)
