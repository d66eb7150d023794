"""COCO, LabelMe and YOLO: what was found, as labelling tools and trainers read it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from integument.errors import InputError
from integument.formats.polygons import polygons
from integument.formats.rle import encode
from integument.labels import NAMES

if TYPE_CHECKING:
    from integument.people import People

LABELME_VERSION = "5.5.0"
"""The version of LabelMe whose files these are."""


def coco(people: People, labels: Sequence[str], threshold: float) -> dict[str, Any]:
    """One photograph as a COCO data set: an annotation for each label that is there.

    All people in a picture are one annotation a label: the masks do not tell them apart. Numbers
    of categories are places in the vocabulary, from 1, whatever labels were asked for.
    """
    width, height = people.photo.size
    annotations = []
    for label in labels:
        mask = people.mask(label, threshold)
        if not mask.any():
            continue
        annotations.append(
            {
                "id": len(annotations) + 1,
                "image_id": 1,
                "category_id": NAMES.index(label) + 1,
                "segmentation": encode(mask),
                "area": int(np.count_nonzero(mask)),
                "bbox": [int(value) for value in cv2.boundingRect(mask.view(np.uint8))],
                "iscrowd": 0,
            }
        )
    image = {"id": 1, "file_name": _name(people), "width": width, "height": height}
    categories = [
        {"id": NAMES.index(label) + 1, "name": label, "supercategory": "person"} for label in labels
    ]
    return {"images": [image], "annotations": annotations, "categories": categories}


def merge_coco(files: Iterable[Path]) -> dict[str, Any]:
    """COCO data sets, of one photograph each or of more, as one.

    Raises InputError if a file is not one.
    """
    whole: dict[str, Any] = {"images": [], "annotations": [], "categories": []}
    categories: dict[int, dict] = {}
    for file in files:
        try:
            part = json.loads(file.read_text(encoding="utf-8"))
            number = {}
            for image in part["images"]:
                number[image["id"]] = len(whole["images"]) + 1
                whole["images"].append({**image, "id": number[image["id"]]})
            for one in part["annotations"]:
                place = {"id": len(whole["annotations"]) + 1, "image_id": number[one["image_id"]]}
                whole["annotations"].append({**one, **place})
            categories.update({one["id"]: one for one in part["categories"]})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{file}: not readable as COCO annotations: {error!r}") from error
    whole["categories"] = [categories[number] for number in sorted(categories)]
    return whole


def labelme(
    people: People, labels: Sequence[str], threshold: float, folder: Path
) -> dict[str, Any]:
    """One photograph as LabelMe's file in ``folder``, which points at the photograph."""
    width, height = people.photo.size
    shapes = [
        {
            "label": label,
            "points": np.round(outline, 2).tolist(),
            "group_id": None,
            "description": "",
            "shape_type": "polygon",
            "flags": {},
            "mask": None,
        }
        for label in labels
        for outline in polygons(people.mask(label, threshold))
    ]
    path = people.photo.path
    where = os.path.relpath(path, folder) if path is not None else people.photo.name
    return {
        "version": LABELME_VERSION,
        "flags": {},
        "shapes": shapes,
        "imagePath": where,
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }


def yolo(people: People, labels: Sequence[str], threshold: float) -> str:
    """One photograph as YOLO's segmentation labels: class, x1, y1, x2, y2, … from 0 to 1.

    A class is the label's place in the vocabulary, from 0; see :func:`yolo_classes`.
    """
    size = np.array(people.photo.size)
    lines = []
    for label in labels:
        for outline in polygons(people.mask(label, threshold)):
            numbers = " ".join(f"{value:.6f}" for value in (outline / size).ravel())
            lines.append(f"{NAMES.index(label)} {numbers}\n")
    return "".join(lines)


def yolo_classes() -> str:
    """The names of YOLO's classes, a line each."""
    return "".join(f"{name}\n" for name in NAMES)


def _name(people: People) -> str:
    path = people.photo.path
    return path.name if path is not None else people.photo.name
