"""SFA: 1,118 portraits from two face collections, the skin cut out.

Layout: ``ORI/img (N).jpg`` with ``GT/img (N).jpg``, N from 1 to 1118, in a folder ``SFA``. The
folders of skin and non-skin samples beside them are left alone.
Masks are JPEG *pictures* whose background is painted black: skin is what has a channel above 27,
since compression leaves noise in the black.
Split: train to 782, validation to 950, then test, as is usual with this set.
Licence: research; the portraits are those of FERET and AR, with licences of their own.
"""

from __future__ import annotations

import re
from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, paired, pictures
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part

BLACK = 27
"""Reference codes take 1 or 27; 27 is above the noise that JPEG leaves."""

LAST_TRAIN, LAST_VALIDATION = 782, 950


def list_files(root: Path, options: Options) -> Listing:
    """The pairs below ``root``."""
    decode = encodings.not_black(BLACK if options.threshold is None else options.threshold)

    def entry(stem: str, image: Path, mask: Path) -> Entry:
        return Entry(stem, image, {"skin": Mask((mask,), decode)}, split=_split(image.stem))

    return paired(
        by_stem(pictures(root / "ORI"), options), by_stem(pictures(root / "GT"), options), entry
    )


def _split(stem: str) -> str:
    found = re.search(r"\d+", stem)
    if found is None:
        return ""
    number = int(found.group())
    if number <= LAST_TRAIN:
        return "train"
    return "validation" if number <= LAST_VALIDATION else "test"


LAYOUT = Layout(
    name="sfa",
    title="SFA",
    licence="research only",
    use="skin of faces",
    expected="SFA/ORI/img (N).jpg + SFA/GT/img (N).jpg",
    anchors=(("ORI", "GT"),),
    list_files=list_files,
    parts=(
        Part("", (1118,)),
        Part("train", (782,)),
        Part("validation", (168,)),
        Part("test", (168,)),
    ),
)
