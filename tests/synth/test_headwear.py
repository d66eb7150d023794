"""The shell around a head, what is cut from it, and what it does to hair and skin."""

from __future__ import annotations

import numpy as np
import pytest

from integument.synth import accessories, body, face_wear, head_shell, headwear, person
from integument.synth.geometry import Part

SKIN = np.full(3, 0.3)


@pytest.fixture(scope="module")
def shape(asset):
    return body.build(asset, body.sample_phenotype(np.random.default_rng(1), 3), {})


@pytest.fixture(scope="module")
def shell(asset, shape):
    return head_shell.shell(asset, shape)


def test_the_shell_surrounds_the_skull(asset, shape, shell):
    skull = asset.is_body & (asset.scalp > 0)
    away = np.linalg.norm(shape.vertices[skull] - shell.centre, axis=1)
    assert 0.07 < shell.radius[:, -1].mean() < 0.15
    assert np.percentile(away, 99) < shell.radius.max() + 0.005


def test_a_cut_keeps_what_is_positive(shell):
    half = head_shell.cut(shell, 0.01, head_shell.ELEVATION - 20.0)
    whole = head_shell.cut(shell, 0.01, head_shell.ELEVATION + 90.0)
    assert 0 < len(half.faces) < len(whole.faces)
    level = half.points - shell.centre
    lowest = np.degrees(np.arctan2(level[:, 2], np.hypot(level[:, 0], level[:, 1]))).min()
    assert lowest == pytest.approx(20.0, abs=0.5)
    assert np.einsum("ij,ij->i", half.normals, level).min() > 0  # they look outward


def test_a_lid_holds_hair_down_where_it_lies_and_nowhere_else(shell):
    lid = head_shell.lid(shell, 0.01, head_shell.ELEVATION - 20.0)
    up = np.array([0, 0, 1.0])
    ahead = np.array([0, -1.0, 0])
    strands = (shell.centre + np.array([[0.3 * up, 0.05 * up, 0.3 * ahead]])).astype(np.float32)
    pressed = np.linalg.norm(lid.pressed(strands)[0] - shell.centre, axis=1)
    assert pressed[0] < 0.2
    assert pressed[1:] == pytest.approx([0.05, 0.3], abs=1e-5)


@pytest.mark.parametrize("kind", headwear.KINDS)
def test_headwear_is_cloth_unless_it_is_hard(kind, shell):
    made = headwear.KINDS[kind][1](headwear._Hatter(np.random.default_rng(2), shell, SKIN))
    hard = kind in ("hard hat", "full helmet")
    assert made.pieces[0].part is (Part.WORN if hard else Part.CLOTH)
    for piece in made.pieces:
        assert np.isfinite(piece.points).all() and piece.faces.max() < len(piece.points)
        assert np.linalg.norm(piece.points - shell.centre, axis=1).max() < 0.45
    assert made.lid is not None and (made.lid.highest < head_shell.FREE).any()


def test_shares_of_headwear_are_whole():
    assert sum(share for share, _ in headwear.KINDS.values()) == pytest.approx(1.0)


def test_a_mask_covers_the_mouth_and_leaves_the_eyes(asset, shape, shell):
    rng = np.random.default_rng(3)
    kind, pieces, _ = face_wear.mask(rng, shell, SKIN)
    while kind != "face mask":
        kind, pieces, _ = face_wear.mask(rng, shell, SKIN)
    eyes = shape.vertices[np.unique(asset.parts["eye_left"])][:, 2]
    teeth = shape.vertices[np.unique(asset.parts["teeth"])][:, 2]
    cloth = pieces[0].points[:, 2]
    assert cloth.min() < teeth.min() and teeth.max() < cloth.max() < eyes.mean()


def test_people_wear_hats_and_masks_as_often_as_stated(asset):
    own = person.sample(np.random.default_rng(4), asset)
    rng = np.random.default_rng(5)
    drawn = [accessories.sample(rng, own, own.shape, []).kinds for _ in range(300)]
    masks = np.mean([any("mask" in kind for kind in kinds) for kinds in drawn])
    assert masks == pytest.approx(face_wear.P_MASK, abs=0.05)
    assert len({kind for kinds in drawn for kind in kinds}) > 8
