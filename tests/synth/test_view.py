"""Who and what is in a picture: company, things, statues."""

import json

import numpy as np
import pytest

from integument.synth import (
    Settings,
    coverage,
    figure,
    group,
    meshes,
    occluders,
    person,
    pictures_of,
    pose,
    scene,
    things,
    view,
)
from integument.synth.builder import Builder
from integument.synth.camera import Camera
from integument.synth.geometry import KIND, WHO, Part

ALONE = {"p_more": 0.0, "p_occluder": 0.0, "p_mannequin": 0.0, "p_held": 0.0}


@pytest.fixture(scope="module")
def together():
    """Three views of a person with company, as part pictures and records."""
    settings = Settings(
        size=96, supersampling=1, views=3, framings={"full": 1.0},
        **(ALONE | {"p_more": 1.0}), people_max=4, parts=True,
    )  # fmt: skip
    return [p for number in range(3) for p in pictures_of(2, number, settings)]


def test_company_comes_in_numbers_and_stands_apart(together):
    counts = [picture.record["people"] for picture in together]
    assert max(counts) >= 2 and max(counts) <= 4
    seen = [len(np.unique(p.masks["instances"])) - 1 for p in together]
    assert max(seen) >= 2
    assert all(s <= c for s, c in zip(seen, counts, strict=True))


def test_instances_make_up_the_body(together):
    for picture in together:
        body, who = picture.masks["body"], picture.masks["instances"]
        assert (who[body > 200] > 0).all()
        assert (who[body == 0] == 0).all()


def test_companions_are_recorded(together):
    for picture in together:
        record = json.loads(json.dumps(picture.record))
        assert len(record["companions"]) == record["people"] - 1
        for companion in record["companions"]:
            assert companion["person"]["skin"]["tone"] in range(1, 7)


def test_nobody_stands_in_anybody(asset):
    cast = group.Cast(np.random.default_rng(3), asset, Settings(p_more=1.0))
    rng = np.random.default_rng(4)
    for _ in range(6):
        there = figure.strike(rng, cast.main)
        newcomer = group._join(rng, [there], cast.companion(0))
        assert not group._overlap(there, newcomer, np.zeros(2))


def test_a_companion_does_not_depend_on_the_views_before(asset):
    first, second = (
        group.Cast(np.random.default_rng(5), asset, Settings(p_more=1.0, people_max=4))
        for _ in range(2)
    )
    late = first.companion(1)
    second.companion(0)
    assert late.record == second.companion(1).record


def test_a_picture_with_company_can_be_made_on_its_own():
    settings = Settings(size=48, supersampling=1, views=3, p_more=1.0, people_max=4)
    row = list(pictures_of(9, 1, settings))
    alone = next(pictures_of(9, 1, settings, views=range(2, 3)))
    assert np.array_equal(row[2].image, alone.image)
    assert row[2].record == alone.record


def test_a_statue_is_in_no_label():
    settings = Settings(size=64, supersampling=1, views=4, **(ALONE | {"p_mannequin": 1.0}))
    pictures = [p for number in range(3) for p in pictures_of(6, number, settings)]
    assert all("mannequin" in picture.record for picture in pictures)
    alone = [p for p in pictures if not p.record["people"]]
    assert alone and len(alone) < len(pictures)
    assert all(mask.max() == 0 for p in alone for mask in p.masks.values())


def test_an_occluder_takes_from_the_body_and_is_an_object():
    settings = Settings(size=64, supersampling=1, views=1, **ALONE, parts=True)
    hidden = Settings(
        size=64, supersampling=1, views=1, **(ALONE | {"p_occluder": 1.0}), parts=True
    )
    less = 0
    for number in range(6):
        free = next(pictures_of(7, number, settings))
        behind = next(pictures_of(7, number, hidden))
        assert not free.masks["objects"].any() or "seat" in free.record["view"]
        assert behind.record["occluder"]["kind"] in occluders.KINDS
        covered = behind.masks["objects"] == 255
        assert behind.masks["body"][covered].max(initial=0) == 0
        less += behind.masks["body"].sum() < free.masks["body"].sum()
    assert less >= 2


def test_what_is_held_is_at_the_hand(asset):
    rng = np.random.default_rng(8)
    own = person.sample(rng, asset)
    for arms in ("phone at ear", "drinking", "looking at a thing"):
        taken = pose.sample(rng, asset, own.shape, "standing", arms)
        struck = figure.strike(rng, own, "standing")
        struck.pose, struck.posed = taken, figure.body.pose(asset, own.shape, taken.rotations)
        build = Builder()
        name = things.hold(build, rng, struck)
        assert name in things.FITTING.get(
            taken.arms["LR".index(taken.holding)], tuple(things.HOLDABLE)
        )
        geometry, _ = build.build()
        wrist = struck.posed.joints[asset.bone(f"wrist.{taken.holding}")]
        assert np.linalg.norm(geometry.points - wrist, axis=1).min() < 0.15
        assert (geometry.materials[:, 1].astype(int) & KIND == Part.OBJECT).all()


@pytest.mark.parametrize(
    "mesh",
    [
        meshes.box(0.1, 0.2, 0.3),
        meshes.ball(0.2),
        meshes.turned([(0, 0), (0.1, 0), (0.1, 0.5), (0, 0.5)]),
        meshes.leaves(np.random.default_rng(0), 5, 0.1, 0.1),
    ],
)
def test_meshes_are_well_formed(mesh):
    assert mesh.points.shape == mesh.normals.shape
    assert len(mesh.uv) == len(mesh.points)
    assert mesh.faces.min() >= 0 and mesh.faces.max() < len(mesh.points)
    assert np.isfinite(mesh.normals).all()


def test_balls_and_boxes_have_their_size_and_face_outward():
    ball = meshes.ball(0.2)
    assert np.linalg.norm(ball.points, axis=1) == pytest.approx(0.2, abs=1e-6)
    assert ((ball.points * ball.normals).sum(1) > 0.15).all()
    box = meshes.box(0.1, 0.2, 0.3)
    assert np.ptp(box.points, axis=0) == pytest.approx([0.1, 0.2, 0.3])
    assert ((box.points * box.normals).sum(1) > 0).all()


def test_builder_numbers_people_and_things():
    build, mesh = Builder(), meshes.box(1, 1, 1)
    build.who = 2
    for part in (Part.CLOTH, Part.OBJECT):
        build.add(mesh.points, mesh.normals, 0.0, 1.0, mesh.faces, figure.Surface.CLOTH, part)
    build.part_map(np.full((4, 4), Part.SKIN, np.uint8))
    geometry, shadow_faces = build.build()
    assert geometry.materials[:, 1].tolist() == [Part.CLOTH | 2 << WHO, Part.OBJECT]
    assert (geometry.part_texture == Part.SKIN | 2 << WHO).all()
    assert len(shadow_faces) == len(geometry.faces) == 24


def test_another_renderer_can_be_given(small):
    asked = []

    def blank(shown, surroundings, cam, settings):
        assert isinstance(shown, view.View) and isinstance(surroundings, scene.Scene)
        assert isinstance(cam, Camera)
        asked.append(shown)
        side = settings.size * settings.supersampling
        parts = np.full((side, side), Part.HAIR, np.uint8)
        return np.full((side, side, 3), 0.2, np.float32), parts

    picture = next(pictures_of(1, 0, small, renderer=blank))
    assert len(asked) == 1
    assert (picture.masks["hair"] == 255).all() and not picture.masks["skin"].any()


def test_masks_of_parts_only_where_asked_for(together, few_pictures):
    assert set(coverage.SINGLE) & set(few_pictures[0].masks) == set()
    for picture in together:
        masks = picture.masks
        assert set(coverage.SINGLE) | {"instances"} <= set(masks)
        for part in ("lips", "eyelids", "brows", "nails"):
            # Specks of skin are left out of the hard mask of skin, and of that alone.
            assert (masks[part] <= np.maximum(masks["skin"], coverage.UNDER_HALF + 1)).mean() > 0.99
