"""A smaller default network from a trained larger one: its strongest channels, not chance.

Channels that are added to one another are kept or dropped together: the encoder's features of a
size, every block's output of that size and what the decoder adds to them are one *stream*. Blocks
that the smaller network has no place for are left out; around a block of the same width there is a
shortcut. What remains is far from the larger network's answers, and learns them back several times
faster than from chance.

How strong a channel is: the length of its writers' batch-norm scales and shifts, times the length
of all weights that read it (as in "Learning Efficient Convolutional Networks through Network
Slimming", Liu et al. 2017, doi:10.1109/ICCV.2017.298, with the readers added).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from integument.errors import UsageError

if TYPE_CHECKING:
    from integument.nets.integument import Integument

Kept = Tensor
"""(n,) int64: channels of the larger network that the smaller one keeps, ascending."""


def keep_strongest(larger: Integument, smaller: Integument, labels: Sequence[int]) -> None:
    """Fills ``smaller`` with the strongest channels of ``larger``, and its outputs with ``labels``.

    ``labels`` are the output channels of ``larger`` that ``smaller`` is to have, in its order.

    Raises :class:`UsageError` if ``smaller`` is wider or deeper anywhere, or has more or fewer
    outputs.
    """
    _check(larger, smaller, len(labels))
    streams = [
        _strongest(_writers(larger, level), _readers(larger, level), width)
        for level, width in enumerate(_widths(smaller))
    ]
    every = torch.arange(larger.stem[0].in_channels)
    _copy(larger.stem, smaller.stem, every, streams[0])
    for level, (wide, narrow) in enumerate(zip(larger.stages, smaller.stages, strict=True)):
        incoming, outgoing = streams[level], streams[level + 1]
        for block, target in zip(wide, narrow, strict=False):
            inner = _strongest([block.first[1]], [block.second[0]], target.first[0].out_channels)
            _copy(block.first, target.first, incoming, inner)
            _copy(block.second, target.second, inner, outgoing)
            if isinstance(target.shortcut, nn.Sequential):
                _copy(block.shortcut, target.shortcut, incoming, outgoing)
            incoming = outgoing
    coarse = streams[-1]
    steps = list(zip(larger.decoder, smaller.decoder, strict=True))
    for place, (step, target) in enumerate(steps):
        stream = streams[-2 - place]
        last = place == len(steps) - 1
        reader = larger.head if last else steps[place + 1][0].narrow[0]
        smooth = _strongest([step.smooth[1]], [reader], target.smooth[0].out_channels)
        _copy(step.narrow, target.narrow, coarse, stream)
        _copy(step.smooth, target.smooth, stream, smooth)
        coarse = smooth
    _copy([larger.head], [smaller.head], coarse, torch.tensor(labels))
    if larger.hair is not None and smaller.hair is not None:
        rest = {
            name: value
            for name, value in larger.hair.state_dict().items()
            if not name.startswith("narrow.") and name != "texture.0.weight"
        }
        smaller.hair.load_state_dict(rest, strict=False)
        for stream, wide, narrow in zip(
            streams[1:], larger.hair.narrow, smaller.hair.narrow, strict=True
        ):
            _copy([wide[0]], [narrow[0]], stream, torch.arange(wide[0].out_channels))
        first = larger.hair.texture[0]
        _copy([first], [smaller.hair.texture[0]], streams[1], torch.arange(first.out_channels))


def _check(larger: Integument, smaller: Integument, labels: int) -> None:
    wide, narrow = _shape(larger), _shape(smaller)
    if any(less > more for less, more in zip(narrow, wide, strict=True)):
        raise UsageError(
            f"the network to begin with is smaller: expected at least {narrow} channels and "
            f"blocks, got {wide}"
        )
    if labels != smaller.head.out_channels:
        raise UsageError(
            f"expected a network with {smaller.head.out_channels} labels to begin with, got "
            f"{labels}"
        )


def _widths(net: Integument) -> list[int]:
    return [net.stem[0].out_channels, *(stage[0].second[0].out_channels for stage in net.stages)]


def _shape(net: Integument) -> list[int]:
    return [*_widths(net), *(len(stage) for stage in net.stages)]


def _writers(net: Integument, level: int) -> list[nn.BatchNorm2d]:
    """The batch norms whose outputs are added up in a stream."""
    if level == 0:
        writers = [net.stem[1]]
    else:
        writers = [block.second[1] for block in net.stages[level - 1]]
        writers.append(net.stages[level - 1][0].shortcut[1])
    if level < len(net.stages):
        writers.append(net.decoder[len(net.stages) - 1 - level].narrow[1])
    return writers


def _readers(net: Integument, level: int) -> list[nn.Conv2d]:
    readers = []
    if level:
        readers += [block.first[0] for block in list(net.stages[level - 1])[1:]]
    if level < len(net.stages):
        readers += [net.stages[level][0].first[0], net.stages[level][0].shortcut[0]]
        readers.append(net.decoder[len(net.stages) - 1 - level].smooth[0])
    else:
        readers.append(net.decoder[0].narrow[0])
    return readers


def _strongest(writers: Sequence[nn.BatchNorm2d], readers: Sequence[nn.Conv2d], count: int) -> Kept:
    written = sum(norm.weight.detach() ** 2 + norm.bias.detach() ** 2 for norm in writers)
    read = sum(conv.weight.detach().pow(2).sum((0, 2, 3)) for conv in readers)
    assert isinstance(written, Tensor) and isinstance(read, Tensor)
    return (written * read).argsort(descending=True)[:count].sort().values


def _copy(
    source: Sequence[nn.Module], target: Sequence[nn.Module], inputs: Kept, outputs: Kept
) -> None:
    """A convolution, and the batch norm behind it if there is one."""
    for old, new in zip(source, target, strict=True):
        if isinstance(old, nn.ReLU):
            continue
        saved = old.state_dict()
        kept = {name: value[outputs] if value.ndim else value for name, value in saved.items()}
        if isinstance(old, nn.Conv2d):
            kept["weight"] = kept["weight"][:, inputs]
        new.load_state_dict(kept)
