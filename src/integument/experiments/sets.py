"""Pictures for experiments: those that are given, or made for the scale; and parts of them.

Looks, for pictures that are made: ``any``; ``light`` and ``dark`` skin; ``faces``,
people ``near`` by and ``distant`` ones. Two sets of different looks stand for two data sets.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from integument.data.dataset import DataSet
from integument.data.open import open_data, parse
from integument.data.writing import write_index, write_sample
from integument.errors import InputError
from integument.experiments.experiment import Need
from integument.files import atomic_write

SIDE = {"smoke": 64, "cpu": 160, "full": 512}
"""Pixels of the side of pictures that are made. No source says how large it renders; 512 leaves
room for the patches of 256 that are learned from."""

FRAMED = {"faces": {"face": 1.0}, "near": {"face": 0.5, "torso": 0.5}, "distant": {"full": 1.0}}
"""Framings of the generator that make a look."""

DONE = "complete"
"""Written last, so that half a set is not taken for one."""


def make(need: Need, scale: str, folder: Path, workers: int = 1) -> None:
    """Make the pictures of a need in ``folder``; :data:`DONE` is written last."""
    count, seed = need.count(scale), _seed(need)
    if scale == "smoke":
        from integument.experiments.drawing import draw_pack

        draw_pack(folder, count, SIDE[scale], need.look, seed, need.labels)
    else:
        from integument import synth

        changes = {"framings": FRAMED[need.look]} if need.look in FRAMED else {}
        settings = synth.Settings(size=SIDE[scale], **changes)
        synth.generate(folder, count, seed, settings, workers=workers)
        _keep(folder, need.labels)
    atomic_write(folder / DONE, b"")


def generate(
    folder: Path, count: int, size: int, changes: Mapping[str, Any], workers: int = 1
) -> None:
    """Pictures of the generator with other settings, skin and body alone; :data:`DONE` is last."""
    from integument import synth

    settings = synth.Settings(size=size, **changes)
    synth.generate(folder, count, 0, settings, workers=workers)
    _keep(folder, ("skin", "body"))
    atomic_write(folder / DONE, b"")


def subset(
    source: DataSet, stems: Sequence[str], folder: Path, labels: Sequence[str] | None = None
) -> Path:
    """A pack of some pictures of a data set with some of its labels, the void regions included."""
    if (folder / DONE).exists():
        return folder
    if folder.exists():  # half of one
        shutil.rmtree(folder)
    rows = []
    for stem in stems:
        sample = source.read(stem, labels)
        name = stem.replace("/", "_")
        write_sample(folder, replace(sample, name=name))
        rows.append({**sample.attributes, "id": name})
    write_index(folder, rows)
    meta = {"name": folder.name, "mask_kind": "soft"}  # soft masks stay as they are
    atomic_write(folder / "meta.json", (json.dumps(meta) + "\n").encode())
    atomic_write(folder / DONE, b"")
    return folder


def nested(stems: Sequence[str], count: int, seed: int = 0) -> list[str]:
    """``count`` of the stems, such that fewer are always among more."""
    order = np.random.default_rng([seed, 0x5EED]).permutation(len(stems))
    return [stems[place] for place in order[:count]]


def checksum(reference: str) -> dict[str, str | int]:
    """What a data set is: its folder, how many pictures, and SHA-256 over all its files.

    Raises :class:`InputError` if it cannot be read.
    """
    data = open_data(reference)
    root = parse(reference).path
    digest = hashlib.sha256()
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        if file.name.startswith(".") or file.name == DONE:
            continue
        digest.update(str(file.relative_to(root)).encode())
        try:
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        except OSError as error:
            raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    return {"folder": reference, "pictures": len(data), "sha256": digest.hexdigest()}


def require(reference: str, labels: Sequence[str], name: str) -> DataSet:
    """The data set, which must have the labels; raises :class:`InputError`."""
    data = open_data(reference)
    if absent := [label for label in labels if label not in data.labels]:
        has, lacks = ", ".join(data.labels) or "none", ", ".join(absent)
        raise InputError(
            f"{reference}: given as '{name}', which needs masks of {lacks}; it has {has}"
        )
    return data


def _keep(folder: Path, labels: Sequence[str]) -> None:
    """Remove the masks of all other labels: what is not needed is not known."""
    for masks in (folder / "masks").iterdir():
        if masks.name not in labels:
            shutil.rmtree(masks)
    (folder / "manifest.sha256").unlink(missing_ok=True)  # it lists what is gone


def _seed(need: Need) -> int:
    """One of its own for each need, so that no two sets share pictures."""
    return int.from_bytes(hashlib.sha256(need.name.encode()).digest()[:3], "big")
