"""What tests of several rooms share: a network that finds colours, and pictures for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from integument.labels import NAMES

RED, GREEN, BLUE = (230, 20, 20), (20, 230, 20), (20, 20, 230)
"""What the colour network takes for skin, hair and clothes; everything bright is body."""

COLOUR_RULES = {
    "skin": (20.0, -20.0, -20.0, -6.0),
    "face_skin": (20.0, -20.0, -20.0, -12.0),
    "hair": (-20.0, 20.0, -20.0, -6.0),
    "body": (12.0, 12.0, 12.0, -6.0),
    "head_torso": (12.0, 12.0, 12.0, -6.0),
    "clothes": (-20.0, -20.0, 20.0, -6.0),
}
"""Label → factors of red, green and blue in [0, 1], and a constant: the logit."""

TOY_METADATA = {
    "integument.labels": ",".join(NAMES),
    "integument.input_size": "128",
    "integument.name": "toy",
    "integument.licence": "CC0-1.0",
}


def write_colour_model(
    path: Path,
    *,
    rules: Mapping[str, tuple[float, float, float, float]] = COLOUR_RULES,
    metadata: Mapping[str, str] = TOY_METADATA,
    stride: int = 2,
) -> Path:
    """Write an ONNX network: average over ``stride`` × ``stride`` pixels, linear rule, sigmoid."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    table = np.array(list(rules.values()), np.float32)
    graph = helper.make_graph(
        [
            helper.make_node(
                "AveragePool", ["image"], ["small"], kernel_shape=[stride] * 2, strides=[stride] * 2
            ),
            helper.make_node("Conv", ["small", "factors", "constants"], ["logits"]),
            helper.make_node("Sigmoid", ["logits"], ["probabilities"]),
        ],
        "colour rules",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", None, "h", "w"])],
        [
            numpy_helper.from_array(table[:, :3, None, None].copy(), "factors"),
            numpy_helper.from_array(table[:, 3].copy(), "constants"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    helper.set_model_props(model, dict(metadata))
    onnx.save(model, str(path))
    return path


def draw_person(height: int = 120, width: int = 160) -> np.ndarray:
    """A red face under green hair above a blue shirt, on black: ``(H, W, 3) uint8 RGB``."""
    picture = np.zeros((height, width, 3), np.uint8)
    left, right = width // 4, width // 2
    for colour, top, bottom in ((GREEN, 0.1, 0.3), (RED, 0.3, 0.5), (BLUE, 0.5, 0.9)):
        picture[round(top * height) : round(bottom * height), left:right] = colour
    return picture


@pytest.fixture(scope="session")
def toy_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a network that finds people by plain colours."""
    return write_colour_model(tmp_path_factory.mktemp("model") / "toy.onnx")


@pytest.fixture
def make_model(tmp_path: Path) -> Callable[..., Path]:
    """Write a variant of the network: see :func:`write_colour_model` for what may be changed."""

    def make(name: str = "variant.onnx", **changes: Any) -> Path:
        return write_colour_model(tmp_path / name, **changes)

    return make


@pytest.fixture
def person() -> np.ndarray:
    """One red, green and blue person: ``(120, 160, 3) uint8 RGB``."""
    return draw_person()


@pytest.fixture
def nobody() -> np.ndarray:
    """A dark picture of nobody: ``(120, 160, 3) uint8 RGB``."""
    return np.full((120, 160, 3), 8, np.uint8)
