import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from integument.data.pack import Pack
from integument.errors import InputError, OutputError, UsageError
from integument.synth import Settings, generate
from integument.synth import generator as writer

SETTINGS = Settings(size=48, supersampling=1, views=2)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    out = tmp_path_factory.mktemp("packs") / "people"
    assert generate(out, 5, seed=7, settings=SETTINGS) == 5
    return out


def test_layout(pack):
    names = {p.name for p in pack.iterdir()}
    assert names == {"images", "masks", "index.csv", "records.jsonl", "meta.json"}
    assert len(list((pack / "images").iterdir())) == 5
    assert len((pack / "records.jsonl").read_text().splitlines()) == 5
    assert len((pack / "index.csv").read_text().splitlines()) == 6


def test_is_read_as_a_pack(pack):
    read = Pack(pack)
    sample = read.read(next(iter(read)))
    assert sample.image.shape == (48, 48, 3)
    assert set(sample.masks) == {"skin", "face_skin", "hair", "body", "head_torso", "clothes"}


def test_any_number_of_workers_gives_the_same_files(pack, tmp_path):
    generate(tmp_path / "two", 5, seed=7, settings=SETTINGS, workers=2)
    assert digests(tmp_path / "two") == digests(pack)


def test_a_run_that_was_killed_is_completed_to_the_same_files(pack, tmp_path, monkeypatch):
    made = writer._make_person

    def dies_at_the_second(out, seed, number, settings, views):
        if number == 1:
            raise KeyboardInterrupt
        return made(out, seed, number, settings, views)

    out = tmp_path / "resumed"
    monkeypatch.setattr(writer, "_make_person", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        generate(out, 5, seed=7, settings=SETTINGS)
    monkeypatch.undo()
    assert generate(out, 5, seed=7, settings=SETTINGS) == 3
    assert digests(out) == digests(pack)


def test_asking_for_more_makes_only_what_is_missing(tmp_path):
    out = tmp_path / "growing"
    generate(out, 3, seed=1, settings=SETTINGS)
    assert generate(out, 3, seed=1, settings=SETTINGS) == 0
    counts = []
    assert generate(out, 6, seed=1, settings=SETTINGS, advance=counts.append) == 4
    assert sum(counts) == 6
    assert len((out / "records.jsonl").read_text().splitlines()) == 6


def test_other_settings_are_refused_by_name(pack):
    with pytest.raises(UsageError, match="another p_clothed"):
        generate(pack, 5, seed=7, settings=Settings(size=48, supersampling=1, views=2, p_clothed=0))
    with pytest.raises(UsageError, match="another seed"):
        generate(pack, 5, seed=8, settings=SETTINGS)


def test_foreign_folders_are_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="is not empty and holds no synthetic pack"):
        generate(tmp_path, 1, settings=SETTINGS)
    with pytest.raises(OutputError, match="is a file"):
        generate(tmp_path / "letter.txt", 1, settings=SETTINGS)


@pytest.mark.parametrize("arguments", [{"count": 0}, {"count": 2, "workers": 0}])
def test_impossible_numbers(tmp_path, arguments):
    with pytest.raises(UsageError, match="expected at least 1"):
        generate(tmp_path / "new", settings=SETTINGS, **arguments)


def test_backgrounds(tmp_path):
    import cv2

    with pytest.raises(InputError, match="empty: no pictures"):
        (tmp_path / "empty").mkdir()
        generate(tmp_path / "a", 1, settings=SETTINGS, backgrounds=str(tmp_path / "empty"))
    folder = tmp_path / "photographs"
    folder.mkdir()
    rng = np.random.default_rng(0)
    cv2.imwrite(str(folder / "wall.png"), rng.integers(0, 255, (40, 60, 3), np.uint8))
    generate(
        tmp_path / "b", 4, settings=replace(SETTINGS, p_background=1.0), backgrounds=str(folder)
    )
    meta = json.loads((tmp_path / "b" / "meta.json").read_text())
    assert meta["generator"]["backgrounds"] == ["wall.png"]
    assert "wall.png" in (tmp_path / "b" / "records.jsonl").read_text()
