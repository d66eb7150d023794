"""A network that learned to round says in whole numbers what it said while it learned."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from command import command
from shapes import write_shapes

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

import onnxruntime as ort  # noqa: E402

from integument import nets  # noqa: E402
from integument.data.pack import Pack  # noqa: E402
from integument.errors import ExitCode  # noqa: E402
from integument.export import onnx as float_export  # noqa: E402
from integument.export import qat, quantize  # noqa: E402
from integument.train import checkpoint  # noqa: E402

SIZE = 64
TRAINING = (
    "size=64", "input_size=64", "batch=4", "workers=0", "labels=body", "net=integument_fast",
)  # fmt: skip


def train(pack: Path, out: Path, steps: int, *words: object) -> tuple[int, str, str]:
    settings = [word for setting in TRAINING for word in ("--set", setting)]
    return command(
        "train", "integument", "--data", pack, "--out", out, "--steps", steps, *settings, *words
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("qat")


@pytest.fixture(scope="module")
def pack(folder: Path) -> Path:
    return write_shapes(folder / "people", 16)


@pytest.fixture(scope="module")
def plain(folder: Path, pack: Path) -> Path:
    """Best weights of a run in float."""
    code, _, err = train(pack, folder / "plain", 40)
    assert code == ExitCode.OK, err
    return folder / "plain/best.pt"


@pytest.fixture(scope="module")
def rounding(folder: Path, pack: Path, plain: Path) -> Path:
    """Best weights of a run that goes on from there and rounds."""
    code, _, err = train(
        pack, folder / "whole", 20, "--init", plain, "--set", "quantise=true",
        "--set", "learning_rate=1e-4",
    )  # fmt: skip
    assert code == ExitCode.OK, err
    return folder / "whole/best.pt"


@pytest.fixture(scope="module")
def exported(folder: Path, pack: Path, rounding: Path) -> Path:
    """The folder with its files."""
    code, out, err = command(
        "export", rounding, "--out", folder / "model", "--name", "toy", "--int8",
        "--calibration", pack, "--pictures", 4,
    )  # fmt: skip
    assert code == ExitCode.OK, err
    assert "28 ranges learned in training" in out
    assert json.loads((folder / "model/toy.json").read_text())["quantize"]["learned_ranges"] == 28
    return folder / "model"


def test_whole_numbers_predict_what_the_rounding_network_predicts(
    exported, rounding, pack, folder
) -> None:
    session, _ = optimised(exported / "toy.int8.onnx", folder)
    net = float_export.Probabilities(checkpoint.load(rounding).build()).eval()
    for image in quantize.calibration_images(Pack(pack), SIZE, limit=8):
        with torch.no_grad():
            expected = net(torch.from_numpy(image))[0].numpy()
        (found,) = session.run(None, {"image": image})
        assert expected.std() > 0.05
        assert np.abs(found - expected).mean() < 0.01
        assert np.mean((found > 0.5) == (expected > 0.5)) > 0.99


def test_every_convolution_runs_on_integers(exported, folder) -> None:
    _, operations = optimised(exported / "toy.int8.onnx", folder)
    assert operations["QLinearConv"] == 28
    assert operations["Conv"] + operations["FusedConv"] + operations["ConvInteger"] == 0


def test_scales_in_the_file_are_the_learned_ones(exported, rounding) -> None:
    net = checkpoint.load(rounding).build()
    graph = onnx.load(exported / "toy.int8.onnx").graph
    constants = {entry.name: onnx.numpy_helper.to_array(entry) for entry in graph.initializer}
    made_by = {name: node for node in graph.node for name in node.output}
    found = []
    for node in graph.node:
        if node.op_type == "Conv":
            found.append(float(constants[made_by[node.input[0]].input[1]]))
    expected = [
        float(module.input_range[1] - module.input_range[0]) / 255
        for module in net.modules()
        if isinstance(module, qat.FakeQuantisedConv2d)
    ]
    assert sorted(found) == pytest.approx(sorted(expected), rel=1e-5)


def optimised(path: Path, folder: Path) -> tuple[ort.InferenceSession, Counter[str]]:
    """A session, and how often the runtime really runs each operation."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.optimized_model_filepath = str(folder / "optimised.onnx")
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    operations = Counter(n.op_type for n in onnx.load(folder / "optimised.onnx").graph.node)
    return session, operations


@pytest.fixture
def prepared() -> torch.nn.Module:
    torch.manual_seed(0)
    net = qat.prepare(nets.build("integument_fast", 1)).train()
    net(torch.rand(2, 3, 32, 32))
    return net


def test_weights_are_rounded_symmetrically_with_a_scale_for_each_channel(prepared) -> None:
    convolution = prepared.stem[0]
    rounded, weight = convolution.rounded_weight(), convolution.weight
    scale = weight.abs().amax(dim=(1, 2, 3), keepdim=True) / qat.WEIGHT_LEVELS
    steps = rounded / scale
    assert torch.allclose(steps, steps.round(), atol=1e-4)
    assert torch.all((rounded - weight).abs() <= scale / 2 + 1e-7)
    assert len(steps.round().unique()) > 32


def test_ranges_widen_at_once_shrink_slowly_and_rest_in_evaluation() -> None:
    convolution = qat.prepare(torch.nn.Sequential(torch.nn.Conv2d(1, 1, 1)))[0].train()
    convolution(torch.tensor([-1.0, 3.0]).view(1, 1, 1, 2))
    assert convolution.input_range.tolist() == [-1, 3]
    convolution(torch.tensor([0.5, 1.0]).view(1, 1, 1, 2))
    assert convolution.input_range.tolist() == pytest.approx([-0.99, 2.98])
    convolution.eval()(torch.full((1, 1, 1, 1), 9.0))
    assert convolution.input_range.tolist() == pytest.approx([-0.99, 2.98])


def test_batch_norms_keep_their_statistics(prepared) -> None:
    before = prepared.stem[1].running_mean.clone()
    prepared.train()(torch.rand(2, 3, 32, 32))
    assert torch.equal(prepared.stem[1].running_mean, before)


def test_every_weight_gets_a_gradient(prepared) -> None:
    prepared(torch.rand(2, 3, 32, 32)).square().mean().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in prepared.parameters())
    assert prepared.stem[0].weight.grad.abs().sum() > 0


def test_stripping_leaves_a_plain_network_with_rounded_weights(prepared) -> None:
    rounded = prepared.stem[0].rounded_weight().detach()
    ranges = qat.strip(prepared)
    plain = nets.build("integument_fast", 1)
    assert ranges["stem.0"][0] == 0
    assert 0.9 < ranges["stem.0"][1] <= 1
    assert torch.equal(prepared.stem[0].weight, rounded)
    assert [type(m) for m in prepared.modules()] == [type(m) for m in plain.modules()]
    assert prepared.state_dict().keys() == plain.state_dict().keys()
    assert qat.strip(plain) == {}


def test_a_shared_convolution_is_known_by_all_its_names() -> None:
    shared = torch.nn.Conv2d(1, 1, 1)
    net = qat.prepare(torch.nn.ModuleDict({"a": shared, "b": shared})).train()
    net["a"](torch.ones(1, 1, 2, 2))
    assert net["b"].input_range.tolist() == [0, 1]
    assert set(qat.strip(copy.deepcopy(net))) == {"a", "b"}


def test_rounding_begins_with_trained_weights(pack, tmp_path) -> None:
    code, _, err = train(pack, tmp_path / "run", 1, "--set", "quantise=true")
    assert code == ExitCode.USAGE
    assert "expected trained weights: add --init CHECKPOINT" in err


def test_a_run_that_rounds_is_resumed_and_begins_others(pack, rounding, folder, tmp_path) -> None:
    code, _, err = command(
        "train", "integument", "--data", pack, "--out", folder / "whole", "--resume"
    )
    assert code == ExitCode.OK, err
    code, _, err = train(pack, tmp_path / "next", 1, "--init", rounding)
    assert code == ExitCode.OK, err
    assert not isinstance(
        checkpoint.load(tmp_path / "next/best.pt").build().stem[0], qat.FakeQuantisedConv2d
    )
