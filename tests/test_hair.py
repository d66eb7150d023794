"""What is said of hair: one answer a head, from a square around it, or "cannot tell"."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from integument.errors import UsageError
from integument.evaluate.hair import Asked, _asked, reliability, scores
from integument.hair import INPUT_SIZE, Answer, Hair, describe
from integument.people import People, Run
from integument.photo import load_photo

COLOURS = ("black", "blond", "brown", "gray", "red", "dyed")
NAMES = (*(f"hair_colour:{colour}" for colour in COLOURS), "straight", "wavy", "bangs", "bald")
RUN = Run(model="made up", sha256="0" * 64, device="cpu", seconds=0.0)


def told(**values: float) -> list[float]:
    """Probabilities in the order of NAMES; what is not given is 0.05."""
    return [values.get(name.removeprefix("hair_colour:"), 0.05) for name in NAMES]


class Fake:
    """A segmenter whose network answers with fixed rows, and remembers what it saw."""

    name, labels = "fake", ("hair", "face_skin", "body")

    def __init__(self, *rows: list[float], attributes: tuple[str, ...] = NAMES) -> None:
        self.session = SimpleNamespace(attributes=attributes, describe=self.look)
        self.rows, self.seen = rows, None

    def look(self, images: np.ndarray) -> np.ndarray:
        self.seen = images
        views = len(images) // len(self.rows)
        return np.repeat(np.array(self.rows, np.float32), views, axis=0)


def people_with(*boxes: tuple[int, int, int, int], hair: bool = True) -> People:
    """Heads in boxes (left, top, right, bottom) of a 40 x 40 map: hair above, a face below."""
    maps = {label: np.zeros((40, 40), np.float32) for label in Fake.labels}
    for left, top, right, bottom in boxes:
        middle = (top + bottom) // 2 if hair else top
        maps["hair"][top:middle, left:right] = 0.9
        maps["face_skin"][middle:bottom, left:right] = 0.9
        maps["body"][top:, left:right] = 0.9
    pixels = np.zeros((400, 400, 3), np.uint8)
    pixels[..., 0] = np.arange(400) // 2
    return People(load_photo(pixels), maps, labels=Fake.labels, run=RUN)


def test_one_head_is_described_in_pixels_of_the_photograph() -> None:
    segmenter = Fake(told(brown=0.8, straight=0.9))
    (hair,) = describe(people_with((10, 5, 20, 15)), segmenter)
    assert hair.box == (100, 50, 200, 150)
    assert hair.colour.value == "brown" and hair.colour.confidence == pytest.approx(0.8)
    assert hair.straight.value is True and hair.wavy.value is False
    assert hair.share == pytest.approx(50 / 1600)


def test_the_network_sees_squares_around_the_head_and_their_mirror_images() -> None:
    segmenter = Fake(told())
    describe(people_with((10, 5, 20, 15)), segmenter)
    assert segmenter.seen.shape == (4, 3, INPUT_SIZE, INPUT_SIZE)
    # 1.2 and 1.5 times the head of 100, around 150, where red is half the column.
    for number, half in ((0, 60), (2, 75)):
        columns = segmenter.seen[number, 0, INPUT_SIZE // 2] * 255
        assert columns[0] == pytest.approx((150 - half) / 2, abs=1.5)
        assert columns[-1] == pytest.approx((150 + half) / 2, abs=1.5)
        mirrored = segmenter.seen[number + 1]
        np.testing.assert_array_equal(mirrored, segmenter.seen[number, :, :, ::-1])


def test_the_mean_of_all_views_counts() -> None:
    segmenter = Fake(told(straight=0.9), told(straight=0.7), told(straight=0.9), told(straight=0.7))
    (hair,) = describe(people_with((10, 5, 20, 15)), segmenter)
    assert hair.straight.confidence == pytest.approx(0.8)


def test_everybody_gets_an_answer_the_largest_head_first() -> None:
    segmenter = Fake(told(black=0.9), told(red=0.9))
    near, far = describe(people_with((2, 2, 8, 8), (20, 5, 35, 20)), segmenter)
    assert (near.colour.value, far.colour.value) == ("black", "red")
    assert near.box[0] == 200 and far.box[0] == 20


def test_nobody_no_answer() -> None:
    segmenter = Fake(told())
    assert describe(people_with(), segmenter) == []
    assert segmenter.seen is None


def test_even_odds_cannot_tell() -> None:
    (hair,) = describe(people_with((10, 5, 20, 15)), Fake(told(brown=0.4, wavy=0.55, bangs=0.3)))
    assert hair.colour.value is None and hair.colour.likeliest == "brown"
    assert hair.wavy.value is None and hair.wavy.confidence == pytest.approx(0.55)
    assert hair.bangs.value is False


def test_under_a_hat_nothing_is_told_and_a_bald_head_is() -> None:
    covered = people_with((10, 5, 20, 15), hair=False)
    (hat,) = describe(covered, Fake(told(brown=0.9, straight=0.9, bald=0.1)))
    assert {getattr(hat, name).value for name in Hair.__slots__[2:]} == {None}
    (bald,) = describe(covered, Fake(told(brown=0.9, bald=0.9)))
    assert bald.bald.value is True and bald.colour == Answer()


def test_json_says_null_where_it_cannot_tell() -> None:
    (hair,) = describe(people_with((10, 5, 20, 15)), Fake(told(brown=0.4)))
    assert hair.to_dict()["colour"] == {"value": None, "confidence": 0.4}


def test_a_model_without_attributes_is_named() -> None:
    with pytest.raises(UsageError, match="model 'fake' does not tell what hair is like"):
        describe(people_with((10, 5, 20, 15)), Fake(attributes=()))


def hair_of(**answers: Answer) -> Hair:
    rest = dict.fromkeys(("colour", "straight", "wavy", "bangs", "bald"), Answer())
    return Hair((0, 0, 1, 1), 0.1, **(rest | answers))


def test_which_of_straight_and_wavy_is_asked_of_those_that_are_one() -> None:
    truth = {"shade": 2.0, "straight": 0.0, "wavy": 1.0, "bangs": float("nan"), "bald": 0.0}
    hair = hair_of(colour=Answer("brown", 0.7), straight=Answer(True, 0.6), wavy=Answer(True, 0.9))
    asked = dict(_asked(dict(truth), hair))
    assert set(asked) == {"colour", "straight", "wavy", "bald", "straight or wavy"}
    assert asked["straight or wavy"].likeliest == "wavy"
    assert asked["colour"] == Asked("brown", "brown", pytest.approx(0.7), True)
    assert asked["bald"].likeliest == "nothing"
    missed = dict(_asked(dict(truth), None))
    assert {one.likeliest for one in missed.values()} == {"nothing"}


def test_scores_count_no_answer_as_wrong_and_tell_its_share() -> None:
    asked = [
        Asked("a", "a", 0.9, True), Asked("a", "b", 0.55, False),
        Asked("b", "b", 0.8, True), Asked("b", "nothing", 0.0, False),
    ]  # fmt: skip
    row = scores(asked)
    assert row["accuracy"] == 0.5 and row["recall"] == 0.5
    assert row["told"] == 0.5 and row["right"] == 1.0
    bins = reliability(asked)
    assert sum(one["pictures"] for one in bins) == 3
