"""ImageNet weights: what is said with them, without them, and with a file of something else."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from integument import nets
from integument.errors import InputError, ModelError, UsageError
from integument.nets.backbones.vgg16 import VGG16
from integument.train import checkpoint, recipes
from integument.train.loop import train
from integument.train.pretrained import pretrain


@pytest.fixture(autouse=True)
def offline(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("INTEGUMENT_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("INTEGUMENT_OFFLINE", "1")


@pytest.fixture(scope="module")
def vgg() -> dict[str, torch.Tensor]:
    """Weights in the published form."""
    return {VGG16.published.name_of(key): value for key, value in VGG16().state_dict().items()}


def lrn(make_run, weights: str, **changes):
    """A run of label refinement on a network that needs the weights."""
    settings = dataclasses.replace(
        recipes.load("label_refinement").SETTINGS,
        size=32,
        input_size=32,
        batch=2,
        workers=0,
        held_out=0.2,
        **{"labels": "body", "weights": weights, **changes},
    )
    task = recipes.task_of("label_refinement")
    run = make_run(steps=1)
    return dataclasses.replace(run, recipe="label_refinement", settings=settings, task=task)


def test_without_a_network_it_starts_from_scratch_and_says_so(make_run) -> None:
    """And nothing is frozen: random features would stay random."""
    lines: list[str] = []
    run = lrn(make_run, "imagenet")
    train(run, say=lines.append)
    (told,) = (line for line in lines if "ImageNet" in line)
    assert "no ImageNet weights for VGG16, training starts from scratch" in told
    assert "INTEGUMENT_OFFLINE" in told and "\n" not in told
    assert not any("phase: decoder" in line for line in lines)
    saved = checkpoint.load(run.out / "last.pt")
    assert saved.pretrained is False

    lines.clear()
    saved.budget = {"steps": 2, "hours": None}
    checkpoint.save(saved, run.out / "last.pt")
    train(dataclasses.replace(run, budget=None, resume=True), say=lines.append)
    assert not any("phase: decoder" in line or "ImageNet" in line for line in lines)


def test_weights_from_a_file_are_told_and_frozen_at_first(make_run, vgg, tmp_path) -> None:
    torch.save(vgg, tmp_path / "mine.pth")
    lines: list[str] = []
    run = lrn(make_run, str(tmp_path / "mine.pth"))
    train(run, say=lines.append)
    assert f"  VGG16: begins with {tmp_path / 'mine.pth'}" in lines
    assert "  phase: decoder" in lines
    saved = checkpoint.load(run.out / "last.pt")
    assert saved.pretrained is True
    for key in VGG16().state_dict():
        expected = vgg[VGG16.published.name_of(key)]
        torch.testing.assert_close(saved.model[f"backbone.{key}"], expected, msg="frozen")


def test_any_recipe_may_begin_with_them(make_run) -> None:
    lines: list[str] = []
    run = make_run(
        net="deeplab_mobilenet", labels="body", size=64, input_size=64, weights="imagenet", steps=1
    )
    train(run, say=lines.append)
    assert any("no ImageNet weights for MobileNetV3Large" in line for line in lines)


def test_from_scratch_is_said_where_there_is_a_choice() -> None:
    lines: list[str] = []
    assert pretrain(nets.build("lrn", 1), "none", lines.append) is False
    assert lines == ["  VGG16: from scratch; --set weights=imagenet begins trained"]
    lines.clear()
    assert pretrain(nets.build("integument_fast", 1), "none", lines.append) is False
    assert lines == []


def test_files_that_do_not_fit_are_one_line(vgg, tmp_path) -> None:
    net = nets.build("lrn", 1)
    other = {**vgg, "features.0.weight": torch.zeros(64, 1, 3, 3)}
    torch.save(other, tmp_path / "grey.pth")
    with pytest.raises(ModelError, match=r"should be \(64, 3, 3, 3\), got \(64, 1, 3, 3\)"):
        pretrain(net, str(tmp_path / "grey.pth"), print)
    damaged = tmp_path / VGG16.published.file
    torch.save(vgg, damaged)
    with pytest.raises(ModelError, match=r"checksum .* instead of") as told:
        pretrain(net, str(damaged), print)
    assert VGG16.published.sha256[:12] in str(told.value) and "\n" not in str(told.value)
    with pytest.raises(InputError, match=r"gone\.pth: cannot be read"):
        pretrain(net, str(tmp_path / "gone.pth"), print)
    with pytest.raises(UsageError, match=r"has no backbone .* use weights=none"):
        pretrain(nets.build("integument_fast", 1), "imagenet", print)
