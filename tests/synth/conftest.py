"""Shared by the tests of the generator: skipped whole where numba is not installed."""

import pytest

pytest.importorskip("numba")


@pytest.fixture(scope="session")
def asset():
    from integument.synth import assets

    return assets.load()


@pytest.fixture(scope="session")
def small():
    """Settings that make a picture in a fraction of the usual time."""
    from integument.synth import Settings

    return Settings(size=64, supersampling=1, views=2)


@pytest.fixture(scope="session")
def few_pictures(small):
    """Pictures of six people, shared because making them is what takes time."""
    from integument.synth import pictures_of

    return [picture for person in range(6) for picture in pictures_of(5, person, small)]
