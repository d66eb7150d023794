"""People whose coverage and own colour are known at every pixel, before backgrounds of choice.

The generator draws several samples a pixel and says what each belongs to. Coverage is the share
of the samples that are person, and the own colour is the mean of just those. Mixed in sRGB, as
editors blend, they give a photograph whose true matte and true composite are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from integument.arrays import resize, to_bytes
from integument.photo import load_photo
from integument.synth import Settings, coverage, render
from integument.synth.picture import BRIGHTEST, pictures_of

SUPERSAMPLING = 3
"""Nine samples a pixel: coverage in steps of a ninth."""

HAIRS = ("short", "medium", "long", "coily", "locs", "tied")
FRAMINGS = {"hair": 0.4, "portrait": 0.6}
GREY, LIGHT = 0.25, 0.8
"""Linear light that the median of the person gets, unless its lightest twentieth would exceed
the other one: as a camera meters."""

NOISE, JPEG_QUALITY = 2.0, 92


@dataclass(frozen=True, eq=False)
class KnownPerson:
    """``alpha (S, S) float32`` and ``front (S, S, 3) float32``, levels of 255; kind of hair."""

    hair: str
    alpha: np.ndarray
    front: np.ndarray

    @property
    def band(self) -> np.ndarray:
        """``(S, S) bool``: mixed pixels and those within 1.5 % of the side."""
        mixed = ((self.alpha > 0.01) & (self.alpha < 0.99)).astype(np.uint8)
        reach = round(0.03 * len(self.alpha)) | 1
        return cv2.dilate(mixed, np.ones((reach, reach), np.uint8)) > 0

    def over(self, back: np.ndarray) -> np.ndarray:
        """The true composite, in levels, not rounded."""
        share = self.alpha[:, :, None]
        return share * self.front + (1 - share) * back

    def photograph(self, back: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The composite as a camera would store it: with noise, and through JPEG."""
        pixels = to_bytes(self.over(back) + rng.normal(0, NOISE, back.shape))
        _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        return cv2.imdecode(data, cv2.IMREAD_COLOR)


def people(size: int, each: int, seed: int) -> Iterator[KnownPerson]:
    """``each`` people of every kind of hair, in pictures of ``size`` pixels a side."""
    settings = Settings(
        size=size, supersampling=SUPERSAMPLING, views=1, framings=FRAMINGS,
        p_nobody=0, p_more=0, p_occluder=0, p_mannequin=0, p_held=0,
    )  # fmt: skip
    wanted = dict.fromkeys(HAIRS, each)
    number = 0
    while any(wanted.values()):
        drawn: list[render.Drawn] = []

        def keep(*scene, into=drawn) -> render.Drawn:
            into.append(render.render(*scene))
            return into[-1]

        (picture,) = pictures_of(seed, number, settings, renderer=keep)
        number += 1
        hair = picture.record["person"]["hair"]["kind"]
        if wanted.get(hair) and picture.masks["hair"].mean() > 2:
            wanted[hair] -= 1
            yield _known(hair, drawn[0], size)


def _known(hair: str, drawn: render.Drawn, size: int) -> KnownPerson:
    person = np.isin(drawn.parts & coverage.KIND, coverage.PARTS_OF_LABEL["body"])
    person = person.astype(np.float32)
    alpha = resize(person, (size, size))
    light = resize(np.minimum(drawn.linear, BRIGHTEST) * person[:, :, None], (size, size))
    light /= np.maximum(alpha, 1e-6)[:, :, None]
    middle, bright = np.percentile(light[alpha > 0.5].mean(1), (50, 95))
    light *= min(GREY / max(middle, 1e-3), LIGHT / max(bright, 1e-3))
    light = np.clip(light, 0, 1)
    encoded = np.where(light < 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return KnownPerson(hair, alpha, encoded.astype(np.float32) * 255)


def grounds(size: int, rng: np.random.Generator, folder: Path | None) -> dict[str, np.ndarray]:
    """``(S, S, 3) float32`` backgrounds in levels; a photograph if there is a folder of them."""
    rows, columns = np.mgrid[:size, :size]
    plain = np.full((size, size, 3), rng.uniform(60, 220, 3), np.float32)
    checks = plain.copy()
    side = size // 24
    checks[(columns // side + rows // side) % 2 > 0] = rng.uniform(60, 220, 3)
    clouds = cv2.GaussianBlur(rng.normal(0, 1, plain.shape).astype(np.float32), (0, 0), size / 60)
    made = {
        "plain": plain,
        "clouds": np.clip(plain + clouds / clouds.std() * 40, 0, 255),
        "checks": checks,
    }
    if folder is not None:
        files = sorted(folder.glob("*.jpg"))
        pixels = load_photo(files[rng.integers(len(files))]).pixels
        made["photograph"] = resize(pixels, (size, size)).astype(np.float32)
    return made
