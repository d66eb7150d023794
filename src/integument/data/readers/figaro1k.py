"""Figaro-1k: 1,050 heads of hair in seven classes of 150, fine strands drawn.

Layout: ``Original/{Training,Testing}/FrameNNNNN-org.jpg`` with
``GT/{Training,Testing}/FrameNNNNN-gt.pbm``, in a folder ``Figaro1k``. Stray copies such as
``Frame00001-gt(1).pbm`` are passed over.
Masks: bitmaps in which hair *decodes to white*. (PBM stores white as 0, so the bit of hair is 0.)
Split: native, 840 to 210. Attribute ``style`` by number. Licence: research.
"""

from __future__ import annotations

import re
from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, joined, paired, pictures
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part

SPLITS = {"train": "Training", "test": "Testing"}
STYLES = ("straight", "wavy", "curly", "kinky", "braids", "dreadlocks", "short-men")
PER_STYLE = 150
STRAY = re.compile(r"\(\d+\)$")


def list_files(root: Path, options: Options) -> Listing:
    """The pairs of both splits."""
    return joined(_split(root, split, folder, options) for split, folder in SPLITS.items())


def _split(root: Path, split: str, folder: str, options: Options) -> Listing:
    masks = list(pictures(root / "GT" / folder))
    stray = [file for file in masks if STRAY.search(file.stem)]
    decode = encodings.white(options.threshold)

    def entry(stem: str, image: Path, mask: Path) -> Entry:
        labels = {"hair": Mask((mask,), decode)}
        return Entry(stem, image, labels, split=split, attributes={"style": style(stem)})

    listing = paired(
        by_stem(pictures(root / "Original" / folder), options, without="-org"),
        by_stem((file for file in masks if file not in stray), options, without="-gt"),
        entry,
    )
    return Listing(listing.entries, listing.unmatched, stray)


def style(stem: str) -> str:
    """The class of a frame by its number; "" for other names.

    >>> style("Frame00150"), style("Frame00151")
    ('straight', 'wavy')
    """
    found = re.search(r"\d+", stem)
    place = (int(found.group()) - 1) // PER_STYLE if found else -1
    return STYLES[place] if 0 <= place < len(STYLES) else ""


LAYOUT = Layout(
    name="figaro1k",
    title="Figaro-1k",
    licence="research only",
    use="hair of every kind, from all sides",
    expected="Original/{Training,Testing}/FrameNNNNN-org.jpg + "
    "GT/{Training,Testing}/FrameNNNNN-gt.pbm",
    anchors=(("Original", "GT"),),
    list_files=list_files,
    parts=(Part("", (1050,)), Part("train", (840,)), Part("test", (210,))),
)
