"""Pictures that are drawn, and parts of packs."""

from __future__ import annotations

import numpy as np
import pytest

from integument.data import answers
from integument.data.pack import Pack
from integument.experiments import sets
from integument.experiments.drawing import LOOKS, draw_person
from integument.experiments.experiment import Need
from integument.labels import NAMES
from shapes import write_shapes


@pytest.mark.parametrize("look", LOOKS)
def test_drawn_people_are_consistent(look):
    for seed in range(6):
        rgb, masks, attributes = draw_person(64, look, np.random.default_rng(seed))
        assert rgb.shape == (64, 64, 3) and set(masks) == set(NAMES)
        found = {label: mask > 0 for label, mask in masks.items()}
        assert found["skin"].any() and not (found["skin"] & ~found["body"]).any()
        assert not (found["face_skin"] & ~found["skin"]).any()
        assert not (found["hair"] & found["skin"]).any()
        assert bool(attributes["bald"]) == (not found["hair"].any())


def test_looks_differ():
    def mean_skin(look):
        people = [draw_person(64, look, np.random.default_rng(seed)) for seed in range(12)]
        return np.mean([rgb[masks["skin"] > 0].mean() for rgb, masks, _ in people])

    assert mean_skin("light") > mean_skin("dark") + 20


def test_what_is_made_has_the_labels_of_the_need_alone(tmp_path):
    need = Need("p", ("skin", "hair"), "x", smoke=4)
    sets.make(need, "smoke", tmp_path / "p")
    pack = Pack(tmp_path / "p")
    assert len(pack) == 4 and pack.labels == ("skin", "hair")
    known = answers.of(pack.read("000000").attributes, answers.ANSWERS)
    assert np.isfinite(known[1:]).all()


def test_two_needs_get_other_pictures(tmp_path):
    for name in ("a", "b"):
        sets.make(Need(name, ("skin",), "x", smoke=1), "smoke", tmp_path / name)
    one, other = (Pack(tmp_path / name).read("000000").image for name in ("a", "b"))
    assert (one != other).any()


def test_a_part_keeps_pictures_masks_and_attributes(tmp_path):
    source = Pack(write_shapes(tmp_path / "whole", 6))
    stems = sets.nested(list(source), 3)
    part = Pack(sets.subset(source, stems, tmp_path / "part", ["skin"]))
    assert sorted(part) == sorted(stems) and part.labels == ("skin",)
    for stem in stems:
        assert (part.read(stem).image == source.read(stem).image).all()
        assert (part.read(stem).masks["skin"] == source.read(stem).masks["skin"]).all()


def test_fewer_are_among_more():
    stems = [f"{n}" for n in range(40)]
    few, more = sets.nested(stems, 5), sets.nested(stems, 20)
    assert set(few) < set(more) and len(set(more)) == 20


def test_a_checksum_is_of_the_content(tmp_path):
    folder = write_shapes(tmp_path / "p", 2)
    before = sets.checksum(str(folder))
    mask = next((folder / "masks/skin").iterdir())
    mask.write_bytes(mask.read_bytes() + b"\0")
    assert sets.checksum(str(folder))["sha256"] != before["sha256"]
