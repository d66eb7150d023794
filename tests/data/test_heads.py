import numpy as np

from integument.data import answers
from integument.data.heads import one_head
from integument.data.sample import Sample


def sample(**boxes: tuple[slice, slice]) -> Sample:
    image = np.random.default_rng(0).integers(1, 256, (96, 128, 3), dtype=np.uint8)
    masks = {}
    for label in ("hair", "face_skin", "body"):
        masks[label] = np.zeros((96, 128), np.uint8)
        if label in boxes:
            masks[label][boxes[label]] = 255
    void = np.zeros((96, 128), np.bool_)
    return Sample("one", image, masks, void, attributes={"bald": "0"})


def test_the_square_holds_the_whole_head_and_its_masks() -> None:
    whole = sample(
        hair=(slice(20, 35), slice(50, 75)),
        face_skin=(slice(35, 55), slice(52, 72)),
        body=(slice(20, 96), slice(30, 100)),
    )
    for seed in range(20):
        part = one_head(whole, np.random.default_rng(seed))
        assert part is not None
        height, width = part.shape
        assert height == width and 35 * 1.25 - 1 <= width <= 35 * 2 + 1
        assert part.masks["hair"].sum() == whole.masks["hair"].sum()
        assert part.masks["face_skin"].sum() == whole.masks["face_skin"].sum()
        assert part.attributes == whole.attributes


def test_no_head_no_square() -> None:
    knees = sample(body=(slice(0, 96), slice(30, 60)))
    assert one_head(knees, np.random.default_rng(0)) is None


def test_shades_and_colours() -> None:
    wanted = ("colour", "shade", "bald")
    for word, colour, shade in (
        ("light brown", 2, 2), ("white", 3, 3), ("red", np.nan, 4), ("dyed", np.nan, 5),
        ("", np.nan, np.nan),
    ):  # fmt: skip
        told = answers.of({"hair_colour": word, "bald": "0"}, wanted)
        np.testing.assert_array_equal(told, np.array([colour, shade, 0], np.float32))


def test_where_nothing_can_be_told_the_colour_cannot_either() -> None:
    index = {"hair_colour": "black", "straight": "", "wavy": "", "bangs": "", "bald": ""}
    assert np.isnan(answers.of(index, ("colour", "shade"))).all()
    assert answers.of({"hair_colour": "black"}, ("colour",)) == 0
