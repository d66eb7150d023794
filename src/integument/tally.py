"""Counts over many photographs: colours of skin, shares of labels, and where in pictures they lie.

Colours are counted on OpenCV's 8-bit scales, on which such histograms are usually published: hue
from 0 to 179 (half degrees), saturation and value, and Cb and Cr of BT.601, from 0 to 255.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from integument.labels import NAMES, get

if TYPE_CHECKING:
    from integument.people import People

CHANNELS = {"hue": 180, "saturation": 256, "value": 256}
"""Channel → number of its levels."""

MAP_SIDE = 96
"""Rows and columns of the heat maps, onto which pictures of every shape are stretched."""


class Tally:
    """Counts that grow by :meth:`add`.

    Attributes
    ----------
    pictures, with_people, pixels : how many were seen
    histograms : ``"skin"`` and ``"rest"`` → channel → ``(levels,) int64`` pixel counts
    chrominance : ``(256, 256) int64``, skin pixels by Cb (row) and Cr (column)
    marked : label → its pixels in all pictures
    present : label → pictures in which it was found
    heat : label → ``(MAP_SIDE, MAP_SIDE) float64``, the sum over pictures of the share marked there
    """

    def __init__(self) -> None:
        self.pictures = self.with_people = self.pixels = 0
        self.histograms = {
            area: {channel: np.zeros(levels, np.int64) for channel, levels in CHANNELS.items()}
            for area in ("skin", "rest")
        }
        self.chrominance = np.zeros((256, 256), np.int64)
        self.marked: dict[str, int] = {}
        self.present: dict[str, int] = {}
        self.heat: dict[str, NDArray[np.float64]] = {}

    def add(self, people: People) -> None:
        """Count one photograph; what its file shows as transparent is counted as rest."""
        self.pictures += 1
        self.with_people += people.found
        self.pixels += people.photo.pixels.shape[0] * people.photo.pixels.shape[1]
        for label in people.labels:
            self._add_label(label, people.mask(label), people.is_present(label))
        if "skin" in people.labels:
            self._add_colours(people.photo.pixels, people.skin)

    def to_dict(self) -> dict[str, Any]:
        """Everything but the heat maps, ready for JSON."""
        return {
            "pictures": self.pictures,
            "with_people": self.with_people,
            "pixels": self.pixels,
            "labels": {
                label: {
                    "pixels": self.marked[label],
                    "share": round(self.marked[label] / max(self.pixels, 1), 6),
                    "pictures": self.present[label],
                }
                for label in self.labels
            },
            "peaks": {
                area: {
                    channel: int(counts.argmax()) if counts.any() else None
                    for channel, counts in channels.items()
                }
                for area, channels in self.histograms.items()
            },
            "histograms": {
                area: {channel: counts.tolist() for channel, counts in channels.items()}
                for area, channels in self.histograms.items()
            },
        }

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that were counted, in the vocabulary's order."""
        return tuple(label for label in NAMES if label in self.marked)

    def _add_label(self, label: str, mask: NDArray[np.bool_], found: bool) -> None:
        get(label)
        self.marked[label] = self.marked.get(label, 0) + int(np.count_nonzero(mask))
        self.present[label] = self.present.get(label, 0) + int(found)
        share = cv2.resize(
            mask.astype(np.float32), (MAP_SIDE, MAP_SIDE), interpolation=cv2.INTER_AREA
        )
        self.heat[label] = self.heat.get(label, np.zeros((MAP_SIDE, MAP_SIDE))) + share

    def _add_colours(self, rgb: NDArray[np.uint8], skin: NDArray[np.bool_]) -> None:
        hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
        for index, (channel, levels) in enumerate(CHANNELS.items()):
            plane = hsv[:, :, index]
            everything = np.bincount(plane.ravel(), minlength=levels)
            of_skin = np.bincount(plane[skin], minlength=levels)
            self.histograms["skin"][channel] += of_skin
            self.histograms["rest"][channel] += everything - of_skin
        chrominance = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)[skin].astype(np.int64)
        cells = chrominance[:, 2] * 256 + chrominance[:, 1]
        self.chrominance += np.bincount(cells, minlength=256 * 256).reshape(256, 256)
