import numpy as np
import pytest

from integument.errors import ModelError
from integument.labels import NAMES
from integument.overview import EDGE, confirmed, merge
from integument.segmenter import Segmenter


def far_with(width: int) -> np.ndarray:
    """An upright bar of 0.9 in the middle of a 40 x 40 map."""
    far = np.zeros((1, 40, 40), np.float32)
    far[0, 5:35, 20 - width // 2 : 20 + (width + 1) // 2] = 0.9
    return far


def test_what_is_wide_from_afar_is_added_without_its_edges() -> None:
    merged = merge(np.zeros((1, 80, 80), np.float32), far_with(20))
    assert merged[0, 40, 40] == pytest.approx(0.9)
    assert merged[0, 40, 20 + 2 * EDGE - 2] < 0.45, "the bar begins at column 20 of the near map"


def test_what_is_thin_is_left_to_the_near_look() -> None:
    assert merge(np.zeros((1, 80, 80), np.float32), far_with(2 * EDGE)).max() == 0


def test_nothing_is_lost_from_near() -> None:
    near = np.random.default_rng(0).random((2, 60, 80), np.float32)
    far = np.zeros((2, 30, 40), np.float32)
    assert np.array_equal(merge(near, far), near)
    assert (merge(near, np.ones_like(far)) == 1).all()


def near_with(rows: int) -> np.ndarray:
    """A block of 80 columns and so many rows, of 6400 pixels, and a small one far from it."""
    near = np.full((1, 80, 80), 0.1, np.float32)
    near[0, :rows], near[0, 70:74, 70:74] = 0.9, 0.8
    return near


def test_a_large_region_has_to_be_seen_from_afar() -> None:
    near, blind = near_with(20), np.zeros((1, 40, 40), np.float32)
    kept = confirmed(near, blind, 0.25)
    assert kept[0, :20].max() == 0
    np.testing.assert_array_equal(kept[0, 20:], near[0, 20:])
    assert near[0, 0, 0] > 0, "the given maps stay as they are"


@pytest.mark.parametrize(("rows", "seen"), [(19, 0.0), (20, 0.2)], ids=["smaller", "seen"])
def test_other_regions_stay(rows: int, seen: float) -> None:
    far = np.zeros((1, 40, 40), np.float32)
    far[0, 2:6, 2:6] = seen
    near = near_with(rows)
    np.testing.assert_array_equal(confirmed(near, far, 0.25), near)


def test_a_model_may_ask_for_two_looks(make_model) -> None:
    entries = {"integument.labels": ",".join(NAMES), "integument.input_size": "128"}
    picture = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    segmenter = Segmenter(make_model(metadata={**entries, "integument.overview": "0.5"}))
    seen = []
    inner = segmenter.session.run
    segmenter.session.run = lambda images: seen.append(images.shape) or inner(images)
    segmenter.predict(picture)
    assert [shape[2:] for shape in seen] == [(96, 128), (64, 64)]

    segmenter.session.overview = 0.0
    seen.clear()
    segmenter.predict(picture)
    assert len(seen) == 1


@pytest.mark.parametrize("share", ["1.5", "-1", "half"])
def test_a_share_that_makes_no_sense_is_named(make_model, share: str) -> None:
    entries = {"integument.labels": ",".join(NAMES), "integument.input_size": "128"}
    path = make_model(metadata={**entries, "integument.overview": share})
    with pytest.raises(ModelError, match=r"integument\.overview"):
        Segmenter(path)


@pytest.mark.parametrize("share", ["0", "0.25"])
def test_a_model_may_ask_for_confirmation(make_model, person, share: str) -> None:
    """The toy network sees the same from afar, so that here the far look is made blind."""
    entries = {
        "integument.labels": ",".join(NAMES),
        "integument.input_size": "128",
        "integument.overview": "0.5",
        "integument.confirm": share,
    }
    segmenter = Segmenter(make_model(metadata=entries))
    inner = segmenter.session.run
    segmenter.session.run = lambda images: inner(images * (max(images.shape) == 128))
    picture = np.concatenate([person[:, 40:80]] * 2, axis=1)
    assert (segmenter.predict(picture)["body"].max() > 0.5) == (share == "0")
