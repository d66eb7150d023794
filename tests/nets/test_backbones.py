"""Backbones: as counted, at every stride, and filled with published weights or not."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from pathlib import Path  # noqa: E402

from integument.errors import InputError, ModelError, UsageError  # noqa: E402
from integument.nets.backbones import weights  # noqa: E402
from integument.nets.backbones.mobilenet_v1 import MobileNetV1  # noqa: E402
from integument.nets.backbones.mobilenet_v2 import MobileNetV2  # noqa: E402
from integument.nets.backbones.mobilenet_v3 import MobileNetV3Large  # noqa: E402
from integument.nets.backbones.resnet50 import ResNet50  # noqa: E402
from integument.nets.backbones.vgg16 import VGG16  # noqa: E402
from integument.nets.backbones.weights import load_imagenet  # noqa: E402
from integument.nets.count import parameters  # noqa: E402

COUNTS = {
    VGG16: 14_714_688,
    ResNet50: 23_508_032,
    MobileNetV1: 3_206_976,
    MobileNetV2: 2_223_872,
    MobileNetV3Large: 2_971_952,
}


@pytest.mark.parametrize("kind", COUNTS)
def test_parameters_are_those_published(kind) -> None:
    with torch.device("meta"):
        assert parameters(kind()) == COUNTS[kind]


@pytest.mark.parametrize(
    ("kind", "output_stride"),
    [(ResNet50, 8), (ResNet50, 16), (ResNet50, 32)]
    + [(MobileNetV1, 8), (MobileNetV1, 32), (MobileNetV2, 16), (MobileNetV2, 32)],
)
def test_dilation_keeps_the_stride(kind, output_stride) -> None:
    with torch.device("meta"):
        features = kind(output_stride=output_stride)(torch.zeros(1, 3, 64, 64))
    assert features[-1].shape[2:] == (64 // output_stride,) * 2


def test_impossible_stride_is_refused() -> None:
    with pytest.raises(UsageError, match="8, 16 or 32, got 4"):
        ResNet50(4)


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGUMENT_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("INTEGUMENT_OFFLINE", "1")


# Names of parameters in torchvision's files, one of every kind of layer.
NAMES = {
    VGG16: ("features.0.weight", "features.28.bias"),
    ResNet50: (
        "conv1.weight",
        "bn1.running_var",
        "layer1.0.downsample.1.weight",
        "layer4.2.bn3.bias",
    ),
    MobileNetV2: (
        "features.0.0.weight",
        "features.1.conv.1.weight",
        "features.2.conv.0.1.bias",
        "features.17.conv.3.running_mean",
        "features.18.1.weight",
    ),
    MobileNetV3Large: (
        "features.0.0.weight",
        "features.1.block.0.0.weight",
        "features.4.block.2.fc1.bias",
        "features.15.block.3.1.running_mean",
        "features.16.1.weight",
    ),
}


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_those_of_the_published_files(kind) -> None:
    with torch.device("meta"):
        published = {kind.published.name_of(key) for key in kind().state_dict()}
    assert published >= set(NAMES[kind])


@pytest.mark.parametrize("kind", NAMES)
def test_the_files_name_begins_its_checksum(kind) -> None:
    """torchvision puts the first eight digits into the name."""
    published = kind.published
    assert len(published.sha256) == 64
    assert published.file.removesuffix(".pth").endswith("-" + published.sha256[:8])


def published_state(kind) -> dict[str, torch.Tensor]:
    """A state dict in torchvision's form with random weights, the classifier's among them."""
    state = {kind.published.name_of(key): value for key, value in kind().state_dict().items()}
    return {**state, "classifier.0.weight": torch.zeros(1)}


def test_weights_come_from_a_file(tmp_path: Path) -> None:
    state = published_state(MobileNetV3Large)
    del state["features.0.1.num_batches_tracked"]  # as in the oldest files
    torch.save(state, tmp_path / "weights.pth")
    net = MobileNetV3Large()
    assert load_imagenet(net, tmp_path / "weights.pth")
    torch.testing.assert_close(net[4].layers[2].reduce.bias, state["features.4.block.2.fc1.bias"])


def test_weights_come_from_the_cache(tmp_path: Path) -> None:
    state = published_state(MobileNetV2)
    MobileNetV2.published.cached.parent.mkdir(parents=True)
    torch.save(state, MobileNetV2.published.cached)
    net = MobileNetV2()
    assert load_imagenet(net)
    torch.testing.assert_close(net.features[18][0].weight, state["features.18.0.weight"])


def test_weights_are_fetched_when_first_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def download(url: str, target: Path, *, sha256: str) -> None:
        asked.append((url, sha256))
        target.parent.mkdir(parents=True)
        torch.save(published_state(MobileNetV2), target)

    monkeypatch.setattr(weights, "download", download)
    assert load_imagenet(MobileNetV2())
    assert load_imagenet(MobileNetV2())
    published = MobileNetV2.published
    assert asked == [(f"{weights.HOST}/{published.file}", published.sha256)]


def test_without_weights_training_starts_from_scratch() -> None:
    said = []
    assert load_imagenet(MobileNetV2(), warn=said.append) is False
    (line,) = said
    assert "no ImageNet weights for MobileNetV2, training starts from scratch" in line
    assert "INTEGUMENT_OFFLINE" in line


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    torch.save(published_state(MobileNetV2), tmp_path / "v2.pth")
    with pytest.raises(ModelError, match=r"v2\.pth: not the weights of MobileNetV3Large"):
        load_imagenet(MobileNetV3Large(), tmp_path / "v2.pth")
    (tmp_path / "text.pth").write_text("nothing of the kind")
    with pytest.raises(InputError, match=r"text\.pth: not a file of torch weights"):
        load_imagenet(MobileNetV2(), tmp_path / "text.pth")
    with pytest.raises(InputError, match=r"gone\.pth: cannot be read"):
        load_imagenet(MobileNetV2(), tmp_path / "gone.pth")


def test_a_backbone_without_published_weights_says_so() -> None:
    with pytest.raises(UsageError, match="MobileNetV1: no ImageNet weights are published"):
        load_imagenet(MobileNetV1())
