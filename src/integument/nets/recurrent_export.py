"""A recurrent layer as the one ONNX node that it is.

The exporter unrolls a recurrence to the length it was traced with, and the graph then fits one
size of picture only. ONNX has nodes for whole recurrent layers of any length; this writes them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def recurrent_node(layer: nn.GRU | nn.RNN, lines: Tensor) -> Tensor:
    """What ``layer(lines)[0]`` gives, ``(N, steps, C)`` → ``(N, steps, 2 · hidden)``, as a node.

    Only for tracing: the values that it returns mean nothing. ``layer`` has one level, runs both
    ways and takes the batch first.
    """
    gated = isinstance(layer, nn.GRU)
    arrange = _gates_in_onnx_order if gated else (lambda weight: weight)
    ways = ("", "_reverse")

    def both(name: str) -> Tensor:
        return torch.stack([arrange(getattr(layer, f"{name}_l0{way}")) for way in ways])

    attributes: dict[str, object] = {"direction": "bidirectional", "hidden_size": layer.hidden_size}
    if gated:
        attributes["linear_before_reset"] = 1
    else:
        attributes["activations"] = ["Relu", "Relu"]
    number, steps = lines.shape[:2]
    states = torch.onnx.ops.symbolic(
        "GRU" if gated else "RNN",
        (
            lines.transpose(0, 1),
            both("weight_ih"),
            both("weight_hh"),
            torch.cat([both("bias_ih"), both("bias_hh")], dim=1),
        ),
        attributes,
        dtype=lines.dtype,
        shape=(steps, len(ways), number, layer.hidden_size),
    )
    return states.permute(2, 0, 1, 3).flatten(2)


def _gates_in_onnx_order(weight: Tensor) -> Tensor:
    """Torch stacks reset, update, new; ONNX update, reset, new."""
    third = weight.shape[0] // 3
    return torch.cat([weight[third : 2 * third], weight[:third], weight[2 * third :]])
