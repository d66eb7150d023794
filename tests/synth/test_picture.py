import json
from itertools import islice

import cv2
import numpy as np
import pytest

from integument.labels import LABELS, NAMES
from integument.synth import Settings, pictures_of, stream


def test_shapes_types_and_labels(few_pictures, small):
    for picture in few_pictures:
        assert picture.image.shape == (small.size, small.size, 3)
        assert picture.image.dtype == np.uint8
        assert tuple(picture.masks) == NAMES
        assert all(m.shape == (small.size, small.size) for m in picture.masks.values())


def test_labels_lie_within_those_that_contain_them(few_pictures):
    for picture in few_pictures:
        for label in LABELS:
            for outer in label.within:
                assert (picture.masks[label.name] <= picture.masks[outer]).all(), label.name


def test_skin_hair_and_clothes_do_not_overlap(few_pictures):
    for picture in few_pictures:
        total = sum(picture.masks[n].astype(int) for n in ("skin", "hair", "clothes"))
        assert total.max() <= 256  # rounding


def test_most_pictures_show_skin_and_body(few_pictures):
    shares = [picture.record["share"] for picture in few_pictures]
    assert np.mean([s["body"] > 0.02 for s in shares]) > 0.7
    assert np.mean([s["skin"] > 0.001 for s in shares]) > 0.7


def test_the_same_seed_gives_the_same_picture_alone_or_in_a_row(small):
    row = list(pictures_of(11, 3, small))
    alone = next(pictures_of(11, 3, small, views=range(1, 2)))
    assert np.array_equal(row[1].image, alone.image)
    assert row[1].record == alone.record
    other = next(pictures_of(12, 3, small))
    assert not np.array_equal(row[0].image, other.image)


def test_records_are_json_and_complete(few_pictures):
    for picture in few_pictures:
        record = json.loads(json.dumps(picture.record))
        assert {"id", "seed", "person", "view", "camera", "scene", "development"} <= set(record)


def test_nobody():
    settings = Settings(size=32, supersampling=1, views=1, p_nobody=1.0)
    picture = next(pictures_of(1, 0, settings))
    assert picture.record["nobody"]
    assert all(mask.max() == 0 for mask in picture.masks.values())
    assert picture.image.std() > 0


def test_stream_is_endless_and_can_be_continued(small):
    whole = list(islice(stream(4, small), 6))
    rest = list(islice(stream(4, small, first_person=2), 2))
    assert [s.name for s in whole][4:] == [s.name for s in rest]
    assert np.array_equal(whole[4].image, rest[0].image)


@pytest.mark.slow
def test_skin_varies_as_it_does_in_photographs():
    """At most so much of the skin lies in the classic chrominance box; see docs."""
    import cv2

    inside = total = 0
    for number in range(40):
        for picture in pictures_of(9, number, Settings(size=128)):
            ycc = cv2.cvtColor(picture.image, cv2.COLOR_RGB2YCrCb)[picture.masks["skin"] > 250]
            cr, cb = ycc[:, 1].astype(int), ycc[:, 2].astype(int)
            inside += ((cb >= 77) & (cb <= 127) & (cr >= 133) & (cr <= 173)).sum()
            total += len(ycc)
    assert inside / total < 0.85


def test_skin_in_pictures_is_of_more_colours_than_the_classic_rule_knows(small):
    """At most 85 % of the pixels of skin lie in the box of Chai and Ngan."""
    inside = total = 0
    for person in range(24):
        for picture in pictures_of(77, person, small):
            y_cr_cb = cv2.cvtColor(picture.image, cv2.COLOR_RGB2YCrCb).astype(int)
            skin = picture.masks["skin"] > 200
            cr, cb = y_cr_cb[..., 1][skin], y_cr_cb[..., 2][skin]
            inside += ((cr >= 133) & (cr <= 173) & (cb >= 77) & (cb <= 127)).sum()
            total += skin.sum()
    assert 0.5 < inside / total <= 0.85
