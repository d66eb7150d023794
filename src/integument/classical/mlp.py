"""A small network from Cb and Cr of one pixel to its probability of being skin.

Two inputs, 25 hidden units with tanh, one output with a sigmoid: 101 numbers, the topology of
the chrominance networks of the early 2000s. Only 65,536 inputs exist, so once it has learned,
its answers are a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from integument.classical.chrominance import LEVELS, chrominance, grid, look_up
from integument.classical.rule import SkinRule
from integument.errors import UsageError

if TYPE_CHECKING:
    from typing import Self

    from integument.data.pack import Pack

FIRST_DECAY, SECOND_DECAY, TINY = 0.9, 0.999, 1e-8
"""Of Adam (Kingma and Ba, 2015): its usual values."""


@dataclass(frozen=True)
class MlpSettings:
    """Settings of :class:`Mlp`; learning's are choices made here, the publications lack them.

    Attributes
    ----------
    hidden : units between input and output
    pixels : at most so many of either side are learned from
    steps, batch, learning_rate : of Adam; half of every batch is skin
    seed : of the first weights and the order of pixels
    """

    hidden: int = 25
    pixels: int = 100_000
    steps: int = 20_000
    batch: int = 256
    learning_rate: float = 1e-3
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.hidden, self.pixels, self.steps) < 1 or self.batch < 2:
            raise UsageError("hidden, pixels, steps: expected at least 1 each, batch at least 2")
        if not self.learning_rate > 0:
            raise UsageError(f"learning_rate: expected above 0, got {self.learning_rate:g}")


@dataclass(slots=True)
class Weights:
    """The numbers of the network: hidden ``(2, K)`` and ``(K,)``, output ``(K,)`` and ``(1,)``."""

    hidden: NDArray[np.float64]
    hidden_bias: NDArray[np.float64]
    output: NDArray[np.float64]
    output_bias: NDArray[np.float64]

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        return iter((self.hidden, self.hidden_bias, self.output, self.output_bias))

    def activations(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of the hidden units: ``(N, K)`` for inputs ``(N, 2)``, which are (Cb, Cr) / 255."""
        return np.tanh(inputs @ self.hidden + self.hidden_bias)

    def probability(self, activations: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of skin: ``(N,)``."""
        logits = activations @ self.output + self.output_bias
        return 0.5 + 0.5 * np.tanh(0.5 * logits)


class Mlp(SkinRule[MlpSettings]):
    """Skin by a small network over Cb and Cr; :meth:`learn` trains it."""

    name = "mlp"
    settings_type = MlpSettings
    needs_pictures = True

    def __init__(self, weights: Weights, settings: MlpSettings | None = None) -> None:
        super().__init__(settings)
        every = np.stack(grid(), axis=-1).reshape(-1, 2) / 255
        answers = weights.probability(weights.activations(every))
        self._table = answers.astype(np.float32).reshape(LEVELS, LEVELS)

    @classmethod
    def learn(cls, pack: Pack, settings: MlpSettings | None = None) -> Self:
        from integument.classical.colours import draw

        chosen = settings if settings is not None else MlpSettings()
        colours = draw(pack, chosen.pixels, chosen.seed)
        skin, other = (_inputs(pixels) for pixels in (colours.skin, colours.other))
        return cls(train(skin, other, chosen), chosen)

    def skin(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        return look_up(self._table, rgb)


def train(skin: NDArray[np.float64], other: NDArray[np.float64], settings: MlpSettings) -> Weights:
    """Weights that tell skin ``(N, 2)`` from other ``(M, 2)``, both (Cb, Cr) / 255."""
    rng = np.random.default_rng(settings.seed)
    weights = _first_weights(np.concatenate([skin, other]), settings.hidden, rng)
    first = [np.zeros_like(each) for each in weights]
    second = [np.zeros_like(each) for each in weights]
    half = settings.batch // 2
    truth = np.repeat([1.0, 0.0], half)
    for step in range(1, settings.steps + 1):
        drawn = [side[rng.integers(len(side), size=half)] for side in (skin, other)]
        slopes = _slopes(weights, np.concatenate(drawn), truth)
        for value, slope, mean, square in zip(weights, slopes, first, second, strict=True):
            mean += (1 - FIRST_DECAY) * (slope - mean)
            square += (1 - SECOND_DECAY) * (slope**2 - square)
            pace = np.sqrt(square / (1 - SECOND_DECAY**step)) + TINY
            value -= settings.learning_rate * mean / (1 - FIRST_DECAY**step) / pace
    return weights


def _first_weights(inputs: NDArray[np.float64], hidden: int, rng: np.random.Generator) -> Weights:
    """Random ones for which the inputs, which lie close together, are spread over tanh's bend."""
    mean, deviation = inputs.mean(axis=0), inputs.std(axis=0) + 1 / 255
    slopes = rng.normal(size=(2, hidden)) / deviation[:, None]
    bias = rng.normal(size=hidden) - mean @ slopes
    return Weights(slopes, bias, rng.normal(size=hidden) / np.sqrt(hidden), np.zeros(1))


def _slopes(
    weights: Weights, inputs: NDArray[np.float64], truth: NDArray[np.float64]
) -> tuple[NDArray[np.float64], ...]:
    """Of the mean binary cross-entropy by each of the weights, in their order."""
    activations = weights.activations(inputs)
    error = (weights.probability(activations) - truth) / len(truth)
    back = np.outer(error, weights.output) * (1 - activations**2)
    return inputs.T @ back, back.sum(axis=0), activations.T @ error, error.sum(keepdims=True)


def _inputs(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(Cb, Cr) / 255 of pixels ``(N, 3) uint8`` RGB."""
    return np.stack(chrominance(pixels[None]), axis=-1)[0] / 255
