"""CelebA: 202,599 aligned faces with forty attributes, and masks that others drew for some of them.

Layout: ``img_align_celeba/NNNNNN.jpg`` (178 × 218), ``list_attr_celeba.txt`` (a count, forty names,
then a file and forty values of 1 or -1 a line), ``list_eval_partition.txt`` (0 train,
1 validation, 2 test). No masks: the attributes are what it is read for, as text ``1`` or ``-1``.
Split: the partition. Licence: non-commercial research.

``celeba-star`` is the same pictures with masks ``NNNNNN.bmp`` in a folder beside them: 0 is
background, 128 face, 255 hair. Only pictures with a mask are read.
"""

from __future__ import annotations

from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, pictures, read_lines
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part
from integument.errors import InputError

IMAGES = "img_align_celeba"
ATTRIBUTES = "list_attr_celeba.txt"
PARTITION = "list_eval_partition.txt"
SPLITS = {"0": "train", "1": "validation", "2": "test"}
FACE, HAIR = 128, 255


def list_files(root: Path, options: Options) -> Listing:
    """Every picture, with its attributes; lines without a picture are named as unmatched."""
    attributes = _attributes(root / ATTRIBUTES)
    splits = _partition(root)
    images = by_stem(pictures(root / IMAGES), options)
    entries = [
        Entry(stem, image, split=splits.get(stem, ""), attributes=attributes[stem])
        for stem, image in images.items()
        if stem in attributes
    ]
    absent = [root / IMAGES / f"{stem}.jpg" for stem in attributes if stem not in images]
    unlisted = [image for stem, image in images.items() if stem not in attributes]
    return Listing(entries, unlisted + absent)


def list_star_files(root: Path, options: Options) -> Listing:
    """The pictures that have a mask with classes."""
    masks = by_stem((file for file in sorted(root.glob("*/*.bmp"))), options)
    splits = _partition(root)
    entries, unmatched = [], []
    for stem, mask in masks.items():
        image = root / IMAGES / f"{mask.stem}.jpg"
        if not image.is_file():
            unmatched.append(mask)
            continue
        labels = {
            label: Mask((mask,), encodings.one_of(value, (0, FACE, HAIR)))
            for label, value in (("face_skin", FACE), ("hair", HAIR))
        }
        entries.append(Entry(stem, image, labels, split=splits.get(stem, "")))
    return Listing(entries, unmatched)


def _attributes(file: Path) -> dict[str, dict[str, str]]:
    lines = read_lines(file)
    names = lines[1].split() if len(lines) > 1 else []
    found = {}
    for line in lines[2:]:
        name, *values = line.split()
        if len(values) != len(names) or not set(values) <= {"1", "-1"}:
            raise InputError(
                f"{file}: expected a file name and {len(names)} values of 1 or -1, "
                f"got '{line[:60]}'"
            )
        found[Path(name).stem] = dict(zip(names, values, strict=True))
    return found


def _partition(root: Path) -> dict[str, str]:
    file = root / PARTITION
    splits = {}
    for line in read_lines(file) if file.exists() else ():
        name, _, number = line.strip().rpartition(" ")
        if number not in SPLITS:
            raise InputError(f"{file}: expected lines 'name 0|1|2', got '{line[:60]}'")
        splits[Path(name.strip()).stem] = SPLITS[number]
    return splits


LAYOUT = Layout(
    name="celeba",
    title="CelebA attributes",
    licence="non-commercial research only",
    use="colour and style of hair, as attributes",
    expected=f"{IMAGES}/NNNNNN.jpg + {ATTRIBUTES} + {PARTITION}",
    anchors=((IMAGES, ATTRIBUTES),),
    list_files=list_files,
    parts=(Part("", (202_599,)),),
)

STAR = Layout(
    name="celeba-star",
    title="CelebA* (128/255 masks)",
    licence="non-commercial research only",
    use="hair and face skin",
    expected=f"{IMAGES}/NNNNNN.jpg + <any folder>/NNNNNN.bmp",
    anchors=((IMAGES, "*/*.bmp"),),
    list_files=list_star_files,
    parts=(Part("", (3500,), at_least=True),),
)
