"""People made on a Dask cluster: the same as here, and a line for everything that is wrong."""

from __future__ import annotations

import os
import signal
import socketserver
import sys
import threading
import time
from functools import partial

import pytest

from folders import digests
from integument.cli import main
from integument.errors import DeviceError, IntegumentError, UsageError
from integument.synth import Settings, generate
from integument.synth.recipe import Job, Recipe, make_here
from integument.work import cluster

distributed = pytest.importorskip("distributed")

SETTINGS = Settings(size=48, supersampling=1, views=2)


def local_cluster(processes: bool, workers: int = 1):
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=processes,
        dashboard_address=None,
        host="127.0.0.1",
        protocol="tcp",
        memory_limit=0,
    )


@pytest.fixture(scope="module")
def scheduler():
    """A scheduler with one worker, in this process."""
    with local_cluster(processes=False) as running:
        yield running.scheduler_address


def test_a_cluster_makes_the_same_files(scheduler, tmp_path) -> None:
    notes: list[str] = []
    changes = {"seed": 7, "settings": SETTINGS}
    generate(tmp_path / "here", 9, **changes)
    assert generate(tmp_path / "there", 9, **changes, cluster=scheduler, note=notes.append) == 9
    assert digests(tmp_path / "there") == digests(tmp_path / "here")
    assert notes == [f"cluster {scheduler}: 1 worker"]


def test_what_a_worker_raises_comes_home(scheduler, tmp_path, monkeypatch) -> None:
    recipe = Recipe(0, SETTINGS, backgrounds=str(tmp_path / "gone"))
    with pytest.raises(IntegumentError, match="gone: no such file or folder"):
        list(cluster.on_cluster(partial(make_here, recipe), [Job(0, 1)], scheduler))
    with pytest.raises(UsageError, match=r"worker of the cluster has integument .*expected 0\.0"):
        cluster._call("0.0", partial(make_here, recipe), Job(0, 1))


def test_other_photographs_on_a_worker_are_refused(scheduler, tmp_path) -> None:
    (tmp_path / "wall.png").touch()
    recipe = Recipe(0, SETTINGS, backgrounds=str(tmp_path), backgrounds_digest="0" * 64)
    with pytest.raises(IntegumentError, match="other photographs than where the run was started"):
        list(cluster.on_cluster(partial(make_here, recipe), [Job(0, 1)], scheduler))


def test_an_unreachable_scheduler_is_one_line(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    words = ["synth", "--count", "2", "--out", str(tmp_path / "x"), "--size", "48"]
    started = time.monotonic()
    assert main([*words, "--cluster", "tcp://127.0.0.1:9"]) == DeviceError.exit_code
    assert time.monotonic() - started < 5
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("integument: error: cluster tcp://127.0.0.1:9: no scheduler answers")


def test_a_server_of_another_kind_is_one_line(tmp_path, capfd, monkeypatch) -> None:
    class Web(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    monkeypatch.setattr(cluster, "PATIENCE", 2.0)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.server_address[1]}"
        words = ["synth", "--count", "2", "--out", str(tmp_path / "x"), "--size", "48"]
        assert main([*words, "--cluster", address]) == DeviceError.exit_code
        server.shutdown()
    (line,) = capfd.readouterr().err.splitlines()
    assert f"cluster {address}: " in line


def test_no_address_is_wrong_usage(tmp_path, capsys) -> None:
    words = ["synth", "--count", "2", "--out", str(tmp_path / "x"), "--size", "48"]
    assert main([*words, "--cluster", "nonsense://host:port"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "expected an address such as tcp://host:8786" in line


def test_without_dask_the_extra_is_named(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ["synth", "--count", "2", "--out", str(tmp_path / "x"), "--size", "48"]
    assert main([*words, "--cluster", "tcp://127.0.0.1:9"]) == 7
    (line,) = capsys.readouterr().err.splitlines()
    assert "pip install 'integument[cluster]'" in line


@pytest.mark.slow
def test_a_lost_worker_loses_nothing(tmp_path) -> None:
    changes = {"seed": 7, "settings": SETTINGS}
    lost: list[int] = []
    with local_cluster(processes=True, workers=2) as running:

        def lose_one(n: int) -> None:
            if n and not lost:
                lost.append(next(iter(running.workers.values())).pid)
                os.kill(lost[0], signal.SIGKILL)

        generate(
            tmp_path / "there", 40, **changes, cluster=running.scheduler_address, advance=lose_one
        )
    assert lost
    generate(tmp_path / "here", 40, **changes)
    assert digests(tmp_path / "there") == digests(tmp_path / "here")


@pytest.mark.slow
def test_a_lost_scheduler_is_one_line_and_the_run_goes_on(tmp_path) -> None:
    changes = {"seed": 7, "settings": SETTINGS}
    running = local_cluster(processes=True)
    with pytest.raises(IntegumentError, match="the same command goes on from here"):
        generate(
            tmp_path / "there",
            40,
            **changes,
            cluster=running.scheduler_address,
            advance=lambda n: running.close() if n else None,
        )
    assert 0 < generate(tmp_path / "there", 40, **changes) < 40
