"""The formats of masks, and the files that each writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from integument.errors import UsageError, unknown

FORMATS = ("png", "alpha16", "tiff-layers", "coco", "labelme", "yolo")

_ONE_FILE = {
    "tiff-layers": "_layers.tif",
    "coco": "_coco.json",
    "labelme": "_labelme.json",
    "yolo": ".txt",
}
_FILE_A_LABEL = {"png": ".png", "alpha16": "_alpha.png"}


def parse_formats(text: str) -> tuple[str, ...]:
    """Formats from ``"png,coco"``, without repeats; raises UsageError for unknown ones."""
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for name in names:
        if name not in FORMATS:
            raise unknown("format", name, FORMATS)
    if not names:
        raise UsageError(f"no format given: expected some of {', '.join(FORMATS)}")
    return names


def format_paths(
    name: str, folder: str | Path, stem: str, labels: Sequence[str]
) -> dict[str, Path]:
    """What a format writes for one photograph: label (or the format's name) → path.

    >>> [str(path) for path in format_paths("alpha16", "out", "photo", ["skin"]).values()]
    ['out/photo_skin_alpha.png']
    """
    folder = Path(folder)
    if name in _FILE_A_LABEL:
        return {label: folder / f"{stem}_{label}{_FILE_A_LABEL[name]}" for label in labels}
    return {name: folder / f"{stem}{_ONE_FILE[name]}"}
