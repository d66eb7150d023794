"""Every picture of a data set with its files and its parts: the rows of a manifest."""

from __future__ import annotations

import os
from pathlib import Path

from integument.data.archive import Archive
from integument.data.dataset import DataSet
from integument.data.pack import Pack
from integument.errors import UsageError


def inventory(data: DataSet) -> list[dict[str, str]]:
    """A row a picture with the columns of :data:`integument.data.manifest.COLUMNS`.

    Files are relative to the folder of the data set, with ``/`` whatever the system; masks are
    ``label:file`` joined by ``;``. Raises :class:`UsageError` for a part of a data set: the
    manifest of a part would hide the rest.
    """
    if isinstance(data, Archive):
        return [_archived(data, stem) for stem in data]
    if not isinstance(data, Pack):
        raise UsageError(f"{data.name}: a manifest is of a whole data set: leave out the '#...'")
    return [_packed(data, stem) for stem in data]


def _archived(data: Archive, stem: str) -> dict[str, str]:
    entry = data.entry(stem)
    masks = [
        f"{label}:{_relative(file, data.root)}"
        for label, mask in entry.masks.items()
        for file in mask.files
    ]
    return {
        "id": stem,
        "split": entry.split,
        "subset": entry.subset,
        "image": _relative(entry.image, data.root),
        "masks": ";".join(masks),
    }


def _packed(data: Pack, stem: str) -> dict[str, str]:
    image, masks = data.files(stem)
    return {
        "id": stem,
        "split": next(iter(data.parts.get(stem, ())), ""),
        "subset": "",
        "image": _relative(image, data.path),
        "masks": ";".join(f"{label}:{_relative(file, data.path)}" for label, file in masks.items()),
    }


def _relative(file: object, folder: Path) -> str:
    return Path(os.path.relpath(str(file), folder)).as_posix()
