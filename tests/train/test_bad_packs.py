"""Packs that cannot teach what a run learns: one clear line each, before anything is learned."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from integument.data.sampler import Supply, SupplySettings
from integument.errors import InputError, ModelError, OutputError
from integument.files import atomic_write
from integument.train import checkpoint, recipes
from integument.train.board import Board
from integument.train.feed import undrawn_labels
from integument.train.loop import train
from shapes import write_shapes


@pytest.fixture
def pack(packs, tmp_path) -> Path:
    """A copy to spoil."""
    return shutil.copytree(packs[0], tmp_path / "spoiled")


def refused(run, kind, match: str) -> None:
    with pytest.raises(kind, match=match) as told:
        train(run, say=lambda line: None)
    assert "\n" not in str(told.value)


def test_a_pack_without_the_label_is_named(make_run, pack) -> None:
    run = make_run(labels="skin")
    shutil.rmtree(pack / "masks" / "skin")
    alone = replace(run, people=(*run.people, pack))
    refused(alone, InputError, r"spoiled: no masks of skin, .* it has hair, body: leave it out")
    shutil.rmtree(pack / "masks")
    refused(alone, InputError, r"spoiled: .* it has none at all")
    assert not (run.out / "last.pt").exists()


def test_both_labels_of_mutual_guidance_are_needed(make_run, pack) -> None:
    shutil.rmtree(pack / "masks" / "body")
    run = make_run(net="mutual_guidance_deeplab", labels="skin,body")
    task = recipes.task_of("single")
    refused(replace(run, people=(pack,), task=task), InputError, "no masks of body in .* skin and")


def test_real_pictures_of_the_generator_paper_need_no_persons(make_run, pack) -> None:
    shutil.rmtree(pack / "masks" / "body")
    task = recipes.task_of("synthetic_skin")
    assert "body" in task.dispensable
    supply = SimpleNamespace(drawn={pack: ("skin", "hair")})
    run = replace(make_run(net="unet_two_heads", labels="skin,body"), people=(pack,), task=task)
    assert undrawn_labels(run, supply) == ["body"]
    supply.drawn = {pack: ("hair", "body")}
    with pytest.raises(InputError, match=f"no masks of skin in {pack}: this network learns skin:"):
        undrawn_labels(run, supply)


def test_labels_that_nobody_drew_are_told(make_run) -> None:
    lines: list[str] = []
    train(make_run(steps=1, labels="skin,clothes"), say=lines.append)
    assert "  nobody drew clothes in these packs: not learned" in lines


@pytest.mark.parametrize("workers", [0, 1])
def test_a_mask_of_another_size_stops_the_run(make_run, pack, workers) -> None:
    """Unlike a damaged file, which may still be being written."""
    for mask in (pack / "masks/skin").iterdir():
        cv2.imwrite(str(mask), np.zeros((30, 30), np.uint8))
    run = replace(make_run(workers=workers, held_out=0.0), people=(pack,))
    refused(run, InputError, r"masks/skin/.*\.png: a mask has the size .* 64x64, got 30x30$")


def test_a_damaged_picture_among_many_is_passed_over(make_run, pack) -> None:
    (pack / "images" / "000003.png").write_bytes(b"half a pic")
    run = replace(make_run(steps=8, held_out=0.0), people=(pack,))
    assert train(run, say=lambda line: None).step == 8


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda folder: folder.mkdir(), "expected a folder images/"),
        (lambda folder: (folder / "images").mkdir(parents=True), "no pictures: expected"),
        (lambda folder: None, "no such folder"),
    ],
    ids=["empty", "no pictures", "nothing"],
)
def test_empty_folders_are_named(make_run, tmp_path, make, match) -> None:
    make(tmp_path / "hollow")
    refused(replace(make_run(), people=(tmp_path / "hollow",)), InputError, f"hollow.*{match}")


def test_people_free_pictures_alone_teach_nothing(make_run, packs) -> None:
    refused(replace(make_run(), people=packs[1:], negatives=()), InputError, "no labelled pictures")


def test_a_full_disk_is_one_line_and_keeps_the_last_state(make_run, monkeypatch) -> None:
    run = make_run(steps=4, checkpoint_seconds=0)

    def full(path, data, honest=atomic_write):
        if path.name == "last.pt" and path.exists():
            raise OutputError(f"{path}: cannot be written: no space left")
        honest(path, data)

    monkeypatch.setattr(checkpoint, "atomic_write", full)
    refused(run, OutputError, r"last\.pt: cannot be written")
    assert checkpoint.load(run.out / "last.pt").step == 0


def test_curves_for_tensorboard_are_not_worth_a_run(tmp_path) -> None:
    class Full:
        def add_scalar(self, *arguments):
            raise OSError(errno.ENOSPC, "No space left on device")

    board = Board(tmp_path)
    board._writer = Full()
    board.add({"loss": 1.0}, 1)
    board.add({"loss": 1.0}, 2)
    board.close()


def test_torchs_advice_to_trust_a_file_is_not_passed_on(tmp_path) -> None:
    (tmp_path / "meta.pt").write_text('{"name": "people"}')
    with pytest.raises(ModelError, match=r"meta\.pt: damaged, or not a checkpoint of 'integument"):
        checkpoint.load(tmp_path / "meta.pt")


@pytest.mark.parametrize("policy", ["light", "views"])
def test_a_batch_names_its_pictures(packs, tmp_path, policy) -> None:
    settings = SupplySettings(
        labels=("skin",), size=32, stride=1, batch=3, held_out=0.0, policy=policy
    )
    supply = Supply([write_shapes(tmp_path / "some", 5)], packs[1:], settings, seed=1)
    read = []
    honest = supply._read
    supply._read = lambda place: read.append(f"{place.pack.name}/{place.stem}") or honest(place)
    for k in range(4):
        read.clear()
        supply[k]
        assert supply.names(k) == read
