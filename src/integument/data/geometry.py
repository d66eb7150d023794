"""Where things are in a training picture: warps, flips and occluders, on picture and masks alike.

A training picture travels as a :class:`Canvas`. Functions here are pure: they take a canvas and
a ``numpy.random.Generator`` and return a new canvas. Ranges are settings, each with its unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.sample import Sample

Range = tuple[float, float]
Outside = Literal["reflect", "empty"]


@dataclass(frozen=True, slots=True)
class GeometrySettings:
    """Ranges of the joint changes. Probabilities are in [0, 1]."""

    zoom: Range = (0.8, 2.5)
    """Size of the whole picture relative to the crop, drawn log-uniformly.

    Its middle is near the ratio of inference size to crop size (384 / 256), so that people are
    learned at the sizes at which they are met. Below 1 the picture floats on a larger ground.
    """
    stretch: Range = (0.87, 1.15)
    """Width relative to height."""
    rotation: float = 16.0
    """Degrees to either side."""
    quarter_turn: float = 0.03
    """Probability of a further 90, 180 or 270 degrees: people lie down, phones are tilted."""
    flip: float = 0.5
    shear: float = 0.0
    """How far the top of the picture may slide against its bottom, as a share of its height."""
    perspective: float = 0.06
    """How far a corner may move, as a share of the crop's side."""
    jitter: float = 0.1
    """How far the picture may leave the place where it fits, as a share of the crop's side."""
    reflect: float = 0.4
    """Probability that the ground outside the picture is its mirror image (masks too).

    Only for crops that the picture nearly fills; a small one would be surrounded by people
    standing on their heads.
    """
    reflect_from: float = 0.9
    """Smallest zoom for it."""
    backdrop: float = 0.75
    """Else, probability that it is another, people-free picture. The rest is one flat colour."""
    occlude: float = 0.25
    """Probability of occluders: patches of other pictures, below which nobody is seen."""
    occluders: int = 3
    """At most so many."""
    occluder_size: Range = (0.08, 0.35)
    """Side of one, as a share of the crop's side."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture in the making.

    Attributes
    ----------
    image : (H, W, 3) uint8 RGB
    masks : (L, H, W) uint8 coverage, one plane a label
    void : (L, H, W) uint8, 255 where the truth is unknown although the label was drawn
    """

    image: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    void: NDArray[np.uint8]


def canvas_of(sample: Sample, labels: Sequence[str]) -> tuple[Canvas, NDArray[np.bool_]]:
    """The canvas of a sample and its flags ``(L,) bool``: which labels were drawn."""
    height, width = sample.shape
    masks = np.zeros((len(labels), height, width), np.uint8)
    void = np.zeros_like(masks)
    flags = np.zeros(len(labels), np.bool_)
    for channel, label in enumerate(labels):
        if label not in sample.masks:
            continue
        flags[channel] = True
        masks[channel] = sample.masks[label]
        ignored = sample.ignored(label)
        if ignored is not None:
            void[channel][ignored] = 255
    return Canvas(sample.image, masks, void), flags


def warp(
    canvas: Canvas,
    size: int,
    settings: GeometrySettings,
    rng: np.random.Generator,
    backdrop: NDArray[np.uint8] | None = None,
) -> Canvas:
    """A ``size``-pixel square crop: scaled, turned, flipped, in perspective.

    ``backdrop (H, W, 3) uint8 RGB`` is a people-free picture that may fill what lies outside;
    without one a flat colour does.
    """
    height, width = canvas.image.shape[:2]
    zoom = float(np.exp(rng.uniform(*np.log(settings.zoom))))
    scale = zoom * size / max(height, width)
    matrix = _crop_matrix(width, height, size, scale, settings, rng)
    canvas, shrunk = _shrunk(canvas, scale)
    matrix = matrix @ np.linalg.inv(shrunk)
    height, width = canvas.image.shape[:2]

    if zoom >= settings.reflect_from and rng.random() < settings.reflect:
        return Canvas(
            _warped(canvas.image, matrix, size, "reflect"),
            _warped_planes(canvas.masks, matrix, size, "reflect"),
            _warped_planes(canvas.void, matrix, size, "reflect"),
        )
    image = _warped(canvas.image, matrix, size, "empty")
    inside = _warped(np.full((height, width), 255, np.uint8), matrix, size, "empty")
    if backdrop is not None and rng.random() < settings.backdrop:
        ground = _random_square(backdrop, size, rng)
    else:
        ground = np.zeros_like(image)  # a third stays black: the bars around fitted pictures
        if rng.random() < 2 / 3:
            ground[:] = rng.integers(0, 256, 3) if rng.random() < 0.5 else rng.integers(0, 256)
    return Canvas(
        _over(ground, image, inside),
        _warped_planes(canvas.masks, matrix, size, "empty"),
        _warped_planes(canvas.void, matrix, size, "empty"),
    )


def occlude(
    canvas: Canvas,
    settings: GeometrySettings,
    rng: np.random.Generator,
    source: NDArray[np.uint8],
) -> Canvas:
    """Ellipses and rectangles cut from ``source (H, W, 3)`` (people-free) laid over the picture.

    Beneath them every label becomes empty and known.
    """
    size = canvas.image.shape[0]
    cover = np.zeros((size, size), np.uint8)
    for _ in range(int(rng.integers(1, settings.occluders + 1))):
        centre = rng.uniform(0, size, 2)
        axes = rng.uniform(*settings.occluder_size, 2) * size / 2
        angle = float(rng.uniform(0, 180))
        if rng.random() < 0.5:
            cv2.ellipse(cover, (centre, axes * 2, angle), 255, -1, cv2.LINE_AA)
        else:
            corners = cv2.boxPoints((centre, axes * 2, angle)).astype(np.int32)
            cv2.fillConvexPoly(cover, corners, 255, cv2.LINE_AA)
    shown = (255 - cover).astype(np.uint16)
    return Canvas(
        _over(canvas.image, _faded(_random_square(source, size, rng), cover), cover),
        (canvas.masks * shown // 255).astype(np.uint8),
        (canvas.void * shown // 255).astype(np.uint8),
    )


def targets(canvas: Canvas, stride: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Masks and void at the network's output size, ``(L, H / stride, W / stride) uint8`` each.

    A mask becomes the mean of each cell (its coverage); a cell with any void pixel is void.
    """
    size = (canvas.masks.shape[2] // stride, canvas.masks.shape[1] // stride)
    void = resized(canvas.void, size)
    return resized(canvas.masks, size), np.where(void > 0, np.uint8(255), np.uint8(0))


def _crop_matrix(
    width: int,
    height: int,
    size: int,
    scale: float,
    settings: GeometrySettings,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """3×3 matrix from picture pixels to crop pixels."""
    angle = rng.uniform(-settings.rotation, settings.rotation)
    if rng.random() < settings.quarter_turn:
        angle += 90.0 * rng.integers(1, 4)
    stretch = float(np.sqrt(rng.uniform(*settings.stretch)))
    mirror = -1.0 if rng.random() < settings.flip else 1.0
    # Zoomed out, the picture stays inside the crop; zoomed in, the crop inside the picture.
    spare = np.abs(size - scale * np.array([width, height], np.float64)) / 2
    spare += settings.jitter * size
    place = size / 2 + rng.uniform(-spare, spare)

    cosine, sine = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    to_origin = np.array([[1, 0, -(width - 1) / 2], [0, 1, -(height - 1) / 2], [0, 0, 1]])
    resize = np.diag([scale * stretch * mirror, scale / stretch, 1.0])
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    if settings.shear:
        turn[:, 1] += rng.uniform(-settings.shear, settings.shear) * turn[:, 0]
    to_place = np.array([[1, 0, place[0] - 0.5], [0, 1, place[1] - 0.5], [0, 0, 1]])

    corners = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    moved = corners + rng.uniform(-1, 1, (4, 2)) * settings.perspective * size
    tilt = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return tilt @ to_place @ turn @ resize @ to_origin


def _shrunk(canvas: Canvas, scale: float) -> tuple[Canvas, NDArray[np.float64]]:
    """The canvas reduced by area to about ``scale``, and the matrix that did it.

    The warp itself samples bilinearly, which skips pixels when it reduces.
    """
    height, width = canvas.image.shape[:2]
    if scale > 0.75:
        return canvas, np.eye(3)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    matrix = np.diag([size[0] / width, size[1] / height, 1.0])
    matrix[:2, 2] = (matrix[[0, 1], [0, 1]] - 1) / 2  # pixel centres, not corners, coincide
    image = cv2.resize(canvas.image, size, interpolation=cv2.INTER_AREA)
    return Canvas(image, resized(canvas.masks, size), resized(canvas.void, size)), matrix


def resized(planes: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """``(L, H, W)`` at ``size = (width, height)``: by area where it shrinks, else linearly."""
    if size == (planes.shape[2], planes.shape[1]):
        return planes
    shrinks = size[0] * size[1] < planes.shape[1] * planes.shape[2]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    result = np.zeros((len(planes), size[1], size[0]), np.uint8)
    for plane, target in zip(planes, result, strict=True):
        if plane.any():  # most planes of most pictures are empty, and stay so
            cv2.resize(plane, size, dst=target, interpolation=way)
    return result


def _warped_planes(
    planes: NDArray[np.uint8], matrix: NDArray[np.float64], size: int, outside: Outside
) -> NDArray[np.uint8]:
    """``(L, H, W)`` through ``matrix`` to ``(L, size, size)``."""
    result = np.zeros((len(planes), size, size), np.uint8)
    for plane, target in zip(planes, result, strict=True):
        if plane.any():
            target[:] = _warped(plane, matrix, size, outside)
    return result


def _warped(
    image: NDArray[np.uint8], matrix: NDArray[np.float64], size: int, outside: Outside
) -> NDArray[np.uint8]:
    """``(H, W)`` or ``(H, W, 3)`` through ``matrix`` to ``size × size``; outside mirrored or 0."""
    border = cv2.BORDER_REFLECT_101 if outside == "reflect" else cv2.BORDER_CONSTANT
    return cv2.warpPerspective(image, matrix, (size, size), borderMode=border)


def any_of(
    pictures: Sequence[NDArray[np.uint8]], rng: np.random.Generator
) -> NDArray[np.uint8] | None:
    """One of the pictures; None, and no random number drawn, where there are none."""
    return pictures[int(rng.integers(len(pictures)))] if pictures else None


def cut_square(
    picture: NDArray[np.uint8], share: Range, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """A square anywhere in ``picture (H, W, 3)``, its side a random share of the shorter one: a
    view ``(S, S, 3)``."""
    height, width = picture.shape[:2]
    side = max(1, int(min(height, width) * rng.uniform(*share)))
    top = int(rng.integers(0, height - side + 1))
    left = int(rng.integers(0, width - side + 1))
    return picture[top : top + side, left : left + side]


def _random_square(
    picture: NDArray[np.uint8], size: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """A random square of ``picture``, half to all of its shorter side, at ``size`` pixels."""
    square = cut_square(picture, (0.5, 1.0), rng)
    if rng.random() < 0.5:
        square = square[:, ::-1]
    interpolation = cv2.INTER_AREA if len(square) > 1.5 * size else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(square), (size, size), interpolation=interpolation)


def _faded(image: NDArray[np.uint8], coverage: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``image · coverage / 255``."""
    return cv2.multiply(image, cv2.merge([coverage] * 3), scale=1 / 255)


def _over(
    ground: NDArray[np.uint8], image: NDArray[np.uint8], coverage: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """``image`` (already multiplied by its ``coverage``) laid over ``ground``."""
    return cv2.add(image, _faded(ground, 255 - coverage))
