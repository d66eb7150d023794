import numpy as np
import pytest

from integument.synth import body, figure, garments, hair, hair_style, person, skin
from integument.synth.builder import Builder

LOWER = {"leggings", "trousers", "shorts", "briefs", "skirt", "slip", "swim shorts", "swimsuit"}


def test_only_adults_can_be_drawn(asset):
    # The shape space itself ends at the younger of the two adult ages of its source.
    ages = [n for n in asset.phenotype_names if n in ("newborn", "baby", "child", "young", "old")]
    column = [asset.phenotype_names.index(a) for a in ages if a in ("newborn", "baby", "child")]
    assert asset.phenotype_mask[:, column].sum() == 0


def test_tones_are_drawn_evenly():
    rng = np.random.default_rng(0)
    counts = np.bincount([skin.sample_tone(rng)[0] for _ in range(3000)], minlength=7)[1:]
    assert counts.min() > 400 and counts.max() < 600


def test_darker_types_are_darker():
    rng = np.random.default_rng(1)
    drawn = [skin.sample_tone(rng) for _ in range(600)]
    light = [np.mean([lab[0] for t, lab in drawn if t == tone]) for tone in skin.TONES]
    assert light == sorted(light, reverse=True)


def test_a_tone_has_its_typology_angle():
    rng = np.random.default_rng(2)
    for _ in range(200):
        tone, (light, _, yellow) = skin.sample_tone(rng)
        low, high = skin.TONES[tone]
        assert low <= np.degrees(np.arctan2(light - 50, yellow)) <= high


def test_lab_to_linear_of_white_and_grey():
    assert skin.lab_to_linear((100, 0, 0)) == pytest.approx([0.98] * 3, abs=0.02)
    assert skin.lab_to_linear((50, 0, 0)) == pytest.approx([0.184] * 3, abs=0.003)


def test_people_have_human_heights(asset):
    rng = np.random.default_rng(3)
    for _ in range(20):
        vertices = body.build(asset, body.sample_phenotype(rng, 2), {}).vertices
        assert 1.35 < np.ptp(vertices[asset.is_body, 2]) < 2.2


@pytest.mark.parametrize("clothed", [True, False])
@pytest.mark.parametrize("female", [True, False])
def test_nobody_is_nude(asset, clothed, female):
    rng = np.random.default_rng(4)
    c = asset.canonical
    hips = asset.is_body & (np.abs(c[:, 2] + 0.02) < 0.03) & (np.abs(c[:, 0]) < 0.08)
    chest = np.array([[0.07, -0.12, 0.37]], np.float32)
    at_chest = np.linalg.norm(asset.canonical - chest, axis=1) < 0.03
    for _ in range(25):
        outfit = garments.sample_outfit(rng, asset, female, clothed, np.full(3, 0.3))
        worn = {g.kind for g in outfit}
        assert worn & LOWER, worn
        below = [g for g in outfit if g.kind in LOWER and g.mesh == "tights"]
        covered = np.max([g.field[asset.nearest_tights[hips]] for g in below], axis=0)
        assert (covered > 0).mean() > 0.95, worn
        if female:
            tops = [g for g in outfit if g.mesh == "tights"]
            over = np.max([g.field[asset.nearest_tights[at_chest]] for g in tops], axis=0)
            assert (over > 0).all(), worn


def test_strands_start_on_the_scalp_and_have_their_length(asset):
    rng = np.random.default_rng(5)
    shape = body.build(asset, body.sample_phenotype(rng, 3), {})
    style = hair_style.HairStyle(
        "long", "brown", (0.1, 0.05, 0.02), length=0.3, steps=10, strands=500
    )
    strands = hair.grow(rng, asset, shape, style)[0]
    assert strands.points.shape == (500, 10, 3) and np.isfinite(strands.points).all()
    scalp = shape.vertices[asset.scalp > 0]
    start = strands.points[:, 0]
    assert (np.linalg.norm(start[:, None] - scalp[None], axis=2).min(1) < 0.03).all()
    length = np.linalg.norm(np.diff(strands.points, axis=1), axis=2).sum(1)
    assert 0.2 < np.median(length) < 0.4


def test_bald_people_have_no_strands(asset):
    rng = np.random.default_rng(6)
    shape = body.build(asset, body.sample_phenotype(rng, 3), {})
    assert (
        hair.grow(rng, asset, shape, hair_style.HairStyle("bald", "brown", (0.1, 0.1, 0.1))) == []
    )


def test_views_of_a_person_differ_but_the_person_does_not(asset):
    rng = np.random.default_rng(7)
    own = person.sample(rng, asset)
    first, second = (figure.strike(rng, own) for _ in range(2))
    assert not np.array_equal(first.posed.vertices, second.posed.vertices)
    assert own.record["skin"]["tone"] in range(1, 7)


@pytest.mark.parametrize(
    ("style", "truth"),
    [
        (("long", "dark brown", {}), ("brown", True, False, False, False)),
        (("long", "light brown", {"wave": 0.01}), ("brown", False, True, False, False)),
        (("short", "white", {"bangs": 0.08}), ("gray", True, False, True, False)),
        (("coily", "black", {"wave": 0.005}), ("black", False, False, False, False)),
        (("locs", "blond", {"thick": True}), ("blond", False, False, False, False)),
        (("medium", "red", {}), (None, True, False, False, False)),
        (("bald", "black", {}), (None, False, False, False, True)),
    ],
)
def test_attributes_of_hair(style, truth):
    kind, colour, how = style
    names = ("colour", "straight", "wavy", "bangs", "bald")
    drawn = hair_style.HairStyle(kind, colour, (0.1, 0.1, 0.1), **how)
    assert person.attributes(drawn) == dict(zip(names, truth, strict=True))


def test_cloth_does_not_draw_the_face_back(asset):
    """The garment mesh ends at the neck; what sticks out of it keeps its shape."""
    rng = np.random.default_rng(8)
    own = figure.strike(rng, person.sample(rng, asset), "standing")
    everywhere = garments.Garment(
        "suit", "tights", np.ones(len(asset.canonical), np.float32),
        np.full(len(asset.canonical), 0.005, np.float32), np.ones((4, 4, 3), np.float32), 0.5, 1.0,
    )  # fmt: skip
    covered, _ = figure._add_garments(Builder(), own, [everywhere])
    assert covered[asset.head_weight > 0.5].max() == 0
    trunk = asset.is_body & (np.abs(asset.canonical[:, 2] - 0.3) < 0.1) & (asset.arm_weight < 0.1)
    assert (covered[trunk] > 0).mean() > 0.9
