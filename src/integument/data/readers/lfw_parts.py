"""LFW parts: superpixels of 2,927 faces as hair, skin or background.

Layout: ``lfw_funneled/<Name>/<Name>_0001.jpg`` (250 × 250) with
``parts_lfw_funneled_gt_images/<Name>_0001.ppm``, and lists ``parts_train.txt``,
``parts_validation.txt``, ``parts_test.txt`` with lines ``Name number`` (``parts_train_val.txt`` in
some copies) beside them or one folder below.
Masks: red is hair, green skin, blue background. *Hair includes beards, and skin (read as
``face_skin``) includes the neck*, unlike our labels: expect lower scores.
Split: the lists. Licence: photographs from the news, research only.
"""

from __future__ import annotations

from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, pictures, read_lines
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part
from integument.errors import InputError

LISTS = {
    "parts_train_val.txt": "train",
    "parts_train.txt": "train",
    "parts_validation.txt": "validation",
    "parts_test.txt": "test",
}
"""List → split; a later one has the last word, so the merged list counts where it is alone."""

RED, GREEN = 0, 1


def list_files(root: Path, options: Options) -> Listing:
    """The labelled faces; the many photographs without a label are no fault."""
    masks = by_stem(pictures(root / "parts_lfw_funneled_gt_images"), options)
    splits = _splits(root)
    entries, unmatched = [], []
    for stem, mask in masks.items():
        image = root / "lfw_funneled" / stem.rpartition("_")[0] / f"{stem}.jpg"
        if not image.is_file():
            unmatched.append(mask)
            continue
        labels = {
            "face_skin": Mask((mask,), encodings.primary(GREEN)),
            "hair": Mask((mask,), encodings.primary(RED)),
        }
        entries.append(Entry(stem, image, labels, split=splits.get(stem, "")))
    return Listing(entries, unmatched)


def _splits(root: Path) -> dict[str, str]:
    splits: dict[str, str] = {}
    for name, split in LISTS.items():
        file = next(
            (file for file in (root / name, *root.glob(f"*/{name}")) if file.exists()), None
        )
        for line in read_lines(file) if file else ():
            try:
                person, number = line.split()
                splits[f"{person}_{int(number):04d}"] = split
            except ValueError:
                raise InputError(f"{file}: expected lines 'Name number', got '{line}'") from None
    return splits


LAYOUT = Layout(
    name="lfw-parts",
    title="LFW parts",
    licence="research only",
    use="hair and face skin, coarse outlines",
    expected="lfw_funneled/<Name>/<Name>_NNNN.jpg + parts_lfw_funneled_gt_images/<Name>_NNNN.ppm "
    "+ parts_{train,validation,test}.txt",
    anchors=(("lfw_funneled", "parts_lfw_funneled_gt_images"),),
    list_files=list_files,
    parts=(
        Part("", (2927,)),
        Part("train", (1500, 2000)),
        Part("validation", (500,), optional=True),  # within train where the lists are merged
        Part("test", (927,)),
    ),
)
