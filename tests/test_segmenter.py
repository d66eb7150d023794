"""The segmenter puts every answer back exactly where it was seen."""

from __future__ import annotations

import numpy as np
import pytest

from integument.errors import InputError, ModelError, UsageError
from integument.labels import NAMES
from integument.letterbox import MULTIPLE, letterbox
from integument.segmenter import Segmenter

SIZES = [(1, 1), (2, 1), (1, 5000), (5000, 1), (31, 33), (128, 128), (101, 333), (700, 450)]


@pytest.fixture(scope="module")
def segmenter(toy_model) -> Segmenter:
    return Segmenter(toy_model, device="cpu")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("input_size", [32, 100, 384])
def test_letterbox(size, input_size) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    box = letterbox(rgb, input_size)
    _, height, width = box.image.shape
    assert box.image.dtype == np.float32
    assert 0 <= box.image.min() <= box.image.max() <= 1
    assert height % MULTIPLE == width % MULTIPLE == 0
    assert box.height % 2 == box.width % 2 == 0
    assert max(box.height, box.width) == input_size
    assert 0 <= height - box.height < MULTIPLE
    assert 0 <= width - box.width < MULTIPLE
    # Padding repeats the last column and row.
    np.testing.assert_array_equal(
        box.image[:, :, box.width :],
        np.broadcast_to(
            box.image[:, :, box.width - 1 : box.width], box.image[:, :, box.width :].shape
        ),
    )


def test_letterbox_keeps_colours_in_order() -> None:
    box = letterbox(np.full((40, 40, 3), (255, 128, 0), np.uint8), 32)
    np.testing.assert_allclose(box.image[:, 5, 5], [1, 128 / 255, 0], atol=1e-6)


@pytest.mark.parametrize("size", [(120, 160), (101, 333), (333, 101), (450, 700), (1201, 905)])
@pytest.mark.parametrize("input_size", [96, 128, 250])
def test_nothing_moves(toy_model, size, input_size) -> None:
    """The centre of a bright disc is found within half a pixel of the network's output."""
    height, width = size
    rows, columns = np.mgrid[:height, :width] + 0.5
    centre = (0.55 * height, 0.42 * width)
    truth = np.hypot(rows - centre[0], columns - centre[1]) < 0.3 * min(size)
    rgb = (truth[..., None] * np.full(3, 255)).astype(np.uint8)

    found = Segmenter(toy_model, input_size=input_size).predict(rgb)["body"] >= 0.5
    output_pixel = 2 * max(size) / input_size
    for positions in (rows, columns):
        shift = positions[found].mean() - positions[truth].mean()
        assert abs(shift) <= output_pixel / 2
        assert abs(shift) <= 0.1 * output_pixel + 0.5


@pytest.mark.parametrize("size", SIZES)
def test_any_size_gives_full_size(segmenter, size) -> None:
    answers = segmenter.predict(np.full((*size, 3), (230, 20, 20), np.uint8))
    assert tuple(answers) == NAMES
    for values in answers.values():
        assert values.shape == size
        assert values.dtype == np.float32
    assert answers["skin"].min() > 0.9
    assert answers["hair"].max() < 0.1


def test_predict_and_segment_agree(segmenter, person) -> None:
    people = segmenter.segment(person)
    for label, values in segmenter.predict(person).items():
        np.testing.assert_array_equal(people.probability(label), values)


@pytest.mark.parametrize("shape", [(9, 9), (9, 9, 4), (0, 9, 3)])
def test_predict_refuses_other_arrays(segmenter, shape) -> None:
    with pytest.raises(UsageError, match=r"expected an \(H, W, 3\) uint8 array, got \("):
        segmenter.predict(np.zeros(shape, np.uint8))
    with pytest.raises(UsageError, match="float64"):
        segmenter.predict(np.zeros((9, 9, 3)))


def test_only_the_labels_asked_for(segmenter, person) -> None:
    assert segmenter.segment(person, "hair, skin").labels == ("hair", "skin")
    assert segmenter.segment(person).labels == NAMES
    with pytest.raises(UsageError, match="unknown label 'hare': did you mean 'hair'"):
        segmenter.segment(person, "hare")


def test_a_label_that_this_model_does_not_predict(make_model, person) -> None:
    path = make_model(
        rules={"skin": (20, -20, -20, -6)},
        metadata={"integument.labels": "skin", "integument.input_size": "64"},
    )
    segmenter = Segmenter(path)
    assert segmenter.segment(person).found
    with pytest.raises(UsageError, match="unknown label for the model 'variant' 'hair'"):
        segmenter.segment(person, ["hair"])


@pytest.mark.parametrize("batch", [None, 1, 2, 3, 8])
def test_many_is_the_same_as_one_by_one(segmenter, person, nobody, batch) -> None:
    sources = [person, nobody, person[:, ::-1], person[:90], person[::-1], nobody]
    results = list(segmenter.segment_many(sources, batch=batch))
    assert [people.photo.pixels.shape for people in results] == [one.shape for one in sources]
    for people, source in zip(results, sources, strict=True):
        np.testing.assert_allclose(
            people.probability("body"), segmenter.predict(source)["body"], atol=1e-6
        )


def test_many_gives_errors_in_their_place(segmenter, person, tmp_path) -> None:
    sources = [person, tmp_path / "gone.jpg", person, b"no picture"]
    results = list(segmenter.segment_many(sources, batch=4, errors="return"))
    assert [isinstance(result, InputError) for result in results] == [False, True, False, True]
    assert "gone.jpg" in str(results[1])


def test_many_raises_after_what_came_before(segmenter, person, tmp_path) -> None:
    results = segmenter.segment_many([person, tmp_path / "gone.jpg", person], batch=4)
    assert next(results).found
    with pytest.raises(InputError, match=r"gone\.jpg"):
        next(results)


def test_many_checks_at_once(segmenter) -> None:
    with pytest.raises(UsageError, match="batch: expected 1 or more, got 0"):
        segmenter.segment_many([], batch=0)
    assert list(segmenter.segment_many([])) == []


def test_many_loads_no_further_than_the_next(segmenter, person) -> None:
    taken = []

    def sources():
        for index in range(10):
            taken.append(index)
            yield person

    results = segmenter.segment_many(sources(), batch=1)
    next(results)
    assert len(taken) <= 2
    results.close()


@pytest.mark.parametrize("input_size", [0, 16, 100_000])
def test_input_size_out_of_range(toy_model, input_size) -> None:
    with pytest.raises(
        UsageError, match=f"input size: expected 32 to 4096 pixels, got {input_size}"
    ):
        Segmenter(toy_model, input_size=input_size)


def test_models_by_name_and_by_path(toy_model, tmp_path) -> None:
    assert Segmenter(str(toy_model)).name == "toy"
    with pytest.raises(UsageError, match="unknown model 'integumnt': did you mean 'integument'"):
        Segmenter("integumnt")
    with pytest.raises(ModelError, match="no such model file"):
        Segmenter(tmp_path / "gone.onnx")


def test_as_a_context_it_is_closed_at_the_end(toy_model, person) -> None:
    with Segmenter(toy_model) as segmenter:
        people = segmenter.segment(person)
    assert people.mask("skin").any()
    with pytest.raises(UsageError, match="the model 'toy' is closed: make a new Segmenter"):
        segmenter.segment(person)


def test_regions_are_weighed_only_for_models_that_ask_for_it(make_model, toy_model, person) -> None:
    """The toy is about 98 % sure of skin, so a model that wants more sees nobody."""
    with_metadata = Segmenter(toy_model).session._session.get_modelmeta().custom_metadata_map
    strict = {**with_metadata, "integument.presence": "0.5,0.6;0.9999,1"}
    assert Segmenter(toy_model).predict(person)["body"].max() > 0.5
    assert Segmenter(make_model(metadata=strict)).predict(person)["body"].max() < 0.5
