"""How a photograph is looked at: from near, from afar, again at small people, in its own colours.

Each step is a module of its own: :mod:`integument.overview` (two looks), :mod:`integument.presence`
(is anybody there?), :mod:`integument.closer` (a closer look). Which of them a model needs, its
metadata say. Then its answer is weighed by what is known besides: where hair is around a face
(:mod:`integument.hair_places`) and the photograph's own colours (:mod:`integument.own_colours`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from integument.arrays import resize
from integument.closer import add_closer, find_small
from integument.hair_places import expect_hair
from integument.letterbox import MULTIPLE, Letterbox, letterbox
from integument.overview import confirmed, merge
from integument.own_colours import weigh_colours
from integument.presence import weigh
from integument.session import Session
from integument.silhouette import mend

MENDED = ("skin", "body")
"""Labels into which highlights and ornaments tear holes when colours are weighed. Scores on packs
are the same with and without mending."""


class Looks:
    """A network and the way it is made to look at photographs.

    Parameters
    ----------
    session : the network
    input_size : longest side, in pixels, at which it looks from near
    closer : how much larger small people may be looked at once more; 0 for never
    weighed : whether its answer is weighed by what is known besides
    """

    def __init__(self, session: Session, *, input_size: int, closer: float, weighed: bool) -> None:
        self.session = session
        self.labels = session.labels
        self.input_size = input_size
        self.closer = closer
        self.weighed = weighed

    @property
    def settings(self) -> dict[str, float]:
        """What an answer depends on beside the model: for tables and scores that are kept."""
        return {
            "input_size": self.input_size,
            "closer": self.closer,
            "weighed": self.weighed,
        }

    def maps(self, pictures: list[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
        """Maps ``(L, h, w) float32`` in [0, 1] of pictures ``(H, W, 3) uint8`` of one shape."""
        boxes = [letterbox(rgb, self.input_size) for rgb in pictures]
        maps = list(self._run(boxes))
        size = round(self.input_size * self.session.overview)
        if size >= MULTIPLE:
            far = self._run([letterbox(rgb, size) for rgb in pictures])
            maps = [self._merge(*both) for both in zip(maps, far, strict=True)]
        return [self._judge(*one) for one in zip(maps, pictures, boxes, strict=True)]

    def _judge(
        self, maps: NDArray[np.float32], rgb: NDArray[np.uint8], box: Letterbox
    ) -> NDArray[np.float32]:
        """What is believed of the maps of one picture."""
        if self.session.presence:
            maps = weigh(maps, self.labels, self.session.presence)
        if self.closer:
            maps = self._look_closer(maps, rgb)
        if self.weighed:
            maps = expect_hair(maps, self.labels)
            maps = self._weigh_colours(maps, box)
        return maps

    def _weigh_colours(self, maps: NDArray[np.float32], box: Letterbox) -> NDArray[np.float32]:
        weighed = weigh_colours(maps, self.labels, resize(box.scaled, maps.shape[1:]))
        for index, label in enumerate(self.labels):
            if label in MENDED:
                weighed[index] = mend(weighed[index], maps[index])
        return weighed

    def _merge(self, near: NDArray[np.float32], far: NDArray[np.float32]) -> NDArray[np.float32]:
        if self.session.confirm:
            near = confirmed(near, far, self.session.confirm)
        return merge(near, far)

    def _look_closer(
        self, maps: NDArray[np.float32], rgb: NDArray[np.uint8]
    ) -> NDArray[np.float32]:
        """``maps`` of a picture, better where people are small; parts differ in shape: no batch."""
        part = find_small(maps, self.labels, self.closer)
        if part is None:
            return maps
        (seen,) = self._run([letterbox(part.cut(rgb), part.size(self.input_size))])
        return add_closer(maps, seen, part, self.labels)

    def _run(self, boxes: list[Letterbox]) -> Iterator[NDArray[np.float32]]:
        """The network's answer for boxes of one shape, without the padding: ``(L, h, w)`` each."""
        output = self.session.run(np.stack([box.image for box in boxes]))
        for box, maps in zip(boxes, output, strict=True):
            stride = box.image.shape[1] // maps.shape[1]
            yield maps[:, : box.height // stride, : box.width // stride].copy()
