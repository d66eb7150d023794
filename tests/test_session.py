"""The session opens what is good, refuses what is not, and never lies about its device."""

from __future__ import annotations

import hashlib
import os

import numpy as np
import pytest

from integument import session as module
from integument.errors import DeviceError, ModelError, UsageError
from integument.labels import NAMES
from integument.session import MAX_DEFAULT_THREADS, Session, available_devices


def test_reads_the_metadata(toy_model) -> None:
    session = Session(toy_model, device="cpu")
    assert session.labels == NAMES
    assert session.input_size == 128
    assert (session.name, session.licence) == ("toy", "CC0-1.0")
    assert session.sha256 == hashlib.sha256(toy_model.read_bytes()).hexdigest()


def test_answers_at_half_size(toy_model) -> None:
    images = np.random.default_rng(0).random((2, 3, 64, 96), np.float32)
    answer = Session(toy_model).run(images)
    assert answer.shape == (2, 6, 32, 48)
    assert answer.dtype == np.float32
    assert 0 <= answer.min() <= answer.max() <= 1


def test_reports_its_device(toy_model) -> None:
    asked, automatic = Session(toy_model, device="cpu"), Session(toy_model)
    assert (asked.device, asked.note) == ("cpu", "cpu, as asked for")
    assert automatic.device in available_devices()
    assert automatic.note.startswith(f"{automatic.device}, chosen automatically")


def test_an_unknown_device_is_told_from_a_missing_one(toy_model) -> None:
    with pytest.raises(UsageError, match="unknown device 'cudda': did you mean 'cuda'"):
        Session(toy_model, device="cudda")
    missing = next(device for device in module.PROVIDERS if device not in available_devices())
    with pytest.raises(DeviceError, match=f"'{missing}' is not offered .* available are .*cpu"):
        Session(toy_model, device=missing)


@pytest.fixture
def cuda_without_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """ONNX Runtime that offers CUDA and, as it does without a driver, silently drops it."""
    real = module.ort.InferenceSession
    monkeypatch.setattr(
        module.ort,
        "get_available_providers",
        lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"],
    )
    monkeypatch.setattr(
        module.ort,
        "InferenceSession",
        lambda path, options, *, providers, **settings: real(
            path, options, providers=["CPUExecutionProvider"], **settings
        ),
    )


@pytest.mark.usefixtures("cuda_without_driver")
def test_a_device_that_was_dropped_silently_is_an_error(toy_model) -> None:
    with pytest.raises(DeviceError, match="'cuda' is offered by onnxruntime but did not start"):
        Session(toy_model, device="cuda")


@pytest.mark.usefixtures("cuda_without_driver")
def test_auto_says_why_the_better_device_is_not_used(toy_model) -> None:
    session = Session(toy_model, device="auto")
    assert session.device == "cpu"
    assert "'cuda' is offered by onnxruntime but did not start" in session.note


def test_a_missing_file(tmp_path) -> None:
    with pytest.raises(ModelError, match=r"gone\.onnx: no such model file"):
        Session(tmp_path / "gone.onnx")


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\x07" * 500])
def test_a_damaged_file(tmp_path, content) -> None:
    path = tmp_path / "damaged.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.onnx: ") as caught:
        Session(path)
    assert "\n" not in str(caught.value)


def test_a_truncated_file(toy_model, tmp_path) -> None:
    path = tmp_path / "half.onnx"
    path.write_bytes(toy_model.read_bytes()[:-200])
    with pytest.raises(ModelError, match=r"half\.onnx: "):
        Session(path)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({}, "integument.labels and integument.input_size is missing"),
        ({"integument.labels": "skin"}, "integument.input_size is missing"),
        (
            {"integument.labels": "skin,beard", "integument.input_size": "64"},
            r"labels nobody knows \(beard\)",
        ),
        (
            {"integument.labels": "skin", "integument.input_size": "large"},
            "'large': expected a number of pixels",
        ),
        (
            {
                "integument.labels": "skin",
                "integument.input_size": "64",
                "integument.presence": "much",
            },
            "two rising pairs between 0 and 1",
        ),
    ],
)
def test_metadata_that_does_not_fit(make_model, metadata, message) -> None:
    with pytest.raises(ModelError, match=message):
        Session(make_model(metadata=metadata))


def test_an_answer_of_another_size(make_model) -> None:
    session = Session(make_model(stride=4))
    with pytest.raises(ModelError, match=r"expected an output of shape \(1, 6, 16, 16\)"):
        session.run(np.zeros((1, 3, 32, 32), np.float32))


def test_threads(toy_model, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Session(toy_model, threads=2).threads == 2
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert Session(toy_model).threads == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert 1 <= Session(toy_model).threads <= min(os.cpu_count() or 1, MAX_DEFAULT_THREADS)
    with pytest.raises(UsageError, match="threads: expected 1 or more, got 0"):
        Session(toy_model, threads=0)
