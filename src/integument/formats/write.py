"""From what was found to the files of one format."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from integument.arrays import to_bytes
from integument.files import atomic_write
from integument.formats.annotations import coco, labelme, yolo
from integument.formats.layers import write_layers
from integument.formats.names import format_paths
from integument.photo import encode_mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from integument.people import People, Saved


def export(
    people: People,
    name: str,
    folder: str | Path,
    stem: str,
    labels: Sequence[str],
    *,
    threshold: float,
    overwrite: bool,
) -> Saved:
    """Write what was found in one format; files that exist are kept unless told otherwise.

    Parameters
    ----------
    people : what was found
    name : one of :data:`integument.formats.FORMATS`
    folder, stem : where to, and how names start
    labels : which labels
    threshold : probability from which a pixel is marked; ``alpha16`` and ``tiff-layers`` hold soft
        coverage instead
    overwrite : replace files that exist

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    from integument.people import Saved

    saved = Saved()
    for key, path in format_paths(name, folder, stem, labels).items():
        if path.exists() and not overwrite:
            saved.kept.append(path)
            continue
        _write(people, name, key, path, labels, threshold)
        saved.written.append(path)
    return saved


def _write(
    people: People, name: str, label: str, path: Path, labels: Sequence[str], threshold: float
) -> None:
    if name == "png":
        atomic_write(path, encode_mask(people.mask(label, threshold)))
    elif name == "alpha16":
        atomic_write(path, _deep_png(people.matte(label)))
    elif name == "tiff-layers":
        layers = ((one, to_bytes(people.matte(one) * 255)) for one in labels)
        write_layers(path, people.photo, layers)
    elif name == "coco":
        atomic_write(path, _json(coco(people, labels, threshold)))
    elif name == "labelme":
        atomic_write(path, _json(labelme(people, labels, threshold, path.parent)))
    else:
        assert name == "yolo", name
        atomic_write(path, yolo(people, labels, threshold).encode())


def _deep_png(coverage: NDArray[np.float32]) -> bytes:
    """A grey PNG of 16 bits: 0 is none of it, 65535 all."""
    file = io.BytesIO()
    Image.fromarray(np.rint(coverage * 65535).astype(np.uint16)).save(file, "PNG")
    return file.getvalue()


def _json(value: dict) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
