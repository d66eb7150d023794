"""Fewer bits: they learn as well, are resumed, and are refused where there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from integument.errors import DeviceError
from integument.train import checkpoint, loop, precision
from integument.train.loop import train
from integument.train.precision import Arithmetic, pick_dtype
from integument.train.settings import Settings

CPU = torch.device("cpu")


def quiet(line: str) -> None:
    """Says nothing."""


@pytest.fixture
def float16_anywhere(monkeypatch) -> None:
    """The arithmetic of a GPU, slowly."""
    monkeypatch.setattr(loop, "pick_dtype", lambda settings, device: precision.DTYPES["float16"])


def test_bfloat16_learns_on_a_processor(make_run) -> None:
    lines: list[str] = []
    run = make_run(steps=60, batch=8, learning_rate=4e-3, precision="bfloat16")
    state = train(run, say=lines.append)
    assert "cpu, bfloat16" in lines[0]
    assert state.best > 0.3
    saved = checkpoint.load(run.out / "last.pt")
    assert all(value.dtype != torch.bfloat16 for value in saved.model.values()), "weights stay"


def test_float16_learns_with_a_scaled_loss(make_run, float16_anywhere) -> None:
    lines: list[str] = []
    state = train(make_run(steps=60, batch=8, learning_rate=4e-3), say=lines.append)
    assert "cpu, float16" in lines[0]
    assert state.best > 0.3


def test_the_scale_is_resumed(make_run, float16_anywhere, monkeypatch) -> None:
    train(make_run("whole", steps=6), say=quiet)

    def dying(supply, settings, first, honest=loop.batches):
        for count, batch in enumerate(honest(supply, settings, first)):
            if count == 3:
                raise KeyboardInterrupt
            yield batch

    with monkeypatch.context() as patch:
        patch.setattr(loop, "batches", dying)
        with pytest.raises(KeyboardInterrupt):
            train(make_run("parts", steps=6), say=quiet)
    parts = make_run("parts", steps=None, resume=True)
    assert checkpoint.load(parts.out / "last.pt").scaler["_growth_tracker"] > 0
    train(parts, say=quiet)
    whole, resumed = (
        checkpoint.load(parts.out.with_name(name) / "last.pt") for name in ("whole", "parts")
    )
    assert whole.scaler == resumed.scaler
    for name, value in whole.model.items():
        torch.testing.assert_close(resumed.model[name], value, msg=name)


def test_a_run_may_change_its_precision_when_resumed(make_run, float16_anywhere) -> None:
    run = make_run(steps=2)
    train(run, say=quiet)
    saved = checkpoint.load(run.out / "last.pt")
    assert saved.scaler
    Arithmetic(CPU, torch.float32).restore(saved.scaler)  # of no use there, and no harm
    Arithmetic(CPU, torch.float16).restore({})  # as of a run that had none


def test_overflowing_gradients_are_skipped_and_the_scale_falls() -> None:
    arithmetic = Arithmetic(CPU, torch.float16)
    weight = torch.nn.Parameter(torch.ones(1))
    optimiser = torch.optim.SGD([weight], 0.1)
    before = float("inf")
    for _ in range(3):
        arithmetic.backward((weight * torch.inf).sum(), optimiser)
        arithmetic.true_gradients(optimiser)
        assert arithmetic.bears(torch.inf)
        arithmetic.step(optimiser)
        scale = arithmetic.scaler.get_scale()
        assert weight.item() == 1 and scale < before
        before = scale
    for _ in range(40):
        arithmetic.scaler.update(before := before / 2)
    assert not arithmetic.bears(torch.inf), "no scale helps: diverged"
    assert not Arithmetic(CPU, torch.float32).bears(float("nan"))


def test_float16_on_a_processor_is_refused_in_one_line(make_run) -> None:
    run = make_run(precision="float16", device="cpu")
    with pytest.raises(DeviceError, match=r"float16: only on a GPU.*precision=bfloat16") as told:
        train(run, say=quiet)
    assert "\n" not in str(told.value)
    assert not (run.out / "last.pt").exists()


@pytest.mark.parametrize(("native", "expected"), [(True, torch.bfloat16), (False, torch.float16)])
def test_by_itself_a_gpu_gets_what_it_can_compute(monkeypatch, native, expected) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: native)
    settings = Settings()
    assert pick_dtype(settings, torch.device("cuda")) == expected
    assert pick_dtype(settings, CPU) == torch.float32
    assert pick_dtype(replace(settings, precision="float16"), torch.device("cuda")) == torch.float16
