"""Readers of published data sets, each in the layout of its archive: one file, one :class:`Layout`.

Open one with :func:`integument.data.open.open_data`. To add one, write its file and name it here.
"""

from __future__ import annotations

from integument.data.readers import (
    abdomen,
    celeba,
    celebamask_hq,
    coco,
    ecu,
    figaro1k,
    hgr,
    lfw_parts,
    pairs,
    pratheepan,
    sfa,
)
from integument.data.readers.layout import Layout

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        ecu.LAYOUT,
        hgr.LAYOUT,
        sfa.LAYOUT,
        abdomen.LAYOUT,
        pratheepan.LAYOUT,
        lfw_parts.LAYOUT,
        figaro1k.LAYOUT,
        celeba.LAYOUT,
        celeba.STAR,
        celebamask_hq.LAYOUT,
        coco.LAYOUT,
        pairs.LAYOUT,
        pairs.SKIN_PAIRS,
        pairs.S2MGEN,
    )
}
"""Name → layout: the one registry of data sets. Packs are read by :mod:`integument.data.pack`."""
