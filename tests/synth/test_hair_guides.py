"""Guides fall to where down is, rest on the body, and take strands along."""

from __future__ import annotations

import numpy as np
import pytest

from integument.synth import body, hair, hair_guides, hair_knots, hair_style, mesh, scalp


@pytest.fixture(scope="module")
def bare(asset):
    shape = body.build(asset, body.sample_phenotype(np.random.default_rng(1), 3), {})
    faces = asset.body_vertices[asset.body_faces]
    return shape, mesh.vertex_normals(shape.vertices, faces)


def _style(kind: str = "long", **how) -> hair_style.HairStyle:
    looks = {"length": 0.35, "steps": 14, "strands": 300, "volume": 0.01} | how
    return hair_style.HairStyle(kind, "brown", (0.1, 0.05, 0.02), **looks)


def _grown(asset, bare, style) -> list[hair.Strands]:
    return hair.grow(np.random.default_rng(2), asset, bare[0], style)


def test_hair_stays_where_it_is_if_nothing_moves(asset, bare):
    strands = _grown(asset, bare, _style())[0]
    again = strands.fallen(hair_guides.obstacles(asset, *((bare[0].vertices, bare[1]))), [0, 0, -1])
    np.testing.assert_allclose(again.points, strands.points, atol=1e-4)


def test_hair_falls_to_where_down_is(asset, bare):
    strands = _grown(asset, bare, _style())[0]
    on = hair_guides.obstacles(asset, bare[0].vertices, bare[1])
    back = strands.fallen(on, np.array([0, 1.0, 0]))
    assert back.points[:, -1, 1].mean() > strands.points[:, -1, 1].mean() + 0.1
    np.testing.assert_allclose(back.points[:, 0], strands.points[:, 0], atol=1e-5)


def test_hair_does_not_run_through_the_body(asset, bare):
    on = hair_guides.obstacles(asset, bare[0].vertices, bare[1])
    guides = _grown(asset, bare, _style())[0].guides.rest.reshape(-1, 3)
    nearest = mesh.nearest(guides, on.points)
    height = ((guides - on.points[nearest]) * on.normals[nearest]).sum(1)
    assert np.percentile(height, 2) > -0.004


def test_short_hair_does_not_hang(asset, bare):
    assert _grown(asset, bare, _style("short", length=0.05, steps=6))[0].guides is None


@pytest.mark.parametrize("tie", hair_style.TIES)
def test_tied_hair_is_gathered(asset, bare, tie):
    style = _style("tied", comb="tie", tie=tie)
    strands = _grown(asset, bare, style)
    knots = 2 if tie in hair_knots.TWO else 1
    assert len(strands) == 1 + (knots if hair_knots.stops(style) else 0)
    assert all(np.isfinite(s.points).all() for s in strands)
    if tie in hair_knots.BUNS:
        middle = strands[1].points.reshape(-1, 3).mean(0)
        assert np.linalg.norm(strands[1].points - middle, axis=2).max() < 0.12


def test_a_fringe_hangs_over_the_forehead(asset, bare):
    strands = _grown(asset, bare, _style("short", length=0.06, steps=6, bangs=0.09))
    ends = strands[1].points[:, -1]
    assert (ends[:, 1] < bare[0].vertices[asset.is_body & (asset.scalp > 0), 1].mean()).all()
    assert ends[:, 2].mean() < strands[1].points[:, 0, 2].mean() - 0.02


def test_receding_hair_leaves_temples_and_crown():
    temple, crown = np.array([[0.05, -0.085, 0.815]]), scalp.CROWN[None]
    assert scalp.height(crown, crown=1.0) < 0 < scalp.height(crown)
    assert scalp.height(temple, recession=1.0) < scalp.height(temple) - 1


def test_beards_have_their_shapes(asset):
    c = asset.canonical[asset.is_body]
    full, goatee, moustache = (
        hair_knots.beard_grows(c, shape) for shape in ("full", "goatee", "moustache")
    )
    assert full.sum() > goatee.sum() > moustache.sum() > 0
    assert not (moustache & ~full).any()
