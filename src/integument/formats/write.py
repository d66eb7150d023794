"""From what was found to the files of one format."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from integument.arrays import to_bytes
from integument.formats.annotations import coco, labelme, yolo
from integument.formats.layers import encode_layers
from integument.formats.names import format_paths
from integument.photo import encode_mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from integument.people import People


def contents(
    people: People,
    name: str,
    folder: str | Path,
    stem: str,
    labels: Sequence[str],
    *,
    threshold: float,
) -> dict[Path, Callable[[], bytes]]:
    """The files of one format: path → what gives its content. Nothing is written.

    Parameters
    ----------
    people : what was found
    name : one of :data:`integument.formats.FORMATS`
    folder, stem : where they are to lie, and how names start
    labels : which labels
    threshold : probability from which a pixel is marked; ``alpha16`` and ``tiff-layers`` hold soft
        coverage instead
    """
    return {
        path: partial(_encode, people, name, key, path, labels, threshold)
        for key, path in format_paths(name, folder, stem, labels).items()
    }


def _encode(
    people: People, name: str, label: str, path: Path, labels: Sequence[str], threshold: float
) -> bytes:
    if name == "png":
        return encode_mask(people.mask(label, threshold))
    if name == "alpha16":
        return _deep_png(people.matte(label))
    if name == "tiff-layers":
        layers = ((one, to_bytes(people.matte(one) * 255)) for one in labels)
        return encode_layers(people.photo, layers)
    if name == "coco":
        return _json(coco(people, labels, threshold))
    if name == "labelme":
        return _json(labelme(people, labels, threshold, path.parent))
    assert name == "yolo", name
    return yolo(people, labels, threshold).encode()


def _deep_png(coverage: NDArray[np.float32]) -> bytes:
    """A grey PNG of 16 bits: 0 is none of it, 65535 all."""
    file = io.BytesIO()
    Image.fromarray(np.rint(coverage * 65535).astype(np.uint16)).save(file, "PNG")
    return file.getvalue()


def _json(value: dict) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
