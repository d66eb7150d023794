import numpy as np
import pytest

from integument.labels import LABELS, NAMES
from integument.synth import coverage
from integument.synth.geometry import UPPER, WHO, Part


def parts_of(part, size=64, who=0, upper=True):
    """A part picture with a 32 x 32 square of one part in the middle."""
    picture = np.zeros((size, size), np.uint8)
    picture[16:48, 16:48] = part | who << WHO | (UPPER if upper else 0)
    return picture


@pytest.mark.parametrize("who", [0, 3])
@pytest.mark.parametrize(
    ("part", "labels"),
    [
        (Part.SKIN, {"skin", "body", "head_torso"}),
        (Part.FACE, {"skin", "face_skin", "body", "head_torso"}),
        (Part.LIPS, {"skin", "face_skin", "body", "head_torso"}),
        (Part.EYELIDS, {"skin", "face_skin", "body", "head_torso"}),
        (Part.BROWS, {"skin", "face_skin", "body", "head_torso"}),
        (Part.NAILS, {"skin", "body", "head_torso"}),
        (Part.MOUTH, {"body", "head_torso"}),
        (Part.EYE, {"body", "head_torso"}),
        (Part.TEETH, {"body", "head_torso"}),
        (Part.HAIR, {"hair", "body", "head_torso"}),
        (Part.BEARD, {"body", "head_torso"}),
        (Part.CLOTH, {"clothes", "body", "head_torso"}),
        (Part.WORN, {"body", "head_torso"}),
        (Part.OBJECT, set()),
    ],
)
def test_each_part_is_in_the_labels_that_say_so(part, labels, who):
    masks = coverage.labels(parts_of(part, who=who), 64)
    assert {name for name, mask in masks.items() if mask.any()} == labels


def test_every_part_is_decided():
    assert set(Part) == {Part.NOTHING, Part.OBJECT, *coverage.PARTS_OF_LABEL["body"]}


def test_below_the_waist_is_not_head_and_torso():
    masks = coverage.labels(parts_of(Part.SKIN, upper=False), 64)
    assert masks["skin"].any() and not masks["head_torso"].any()


def test_coverage_is_the_share_of_samples():
    picture = np.zeros((64, 64), np.uint8)
    picture[:33, :] = Part.CLOTH
    mask = coverage.labels(picture, 32)["clothes"]
    assert (mask[:16] == 255).all() and (mask[16] == 128).all() and (mask[17:] == 0).all()


def test_a_stray_strand_is_in_the_soft_mask_and_not_in_the_hard_one():
    size = 256
    picture = np.zeros((size, size), np.uint8)
    picture[100:160, 100:160] = Part.HAIR
    picture[40, 40:44] = Part.HAIR
    masks = coverage.labels(picture, size)
    for name in ("hair", "body"):
        assert (masks[name][40, 40:44] == coverage.UNDER_HALF).all()
        assert (masks[name][100:160, 100:160] == 255).all()


def test_labels_stay_within_those_that_contain_them():
    rng = np.random.default_rng(0)
    noise = rng.integers(0, len(Part), (128, 128)).astype(np.uint8)
    above = (rng.random(noise.shape) < 0.5) | np.isin(noise, coverage.PARTS_OF_LABEL["face_skin"])
    noise |= np.where(above, UPPER, 0).astype(np.uint8)
    noise[:, :64] = 0
    masks = coverage.labels(noise, 64)
    assert tuple(masks) == NAMES
    for label in LABELS:
        for outer in label.within:
            assert (masks[label.name] <= masks[outer]).all(), (label.name, outer)


def test_single_parts_and_instances():
    picture = np.concatenate([parts_of(Part.LIPS)[:, :32], parts_of(Part.HAIR, who=2)[:, 32:]], 1)
    masks = coverage.single_parts(picture, 64)
    assert set(masks) == {*coverage.SINGLE, "instances"}
    assert masks["lips"].any() and not masks["nails"].any()
    assert set(np.unique(masks["instances"])) == {0, 1, 3}


def test_objects_are_nobodys():
    masks = coverage.single_parts(parts_of(Part.OBJECT), 64)
    assert masks["objects"].any() and not masks["instances"].any()


def test_depth_is_that_of_the_nearest_sample_in_millimetres():
    distance = np.full((4, 4), np.inf, np.float32)
    distance[0, 0], distance[0, 1], distance[3, 3] = 2.5, 1.25, 90.0
    assert coverage.depth(distance, 2).tolist() == [[1250, 0], [0, 65535]]
    assert coverage.depth(distance, 2).dtype == np.uint16
