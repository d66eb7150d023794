"""The model that ships: it must find people it has not seen, and nobody where nobody is."""

from pathlib import Path

import numpy as np
import pytest

from integument.data.pack import Pack
from integument.evaluate.scoring import score
from integument.models import registry
from integument.segmenter import Segmenter

PACKS = Path(__file__).parents[2] / "shared" / "data"
NEW_SEED = 987_654  # never used for training


@pytest.fixture(scope="module")
def bundled():
    if not registry.card("integument").path.is_file():
        pytest.skip("the bundled model is not built yet")
    return Segmenter("integument", threads=1)


MEGABYTES = {"integument": 3, "integument-fast": 1, "integument-fine": 12}


@pytest.mark.parametrize("name", MEGABYTES)
def test_it_weighs_at_most_so_many_megabytes(name):
    assert registry.card(name).path.stat().st_size <= MEGABYTES[name] * 1e6


@pytest.mark.parametrize("name", MEGABYTES)
def test_every_size_finds_the_astronaut(name):
    from importlib import resources

    from integument.hair import describe

    segmenter = Segmenter(name, threads=1)
    photograph = resources.files("integument") / "assets" / "astronaut.jpg"
    with resources.as_file(photograph) as path:
        people = segmenter.segment(path)
    assert people.found
    face, beside, sky = (slice(90, 150), slice(195, 250)), (slice(60, 110), 170), (slice(150), 340)
    assert people.face_skin[face].mean() > 0.9 and people.skin[face].mean() > 0.9
    assert people.hair[beside].mean() > 0.8
    assert not people.body[sky].any()
    (hair, *_) = describe(people, segmenter)
    assert hair.colour.value in ("brown", "blond", None)


def test_generated_people_of_a_new_seed(bundled):
    pytest.importorskip("numba")
    from integument.synth import Settings, pictures_of

    settings = Settings(size=256, views=4, framings={"portrait": 1, "face": 1, "torso": 1})
    overlap = {"skin": [], "hair": [], "body": []}
    for person in range(4):
        for picture in pictures_of(NEW_SEED, person, settings):
            found = bundled.predict(picture.image)
            for label, values in overlap.items():
                truth, guess = picture.masks[label] >= 128, found[label] >= 0.5
                if truth.mean() > 0.01:
                    values.append((truth & guess).sum() / (truth | guess).sum())
    # The model learned from an earlier generator, in whose pictures light was kinder: there it
    # reached 0.75, 0.5 and 0.5. Far below these something is broken.
    assert np.mean(overlap["body"]) > 0.6
    assert np.mean(overlap["skin"]) > 0.3
    assert np.mean(overlap["hair"]) > 0.3


@pytest.mark.parametrize("level", [0, 90, 255])
def test_flat_pictures_are_empty(bundled, level):
    found = bundled.predict(np.full((300, 400, 3), level, np.uint8))
    assert max((values >= 0.5).mean() for values in found.values()) == 0


def test_probabilities_are_not_stretched(bundled):
    rng = np.random.default_rng(0)
    found = bundled.predict(rng.integers(0, 255, (256, 256, 3), np.uint8))
    assert found["body"].max() < 1 or found["body"].min() > 0


@pytest.mark.packs
@pytest.mark.parametrize(
    ("pack", "floors"),
    [
        ("ccp", {"skin": 0.37, "hair": 0.32, "body": 0.75}),
        ("figaro1k", {"hair": 0.56}),
        ("ibtd", {"skin": 0.50}),
        ("humanseg290", {"body": 0.65}),
    ],
)
def test_real_photographs(bundled, pack, floors):
    """Floors a little under what the model's card states, on part of each pack."""
    if not (PACKS / pack).is_dir():
        pytest.skip("research packs are not here")
    report = score(bundled, [Pack(PACKS / pack)], list(floors), limit=60)
    for label, floor in floors.items():
        assert report.packs[0].mean(label)["iou"] > floor, label
