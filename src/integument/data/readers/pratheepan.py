"""Pratheepan: 32 photographs of one person and 46 of families, from the web.

Layout: ``Pratheepan_Dataset/{FacePhoto,FamilyPhoto}/*.jpg`` with
``Ground_Truth/{GroundT_FacePhoto,GroundT_FamilyPhoto}/*.png``, in a folder ``Face_Dataset``.
Masks: white is skin. Subsets: ``face`` and ``family``; some publications use ``face`` alone.
Split: 80 to 20, by rank of a hash. Licence: none is stated.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, joined, paired, pictures
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part
from integument.data.readers.splits import ranked

SUBSETS = {"face": "FacePhoto", "family": "FamilyPhoto"}
TEST_SHARE = 0.2


def list_files(root: Path, options: Options) -> Listing:
    """The pairs of both subsets; stems start with the subset."""
    whole = joined(_subset(root, name, options) for name in SUBSETS)
    stems = [entry.stem for entry in whole.entries]
    splits = ranked(stems, {"test": round(TEST_SHARE * len(stems))}, "train")
    entries = [replace(entry, split=splits[entry.stem]) for entry in whole.entries]
    return Listing(entries, whole.unmatched, whole.ignored)


def _subset(root: Path, name: str, options: Options) -> Listing:
    decode = encodings.white(options.threshold)
    folder = SUBSETS[name]

    def entry(stem: str, image: Path, mask: Path) -> Entry:
        return Entry(stem, image, {"skin": Mask((mask,), decode)}, subset=name)

    images = pictures(root / "Pratheepan_Dataset" / folder)
    masks = pictures(root / "Ground_Truth" / f"GroundT_{folder}")
    return paired(
        by_stem(images, options, prefix=f"{name}_"),
        by_stem(masks, options, prefix=f"{name}_"),
        entry,
    )


LAYOUT = Layout(
    name="pratheepan",
    title="Pratheepan",
    licence="none stated, research at most",
    use="skin in portraits (face) and groups (family)",
    expected="Pratheepan_Dataset/FacePhoto/*.jpg + Ground_Truth/GroundT_FacePhoto/*.png, "
    "likewise FamilyPhoto",
    anchors=(("Pratheepan_Dataset", "Ground_Truth"),),
    list_files=list_files,
    parts=(Part("face", (32,)), Part("family", (46,))),
)
