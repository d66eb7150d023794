"""Small people get a closer look, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from conftest import TOY_METADATA, draw_person
from integument import closer
from integument.errors import ModelError
from integument.evaluate.fingerprint import fingerprint
from integument.labels import NAMES
from integument.segmenter import Segmenter


def maps_with(head: int, height: int = 96, width: int = 128) -> np.ndarray:
    """Probabilities of a person whose head is a square of ``head`` pixels, in the middle."""
    maps = np.zeros((len(NAMES), height, width), np.float32)
    maps[NAMES.index("hair"), 20 : 20 + head, 60 : 60 + head] = 0.9
    maps[NAMES.index("body"), 20 : 20 + 3 * head, 60 : 60 + head] = 0.9
    return maps


@pytest.fixture
def model(make_model):
    return make_model(metadata={**TOY_METADATA, "integument.closer": "2"})


def street(scale: int = 5) -> np.ndarray:
    """One person, at a ``scale``-th of the size, in a dark picture of the usual size."""
    picture = np.zeros((120, 160, 3), np.uint8)
    person = draw_person()[::scale, ::scale]
    picture[40 : 40 + len(person), 60 : 60 + person.shape[1]] = person
    return picture


def looks(segmenter: Segmenter, *pictures: np.ndarray, batch: int = 1) -> list[tuple[int, ...]]:
    """Shapes of what the network is shown of pictures."""
    shown = []
    inner = segmenter.session.run
    segmenter.session.run = lambda images: shown.append(images.shape) or inner(images)
    list(segmenter.segment_many(pictures, batch=batch))
    return shown


@pytest.mark.parametrize(("head", "small"), [(0, False), (2, False), (10, True), (24, False)])
def test_only_a_small_head_asks_for_a_closer_look(head, small) -> None:
    """Nobody, a speck, somebody far away, a portrait."""
    assert (closer.find_small(maps_with(head), NAMES, 2) is not None) == small


def test_the_part_holds_the_person_and_a_margin() -> None:
    part = closer.find_small(maps_with(10), NAMES, 2)
    assert (part.rows, part.columns) == (slice(17, 53), slice(57, 73))
    assert part.times == 2
    assert part.size(256) == round(2 * 256 * 36 / 128)
    assert part.cut(np.zeros((960, 1280, 3), np.uint8)).shape == (360, 160, 3)


@pytest.mark.parametrize("scale", [0.1, 0.37, 1, 3.3])
def test_a_part_is_never_empty(scale: float) -> None:
    part = closer.find_small(maps_with(10), NAMES, 2)
    picture = np.zeros((round(96 * scale), round(128 * scale), 3), np.uint8)
    assert min(part.cut(picture).shape[:2]) >= 1


def test_people_all_over_the_picture_are_enlarged_less() -> None:
    maps = maps_with(10)
    maps[NAMES.index("body"), 2, :] = maps[NAMES.index("body"), :, 2] = 0.9
    part = closer.find_small(maps, NAMES, 4)
    assert part.times == pytest.approx((closer.BUDGET * 128**2 / (96 * 128)) ** 0.5)


def test_only_skin_and_hair_of_the_part_change() -> None:
    maps = maps_with(10)
    part = closer.find_small(maps, NAMES, 2)
    seen = np.ones((len(NAMES), 72, 32), np.float32)
    added = closer.add_closer(maps, seen, part, NAMES)
    for label, before, after in zip(NAMES, maps, added, strict=True):
        expected = before.copy()
        if label in ("skin", "face_skin", "hair"):
            expected[17:53, 57:73] += closer.WEIGHT * (1 - expected[17:53, 57:73])
        np.testing.assert_allclose(after, expected, atol=1e-6)
    assert maps.max() == np.float32(0.9), "the given maps stay as they are"


def test_a_small_person_is_shown_twice_as_large(model, person, nobody) -> None:
    segmenter = Segmenter(model)
    assert looks(segmenter, person) == [(1, 3, 96, 128)]
    assert looks(Segmenter(model), nobody) == [(1, 3, 96, 128)]
    near, again = looks(Segmenter(model), street())
    assert near == (1, 3, 96, 128)
    rows, columns = np.nonzero(street().any(2))
    seen = 2 * 128 / 160 * (1 + 2 * closer.MARGIN) * max(np.ptp(rows), np.ptp(columns))
    assert max(again[2:]) == pytest.approx(seen, abs=32)


def test_a_given_input_size_is_kept(model) -> None:
    assert fingerprint(Segmenter(model, input_size=128)) != fingerprint(Segmenter(model))
    assert looks(Segmenter(model, input_size=128), street()) == [(1, 3, 96, 128)]


def test_batches_give_the_same(model, person, nobody) -> None:
    pictures = [street(), person, street(4), nobody]
    segmenter = Segmenter(model)
    assert looks(segmenter, *pictures, batch=4)[0] == (4, 3, 96, 128)
    for people, picture in zip(segmenter.segment_many(pictures, batch=4), pictures, strict=True):
        alone = segmenter.predict(picture)["hair"]
        np.testing.assert_allclose(people.probability("hair"), alone, atol=1e-6)


@pytest.mark.parametrize("times", ["0.5", "1", "-2", "twice", "nan"])
def test_times_that_make_no_sense_are_named(make_model, times) -> None:
    with pytest.raises(ModelError, match=r"integument\.closer is"):
        Segmenter(make_model(metadata={**TOY_METADATA, "integument.closer": times}))


def test_a_model_that_knows_no_heads_cannot_look_closer(make_model) -> None:
    entries = {**TOY_METADATA, "integument.labels": "skin", "integument.closer": "2"}
    path = make_model(rules={"skin": (20, -20, -20, -6)}, metadata=entries)
    with pytest.raises(ModelError, match="needs the labels face_skin and hair"):
        Segmenter(path)
