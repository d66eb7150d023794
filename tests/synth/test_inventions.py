import numpy as np
import pytest

from integument.synth import inventions
from integument.synth.inventions import MAKERS, invent


@pytest.mark.parametrize("kind", MAKERS)
def test_each_maker_fills_the_picture_with_finite_light(kind):
    for seed in range(3):
        picture = MAKERS[kind][1](np.random.default_rng(seed), 64)
        assert picture.shape == (64, 64, 3)
        assert np.isfinite(picture).all()
        assert picture.mean() > 0


def test_inventions_repeat_and_differ():
    first, again = (invent(np.random.default_rng(4), 64) for _ in range(2))
    assert first.name == again.name and np.array_equal(first.picture, again.picture)
    assert first.picture.dtype == np.float32 and first.picture.min() >= 0
    names = {invent(np.random.default_rng(k), 32).name for k in range(200)}
    assert names == {f"invented {kind}" for kind in MAKERS}


def test_part_of_them_has_the_colours_of_skin():
    """Hue of warm colours: red over green over blue, as skin has it."""
    warm = 0
    for k in range(150):
        r, g, b = inventions.invent(np.random.default_rng(k), 32).picture.mean((0, 1))
        warm += r > 1.15 * g > 1.15 * b
    assert 0.15 < warm / 150 < 0.75
