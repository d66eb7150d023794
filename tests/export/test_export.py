"""Exported files compute what torch computes, in any size, and say what they are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from command import command
from shapes import write_shapes

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from integument import nets  # noqa: E402
from integument.bench.backends import onnxruntime_session  # noqa: E402
from integument.data.pack import Pack  # noqa: E402
from integument.errors import ExitCode, ModelError, UsageError  # noqa: E402
from integument.export import onnx as float_export  # noqa: E402
from integument.export import quantize  # noqa: E402
from integument.export.quantize import QuantizeSettings  # noqa: E402
from integument.session import Session  # noqa: E402
from integument.train import checkpoint  # noqa: E402
from integument.train.checkpoint import Checkpoint  # noqa: E402
from integument.train.settings import Settings  # noqa: E402

LABELS = ("skin", "hair", "body")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shapes(tmp_path_factory.mktemp("pack") / "people", 8)


@pytest.fixture(scope="module")
def net() -> torch.nn.Module:
    """Untrained but lively: batch-norm statistics are not the identity, outputs spread."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = nets.build("integument", len(LABELS)).train()
    with torch.no_grad():
        for _ in range(30):
            net(torch.rand(4, 3, 64, 64))
    return net.eval()


@pytest.fixture(scope="module")
def saved(net: torch.nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of it, as a run would leave."""
    path = tmp_path_factory.mktemp("run") / "best.pt"
    settings = asdict(Settings(labels=",".join(LABELS), input_size=64))
    checkpoint.save(
        Checkpoint("integument", settings, {"steps": 1}, 7, 1.0, net.state_dict()), path
    )
    return path


@pytest.fixture(scope="module")
def exported(net: torch.nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "toy.onnx"
    float_export.export(net, path, float_export.metadata(LABELS, 64, "toy", "CC0-1.0"))
    return path


@pytest.fixture(scope="module")
def whole_numbers(exported: Path, pack: Path) -> Path:
    path = exported.with_name("toy.int8.onnx")
    images = quantize.calibration_images(Pack(pack), 64, limit=8)
    quantize.quantize(exported, path, images)
    return path


def test_files_tell_nothing_of_the_machine_they_were_made_on(exported) -> None:
    content = exported.read_bytes()
    assert b"site-packages" not in content and b"stack_trace" not in content


def test_float_file_agrees_with_torch_in_sizes_it_was_not_traced_with(net, exported) -> None:
    assert float_export.parity(net, exported) <= 1e-4


def test_a_file_that_differs_is_refused(exported, net) -> None:
    torch.manual_seed(1)
    other = nets.build("integument", len(LABELS)).eval()
    with pytest.raises(ModelError, match="differs from torch by"):
        float_export.parity(other, exported)
    with pytest.raises(ModelError, match="expected an output of shape"):
        float_export.parity(nets.build("integument", 2).eval(), exported)


def test_files_are_what_a_session_expects(exported, whole_numbers) -> None:
    for path in (exported, whole_numbers):
        session = Session(path, device="cpu", threads=1)
        assert session.labels == LABELS
        assert (session.input_size, session.name, session.licence) == (64, "toy", "CC0-1.0")
        found = session.run(np.random.default_rng(0).random((2, 3, 96, 32), dtype=np.float32))
        assert found.shape == (2, 3, 48, 16)
        assert 0 <= found.min() <= found.max() <= 1


def test_every_convolution_is_in_whole_numbers_and_the_sigmoid_is_not(whole_numbers) -> None:
    graph = onnx.load(whole_numbers).graph
    made_by = {output: node for node in graph.node for output in node.output}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    assert len(convolutions) > 20
    for node in convolutions:
        sources = [made_by[name].op_type for name in node.input if name in made_by]
        assert sources[:2] == ["DequantizeLinear"] * 2, node.name
    assert "BatchNormalization" not in {node.op_type for node in graph.node}
    users = [
        n
        for n in graph.node
        if any(made_by[o].op_type == "Sigmoid" for o in n.input if o in made_by)
    ]
    assert users == [], "probabilities leave the graph as floats of full resolution"


def test_seven_bit_weights_stay_in_their_range(whole_numbers, exported, pack) -> None:
    def largest(path: Path) -> int:
        arrays = [onnx.numpy_helper.to_array(w) for w in onnx.load(path).graph.initializer]
        return max(
            int(np.abs(a.astype(int)).max()) for a in arrays if a.dtype == np.int8 and a.ndim
        )

    assert largest(whole_numbers) <= 64
    eight = exported.with_name("eight.onnx")
    images = quantize.calibration_images(Pack(pack), 64, limit=2)
    quantize.quantize(exported, eight, images, QuantizeSettings(seven_bits=False))
    assert largest(eight) > 64


@pytest.mark.parametrize("method", sorted(quantize.METHODS))
def test_whole_numbers_stay_near_the_float_file(exported, pack, method, tmp_path) -> None:
    images = quantize.calibration_images(Pack(pack), 64, limit=8)
    path = tmp_path / "int8.onnx"
    quantize.quantize(exported, path, images, QuantizeSettings(method=method))
    before, after = (
        onnxruntime_session(file, threads=1).run(None, {"image": images[0]})[0]
        for file in (exported, path)
    )
    assert np.abs(before - after).mean() < 0.05
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.98


def test_unknown_calibration_method_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'entropy'"):
        QuantizeSettings(method="entropie")


def test_calibration_pictures_are_square_and_as_the_network_sees_them(pack) -> None:
    images = quantize.calibration_images(Pack(pack), 96, limit=3)
    assert [image.shape for image in images] == [(1, 3, 96, 96)] * 3
    assert all(
        image.dtype == np.float32 and 0 <= image.min() <= image.max() <= 1 for image in images
    )


def test_command_writes_both_files_and_a_report(saved, pack, tmp_path) -> None:
    code, out, err = command(
        "export", saved, "--out", tmp_path, "--name", "toy", "--int8",
        "--calibration", pack, "--pictures", 4, "--truth", pack,
    )  # fmt: skip
    assert code == ExitCode.OK, err
    assert {file.name for file in tmp_path.iterdir()} == {"toy.onnx", "toy.int8.onnx", "toy.json"}
    report = json.loads((tmp_path / "toy.json").read_text())
    assert report["parity"]["largest_difference"] <= 1e-4
    assert report["checkpoint"]["samples"] == 7 * 24
    assert report["input_size"] == 64
    assert set(report["scores"]["mean_iou"]["float"]) == {f"people {label}" for label in LABELS}
    assert report["files"]["int8"]["bytes"] < report["files"]["float"]["bytes"] / 2
    assert "same as torch within" in out
    assert "whole numbers cost" in out


def test_command_takes_a_network_of_full_resolution_and_a_size_of_its_own(pack, tmp_path) -> None:
    torch.manual_seed(0)
    net = nets.build("chrominance_mlp", 1)
    settings = asdict(Settings(net="chrominance_mlp", labels="body"))
    path = tmp_path / "best.pt"
    checkpoint.save(Checkpoint("single", settings, {"steps": 1}, 7, 1.0, net.state_dict()), path)
    code, _, err = command(
        "export", path, "--out", tmp_path, "--name", "toy", "--input-size", 50, "--int8",
        "--calibration", pack, "--pictures", 4, "--calibration-method", "percentile",
        "--truth", pack,
    )  # fmt: skip
    assert code == ExitCode.OK, err
    report = json.loads((tmp_path / "toy.json").read_text())
    assert report["input_size"] == 50
    assert report["quantize"]["method"] == "percentile"
    assert set(report["scores"]["mean_iou"]["int8"]) == {"people body"}
    session = Session(tmp_path / "toy.onnx", device="cpu", threads=1)
    found = session.run(np.zeros((1, 3, 33, 50), np.float32))
    assert found.shape == (1, 1, 33, 50)


@pytest.mark.parametrize(
    ("argv", "words", "code"),
    [
        (["--int8"], "add --calibration PACK", ExitCode.USAGE),
        (["--int8", "--calibration", "nowhere"], "nowhere: no such folder", ExitCode.INPUT),
        (["--input-size", "100"], "multiple of 32", ExitCode.USAGE),
        (["--pictures", "0"], "at least 1", ExitCode.USAGE),
        (["--input-size", "16"], "at least 32", ExitCode.USAGE),
        (["--overview", "1"], "--overview: expected a share", ExitCode.USAGE),
        (["--overview", "0.5", "--confirm", "1"], "--confirm: expected a share", ExitCode.USAGE),
        (["--confirm", "0.1"], "add --overview SHARE", ExitCode.USAGE),
        (["--closer", "0.5"], "--closer: expected a number above 1", ExitCode.USAGE),
    ],
)
def test_mistakes_are_one_line_with_their_exit_code(saved, tmp_path, argv, words, code) -> None:
    found, out, err = command("export", saved, "--out", tmp_path, *argv)
    assert (found, out) == (code, "")
    assert words in err
    assert len(err.strip().splitlines()) == 1
    assert not any(tmp_path.iterdir())


def test_missing_checkpoint_is_named(tmp_path) -> None:
    code, _, err = command("export", tmp_path / "no.pt", "--out", tmp_path)
    assert code == ExitCode.MODEL
    assert "no.pt: no such checkpoint" in err


def test_attributes_are_a_second_output_with_its_names(tmp_path) -> None:
    torch.manual_seed(0)
    net = nets.build("hairnet", 2, input_size=64).eval()
    settings = asdict(Settings(net="hairnet", labels="face_skin,hair", input_size=64))
    path = tmp_path / "best.pt"
    saved = Checkpoint("hairnet", settings, {"steps": 1}, 7, 1.0, net.state_dict())
    saved.net_options = {"input_size": 64}
    checkpoint.save(saved, path)
    code, _, err = command("export", path, "--out", tmp_path, "--name", "hair")
    assert code == ExitCode.OK, err
    assert json.loads((tmp_path / "hair.json").read_text())["attributes"] == [*net.attribute_names]

    session = Session(tmp_path / "hair.onnx", device="cpu", threads=1)
    assert session.attributes == net.attribute_names
    image = np.random.default_rng(0).random((2, 3, 96, 64), dtype=np.float32)
    assert session.run(image).shape == (2, 2, 96, 64)
    with torch.no_grad():
        expected = net.describe(torch.from_numpy(image))[1]
    np.testing.assert_allclose(session.describe(image), expected, atol=1e-4)


def test_what_a_model_looks_at_is_kept_in_its_file(net, tmp_path) -> None:
    settings = {"overview": 0.5, "confirm": 0.125, "closer": 2.0}
    labels = ("face_skin", "hair")
    path = tmp_path / "looks.onnx"
    float_export.export(net, path, float_export.metadata(labels, 64, "toy", "CC0-1.0", **settings))
    session = Session(path, device="cpu", threads=1)
    assert {name: getattr(session, name) for name in settings} == settings


def test_a_file_without_attributes_tells_none(exported) -> None:
    session = Session(exported, device="cpu", threads=1)
    assert session.attributes == ()
    assert session.describe(np.zeros((1, 3, 32, 32), np.float32)).shape == (1, 0)


def test_attributes_without_an_output_are_refused(net, tmp_path) -> None:
    entries = float_export.metadata(LABELS, 64, "toy", "CC0-1.0", attributes=("bald",))
    float_export.export(net, tmp_path / "toy.onnx", entries)
    with pytest.raises(ModelError, match="no second output"):
        Session(tmp_path / "toy.onnx", device="cpu", threads=1)


def test_several_checkpoints_vote_in_one_file(net, saved, pack, tmp_path) -> None:
    other = nets.build("integument_fast", len(LABELS)).eval()
    settings = asdict(Settings(net="integument_fast", labels=",".join(LABELS), input_size=64))
    path = tmp_path / "other.pt"
    checkpoint.save(
        Checkpoint("integument", settings, {"steps": 1}, 7, 1.0, other.state_dict()), path
    )
    code, _, err = command("export", saved, path, "--mirrored", "--out", tmp_path, "--name", "both")
    assert code == ExitCode.OK, err
    report = json.loads((tmp_path / "both.json").read_text())
    assert report["parameters"] == sum(p.numel() for one in (net, other) for p in one.parameters())
    image = np.random.default_rng(0).random((1, 3, 64, 96), dtype=np.float32)
    session = Session(tmp_path / "both.onnx")
    there, back = session.run(image), session.run(np.ascontiguousarray(image[..., ::-1]))
    np.testing.assert_allclose(there, back[..., ::-1], atol=1e-5)


def test_checkpoints_for_other_labels_cannot_vote(saved, tmp_path) -> None:
    other = nets.build("integument_fast", 1).eval()
    settings = asdict(Settings(net="integument_fast", labels="hair", input_size=64))
    path = tmp_path / "hair.pt"
    checkpoint.save(
        Checkpoint("integument", settings, {"steps": 1}, 7, 1.0, other.state_dict()), path
    )
    code, _, err = command("export", saved, path, "--out", tmp_path)
    assert code == ExitCode.USAGE
    assert f"{path}: is for hair: expected the labels of {saved}" in err


def test_equal_constants_are_kept_once() -> None:
    helper, floats = onnx.helper, onnx.TensorProto.FLOAT
    weights = np.arange(4, dtype=np.float32).reshape(2, 2)
    constants = {"a": weights, "b": weights.copy(), "c": weights.reshape(4), "d": weights + 1}
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["x", "a"], ["once"]),
            helper.make_node("MatMul", ["once", "b"], ["twice"]),
            helper.make_node("MatMul", ["twice", "d"], ["y"]),
        ],
        "products",
        [helper.make_tensor_value_info("x", floats, [1, 2])],
        [helper.make_tensor_value_info("y", floats, [1, 2])],
        [onnx.numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    quantize.share_constants(graph)
    assert [constant.name for constant in graph.initializer] == ["a", "c", "d"]
    assert [list(node.input) for node in graph.node] == [["x", "a"], ["once", "a"], ["twice", "d"]]
