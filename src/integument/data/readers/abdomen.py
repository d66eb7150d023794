"""Abdomen: bare abdomens of lighter and darker skin, 227 × 227 pixels.

Layout: ``{train,test}/original_images/*.jpg`` with ``{train,test}/skin_masks/*.png``.
Masks: white is skin. Split: native. Sources disagree on the size, 1,400 or 1,200 pictures.
Licence: none is stated.
"""

from __future__ import annotations

from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, joined, paired, pictures
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part

SPLITS = ("train", "test")


def list_files(root: Path, options: Options) -> Listing:
    """The pairs of both splits; stems start with the split, since names may repeat in the other."""
    return joined(_split(root, split, options) for split in SPLITS)


def _split(root: Path, split: str, options: Options) -> Listing:
    decode = encodings.white(options.threshold)

    def entry(stem: str, image: Path, mask: Path) -> Entry:
        return Entry(stem, image, {"skin": Mask((mask,), decode)}, split=split)

    return paired(
        by_stem(pictures(root / split / "original_images"), options, prefix=f"{split}_"),
        by_stem(pictures(root / split / "skin_masks"), options, prefix=f"{split}_"),
        entry,
    )


LAYOUT = Layout(
    name="abdomen",
    title="Abdomen (abd-skin)",
    licence="none stated, research at most",
    use="skin of the trunk, light and dark",
    expected="{train,test}/original_images/*.jpg + {train,test}/skin_masks/*.png",
    anchors=(("train/original_images", "train/skin_masks"), ("test/original_images",)),
    list_files=list_files,
    parts=(Part("", (1400, 1200)),),
)
