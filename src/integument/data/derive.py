"""A new pack from a pack: every picture becomes several, each with its masks."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from integument.data.pack import Pack
from integument.data.sample import Sample
from integument.data.writing import image_path, write_index, write_sample
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
        finished = all(image_path(out, name).exists() for name in names)
        sample = pack.read(stem)
        rng = np.random.default_rng([seed, zlib.crc32(stem.encode())])
        for name, variant in zip(names, variation(sample, rng), strict=True):
            assert variant.name == name, (variant.name, name)
            rows.append({**variant.attributes, "id": name})
            if not finished:
                write_sample(out, variant)
                made += 1
        advance()
    write_index(out, rows, LEAST_COLUMNS)
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
