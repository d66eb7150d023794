"""Making people on a real Dask cluster of this machine."""

import threading

import pytest

from integument.errors import DeviceError, UsageError
from integument.synth import Settings, execution, generate

distributed = pytest.importorskip("distributed")
SETTINGS = Settings(size=48, supersampling=1, views=2)


def test_nobody_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "CONNECT_SECONDS", 0.5)
    with pytest.raises(DeviceError, match="no Dask scheduler answers there"):
        generate(tmp_path / "a", 2, settings=SETTINGS, cluster="tcp://127.0.0.1:1")


def test_an_address_that_is_none(tmp_path):
    with pytest.raises(UsageError, match="expected the address of a Dask scheduler"):
        generate(tmp_path / "a", 2, settings=SETTINGS, cluster="nonsense://x")


@pytest.mark.slow
def test_a_cluster_makes_the_same_files_and_survives_the_loss_of_a_worker(tmp_path, digests):
    alone, spread = tmp_path / "alone", tmp_path / "spread"
    generate(alone, 12, seed=3, settings=SETTINGS)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        killed = []

        def advance(done):
            if done and not killed:  # after the first person
                killed.append(next(iter(cluster.workers.values())))
                killed[0].process.process._process.kill()

        made = generate(spread, 12, 3, SETTINGS, advance=advance, cluster=cluster.scheduler_address)
    assert killed and made == 12
    assert digests(spread) == digests(alone)


@pytest.mark.slow
def test_workers_of_another_version_are_told(tmp_path, monkeypatch):
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        monkeypatch.setattr(execution, "_version", version_of_this_thread)
        with pytest.raises(DeviceError, match="install the same version"):
            generate(tmp_path / "a", 2, 0, Settings(size=48), cluster=cluster.scheduler_address)


def version_of_this_thread():
    return "here" if threading.current_thread() is threading.main_thread() else "there"
