"""How a training picture looks: light, colour, lens, sensor and file. Masks never change here.

Each function takes ``(H, W, 3) uint8 RGB`` and a ``numpy.random.Generator`` and returns a new
picture of the same shape. They are applied in the order in which light meets a camera: light on
the scene, colour, tone curve, lens blur, sensor noise, sharpening, rescaling and compression.
Ranges are much wider than a camera's own: the network must find skin by what it is, not by the
narrow colours that generated people happen to have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Range = tuple[float, float]
Picture = NDArray[np.uint8]

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Rec. 601 weights of red, green, blue."""


@dataclass(frozen=True, slots=True)
class ColourSettings:
    """Probabilities in [0, 1] and ranges of each change."""

    light: float = 0.2
    """A smooth field of coloured light or a shadow with an edge."""
    light_gain: Range = (0.45, 1.6)
    white_balance: Range = (0.6, 1.65)
    """Gain of each channel, log-uniform: daylight film under a bulb, and the reverse."""
    hue: float = 18.0
    """Degrees to either side, for most pictures."""
    wild_hue: float = 0.04
    """Probability of any hue at all: coloured stage light."""
    saturation: Range = (0.35, 1.7)
    mixing: float = 0.08
    """Deviation of random mixing between channels."""
    grey: float = 0.06
    """Probability of black and white; a third of these is tinted like sepia."""
    gamma: Range = (0.5, 2.0)
    contrast: Range = (0.6, 1.5)
    brightness: Range = (-0.2, 0.2)
    """Added after contrast; 1 is white."""
    blur: float = 0.3
    blur_sigma: Range = (0.3, 1.8)
    """Pixels. A third of the blurs is motion, of a length three times this."""
    noise: float = 0.3
    noise_sigma: Range = (1.0, 14.0)
    """Deviation in grey levels of 255, log-uniform."""
    shot_noise: float = 0.5
    """Share of noisy pictures whose noise grows with the square root of the light."""
    sharpen: float = 0.2
    sharpen_amount: Range = (0.3, 1.5)
    rescale: float = 0.2
    rescale_factor: Range = (0.35, 0.85)
    """Reduced to this share of the size and enlarged again."""
    jpeg: float = 0.45
    jpeg_quality: Range = (20.0, 95.0)


def develop(picture: Picture, settings: ColourSettings, rng: np.random.Generator) -> Picture:
    """All changes, each with its own probability.

    Colour and tone are changed by a strength that is drawn evenly from 0 to 1 for each picture:
    ordinary pictures stay the most frequent, the ends of the ranges are reached now and then.
    """
    if rng.random() < settings.light:
        picture = light_field(picture, settings, rng)
    strength = float(rng.uniform())
    picture = recolour(picture, settings, rng, strength)
    picture = tone_curve(picture, settings, rng, strength)
    if rng.random() < settings.blur:
        picture = blur(picture, settings, rng)
    if rng.random() < settings.noise:
        picture = noise(picture, settings, rng)
    if rng.random() < settings.sharpen:
        picture = sharpen(picture, settings, rng)
    if rng.random() < settings.rescale:
        picture = rescale(picture, settings, rng)
    if rng.random() < settings.jpeg:
        picture = jpeg(picture, settings, rng)
    return picture


def light_field(picture: Picture, settings: ColourSettings, rng: np.random.Generator) -> Picture:
    """Multiplied by a smooth random field, coloured or grey, or darkened beyond a soft edge."""
    height, width = picture.shape[:2]
    if rng.random() < 0.35:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        angle = rng.uniform(0, 2 * np.pi)
        distance = np.cos(angle) * (x - rng.uniform(0, width))
        distance += np.sin(angle) * (y - rng.uniform(0, height))
        edge = np.float32(rng.uniform(0.5, 0.5 + 0.1 * width))
        lit = np.clip(distance / edge * 0.5 + 0.5, 0, 1)[:, :, None]
        field = 1 - lit * (1 - rng.uniform(settings.light_gain[0], 1.0, 3).astype(np.float32))
    else:
        cells = int(rng.integers(2, 5))
        coloured = rng.random() < 0.6
        gains = _log_uniform(rng, settings.light_gain, (cells, cells, 3 if coloured else 1))
        gains = np.broadcast_to(gains, (cells, cells, 3)).astype(np.float32)
        field = cv2.resize(gains, (width, height), interpolation=cv2.INTER_CUBIC)
    return _to_bytes(picture * field.astype(np.float32))


def recolour(
    picture: Picture, settings: ColourSettings, rng: np.random.Generator, strength: float = 1.0
) -> Picture:
    """White balance, hue, saturation, channel mixing or black and white, as one 3×3 matrix."""
    gains = _log_uniform(rng, settings.white_balance, 3) ** strength
    matrix = np.diag(gains / np.sqrt(np.mean(np.square(gains))))
    if rng.random() < settings.grey:
        matrix = np.tile(LUMA, (3, 1)) @ matrix
        if rng.random() < 1 / 3:
            matrix = np.diag(_log_uniform(rng, (0.75, 1.3), 3)) @ matrix
    else:
        turn = settings.hue * strength if rng.random() >= settings.wild_hue else 180.0
        matrix = hue_matrix(rng.uniform(-turn, turn)) @ matrix
        matrix = saturation_matrix(_log_uniform(rng, settings.saturation) ** strength) @ matrix
        matrix = (np.eye(3) + strength * rng.normal(0, settings.mixing, (3, 3))) @ matrix
    return cv2.transform(picture, matrix.astype(np.float32))


def tone_curve(
    picture: Picture, settings: ColourSettings, rng: np.random.Generator, strength: float = 1.0
) -> Picture:
    """Gamma, contrast around middle grey and brightness, as one table of 256 values."""
    values = np.linspace(0, 1, 256) ** (_log_uniform(rng, settings.gamma) ** strength)
    values = 0.5 + (values - 0.5) * _log_uniform(rng, settings.contrast) ** strength
    values += strength * rng.uniform(*settings.brightness)
    return cv2.LUT(picture, _to_bytes(values * 255))


def blur(picture: Picture, settings: ColourSettings, rng: np.random.Generator) -> Picture:
    """Gaussian, motion along a random direction, or the flat disc of a lens out of focus."""
    sigma = float(rng.uniform(*settings.blur_sigma))
    kind = rng.integers(0, 3)
    if kind == 0:
        return cv2.GaussianBlur(picture, (0, 0), sigma)
    radius = max(1, round(sigma * 1.5))
    kernel = np.zeros((2 * radius + 1, 2 * radius + 1), np.float32)
    if kind == 1:
        angle = rng.uniform(0, np.pi)
        reach = radius * np.array([np.cos(angle), np.sin(angle)])
        start, end = (tuple(int(v) for v in np.rint(radius + s * reach)) for s in (-1, 1))
        cv2.line(kernel, start, end, 1.0, 1)
    else:
        cv2.circle(kernel, (radius, radius), radius, 1.0, -1)
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def noise(picture: Picture, settings: ColourSettings, rng: np.random.Generator) -> Picture:
    """Sensor noise: even, or growing with the square root of the light; coloured or grey."""
    sigma = np.float32(_log_uniform(rng, settings.noise_sigma))
    height, width = picture.shape[:2]
    channels = 3 if rng.random() < 0.6 else 1
    grain = rng.standard_normal((height, width, channels), dtype=np.float32)
    if rng.random() < 0.4:  # coarse grain, as left by a camera's own noise reduction
        grain = cv2.GaussianBlur(grain, (3, 3), 0.8).reshape(grain.shape) * np.float32(1.8)
    if rng.random() < settings.shot_noise:
        grain = grain * np.sqrt(picture * np.float32(2 / 255))
    return _to_bytes(picture + sigma * grain)


def sharpen(picture: Picture, settings: ColourSettings, rng: np.random.Generator) -> Picture:
    """Unsharp masking, halos included."""
    amount = float(rng.uniform(*settings.sharpen_amount))
    soft = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.6, 1.6)))
    return cv2.addWeighted(picture, 1 + amount, soft, -amount, 0)


def rescale(picture: Picture, settings: ColourSettings, rng: np.random.Generator) -> Picture:
    """Reduced and enlarged again, each by a random method."""
    height, width = picture.shape[:2]
    factor = rng.uniform(*settings.rescale_factor)
    small = (max(1, round(width * factor)), max(1, round(height * factor)))
    ways = (cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_AREA, cv2.INTER_CUBIC)
    down, up = (ways[i] for i in rng.choice(4, 2, p=(0.1, 0.3, 0.3, 0.3)))
    return cv2.resize(
        cv2.resize(picture, small, interpolation=down), (width, height), interpolation=up
    )


def jpeg(picture: Picture, settings: ColourSettings, rng: np.random.Generator) -> Picture:
    """Compressed and read back."""
    quality = int(rng.uniform(*settings.jpeg_quality))
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    ok, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert ok
    return cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def _log_uniform(
    rng: np.random.Generator, limits: Range, shape: int | tuple[int, ...] | None = None
) -> Any:
    """A float, or float64 of ``shape``, as often below as above the limits' geometric mean."""
    return np.exp(rng.uniform(np.log(limits[0]), np.log(limits[1]), shape))


def _to_bytes(values: NDArray[np.floating]) -> Picture:
    return np.clip(values, 0, 255).astype(np.uint8)


def hue_matrix(degrees: float) -> NDArray[np.float64]:
    """Rotation of RGB about the grey axis (Rodrigues' formula)."""
    angle = np.deg2rad(degrees)
    axis = np.full(3, 1 / np.sqrt(3))
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    parallel = np.outer(axis, axis)
    return np.cos(angle) * np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * parallel


def saturation_matrix(factor: float) -> NDArray[np.float64]:
    """1 keeps colours, 0 makes them grey of the same luma."""
    return factor * np.eye(3) + (1 - factor) * np.tile(LUMA, (3, 1))
