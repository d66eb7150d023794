"""Altered pictures: what changes, what stays, what does not apply."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from integument.data.sample import Sample
from integument.errors import UsageError
from integument.evaluate import alterations
from integument.evaluate.scoring import score
from integument.evaluate.stress import FAMILIES, GRID, applicable, named
from painted import Everything, Painted, left, picture

RNG = np.random.default_rng(4)


def sample(**masks: np.ndarray) -> Sample:
    """A noisy picture with some masks."""
    return Sample("a", RNG.integers(256, size=(10, 10, 3), dtype=np.uint8), masks)


@pytest.mark.parametrize("stress", [s for family in FAMILIES.values() for s in family][:22])
def test_every_alteration_gives_a_picture_and_leaves_the_old_one(stress) -> None:
    before = sample(skin=left(3), body=left(5), hair=left(2))
    old = before.image.copy()
    after = stress.alter(before)
    assert after.shape == (10, 10, 3) and after.dtype == np.uint8
    assert (before.image == old).all() and (after != old).any()


def test_the_grid_has_180_steps_and_the_first_changes_nothing_much() -> None:
    assert len({stress.hsv for stress in FAMILIES[GRID]}) == 180
    before = sample()
    after = FAMILIES[GRID][0].alter(before).astype(int)
    assert np.abs(after - before.image).max() <= 6  # 8-bit HSV and back


def test_hue_wraps_around() -> None:
    red = Sample("a", np.full((1, 1, 3), (200, 0, 0), np.uint8), {})
    turned = {degrees: alterations.hsv(degrees, 1, 1)(red)[0, 0] for degrees in (120, 240, 300)}
    assert turned[120].tolist() == [0, 200, 0] and turned[240].tolist() == [0, 0, 200]
    violet = Sample("a", np.full((1, 1, 3), (200, 0, 200), np.uint8), {})  # 300°
    assert alterations.hsv(60, 1, 1)(violet)[0, 0].tolist() == [200, 0, 0]


def test_grey_and_sepia() -> None:
    before = sample()
    grey = alterations.grey(before)
    assert np.ptp(grey, axis=2).max() == 0
    assert (grey[:, :, 0] == cv2.cvtColor(before.image, cv2.COLOR_RGB2GRAY)).all()
    brown = alterations.sepia(before).astype(int)
    assert (brown[..., 0] >= brown[..., 1]).all() and (brown[..., 1] >= brown[..., 2]).all()


def test_red_light_takes_green_and_blue() -> None:
    before = sample()
    after = alterations.light("red")(before)
    assert (after[..., 0] == before.image[..., 0]).all()
    assert (after[..., 1:] <= before.image[..., 1:]).all()


def test_the_background_takes_the_colour_of_the_skin_and_the_body_stays() -> None:
    image = np.full((10, 10, 3), 40, np.uint8)
    image[:, :3] = (180, 120, 90)
    before = Sample("a", image, {"skin": left(3), "body": left(5)})
    after = alterations.skin_background(before)
    assert (after[:, :5] == image[:, :5]).all()
    assert np.abs(after[:, 5:].astype(int) - (180, 120, 90)).max() < 30


def test_blond_hair_keeps_light_and_shade_and_the_rest() -> None:
    image = np.full((10, 10, 3), 10, np.uint8)
    image[:5] = 60
    after = alterations.blond_hair(Sample("a", image, {"hair": left(4)}))
    assert (after[:, 4:] == image[:, 4:]).all()
    assert after[0, 0].tolist() == alterations.BLOND[1].tolist()
    assert after[9, 0].tolist() == alterations.BLOND[0].tolist()


def test_what_an_alteration_needs(make) -> None:
    hair_only = make({"a": picture(hair=2)}, {"hair/a": left(2)})
    nobody = make({"a": picture()}, name="nobody", people_free=True)
    names = {pack.stress.name for pack in applicable(hair_only, named("all"))}
    assert "blond-hair" in names and "skin-background" not in names and "grey" in names
    assert not {"blond-hair", "skin-background"} & {
        pack.stress.name for pack in applicable(nobody, named("all"))
    }


def test_a_picture_without_what_is_needed_is_left_out(make) -> None:
    pack = make(
        {"a": picture(skin=4), "b": picture(skin=4)},
        {"skin/a": left(4), "skin/b": left(4), "body/b": left(6)},
    )
    (altered,) = applicable(pack, named("skin-background"))
    assert altered.read("a").labels == () and altered.read("b", ("skin",)).labels == ("skin",)
    found = score(Everything(), [altered]).packs[0]
    assert [row.picture for row in found.rows] == ["b"]
    assert (found.base, found.stress, found.name) == (
        "pack",
        "skin-background",
        "pack · skin-background",
    )


def test_a_stress_set_may_stay_empty(make) -> None:
    pack = make(
        {"a": picture(4), "b": picture(4)},
        {"skin/a": left(4), "skin/b": left(4), "body/b": left(6)},
    )
    (altered,) = applicable(pack, named("skin-background"))
    assert score(Everything(), [altered], limit=1).packs[0].rows == []


def test_the_truth_is_the_old_one(make) -> None:
    pack = make({"a": picture(skin=4)}, {"skin/a": left(4)})
    (altered,) = applicable(pack, named("grey"))
    before, after = score(Painted(), [pack, altered]).packs
    assert before.mean("skin")["iou"] == 1.0 and after.mean("skin")["iou"] == 0.0
    assert before.counts("skin")[0].hits == after.counts("skin")[0].misses


def test_names() -> None:
    assert named("") == []
    assert len(named("hue, grey,grey")) == 6
    assert len(named("all")) == 21 and not {s.name for s in named("all")} & {
        s.name for s in FAMILIES[GRID]
    }
    with pytest.raises(UsageError, match="did you mean 'grey'"):
        named("gray")
