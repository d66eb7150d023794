"""Folders of pictures beside folders of masks, wherever they come from.

``pairs``: ``images/`` with ``masks/`` (or with cut-outs in ``cutouts/``, whose alpha counts). What
the masks show cannot be told from the files, so it is named: ``pairs:hair``.
``skin-pairs``: ``original_images/`` with ``skin_masks/``, as skin data sets are often repackaged.
``s2mgen``: synthetic ``images/`` with ``skin/`` and ``person/``.

Masks: white is in and grey is coverage; a threshold makes them hard. Split: a manifest.
"""

from __future__ import annotations

from pathlib import Path

from integument.data.readers import encodings
from integument.data.readers.files import by_stem, paired, pictures
from integument.data.readers.layout import Entry, Layout, Listing, Mask, Options
from integument.errors import InputError, UsageError
from integument.labels import NAMES


def list_pairs(root: Path, options: Options) -> Listing:
    """``images/`` with ``masks/`` or ``cutouts/``, of the label that the variant names."""
    if not options.variant:
        raise UsageError(
            f"{root}: what do the masks show? say so, as pairs:LABEL, where LABEL is one of "
            f"{', '.join(NAMES)}"
        )
    folder = root / "masks" if (root / "masks").is_dir() else root / "cutouts"
    return _beside(root / "images", folder, options.variant, options)


def list_skin_pairs(root: Path, options: Options) -> Listing:
    """``original_images/`` with ``skin_masks/``."""
    return _beside(root / "original_images", root / "skin_masks", "skin", options)


def list_s2mgen(root: Path, options: Options) -> Listing:
    """``images/`` with ``skin/`` and ``person/``; a picture may lack either, but not both."""
    images = by_stem(pictures(root / "images"), options)
    decode = encodings.white(options.threshold)
    masks = {
        label: by_stem(pictures(root / folder), options)
        for label, folder in (("skin", "skin"), ("body", "person"))
    }
    entries = []
    for stem, image in images.items():
        own = {label: Mask((of[stem],), decode) for label, of in masks.items() if stem in of}
        if own:
            entries.append(Entry(stem, image, own))
    used = {entry.stem for entry in entries}
    alone = [image for stem, image in images.items() if stem not in used]
    lost = [file for of in masks.values() for stem, file in of.items() if stem not in images]
    return Listing(entries, alone + lost)


def _beside(images: Path, masks: Path, label: str, options: Options) -> Listing:
    if not masks.is_dir():
        raise InputError(f"{masks}: no such folder: expected the masks of {images}")
    encode = encodings.opaque if masks.name == "cutouts" else encodings.coverage
    decode = encode(options.threshold)
    return paired(
        by_stem(pictures(images), options),
        by_stem(pictures(masks), options),
        lambda stem, image, mask: Entry(stem, image, {label: Mask((mask,), decode)}),
    )


def _masks_lie_flat(root: Path) -> bool:
    """Whether masks lie in the folder itself rather than in one a label, as those of packs do."""
    return any(next(pictures(root / name), None) for name in ("masks", "cutouts"))


LAYOUT = Layout(
    name="pairs",
    title="pairs of any origin",
    licence="that of the pictures",
    use="the label that is named",
    expected="images/* + masks/* (or cutouts/* with alpha), equal stems",
    anchors=(("images", "masks"), ("images", "cutouts")),
    list_files=list_pairs,
    variants=NAMES,
    nested=False,
    soft=True,
    accepts=_masks_lie_flat,
)

SKIN_PAIRS = Layout(
    name="skin-pairs",
    title="repackaged skin sets",
    licence="that of the pictures",
    use="skin",
    expected="original_images/* + skin_masks/*, equal stems",
    anchors=(("original_images", "skin_masks"),),
    list_files=list_skin_pairs,
    nested=False,
    soft=True,
)

S2MGEN = Layout(
    name="s2mgen",
    title="synthetic pictures in the layout of S2MGen",
    licence="that of the generator",
    use="skin and body",
    expected="images/NNNNNN.png + skin/NNNNNN.png + person/NNNNNN.png",
    anchors=(("images", "skin"), ("images", "person")),
    list_files=list_s2mgen,
    nested=False,
)
