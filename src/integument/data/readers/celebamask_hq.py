"""CelebAMask-HQ: 30,000 faces with one mask file for each part of the face.

Layout: ``CelebA-HQ-img/{0..29999}.jpg`` (1024 × 1024), ``CelebAMask-HQ-mask-anno/{0..14}/
{index:05d}_{part}.png`` (512 × 512, absent where the part is), and
``CelebA-HQ-to-CelebA-mapping.txt`` (index, original index, original file).
Masks: white is the part. Parts are flattened in the order of :data:`PARTS`, later over earlier,
and joined to our labels; the variant ``hairnet`` joins ears, eyes and mouth to ``face_skin`` too.
Pictures are reduced to the size of the masks.
Split: the official partition by original index, where the mapping is there.
Licence: non-commercial research.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from integument.data.readers.encodings import check_hard, to_grey
from integument.data.readers.files import by_stem, pictures, read_lines
from integument.data.readers.layout import Decode, Entry, Layout, Listing, Mask, Options, Part
from integument.data.sample import HALF
from integument.errors import InputError

PARTS = (
    *("skin", "nose", "eye_g", "l_eye", "r_eye", "l_brow", "r_brow", "l_ear", "r_ear", "mouth"),
    *("u_lip", "l_lip", "hair", "hat", "ear_r", "neck_l", "neck", "cloth"),
)
"""In the order of painting."""

_FACE = ("skin", "nose", "l_brow", "r_brow", "u_lip", "l_lip")
_EARS = ("l_ear", "r_ear")
LABELS = {
    "skin": (*_FACE, *_EARS, "neck"),
    "face_skin": _FACE,
    "hair": ("hair",),
    "body": PARTS,
    "clothes": ("hat", "cloth"),
}
"""Label → parts, after the borders in :mod:`integument.labels`."""

HAIRNET = {"face_skin": (*_FACE, *_EARS, "l_eye", "r_eye", "mouth"), "hair": ("hair",)}

FIRST_VALIDATION, FIRST_TEST = 162_771, 182_638
"""Original indices at which the official partition changes."""

ANNOTATIONS = "CelebAMask-HQ-mask-anno"
MAPPING = "CelebA-HQ-to-CelebA-mapping.txt"


def list_files(root: Path, options: Options) -> Listing:
    """Every picture with its parts."""
    images = by_stem(pictures(root / "CelebA-HQ-img"), options)
    parts, strange = _parts(root / ANNOTATIONS)
    splits = _splits(root / MAPPING)
    labels = HAIRNET if options.variant == "hairnet" else LABELS
    entries = []
    for stem in sorted((stem for stem in images if stem in parts), key=_number):
        files = [parts[stem][part] for part in PARTS if part in parts[stem]]
        present = tuple(part for part in PARTS if part in parts[stem])
        masks = {
            label: Mask(tuple(files), _flattened(present, wanted))
            for label, wanted in labels.items()
        }
        entries.append(Entry(stem, images[stem], masks, split=splits.get(stem, "")))
    alone = [image for stem, image in images.items() if stem not in parts]
    lost = [file for stem in parts if stem not in images for file in parts[stem].values()]
    return Listing(entries, [*alone, *lost, *strange])


def _flattened(present: tuple[str, ...], wanted: tuple[str, ...]) -> Decode:
    return functools.partial(_flatten, present=present, wanted=wanted)


def _flatten(
    planes: Sequence[NDArray[np.uint8]], present: tuple[str, ...], wanted: tuple[str, ...]
) -> NDArray[np.bool_]:
    """``(H, W)`` bool: where the part that was painted last is among those wanted."""
    top = np.zeros(planes[0].shape[:2], bool)
    for part, plane in zip(present, planes, strict=True):
        grey = to_grey(plane)
        check_hard(grey)
        top[grey >= HALF] = part in wanted
    return top


def _parts(folder: Path) -> tuple[dict[str, dict[str, Path]], list[Path]]:
    """Stem of the picture → part → file; and files that are no part's."""
    found: dict[str, dict[str, Path]] = {}
    strange = []
    for file in pictures(*sorted(folder.glob("*/"))):
        number, _, part = file.stem.partition("_")
        if part in PARTS and number.isdigit():
            found.setdefault(str(int(number)), {})[part] = file
        else:
            strange.append(file)
    return found, strange


def _splits(mapping: Path) -> dict[str, str]:
    splits = {}
    for line in read_lines(mapping)[1:] if mapping.exists() else ():
        found = re.match(r"\s*(\d+)\s+(\d+)\s", line)
        if found is None:
            raise InputError(f"{mapping}: expected 'index orig_index orig_file', got '{line[:60]}'")
        index, original = map(int, found.groups())
        split = "train" if original < FIRST_VALIDATION else "validation"
        splits[str(index)] = "test" if original >= FIRST_TEST else split
    return splits


def _number(stem: str) -> int:
    return int(stem) if stem.isdigit() else -1


LAYOUT = Layout(
    name="celebamask-hq",
    title="CelebAMask-HQ",
    licence="non-commercial research only",
    use="skin, face skin, hair, body and clothes of portraits",
    expected=f"CelebA-HQ-img/N.jpg + {ANNOTATIONS}/{{0..14}}/NNNNN_part.png + {MAPPING}",
    anchors=(("CelebA-HQ-img", ANNOTATIONS),),
    list_files=list_files,
    parts=(Part("", (30_000,)),),
    variants=("hairnet",),
    reduce_images=True,
)
