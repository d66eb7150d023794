"""Two processes take the steps that one would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import integument
from integument.train import checkpoint

COMMAND = (
    "train", "single", "--steps", "6", "--set", "net=chrominance_mlp", "--set", "size=32",
    "--set", "input_size=32", "--set", "batch=6", "--set", "workers=0", "--set", "augment=none",
    "--set", "learning_rate=0.05", "--set", "held_out=0.2", "--set", "validation_pictures=4",
)  # fmt: skip


def launched(out: Path, pack: Path, *launcher: str) -> str:
    source = str(Path(integument.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": source, "OMP_NUM_THREADS": "1"}
    result = subprocess.run(
        [sys.executable, *launcher, "-m", "integument", *COMMAND, "--data", pack, "--out", out],
        env=environment, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stderr


TEAM = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


@pytest.mark.slow
def test_two_processes_give_the_result_of_one(packs, tmp_path) -> None:
    told = launched(tmp_path / "one", packs[0])
    assert told.count("done: 6 steps") == 1
    told = launched(tmp_path / "two", packs[0], *TEAM)
    assert told.count("done: 6 steps") == 1, "one of them speaks"
    one, two = (checkpoint.load(tmp_path / name / "last.pt") for name in ("one", "two"))
    assert one.step == two.step == 6
    fresh = checkpoint.load(tmp_path / "one" / "last.pt").build().state_dict()
    for key, value in one.model.items():
        torch.testing.assert_close(two.model[key], value, rtol=1e-4, atol=1e-5, msg=key)
    assert fresh.keys() == one.model.keys()
    assert one.best == pytest.approx(two.best, abs=1e-6)
