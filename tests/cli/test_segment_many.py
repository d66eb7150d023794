"""``integument segment`` with workers and clusters, from archives and tables, into tables."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from integument.errors import ExitCode
from integument.lock import exclusive

COUNT = 20

MORE = 200
"""Pictures of a run that something happens to in the middle."""


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person, nobody) -> Path:
    """The current folder, with pictures and a damaged file in ``in``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for number in range(COUNT):
        (tmp_path / f"in/{number:02}.png").write_bytes(png(nobody if number % 5 == 4 else person))
    (tmp_path / "in/bad.jpg").write_bytes(b"no picture")
    return tmp_path


@pytest.fixture
def segment(cli, toy_model):
    """``integument segment … --labels skin,hair --model toy.onnx``."""
    return lambda *argv: cli("segment", *argv, "--labels", "skin,hair", "--model", toy_model)


def contents(folder: str) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in Path(folder).rglob("*.*")}


def local_cluster(workers: int, processes: bool):
    distributed = pytest.importorskip("distributed")
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=processes,
        dashboard_address="127.0.0.1:0",
        host="127.0.0.1",
        protocol="tcp",
        memory_limit=0,
    )


def test_workers_write_the_same_files(segment, here) -> None:
    options = ("--json", "--edges", "fine")
    one = segment("in", "-o", "one", *options)
    two = segment("in", "-o", "two", *options, "--workers", "2", "--failures", "failed.jsonl")
    assert one.code == two.code == ExitCode.INPUT
    assert f"{COUNT} segmented" in two.text and "1 inputs failed" in two.text
    assert "nobody found in 4" in two.text
    masks, others = contents("one"), contents("two")
    assert masks.keys() == others.keys() and len(masks) == 3 * COUNT
    assert all(masks[name] == others[name] for name in masks if name.endswith(".png"))
    (failure,) = map(json.loads, Path("failed.jsonl").read_text().splitlines())
    assert failure["input"] == "in/bad.jpg"
    assert failure["error"].startswith("in/bad.jpg: not a picture")


def test_what_is_done_is_not_done_again(segment, here) -> None:
    segment("in", "-o", "out")
    for number in range(COUNT - 1):
        Path(f"in/{number:02}.png").write_bytes(b"would be an error now")
    Path(f"out/{COUNT - 1:02}_hair.png").unlink()
    Path("in/bad.jpg").unlink()
    result = segment("in", "-o", "out", "--workers", "2", "--failures", "failed.jsonl")
    assert result.code == 0, result.err
    assert "1 segmented" in result.text and f"kept {2 * COUNT - 1} existing files" in result.text
    assert Path("failed.jsonl").read_text() == ""


def test_two_runs_into_one_folder_are_told(segment, here) -> None:
    with exclusive("out"):
        result = segment("in", "-o", "out")
        assert result.code == ExitCode.OUTPUT
        (line,) = [line for line in result.err.splitlines() if "error" in line]
        assert "out: another run is writing here" in line
        # One photograph meets nobody: scripts start many such runs side by side.
        assert segment("in/00.png", "-o", "out").code == 0


def test_archives_patterns_and_tables(segment, here) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    pictures = [Path(f"in/{number:02}.png") for number in range(4)]
    for shard, names in (("s-0", pictures[:2]), ("s-1", pictures[2:])):
        with tarfile.open(f"{shard}.tar", "w") as tar:
            for picture in names:
                tar.add(picture, picture.name)
    cells = [picture.read_bytes() for picture in pictures]
    parquet.write_table(arrow.table({"image": [*cells, b"no"]}), "t.parquet", row_group_size=2)
    assert segment("in/0[0-3].png", "-o", "files").code == 0
    assert segment("s-*.tar", "-o", "shards", "--workers", "2").code == 0
    result = segment("t.parquet", "-o", "rows", "--column", "image")
    assert result.code == ExitCode.INPUT
    assert "integument: error: t.parquet/000004: not a picture" in result.err
    files = contents("files")
    assert len(files) == 8
    assert {n.partition("/")[2]: d for n, d in contents("shards").items()} == files
    assert contents("rows") == {f"t/0000{name}": data for name, data in files.items()}


def test_addresses(segment, here) -> None:
    fsspec = pytest.importorskip("fsspec")
    files = fsspec.filesystem("memory")
    files.pipe_file("/many/x/a.png", Path("in/00.png").read_bytes())
    with tarfile.open("s.tar", "w") as tar:
        tar.add("in/01.png", "b.png")
    files.pipe_file("/many/s.tar", Path("s.tar").read_bytes())
    try:
        result = segment("memory://many/x", "memory://many/s.tar", "-o", "out")
    finally:
        files.rm("/many", recursive=True)
    assert result.code == 0, result.err
    assert sorted(contents("out")) == ["a_hair.png", "a_skin.png", "s/b_hair.png", "s/b_skin.png"]


def test_masks_into_a_table_that_goes_on(segment, here) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    segment("in", "-o", "files")
    for inputs in (["in/00.png", "in/bad.jpg"], ["in"]):
        result = segment(*inputs, "--to-parquet", "t.parquet")
        assert result.code == ExitCode.INPUT
    assert f"{COUNT - 1} rows written to t.parquet; nobody found in 4" in result.text
    assert "kept 1 existing rows" in result.text
    rows = {row["id"]: row for row in parquet.read_table("t.parquet").to_pylist()}
    assert len(rows) == COUNT + 1
    assert rows["in/bad.jpg"]["error"].startswith("in/bad.jpg: not a picture")
    for number in range(COUNT):
        row = rows[f"in/{number:02}.png"]
        assert (row["width"], row["height"], row["error"]) == (160, 120, None)
        assert row["skin"] == Path(f"files/{number:02}_skin.png").read_bytes()
    result = segment("in", "--to-parquet", "t.parquet", "--threshold", "0.7")
    assert result.code == ExitCode.USAGE
    assert "made in another way" in result.err


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["in", "--workers", "0"], 2, "--workers: expected at least 1, got 0"),
        (["in", "--workers", "2", "--cluster", "tcp://a:1"], 2, "a cluster brings its own"),
        (["in", "--to-parquet", "t", "--json"], 2, "--json is of files"),
        (["in", "--to-parquet", "t", "-o", "out"], 2, "--out is of files"),
        (["-", "--to-parquet", "t"], 2, "--to-parquet takes files and folders"),
        (["x*.tar"], 3, "x*.tar: no file matches this pattern"),
        (["a.tar.gz"], 3, "a.tar.gz: a compressed archive: expected .tar"),
    ],
)
def test_bad_use_is_one_clear_line(segment, here, argv, code, message) -> None:
    Path("a.tar.gz").touch()
    result = segment(*argv)
    assert result.code == code
    (line,) = [line for line in result.err.splitlines() if "error" in line]
    assert message in line


@pytest.mark.parametrize("extra", ["distributed", "pyarrow", "fsspec.core"])
def test_without_the_extra_it_is_named(segment, here, monkeypatch, extra) -> None:
    monkeypatch.setitem(sys.modules, extra, None)
    words = {
        "distributed": ["in", "--cluster", "local"],
        "pyarrow": ["in", "--to-parquet", "t"],
        "fsspec.core": ["s3://bucket/a.jpg"],
    }
    result = segment(*words[extra])
    assert result.code == ExitCode.MISSING
    assert result.err.count("pip install 'integument[cluster]'") == 1


def test_a_cluster_writes_the_same_files(segment, here) -> None:
    segment("in", "-o", "one", "--format", "png,labelme")
    with local_cluster(1, processes=False) as cluster:
        words = ["-o", "there", "--format", "png,labelme", "--cluster", cluster.scheduler_address]
        result = segment("in", *words)
    assert result.code == ExitCode.INPUT
    assert f"cluster {cluster.scheduler_address}: 1 worker" in result.err
    assert contents("there") == contents("one")


def test_no_scheduler_is_one_line(segment, here, monkeypatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("integument.work.cluster.PATIENCE", 1.0)
    result = segment("in/00.png", "--cluster", "tcp://127.0.0.1:9")
    assert result.code == ExitCode.DEVICE
    (line,) = [line for line in result.err.splitlines() if "error" in line]
    assert "cluster tcp://127.0.0.1:9: no scheduler answers" in line


@contextlib.contextmanager
def when_there_are(count: int, folder: str, then):
    """Call ``then`` once ``folder`` holds so many files."""

    def watch() -> None:
        while not stop.is_set() and len(list(Path(folder).glob("*.png"))) < count:
            time.sleep(0.01)
        then()

    stop = threading.Event()
    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def many(count: int) -> None:
    picture = Path("in/00.png").read_bytes()
    for number in range(count):
        Path(f"in/m{number:04}.png").write_bytes(picture)


@contextlib.contextmanager
def two_workers(kind: str):
    """Options that give the work to two workers, and what kills one of them."""
    if kind == "processes":
        yield ["--workers", "2"], lambda: multiprocessing.active_children()[0].kill()
        return
    with local_cluster(2, processes=True) as cluster:
        workers = cluster.workers.values()
        options = ["--cluster", cluster.scheduler_address]
        yield options, lambda: os.kill(next(iter(workers)).pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["cluster", "processes"])
def test_a_killed_worker_loses_no_picture(segment, here, kind) -> None:
    many(MORE)
    done: list[int] = []
    with two_workers(kind) as (options, kill):

        def note_and_kill() -> None:
            done.append(len(list(Path("out").glob("*.png"))))
            kill()

        with when_there_are(40, "out", note_and_kill):
            result = segment("in", "-o", "out", *options)
    assert 40 <= done[0] < 2 * MORE  # it died in the middle
    assert f"{MORE + COUNT} segmented" in result.text and "1 inputs failed" in result.text
    assert len(contents("out")) == 2 * (MORE + COUNT)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_lost_scheduler_is_one_line_and_the_run_goes_on(segment, here) -> None:
    many(MORE)
    cluster = local_cluster(2, processes=True)
    with when_there_are(40, "out", cluster.close):
        result = segment("in", "-o", "out", "--cluster", cluster.scheduler_address)
    assert result.code == ExitCode.DEVICE
    assert result.err.count("the same command goes on from here") == 1
    done = len(contents("out"))
    assert 40 <= done < 2 * MORE
    result = segment("in", "-o", "out")
    assert f"kept {done // 2 * 2} existing files" in result.text
    assert len(contents("out")) == 2 * (MORE + COUNT)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("crew", [["--workers", "2"], ["--workers", "2", "--cluster", "local"]])
def test_control_c_leaves_whole_files_and_few_words(here, toy_model, crew) -> None:
    many(MORE)
    command = [sys.executable, "-m", "integument", "segment", "in", "-o", "out", "--labels", "skin"]
    running = subprocess.Popen(
        [*command, "--model", toy_model, *crew],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # The whole group, as a terminal does it.
    with when_there_are(20, "out", lambda: os.killpg(running.pid, signal.SIGINT)):
        out, err = running.communicate(timeout=500)
    assert running.returncode == ExitCode.INTERRUPTED
    assert f" of {MORE + COUNT + 1} segmented" in out
    assert err.splitlines()[-1] == "integument: interrupted"
    assert "Traceback" not in err
    for path in Path("out").iterdir():
        assert path.suffix == ".png" and Image.open(path).size == (160, 120)
