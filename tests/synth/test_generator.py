"""A whole pack: the same files however it is made, and a line for everything that is wrong."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from folders import digests
from integument.cli import main
from integument.data.pack import Pack
from integument.errors import InputError, OutputError, UsageError
from integument.labels import NAMES
from integument.synth import Settings, generate
from integument.synth.recipe import Encoded, Made, Studio

SETTINGS = Settings(size=48, supersampling=1, views=2)
FORMATS = ("folder", "tar")


def make(out: Path, count: int = 5, seed: int = 7, **changes) -> int:
    return generate(out, count, seed=seed, settings=SETTINGS, shard=3, **changes)


@pytest.fixture(scope="module")
def packs(tmp_path_factory) -> dict[str, Path]:
    """The same five pictures in each format; a shard has room for four (3, in whole people)."""
    folder = tmp_path_factory.mktemp("packs")
    for format in FORMATS:
        assert make(folder / format, format=format) == 5
    return {format: folder / format for format in FORMATS}


def test_layout(packs):
    described = {"index.csv", "records.jsonl", "meta.json", "README.md", "manifest.sha256"}
    pack = packs["folder"]
    assert {p.name for p in pack.iterdir()} == {"images", "masks", *described}
    assert len(list((pack / "images").iterdir())) == 5
    assert len((pack / "records.jsonl").read_text().splitlines()) == 5
    assert len((pack / "index.csv").read_text().splitlines()) == 6
    shards = {"shard-000000.tar", "shard-000001.tar"}
    assert {p.name for p in packs["tar"].iterdir()} == shards | described


@pytest.mark.parametrize("format", FORMATS)
def test_is_read_as_a_pack(packs, format):
    read = Pack(packs[format])
    assert list(read) == [f"{k:06d}" for k in range(5)]
    assert set(read.labels) == set(NAMES)
    assert read.soft
    sample = read.read("000004")
    assert sample.image.shape == (48, 48, 3)
    assert set(sample.masks) == set(NAMES)
    other = Pack(packs["folder"]).read("000004")
    np.testing.assert_array_equal(sample.image, other.image)
    np.testing.assert_array_equal(sample.masks["body"], other.masks["body"])


@pytest.mark.parametrize("format", FORMATS)
def test_any_number_of_workers_gives_the_same_files(packs, format, tmp_path):
    make(tmp_path / "two", workers=2, format=format)
    assert digests(tmp_path / "two") == digests(packs[format])


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("fatal", [0, 1, 2])
def test_a_run_that_was_stopped_is_completed_to_the_same_files(
    packs, format, fatal, tmp_path, monkeypatch
):
    made = Studio.make

    def stops(self, job):
        if job.number == fatal:
            raise KeyboardInterrupt
        return made(self, job)

    out = tmp_path / "resumed"
    monkeypatch.setattr(Studio, "make", stops)
    with pytest.raises(KeyboardInterrupt):
        make(out, format=format)
    monkeypatch.undo()
    # What a kill leaves behind: half a line of the journal and a file without its name.
    with (out / "records.part.jsonl").open("a") as journal:
        journal.write('[{"person_number": 1, "id": "0000')
    (out / "images").mkdir(exist_ok=True)
    (out / "images" / ".000001.0123456789ab.part.jpg").write_bytes(b"half")
    assert make(out, format=format) == 5 - 2 * fatal
    if format == "tar":
        (out / "images").rmdir()
    assert digests(out) == digests(packs[format])


@pytest.mark.parametrize("format", FORMATS)
def test_a_grown_pack_is_as_if_made_at_once(packs, format, tmp_path):
    out = tmp_path / "growing"
    make(out, 3, format=format)
    assert make(out, 3, format=format) == 0
    counts: list[int] = []
    # The second person had one picture, which is made again with the other.
    assert make(out, 5, format=format, advance=counts.append) == 3
    assert sum(counts) == 5
    assert digests(out) == digests(packs[format])


def test_a_shard_that_was_renamed_before_its_parts_went_is_put_together_again(packs, tmp_path):
    from integument.synth.output.shards import Shards

    out = tmp_path / "stopped"
    unlink = Path.unlink

    def dies(self, missing_ok=False):
        if self.parent.name == "parts" and self.stem == "000001":
            raise KeyboardInterrupt
        unlink(self, missing_ok)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "unlink", dies)
        with pytest.raises(KeyboardInterrupt):
            make(out, format="tar")
    assert [p.name for p in (out / "parts").iterdir()] == ["000001.tar"]
    assert Shards(out, 3, 2).people == 2
    assert make(out, format="tar") == 1
    assert digests(out) == digests(packs["tar"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_kill_nine_in_the_middle(tmp_path):
    """For real: a process with two workers is killed and leaves nobody running."""
    out = tmp_path / "killed"
    words = ["synth", "--count", "16", "--out", str(out), "--workers", "2", "--seed", "7"]
    words += ["--set", "size=48", "--set", "supersampling=1", "--set", "views=2"]
    run = subprocess.Popen([sys.executable, "-m", "integument", *words], start_new_session=True)
    journal = out / "records.part.jsonl"
    deadline = time.monotonic() + 90
    while not journal.exists() or journal.stat().st_size == 0:
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 20
    while True:  # until the last of its process group is gone
        try:
            os.killpg(run.pid, 0)
        except ProcessLookupError:
            break
        assert time.monotonic() < deadline, "workers outlive the run that started them"
        time.sleep(0.1)
    assert generate(out, 16, seed=7, settings=SETTINGS) < 16
    generate(tmp_path / "whole", 16, seed=7, settings=SETTINGS)
    assert digests(out) == digests(tmp_path / "whole")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"settings": Settings(size=48, supersampling=1, views=2, p_clothed=0)}, "p_clothed"),
        ({"seed": 8}, "seed"),
        ({"format": "tar"}, "format"),
        ({"renderer": "cycles"}, "renderer"),
    ],
)
def test_other_arguments_are_refused_by_name(packs, changes, message):
    with pytest.raises(UsageError, match=f"was made with another {message}; repeat"):
        generate(packs["folder"], 5, **({"seed": 7, "settings": SETTINGS} | changes))


def test_another_version_is_refused(packs, monkeypatch):
    monkeypatch.setattr("integument.__version__", "99.0")
    with pytest.raises(UsageError, match=r"another integument \d"):
        make(packs["folder"], 6)


def test_fewer_than_there_are_is_refused(packs):
    with pytest.raises(UsageError, match="ask for at least --count 5"):
        make(packs["folder"], 4)


def test_a_pack_without_pictures_may_change_its_mind(tmp_path):
    """A first try that failed - no Blender, say - does not spoil the folder."""
    from integument.synth.output import meta

    meta.claim(tmp_path, {"seed": 3, "settings": {}, "renderer": "cycles"})
    assert make(tmp_path, 1) == 1


def test_foreign_folders_are_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="is not empty and holds no synthetic pack"):
        make(tmp_path)
    with pytest.raises(OutputError, match="is a file"):
        make(tmp_path / "letter.txt")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "meta.json").write_text("{}")
    with pytest.raises(UsageError, match="holds another pack"):
        make(tmp_path / "other")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": 0}, "expected at least 1 picture, got 0"),
        ({"workers": 0}, "expected at least 1, got 0"),
        ({"workers": 2, "cluster": "tcp://a:1"}, "a cluster brings its own"),
        ({"format": "zip"}, "unknown format 'zip'"),
        ({"renderer": "cycle"}, "did you mean 'cycles'"),
        ({"format": "tar", "shard": 0}, "at least 1 picture in each"),
        ({"seed": -1}, "seed: expected 0 or more"),
    ],
)
def test_impossible_arguments(tmp_path, changes, message):
    with pytest.raises(UsageError, match=message):
        generate(tmp_path / "new", **({"count": 2, "settings": SETTINGS} | changes))
    assert not (tmp_path / "new").exists()


def test_backgrounds(tmp_path):
    import cv2

    with pytest.raises(InputError, match="empty: no pictures"):
        (tmp_path / "empty").mkdir()
        make(tmp_path / "a", backgrounds=str(tmp_path / "empty"))
    folder = tmp_path / "photographs"
    folder.mkdir()
    rng = np.random.default_rng(0)
    cv2.imwrite(str(folder / "wall.png"), rng.integers(0, 255, (40, 60, 3), np.uint8))
    make(tmp_path / "b", 8, backgrounds=str(folder))
    meta = json.loads((tmp_path / "b" / "meta.json").read_text())
    assert meta["generator"]["backgrounds"] == ["wall.png"]
    assert "wall.png" in (tmp_path / "b" / "records.jsonl").read_text()
    card = (tmp_path / "b" / "README.md").read_text()
    assert "--backgrounds PHOTOGRAPHS" in card
    assert str(tmp_path) not in card


@pytest.mark.parametrize("format", FORMATS)
def test_a_full_disk_is_one_line_and_the_run_goes_on_later(
    packs, format, tmp_path, monkeypatch, capsys
):
    out = tmp_path / "full"
    words = ["synth", "--count", "5", "--seed", "7", "--out", str(out), "--format", format]
    words += ["--shard", "3", "--set", "size=48", "--set", "supersampling=1", "--set", "views=2"]
    replace, fits = Path.replace, iter(range({"folder": 20, "tar": 3}[format]))

    def fills(self, target):
        if next(fits, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fills)
    assert main(words) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "No space left on device: free some space" in line
    monkeypatch.undo()
    assert main(words) == 0
    assert digests(out) == digests(packs[format])


def test_many_people_leave_memory_as_it_was(tmp_path, monkeypatch):
    """Neither pictures nor records pile up: those of 300 people would be some 60 MB."""

    def large(self, job):
        stem = f"{job.number:06d}"
        record = {"id": stem, "person_number": job.number, "camera": {"framing": "face"}}
        record |= {"share": dict.fromkeys(NAMES, 0.0), "long": "x" * 100_000}
        return Made(job.number, [Encoded(stem, {"jpg": bytes(100_000)}, json.dumps(record))])

    monkeypatch.setattr(Studio, "make", large)
    tracemalloc.start()
    try:
        generate(tmp_path / "long", 300, settings=Settings(views=1))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
