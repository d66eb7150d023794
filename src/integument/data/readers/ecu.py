"""ECU, also called FSD: 4,000 photographs with the skin marked, two archive layouts.

Layouts: ``origin_images/imNNNNN.jpg`` with ``skin_masks/imNNNNN.png``; or
``images/001/imNNNNN.jpg`` (1-2000) and ``images/002`` (2001-4000) with ``Skin/001/imNNNNN_gt.png``.
Masks: white is skin. Copies in circulation lack im03301 and im03331.
Split: none was published; by default 1,600 train, 2,000 test and the rest validation, decided over
the nominal names, so that a missing picture moves no other.
Licence: on request from the authors, for research.
"""

from __future__ import annotations

from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, paired, pictures
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part
from integument.data.readers.splits import ranked

NOMINAL = [f"im{number:05d}" for number in range(1, 4001)]
SPLIT_SIZES = {"train": 1600, "test": 2000}


def list_files(root: Path, options: Options) -> Listing:
    """The pairs of either layout below ``root``."""
    if (root / "origin_images").is_dir():
        images, masks = [root / "origin_images"], [root / "skin_masks"]
    else:
        images, masks = ([root / side / half for half in ("001", "002")] for side in _SIDES)
    splits = ranked(NOMINAL, SPLIT_SIZES, "validation")
    decode = encodings.white(options.threshold)

    def entry(stem: str, image: Path, mask: Path) -> Entry:
        return Entry(stem, image, {"skin": Mask((mask,), decode)}, split=splits.get(stem, ""))

    return paired(
        by_stem(pictures(*images), options),
        by_stem(pictures(*masks), options, without="_gt"),
        entry,
    )


_SIDES = ("images", "Skin")

LAYOUT = Layout(
    name="ecu",
    title="ECU (FSD)",
    licence="on request, research only",
    use="skin in photographs of all kinds",
    expected="origin_images/imNNNNN.jpg + skin_masks/imNNNNN.png, or "
    "images/001/imNNNNN.jpg + Skin/001/imNNNNN_gt.png",
    anchors=(("origin_images", "skin_masks"), ("images", "Skin")),
    list_files=list_files,
    parts=(Part("", (4000, 3998)),),
)
