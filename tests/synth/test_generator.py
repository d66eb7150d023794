import errno
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest

from integument.data.pack import Pack
from integument.errors import InputError, OutputError, UsageError
from integument.synth import Settings, execution, generate, layouts

SETTINGS = Settings(size=48, supersampling=1, views=2)


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    out = tmp_path_factory.mktemp("packs") / "people"
    assert generate(out, 5, seed=7, settings=SETTINGS) == 5
    return out


def test_layout(pack):
    names = {p.name for p in pack.iterdir()}
    told = {"index.csv", "records.jsonl", "meta.json", "README.md", "SHA256SUMS"}
    assert names - {".integument.lock"} == {"images", "masks"} | told
    assert len(list((pack / "images").iterdir())) == 5
    assert len((pack / "records.jsonl").read_text().splitlines()) == 5
    assert len((pack / "index.csv").read_text().splitlines()) == 6


def test_is_read_as_a_pack(pack):
    read = Pack(pack)
    sample = read.read(next(iter(read)))
    assert sample.image.shape == (48, 48, 3)
    assert set(sample.masks) == {"skin", "face_skin", "hair", "body", "head_torso", "clothes"}


def test_any_number_of_workers_gives_the_same_files(pack, tmp_path, digests):
    generate(tmp_path / "two", 5, seed=7, settings=SETTINGS, workers=2)
    assert digests(tmp_path / "two") == digests(pack)


def test_a_run_that_was_killed_is_completed_to_the_same_files(pack, tmp_path, monkeypatch, digests):
    make = execution.make

    def dies_at_the_second(job):
        if job.number == 1:
            raise KeyboardInterrupt
        return make(job)

    out = tmp_path / "resumed"
    monkeypatch.setattr(execution, "make", dies_at_the_second)
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
    generate(tmp_path / "b", 4, settings=SETTINGS, backgrounds=str(folder))
    meta = json.loads((tmp_path / "b" / "meta.json").read_text())
    assert meta["generator"]["backgrounds"] == ["wall.png"]
    assert "wall.png" in (tmp_path / "b" / "records.jsonl").read_text()


def test_checksums_are_those_of_the_files(pack, digests):
    told = dict(line.split("  ")[::-1] for line in (pack / "SHA256SUMS").read_text().splitlines())
    found = {name: digest for name, digest in digests(pack).items() if not name.startswith(".")}
    del found["SHA256SUMS"]
    assert told == found


def test_the_data_card_tells_what_differs_from_the_defaults(pack):
    card = (pack / "README.md").read_text()
    assert "5 pictures of people who do not exist, 48×48" in card
    assert "`size` = 48" in card and "`p_clothed`" not in card
    assert "| skin |" in card and "portrait" in card


def members(shard):
    with tarfile.open(shard) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def test_tar_shards_hold_the_same_files(pack, tmp_path, monkeypatch):
    monkeypatch.setattr(layouts, "SHARD_PEOPLE", 2)
    out = tmp_path / "shards"
    generate(out, 5, seed=7, settings=SETTINGS, layout="tar")
    shards = sorted(out.glob("*.tar"))
    assert [shard.name for shard in shards] == ["shard-000000.tar", "shard-000001.tar"]
    assert not (out / "pending").exists() and not (out / "records").exists()
    found = members(shards[0]) | members(shards[1])
    assert len(members(shards[1])) == 8  # one picture: jpg, json, six masks
    for stem in ("000000", "000004"):
        assert found[f"{stem}.jpg"] == (pack / "images" / f"{stem}.jpg").read_bytes()
        assert found[f"{stem}.hair.png"] == (pack / "masks" / "hair" / f"{stem}.png").read_bytes()
        assert json.loads(found[f"{stem}.json"])["id"] == stem
    assert generate(out, 5, seed=7, settings=SETTINGS, layout="tar") == 0
    with pytest.raises(UsageError, match="another count"):
        generate(out, 6, seed=7, settings=SETTINGS, layout="tar")


@pytest.mark.parametrize("dies_in", ["write", "finish"])
def test_tar_shards_survive_being_killed(tmp_path, monkeypatch, dies_in, digests):
    monkeypatch.setattr(layouts, "SHARD_PEOPLE", 1)
    whole, resumed = tmp_path / "whole", tmp_path / "resumed"
    generate(whole, 6, seed=7, settings=SETTINGS, layout="tar")
    before, calls = layouts.atomic_path if dies_in == "finish" else layouts.atomic_write, []

    def dies(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return before(*arguments)

    name = "atomic_path" if dies_in == "finish" else "atomic_write"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(layouts, name, dies)
        generate(resumed, 6, seed=7, settings=SETTINGS, layout="tar")
    generate(resumed, 6, seed=7, settings=SETTINGS, layout="tar")
    assert digests(resumed) == digests(whole)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"layout": "zip"}, "unknown format 'zip': .*folder, tar"),
        ({"renderer": "cycle"}, "unknown renderer 'cycle': did you mean 'cycles'"),
    ],
)
def test_unknown_words_leave_nothing_behind(tmp_path, arguments, told):
    with pytest.raises(UsageError, match=told):
        generate(tmp_path / "new", 1, settings=SETTINGS, **arguments)
    assert not (tmp_path / "new").exists()


def test_a_full_disk_is_told_in_one_line_and_the_run_goes_on_later(
    pack, tmp_path, monkeypatch, digests
):
    out = tmp_path / "full"
    written, write = [], Path.write_bytes

    def fills_up(path, data):
        written.append(path)
        if len(written) > 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    with monkeypatch.context() as patch, pytest.raises(OutputError, match="free some space"):
        patch.setattr(Path, "write_bytes", fills_up)
        generate(out, 5, seed=7, settings=SETTINGS)
    generate(out, 5, seed=7, settings=SETTINGS)
    assert digests(out) == digests(pack)
