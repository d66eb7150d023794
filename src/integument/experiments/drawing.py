"""People of ellipses and bars: pictures to see that an experiment runs, made in milliseconds.

They have every label and attribute, and are no data to conclude anything from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.sample import Sample
from integument.data.writing import write_index, write_sample
from integument.files import atomic_write
from integument.labels import NAMES

TONES = ((245, 214, 190), (226, 184, 150), (199, 145, 106), (160, 108, 74), (115, 74, 50))
"""RGB of skin, from light to dark; every look takes its own part of them."""

HAIR = {"black": (25, 22, 24), "blond": (214, 186, 120), "brown": (92, 60, 40), "gray": (150,) * 3}

LOOKS = {
    "any": (0, 5, 0.30),
    "light": (0, 3, 0.30),
    "dark": (2, 5, 0.30),
    "faces": (0, 5, 0.55),
    "near": (0, 5, 0.45),
    "distant": (0, 5, 0.18),
}
"""Look -> first and last tone, and how large a head is, as a share of the picture's side."""


def draw_pack(
    folder: Path, count: int, size: int, look: str, seed: int, labels: Sequence[str] = NAMES
) -> None:
    """Write a pack of ``count`` pictures of ``size × size`` pixels; raises OutputError."""
    rows = []
    for number in range(count):
        stem = f"{number:06}"
        rgb, masks, attributes = draw_person(size, look, np.random.default_rng([seed, number]))
        write_sample(folder, Sample(stem, rgb, {label: masks[label] for label in labels}))
        rows.append({"id": stem, **attributes})
    write_index(folder, rows)
    atomic_write(folder / "meta.json", (json.dumps({"name": folder.name}) + "\n").encode())


def draw_person(
    size: int, look: str, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], dict[str, NDArray[np.uint8]], dict[str, str | int]]:
    """``(size, size, 3) uint8`` RGB, label -> ``(size, size) uint8`` 0 or 255, and attributes."""
    first, last, share = LOOKS[look]
    tone = int(rng.integers(first, last))
    colour = str(rng.choice(list(HAIR)))
    bald, bangs, wavy = (bool(rng.random() < chance) for chance in (0.15, 0.4, 0.4))
    head = max(4.0, size * share * rng.uniform(0.8, 1.1) / 2)
    centre = np.array([size * rng.uniform(0.35, 0.65), max(head * 1.3, size * 0.3)])

    def ellipse(at: NDArray[np.float64], wide: float, high: float) -> NDArray[np.bool_]:
        plane = np.zeros((size, size), np.uint8)
        axes = (max(1, round(wide)), max(1, round(high)))
        cv2.ellipse(plane, tuple(np.rint(at).astype(int).tolist()), axes, 0, 0, 360, 1, -1)
        return plane.astype(bool)

    face = ellipse(centre, 0.75 * head, head)
    above = np.arange(size)[:, None] < centre[1] - (0.25 if bangs else 0.6) * head
    hair = ellipse(centre - [0, 0.1 * head], (1.05 if wavy else 0.9) * head, 1.15 * head)
    hair = hair & (~face | above) & (not bald)
    chest = centre + [0, 2.6 * head]
    torso = ellipse(chest, 1.5 * head, 1.8 * head)
    hands = ellipse(chest + [1.7 * head, 0.3 * head], 0.4 * head, 0.7 * head)
    hands |= ellipse(chest - [1.7 * head, -0.5 * head], 0.4 * head, 0.7 * head)
    face_skin = face & ~hair
    skin = face_skin | (hands & ~hair)
    clothes = torso & ~face & ~hair & ~hands

    rgb = np.empty((size, size, 3), np.float64)
    rgb[:] = rng.uniform(30, 200, 3)
    # Something of the colour of skin that is none: what the method must not fall for.
    rgb[ellipse(rng.uniform(0, size, 2), 0.2 * size, 0.12 * size)] = rng.uniform(0.8, 1.1) * (
        np.array(TONES[int(rng.integers(len(TONES)))])
    )
    for mask, paint in (
        (clothes, rng.uniform(0, 255, 3)),
        (skin, TONES[tone]),
        (hair, HAIR[colour]),
    ):
        rgb[mask] = paint
    rgb += rng.normal(0, 6, rgb.shape)
    found = {
        "skin": skin,
        "face_skin": face_skin,
        "hair": hair,
        "body": skin | hair | clothes,
        "head_torso": face_skin | hair | clothes,
        "clothes": clothes,
    }
    attributes: dict[str, str | int] = {
        "hair_colour": "" if bald else colour,
        "straight": int(not wavy),
        "wavy": int(wavy),
        "bangs": int(bangs),
        "bald": int(bald),
        "tone": tone + 1,
    }
    masks = {label: mask.astype(np.uint8) * np.uint8(255) for label, mask in found.items()}
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8), masks, attributes
