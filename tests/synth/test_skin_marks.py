"""Marks change the albedo where they are, stay within bounds, and are recorded."""

from __future__ import annotations

import numpy as np
import pytest

from integument.synth import cloth, hair_style, makeup, skin, skin_marks, trimmings

BALD = hair_style.HairStyle("bald", "brown", (0.1, 0.05, 0.02))
SHARES = ("P_FRECKLES", "P_TAN", "P_VITILIGO", "P_SCAR", "P_TATTOO")


@pytest.fixture
def half(asset):
    return np.full((skin.COARSE_SIZE, skin.COARSE_SIZE, 3), 0.3, np.float32)


@pytest.mark.parametrize(
    ("share", "name"),
    list(zip(SHARES, ("freckles", "tan", "vitiligo", "scar", "tattoos"), strict=True)),
)
def test_each_mark_shows_and_is_recorded(asset, half, monkeypatch, share, name):
    for other in SHARES:
        monkeypatch.setattr(skin_marks, other, 9.0 if other == share else 0.0)
    changed = 0
    for seed in range(4):
        albedo = half.copy()
        record = skin_marks.on_body(np.random.default_rng(seed), asset, albedo, 2, 0.5)
        assert set(record) == {name}
        changed += int((albedo != half).any())
    assert changed >= 3


def test_vitiligo_only_lightens(asset, half):
    before = half.copy()
    skin_marks._vitiligo(np.random.default_rng(1), asset, half)
    assert (half >= before - 1e-6).all()


@pytest.mark.parametrize("seed", range(3))
def test_painted_skin_stays_within_bounds(asset, seed):
    rng = np.random.default_rng(seed)
    tone, lab = skin.sample_tone(rng)
    texture, record = skin.paint(rng, asset, tone, lab, BALD, True, 0.9)
    assert texture.albedo.min() >= skin.DARKEST * 0.3 and texture.albedo.max() <= 1.0
    assert record.marks["lines"] > 0
    assert not (texture.part == skin.SCALP).all()


def test_make_up_is_recorded_only_where_there_is_some():
    assert makeup.MakeUp().to_dict() == {}
    assert makeup.MakeUp(around_eyes=0.5).to_dict() == {"around_eyes": 0.5}


@pytest.mark.parametrize("pattern", cloth.PATTERNS)
def test_prints(monkeypatch, pattern):
    only = {name: float(name == pattern) for name in cloth.PATTERNS}
    monkeypatch.setattr(cloth, "PATTERNS", only)
    picture = cloth.sample(np.random.default_rng(3), np.full(3, 0.3))
    assert picture.dtype == np.float32 and picture.shape[2] == 3
    assert picture.min() > 0 and picture.max() <= 0.95


def test_gloves_cover_hands_alone(asset):
    from integument.synth.garments import Tailor

    tailor = Tailor(np.random.default_rng(4), asset, np.full(3, 0.3))
    field = trimmings.gloves(tailor).field
    assert (field[asset.is_body & (asset.along_arm < 1)] <= 0).all()
    assert (field[asset.is_body & (asset.along_arm > 2.2) & (asset.canonical[:, 0] > 0)] > 0).all()
