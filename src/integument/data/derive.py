"""A new pack from a pack: every picture becomes several, each with its masks."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.data.pack import Pack
from integument.data.sample import Sample
from integument.errors import OutputError, UsageError
from integument.files import atomic_write

LEAST_COLUMNS = ("id", "source", "augmentation")


class Variation(Protocol):
    """Turns one sample into several, all of other names."""

    @property
    def name(self) -> str:
        """What the variation is called."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What follows ``<name>_`` in the names of the variants, in order."""

    def __call__(self, sample: Sample, rng: np.random.Generator) -> Iterator[Sample]:
        """Yield one variant for each suffix."""


def derive_pack(
    pack: Pack,
    out: Path,
    variation: Variation,
    *,
    seed: int = 0,
    settings: dict[str, Any] | None = None,
    advance: Callable[[], None] = lambda: None,
) -> int:
    """Write the variants of every picture of ``pack`` into ``out``; returns how many are new.

    Pictures and masks are PNG files. What a picture becomes depends on the seed and on its name,
    not on the others. A run that was stopped is finished by the same call.

    Parameters
    ----------
    settings : what ``meta.json`` shall remember of the variation, beside its name and the seed
    advance : called after each picture of ``pack``

    Raises
    ------
    UsageError
        If ``out`` is, or lies within, the pack itself.
    InputError
        If a picture or mask cannot be read.
    OutputError
        If ``out`` holds something else, or cannot be written.
    """
    if out.resolve().is_relative_to(pack.path.resolve()):
        raise UsageError(f"{out}: lies in the pack it is made from: choose another folder")
    _claim(pack, out, {"variation": variation.name, "seed": seed, **(settings or {})})
    made = 0
    rows: list[dict[str, str]] = []
    for stem in pack:
        names = [f"{stem}_{suffix}" for suffix in variation.suffixes]
        finished = all(_image(out, name).exists() for name in names)
        sample = pack.read(stem)
        rng = np.random.default_rng([seed, zlib.crc32(stem.encode())])
        for name, variant in zip(names, variation(sample, rng), strict=True):
            assert variant.name == name, (variant.name, name)
            rows.append({**variant.attributes, "id": name})
            if not finished:
                _write(out, variant)
                made += 1
        advance()
    _write_index(out / "index.csv", rows)
    return made


def _claim(pack: Pack, out: Path, made_by: dict[str, Any]) -> None:
    """Write ``meta.json``, or make sure that it is the one this run would write."""
    meta = {**pack.meta, "name": out.resolve().name, "derived": {"from": pack.name, **made_by}}
    file = out / "meta.json"
    if file.exists():
        try:
            there = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            there = None
        if there != meta:
            raise OutputError(f"{out}: holds another pack, or other settings: choose a new folder")
        return
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out}: is not empty: choose a new folder")
    atomic_write(file, (json.dumps(meta, indent=2) + "\n").encode())


def _write(out: Path, sample: Sample) -> None:
    """The files of one sample, its picture last: if that is there, so are its masks."""
    planes: dict[str, NDArray[np.uint8]] = dict(sample.masks)
    if sample.void is not None:
        planes["void"] = sample.void.astype(np.uint8) * 255
    for label, void in sample.void_for.items():
        planes[f"void_{label}"] = void.astype(np.uint8) * 255
    for folder, plane in planes.items():
        atomic_write(out / "masks" / folder / f"{sample.name}.png", _png(plane))
    atomic_write(_image(out, sample.name), _png(cv2.cvtColor(sample.image, cv2.COLOR_RGB2BGR)))


def _write_index(file: Path, rows: list[dict[str, str]]) -> None:
    columns = dict.fromkeys(LEAST_COLUMNS)
    for row in rows:
        columns |= dict.fromkeys(row)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    atomic_write(file, text.getvalue().encode())


def _image(out: Path, name: str) -> Path:
    return out / "images" / f"{name}.png"


def _png(pixels: NDArray[np.uint8]) -> bytes:
    ok, data = cv2.imencode(".png", pixels)
    assert ok
    return data.tobytes()
