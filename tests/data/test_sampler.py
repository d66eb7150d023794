"""The supply of batches: seeded, growing, fair to negatives, blind to what is held out."""

from __future__ import annotations

import itertools
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import archives
from integument.data import sampler
from integument.data.backdrop import BackdropSettings
from integument.data.cache import SampleCache, size_of
from integument.data.pack import Pack
from integument.data.sample import Sample
from integument.data.sampler import Supply, SupplySettings
from integument.data.split import is_held_out
from integument.errors import InputError, UsageError
from shapes import write_shapes

LABELS = ("skin", "hair", "body", "clothes")


def settings(**changes) -> SupplySettings:
    return SupplySettings(**{"labels": LABELS, "size": 32, "batch": 8, "held_out": 0.0, **changes})


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("packs")
    return (
        write_shapes(folder / "people", 12),
        write_shapes(folder / "nobody", 6, people_free=True),
    )


def test_batches_have_the_stated_shapes_and_flags(packs) -> None:
    batch = Supply([packs[0]], [], settings(), seed=0)[0]
    assert batch.image.shape == (8, 32, 32, 3)
    assert batch.masks.shape == batch.void.shape == (8, 4, 16, 16)
    assert (batch.flags == [True, True, True, False]).all()
    assert all(part.dtype == np.uint8 for part in batch[:3])


def test_a_part_of_an_archive_is_learned_from_like_a_pack(tmp_path: Path) -> None:
    archives.hgr(tmp_path)
    people = Path(f"hgr={tmp_path}#train")
    supply = Supply([people], [], settings(labels=("skin",)), seed=0)
    assert len(supply) == 8
    other = pickle.loads(pickle.dumps(supply))  # as on the way to a worker process
    np.testing.assert_array_equal(other[3].masks, supply[3].masks)
    assert supply[3].masks.any()


def test_a_batch_depends_on_seed_and_number_only(packs) -> None:
    one = Supply([packs[0]], [packs[1]], settings(), seed=3)
    two = pickle.loads(pickle.dumps(Supply([packs[0]], [packs[1]], settings(), seed=3)))
    _ = one[0], one[1]
    np.testing.assert_array_equal(one[5].image, two[5].image)
    assert (one[5].image != one[6].image).any()
    assert (one[5].image != Supply([packs[0]], [packs[1]], settings(), seed=4)[5].image).any()


def test_negatives_come_at_their_share_with_every_label_known_and_empty(packs) -> None:
    supply = Supply([packs[0]], [packs[1]], settings(batch=100, negatives=0.3), seed=0)
    batch = supply[0]
    negative = batch.flags.all(1)  # people here lack one label
    assert 0.15 < negative.mean() < 0.45
    assert not batch.masks[negative].any()
    assert batch.masks[~negative].any()


def test_a_people_free_pack_given_as_data_becomes_negatives(packs) -> None:
    supply = Supply(packs, [], settings(), seed=0)
    assert (len(supply), supply.people_free) == (12, 6)


def test_negatives_must_say_that_nobody_is_there(packs) -> None:
    with pytest.raises(InputError, match='"people_free": true'):
        Supply([packs[0]], [packs[0]], settings(), seed=0)


def test_nothing_to_learn_from_is_refused(packs) -> None:
    with pytest.raises(InputError, match="no labelled pictures"):
        Supply([], [packs[1]], settings(), seed=0)


def test_held_out_pictures_are_never_shown(packs, monkeypatch) -> None:
    shown = set()
    read = Pack.read

    def watched(self, stem, labels=None):
        shown.add(stem)
        return read(self, stem, labels)

    monkeypatch.setattr(Pack, "read", watched)
    supply = Supply([packs[0]], [], settings(batch=200, held_out=0.4), seed=0)
    _ = supply[0]
    expected = {stem for stem in Pack(packs[0]) if not is_held_out(stem, 0.4)}
    assert shown == expected
    assert len(expected) < 12


def test_pictures_that_arrive_later_are_seen(tmp_path) -> None:
    folder = write_shapes(tmp_path / "growing", 2)
    supply = Supply([folder], [], settings(rescan_seconds=0), seed=0)
    assert len(supply) == 2
    for source in (folder / "images").glob("*.png"):
        source.with_stem(f"9{source.stem}").write_bytes(source.read_bytes())
    _ = supply[0]
    assert len(supply) == 4


def test_a_few_unreadable_pictures_are_passed_over_many_are_an_error(tmp_path) -> None:
    folder = write_shapes(tmp_path / "pack", 4)
    (folder / "images/000000.png").write_bytes(b"half a pict")
    assert Supply([folder], [], settings(), seed=0)[0].image.shape[0] == 8
    for file in (folder / "images").glob("*.png"):
        file.write_bytes(b"")
    with pytest.raises(InputError, match=f"{sampler.MAX_FAILURES} unreadable pictures in a row"):
        Supply([folder], [], settings(), seed=0)[0]


def endless(seed: int):
    for number in itertools.count():
        yield Sample(
            f"{seed}-{number}",
            np.full((32, 32, 3), 255, np.uint8),
            {"clothes": np.full((32, 32), 255, np.uint8)},
        )


def test_a_stream_alone_or_beside_packs(packs) -> None:
    alone = Supply([], [], settings(), seed=0, stream=endless)[0]
    assert (alone.flags == [False, False, False, True]).all()
    both = Supply([packs[0]], [], settings(batch=60), seed=0, stream=endless)[0]
    assert 0.25 < both.flags[:, 3].mean() < 0.75


def test_cache_keeps_to_its_budget() -> None:
    sample = next(endless(0))
    cache = SampleCache(budget=2 * size_of(sample))
    reads = []

    def read() -> Sample:
        reads.append(1)
        return sample

    for key in "abcabc":
        assert cache.get(key, read) is sample
    assert (len(cache), len(reads)) == (2, 4)
    assert cache.used == 2 * (32 * 32 * 3 + 32 * 32)


@pytest.mark.parametrize("share", [0.0, 0.04, 0.5, 1.0])
def test_split_holds_out_about_its_share(share: float) -> None:
    stems = [f"{number:06}" for number in range(5000)]
    held = [stem for stem in stems if is_held_out(stem, share)]
    assert len(held) / len(stems) == pytest.approx(share, abs=0.01)
    assert set(held) <= {stem for stem in stems if is_held_out(stem, min(1.0, share + 0.1))}


def test_people_stand_before_pictures_of_nobody(packs) -> None:
    """Under every policy; the masks are those of the same batch on its own ground."""
    plain = settings(labels=("skin",), policy="none", negatives=0.0)
    always = replace(plain, backgrounds=BackdropSettings(probability=1.0, feather=0.0))
    own = Supply([packs[0]], [packs[1]], plain, seed=0)[0]
    other = Supply([packs[0]], [packs[1]], always, seed=0)[0]
    np.testing.assert_array_equal(own.masks, other.masks)
    people = own.masks[:, 0].repeat(2, 1).repeat(2, 2) == 255
    np.testing.assert_array_equal(own.image[people], other.image[people])
    changed = (own.image != other.image).any(3).mean((1, 2))
    assert (changed > 0.5).all(), "bodies are read for this although only skin is asked for"


def test_backgrounds_need_pictures_without_people(packs) -> None:
    always = settings(backgrounds=BackdropSettings(probability=0.5))
    with pytest.raises(UsageError, match="add --negatives PACK"):
        Supply([packs[0]], [], always, seed=0)


def test_only_labels_that_are_asked_for_are_decoded(packs, monkeypatch) -> None:
    asked = []
    honest = Pack.read
    monkeypatch.setattr(
        Pack, "read", lambda self, stem, labels=None: asked.append(labels) or honest(self, stem)
    )
    Supply([packs[0]], [], settings(labels=("hair",)), seed=0)[0]
    assert set(asked) == {("hair",)}
