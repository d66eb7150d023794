"""HGR: hands before plain and cluttered grounds, in three series of known people.

Layout: ``hgr1_images/original_images/*.jpg`` with ``hgr1_skin/skin_masks/*``, likewise ``hgr2a_*``
and ``hgr2b_*`` (their reduced version reads the same). Names carry the person: ``2_P_hgr1_id12_3``.
Masks are *inverted*: the background is pure white, whatever is not pure white is skin.
Split: 80 to 20 by person, so that nobody is on both sides.
Licence: research.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, joined, paired, pictures
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options, Part
from integument.data.readers.splits import grouped

SERIES = ("hgr1", "hgr2a", "hgr2b")
TEST_SHARE = 0.2
PERSON = re.compile(r"id\d+")


def list_files(root: Path, options: Options) -> Listing:
    """The pairs of the series that are below ``root``."""
    whole = joined(_series(root, name, options) for name in SERIES)
    people = [entry.attributes["person"] for entry in whole.entries]
    splits = grouped(people, TEST_SHARE)
    entries = [
        replace(entry, split=splits[person])
        for entry, person in zip(whole.entries, people, strict=True)
    ]
    return Listing(entries, whole.unmatched, whole.ignored)


def _series(root: Path, name: str, options: Options) -> Listing:
    decode = encodings.not_white(options.threshold)

    def entry(stem: str, image: Path, mask: Path) -> Entry:
        found = PERSON.search(stem)
        # Numbers of people start anew in each series; a name without one is its own person.
        person = f"{name}_{found.group()}" if found else stem
        masks = {"skin": Mask((mask,), decode)}
        return Entry(stem, image, masks, subset=name, attributes={"person": person})

    return paired(
        by_stem(pictures(root / f"{name}_images" / "original_images"), options),
        by_stem(pictures(root / f"{name}_skin" / "skin_masks"), options),
        entry,
    )


LAYOUT = Layout(
    name="hgr",
    title="HGR (HGR1, HGR2A, HGR2B)",
    licence="research only",
    use="skin of hands and forearms",
    expected="hgr1_images/original_images/*.jpg + hgr1_skin/skin_masks/*, likewise hgr2a, hgr2b",
    anchors=(("hgr*_images/original_images", "hgr*_skin/skin_masks"),),
    list_files=list_files,
    parts=(
        Part("hgr1", (899,), optional=True),
        Part("hgr2a", (85,), optional=True),
        Part("hgr2b", (574,), optional=True),
    ),
)
