"""COCO panoptic: everyday scenes, every pixel with the object it belongs to; read for people.

Layout: ``annotations/panoptic_{train2017,val2017}.json`` with the masks in
``annotations/panoptic_{split}/NNN.png`` and the pictures in ``{split}/NNN.jpg``.
Masks: the colour of a pixel is the number of its segment, red + 256 green + 65536 blue; segments of
category 1 are people and become ``body``. Number 0 is unlabelled and is ignored. A picture without
people is known to be empty.
Split: train2017 and val2017. Licence: annotations CC BY 4.0, pictures each their own (Flickr).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from integument.data.readers.files import joined
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part
from integument.errors import InputError

PERSON = 1
SPLITS = {"train2017": "train", "val2017": "validation"}


def list_files(root: Path, options: Options) -> Listing:
    """The annotated pictures of the years that are there."""
    files = {year: root / "annotations" / f"panoptic_{year}.json" for year in SPLITS}
    return joined(_year(root, year, file) for year, file in files.items() if file.exists())


def _year(root: Path, year: str, file: Path) -> Listing:
    entries, unmatched = [], []
    for annotation in _annotations(file):
        mask = file.with_suffix("") / annotation["file_name"]
        image = root / year / f"{mask.stem}.jpg"
        if not (image.is_file() and mask.is_file()):
            unmatched.append(mask if image.is_file() else image)
            continue
        segments = annotation["segments_info"]
        people = tuple(s["id"] for s in segments if s["category_id"] == PERSON)
        masks = {"body": Mask((mask,), functools.partial(_among, numbers=people))}
        void = Mask((mask,), functools.partial(_among, numbers=(0,)))
        entries.append(Entry(mask.stem, image, masks, void, SPLITS[year], year))
    return Listing(entries, unmatched)


def _annotations(file: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))["annotations"]
        for annotation in found:
            assert annotation["file_name"] and annotation["segments_info"] is not None
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise InputError(f"{file}: not readable as panoptic annotations: {error!r}") from error
    return found


def _among(planes: Sequence[NDArray[np.uint8]], numbers: tuple[int, ...]) -> NDArray[np.bool_]:
    if planes[0].ndim != 3:
        raise ValueError("expected a colour picture of segment numbers, got a grey one")
    channels = planes[0][:, :, :3].astype(np.int32)
    segments = channels @ np.array([1, 1 << 8, 1 << 16], np.int32)
    return np.isin(segments, np.array(numbers, np.int32))


LAYOUT = Layout(
    name="coco",
    title="COCO panoptic (person)",
    licence="annotations CC BY 4.0, pictures by their owners",
    use="body in everyday scenes; scenes without people",
    expected="{train2017,val2017}/NNN.jpg + annotations/panoptic_{train2017,val2017}.json + "
    "annotations/panoptic_{train2017,val2017}/NNN.png",
    anchors=(("annotations/panoptic_*.json",),),
    list_files=list_files,
    parts=(
        Part("train2017", (118_287,), optional=True),
        Part("val2017", (5_000,), optional=True),
    ),
)
